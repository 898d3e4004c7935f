"""Beginning to pay: one try for everything that a group of orders still awaits, and the address where it is paid."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from chophien.audit.actions import record
from chophien.gateways.actions.steps import waiting_minutes
from chophien.gateways.adapters.base import NoAnswer, Started, Wanted
from chophien.gateways.codes import why
from chophien.gateways.configured import gateway
from chophien.gateways.errors import AmountOutOfRange, GatewayClosed, GatewayRefused, GatewaySilent, TooManyTries
from chophien.gateways.models import Attempt
from chophien.gateways.selectors import attempts_for, lock_attempt
from chophien.gateways.states import AttemptStatus, GatewayName
from chophien.lib.actor import Actor
from chophien.lib.money import format_vnd
from chophien.orders.actions.choosing import choose_payment
from chophien.orders.models import OrderGroup
from chophien.payments.errors import NothingAwaited
from chophien.payments.selectors import online_for_group
from chophien.payments.states import PaymentMethod
from chophien.rules import selectors as rules

REFERENCE_BYTES = 16
LEAST_TIME = timedelta(seconds=90)
"""With less time left of it a page of the gateway is not opened again."""
ASK = "gateways.ask_minutes"


@dataclass(frozen=True)
class Begun:
    """A try, and where its buyer goes now."""

    attempt: Attempt
    address: str


def start_payment(*, group: OrderGroup, name: str, actor: Actor, at: datetime, device: str, language: str) -> Begun:
    """Begin to pay what a group awaits through a gateway. Begun again while its page is open, it is the same page.

    The gateway is asked outside of any transaction; the try is kept before, so that money never comes for nothing.

    :raises NotPermitted: if `actor` did not order them
    :raises GatewayClosed: if there is no such gateway here
    :raises NothingAwaited: if nothing is awaited any more
    :raises AmountOutOfRange: if the gateway takes no such amount
    :raises TooManyTries: after `gateways.tries_most`
    :raises GatewaySilent, GatewayRefused: if it opens no page; no money has moved then
    """
    if name not in GatewayName.values:
        raise GatewayClosed
    opened = gateway(name)
    attempt = _begin(group, name, actor=actor, at=at)
    if attempt.address:
        return Begun(attempt, attempt.address)
    told = {"gateway": attempt.get_gateway_display()}
    try:
        started = opened.start(_wanted(attempt, device=device, language=language))
    except NoAnswer:
        raise GatewaySilent(facts=told) from None
    if not started.address:
        _refused(attempt, started, at=at)
        raise GatewayRefused(facts={**told, "why": str(why(name, started.code))})
    if name == GatewayName.MOMO:  # VNPay's address holds the device's own, and is written anew each time
        Attempt.objects.filter(pk=attempt.pk).update(address=started.address)
    return Begun(attempt, started.address)


@transaction.atomic
def _begin(group: OrderGroup, name: str, *, actor: Actor, at: datetime) -> Attempt:
    waiting = choose_payment(group=group, method=PaymentMethod(name), actor=actor, at=at)
    awaited = online_for_group(group.code)
    if awaited is None or awaited.amount_vnd <= 0:
        raise NothingAwaited
    amount = awaited.amount_vnd
    least, most = (rules.whole(f"gateways.{name}_{end}_vnd", at=at) for end in ("least", "most"))
    if not least <= amount <= most:
        facts = {"gateway": str(GatewayName(name).label), "least": format_vnd(least), "most": format_vnd(most)}
        raise AmountOutOfRange(facts=facts)
    held_until = min((order.held_until for order in waiting if order.held_until), default=None)
    if held_until is not None and held_until <= at:
        raise NothingAwaited
    before = attempts_for(group.code)
    for one in before:
        same = one.gateway == name and one.amount_vnd == amount and one.status == AttemptStatus.OPEN and not one.odd
        if same and (one.address or name == GatewayName.VNPAY) and one.ends_at - at >= LEAST_TIME:
            return one  # VNPay's page has no address to keep: it is written anew for the same try
    count = rules.whole("gateways.tries_most", at=at)
    if len(before) >= count:
        raise TooManyTries(facts={"count": count})
    ends = at + timedelta(minutes=rules.whole("gateways.pay_minutes", at=at))
    wait = waiting_minutes(ASK, turn=0, at=at)
    attempt = Attempt.objects.create(
        reference=secrets.token_hex(REFERENCE_BYTES),
        group_code=group.code,
        gateway=name,
        amount_vnd=amount,
        began_at=at,
        ends_at=min(ends, held_until) if held_until is not None else ends,
        ask_at=at + wait if wait is not None else None,
    )
    told = {"gateway": name, "amount_vnd": amount}
    record("gateways.attempt_began", actor=actor, subject_code=group.code, at=at, facts=told)
    return attempt


def _wanted(attempt: Attempt, *, device: str, language: str) -> Wanted:
    return Wanted(
        reference=attempt.reference,
        amount_vnd=attempt.amount_vnd,
        about=f"Cho Phien {attempt.group_code}",
        return_to=settings.SITE + reverse("gateways:return", args=[attempt.gateway]),
        notify_at=settings.SITE + reverse(f"gateways:{attempt.gateway}"),
        begins_at=attempt.began_at,
        ends_at=attempt.ends_at,
        language=language,
        device=device,
    )


@transaction.atomic
def _refused(attempt: Attempt, started: Started, *, at: datetime) -> None:
    """The gateway opened no page: nothing can be paid by this try."""
    held = lock_attempt(attempt.pk)
    if held.status == AttemptStatus.OPEN:
        held.status, held.code, held.decided_at, held.ask_at = AttemptStatus.FAILED, started.code, at, None
        held.save()
