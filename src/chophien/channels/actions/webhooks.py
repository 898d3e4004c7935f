"""What can be done with webhooks: open, pause, close, write messages, bring them, replay what was given up."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.channels import policies
from chophien.channels.errors import NothingToHear, TooManyEndpoints
from chophien.channels.models import WebhookDelivery, WebhookEndpoint
from chophien.channels.selectors.webhooks import (
    STUCK,
    endpoints_of,
    endpoints_that_hear,
    lock_delivery,
    lock_endpoint,
    overdue,
)
from chophien.channels.states import ENDPOINT_FLOW, WEBHOOK_FLOW, DeliveryStatus, EndpointStatus, EventKind
from chophien.channels.webhooks.posting import Answer, post, target_of
from chophien.channels.webhooks.signing import new_secret, signed_headers
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.codes import new_code, new_token
from chophien.rules.selectors import value, whole
from chophien.sellers.actions.staff import tell_staff
from chophien.sellers.models import Seller
from chophien.uploads.sealing import open_sealed, seal

PREFIX, SYMBOLS = "WH", 8
GONE = 410
POSTMAN = SystemActor("system:webhooks")
Post = Callable[[str, bytes, Mapping[str, str]], Answer]


@dataclass(frozen=True)
class NewEndpoint:
    """An endpoint that was just opened; `secret` is told this once."""

    endpoint: WebhookEndpoint
    secret: str


@dataclass(frozen=True)
class News:
    """Something that happened at a shop: what, about which code, with facts that are codes and figures."""

    event: EventKind
    seller_id: int
    subject_code: str
    facts: Mapping[str, object]


@transaction.atomic
def open_endpoint(*, seller: Seller, url: str, events: Collection[str], actor: Actor, at: datetime) -> NewEndpoint:
    """Have a shop's own program hear of these events at this address.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises AddressRefused: unless it is an address on the open internet, by HTTPS
    :raises NothingToHear: if no event is named, or an unknown one
    :raises TooManyEndpoints: beyond what the rules allow
    """
    policies.can_connect(actor, seller, at=at).require()
    target_of(url, is_local=settings.WEBHOOKS_LOCAL)
    wanted = [event.value for event in EventKind if event.value in set(events) and event != EventKind.TEST]
    if not wanted:
        raise NothingToHear
    most = whole("channels.webhooks_most", at=at)
    if endpoints_of(seller.pk).count() >= most:
        raise TooManyEndpoints(facts={"most": most})
    secret = new_secret()
    endpoint = WebhookEndpoint.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        seller=seller,
        url=url,
        events=wanted,
        secret=seal(secret.encode()),
        made_by=actor.code,
        made_at=at,
    )
    record("channels.webhook_opened", actor=actor, subject_code=endpoint.code, at=at, facts={"events": wanted})
    return NewEndpoint(endpoint, secret)


@transaction.atomic
def close_endpoint(*, endpoint: WebhookEndpoint, actor: Actor, at: datetime) -> WebhookEndpoint:
    """Take an endpoint away; nothing is sent there any more.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    policies.can_connect(actor, endpoint.seller, at=at).require()
    return _move(endpoint, "close", actor=actor, at=at)


@transaction.atomic
def resume_endpoint(*, endpoint: WebhookEndpoint, actor: Actor, at: datetime) -> WebhookEndpoint:
    """Send again after a pause, first what has waited.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises StepNotAllowed: if it is not paused
    """
    policies.can_connect(actor, endpoint.seller, at=at).require()
    moved = _move(endpoint, "resume", actor=actor, at=at)
    waiting = moved.deliveries.filter(status=DeliveryStatus.WAITING).order_by("pk")
    for code in waiting.values_list("code", flat=True):
        enqueue("channels.send_webhook", code=code)
    return moved


@transaction.atomic
def send_test(*, endpoint: WebhookEndpoint, actor: Actor, at: datetime) -> WebhookDelivery:
    """Write a message that only tries whether the address hears.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    policies.can_connect(actor, endpoint.seller, at=at).require()
    return _write(endpoint, News(EventKind.TEST, endpoint.seller_id, endpoint.code, {"hello": "Chợ Phiên"}), at=at)


@transaction.atomic
def announce(news: Sequence[News], *, at: datetime) -> int:
    """Write a message for every endpoint that wants to hear of it, to be sent after the commit. Returns how many.

    News of an order is told to an endpoint once, however often this is called.
    """
    told = 0
    for event in {one.event for one in news}:
        of_kind = [one for one in news if one.event == event]
        for endpoint in endpoints_that_hear({one.seller_id for one in of_kind}, event):
            for one in of_kind:
                if one.seller_id == endpoint.seller_id and not _is_told(endpoint, one):
                    _write(endpoint, one, at=at)
                    told += 1
    return told


@transaction.atomic
def replay_delivery(*, delivery: WebhookDelivery, actor: Actor, at: datetime) -> WebhookDelivery:
    """Send a message again by hand: one that was given up, or one that arrived and got lost over there.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises StepNotAllowed: if it is still on its way
    """
    held = lock_delivery(delivery.code)
    policies.can_connect(actor, held.endpoint.seller, at=at).require()
    held.status = DeliveryStatus(WEBHOOK_FLOW.next("replay", held.status))
    held.tries, held.due_at, held.problem = 0, at, ""
    held.save(update_fields=["status", "tries", "due_at", "problem"])
    record("channels.webhook_replayed", actor=actor, subject_code=held.endpoint.code, at=at)
    enqueue("channels.send_webhook", code=held.code)
    return held


def send_delivery(*, code: str, at: datetime, post_to: Post | None = None) -> bool:
    """Bring one message if it is due; returns whether it arrived. The network is spoken to outside a transaction."""
    begun = _begin(code, at=at)
    if begun is None:
        return False
    body = begun.body.encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "ChoPhien-Webhooks/1",
        **signed_headers(body, message_id=begun.code, secret=_secret(begun.endpoint), at=at),
    }
    answer = (post_to or _post)(begun.endpoint.url, body, headers)
    _note(begun.code, answer, at=at)
    return answer.arrived


def sweep_deliveries(*, at: datetime, most: int = 500) -> int:
    """Have sent what should be out by now and is not; forget what is old. Returns how many were found."""
    codes = list(overdue(at).values_list("code", flat=True)[:most])
    for code in codes:
        enqueue("channels.send_webhook", code=code)
    days = whole("channels.webhook_keep_days", at=at)
    WebhookDelivery.objects.filter(written_at__lt=at - timedelta(days=days)).delete()
    return len(codes)


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    return post(url, body, headers, is_local=settings.WEBHOOKS_LOCAL)


def _secret(endpoint: WebhookEndpoint) -> str:
    return open_sealed(endpoint.secret).decode()


def _is_told(endpoint: WebhookEndpoint, news: News) -> bool:
    if not news.event.startswith("order."):
        return False
    told = endpoint.deliveries.filter(event=news.event, subject_code=news.subject_code)
    return told.exists()


def _write(endpoint: WebhookEndpoint, news: News, *, at: datetime) -> WebhookDelivery:
    body = {"type": news.event.value, "timestamp": at.isoformat(), "data": dict(news.facts)}
    delivery = WebhookDelivery.objects.create(
        code=f"msg_{new_token()[:27]}",
        endpoint=endpoint,
        event=news.event,
        subject_code=news.subject_code,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        due_at=at,
        written_at=at,
    )
    if endpoint.status == EndpointStatus.ACTIVE:
        enqueue("channels.send_webhook", code=delivery.code)
    return delivery


@transaction.atomic
def _begin(code: str, *, at: datetime) -> WebhookDelivery | None:
    held = lock_delivery(code)
    is_due = WEBHOOK_FLOW.allows("begin", held.status) and held.due_at <= at
    is_anothers = held.status == DeliveryStatus.SENDING and held.tried_at is not None and held.tried_at > at - STUCK
    if not is_due or is_anothers or held.endpoint.status != EndpointStatus.ACTIVE:
        return None
    held.status = DeliveryStatus(WEBHOOK_FLOW.next("begin", held.status))
    held.tries += 1
    held.tried_at = at
    held.save(update_fields=["status", "tries", "tried_at"])
    return held


@transaction.atomic
def _note(code: str, answer: Answer, *, at: datetime) -> None:
    """Write down how a try went, and what follows: the next try, giving up, a pause."""
    held = lock_delivery(code)
    endpoint = lock_endpoint(held.endpoint_id)
    held.answer_status, held.problem = answer.status, answer.problem
    if answer.arrived:
        held.status = DeliveryStatus(WEBHOOK_FLOW.next("arrive", held.status))
        endpoint.failures = 0
    else:
        endpoint.failures += 1
        waits = _waits(at=at)
        if held.tries > len(waits) or answer.status == GONE:
            held.status = DeliveryStatus(WEBHOOK_FLOW.next("give_up", held.status))
        else:
            held.status = DeliveryStatus(WEBHOOK_FLOW.next("retry", held.status))
            held.due_at = at + timedelta(minutes=waits[held.tries - 1])
    held.save(update_fields=["status", "due_at", "answer_status", "problem"])
    endpoint.save(update_fields=["failures"])
    too_many = endpoint.failures >= whole("channels.webhook_pause_after", at=at) or answer.status == GONE
    if too_many and endpoint.status == EndpointStatus.ACTIVE:
        _pause(endpoint, at=at)
    elif held.status == DeliveryStatus.WAITING:
        enqueue("channels.send_webhook", run_at=held.due_at, code=held.code)


def _waits(*, at: datetime) -> list[int]:
    """Minutes between one try and the next."""
    told = value("channels.webhook_retry_minutes", at=at)
    return [int(one) for one in told] if isinstance(told, list) else []


def _pause(endpoint: WebhookEndpoint, *, at: datetime) -> None:
    paused = _move(endpoint, "pause", actor=POSTMAN, at=at)
    tell_staff(
        seller=paused.seller,
        text=_("News to %(host)s is paused: it failed %(count)s times. See what is wrong and start it again."),
        facts={"host": urlsplit(paused.url).netloc[:60], "count": paused.failures},
        link=f"/ban-hang/ket-noi/tin/{paused.code}/",
        about=paused.code,
        at=at,
    )


def _move(endpoint: WebhookEndpoint, step: str, *, actor: Actor, at: datetime) -> WebhookEndpoint:
    held = lock_endpoint(endpoint.pk)
    held.status = EndpointStatus(ENDPOINT_FLOW.next(step, held.status))
    held.paused_at = at if held.status == EndpointStatus.PAUSED else None
    if held.status == EndpointStatus.ACTIVE:
        held.failures = 0
    held.save(update_fields=["status", "paused_at", "failures"])
    record(f"channels.webhook_{step}", actor=actor, subject_code=held.code, at=at)
    return held
