"""Giving what waits to its gateway, outside any transaction, and writing down what came of it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction

from chophien.jobs.queue import enqueue
from chophien.lib.phone import mask_phone
from chophien.lib.sms import sms_size
from chophien.messages.errors import SmsStillWaiting
from chophien.messages.gateways.base import Gateway, GatewayBusy, GatewayRefused, Handed, Letter, RecipientGone
from chophien.messages.gateways.configured import gateway_of
from chophien.messages.kinds import kind_named
from chophien.messages.models import Dispatch, Message, OutgoingSms
from chophien.messages.records import recipient_of, write_attempt
from chophien.messages.routing import price_vnd, sleeps
from chophien.messages.selectors import waiting_since
from chophien.messages.states import LETTER_FLOW, Channel, MessageStatus, Outcome
from chophien.rules import selectors as rules

log = structlog.get_logger(__name__)
Leaving = OutgoingSms | Dispatch
UNWELCOME = "the person agrees to no advertisements any more"
QUEUE_TRIES = timedelta(minutes=15)
"""So long after it was written the queue has certainly tried all it will."""
OUTCOMES = {
    "hand_over": Outcome.HANDED,
    "give_up": Outcome.REFUSED,
    "report_delivered": Outcome.DELIVERED,
    "report_lost": Outcome.LOST,
}


def hand_over_sms(*, sms_id: int, at: datetime, gateway: Gateway | None = None) -> OutgoingSms:
    """Give a waiting SMS to the gateway and write down what came of it.

    Calling it again after a crash is safe: the gateway knows the message by its key, if it keeps any.

    :raises SmsStillWaiting: if the gateway could not take it now; the queue tries again later
    """
    sms = OutgoingSms.objects.select_related("message").get(pk=sms_id)
    if sms.status != MessageStatus.WAITING:
        return sms
    if sms.wiped_at is not None or (sms.secret and at >= _wiped_before(at, sms.written_at)):
        _settle(sms, "give_up", problem="too old: the code in it can no longer be used", at=at)
        return sms
    if _is_unwelcome(sms.message, at=at):
        _settle(sms, "give_up", problem=UNWELCOME, at=at)
        return sms
    letter = Letter(key=sms.key, to=sms.phone, text=sms.text, about=sms.about)
    _hand_over(sms, lambda: _sent(gateway or gateway_of(Channel.SMS), letter), mask_phone(sms.phone), at=at)
    return sms


def hand_over(*, dispatch_id: int, at: datetime, gateway: Gateway | None = None) -> Dispatch:
    """The same for a notification, a Zalo message or a call.

    A browser that is gone is forgotten. What became superfluous meanwhile, because it was read, is sent all the same.

    :raises SmsStillWaiting: if the gateway could not take it now; the queue tries again later
    """
    dispatch = Dispatch.objects.select_related("message__notice", "device").get(pk=dispatch_id)
    if dispatch.status != MessageStatus.WAITING:
        return dispatch
    if _is_unwelcome(dispatch.message, at=at):
        _settle(dispatch, "give_up", problem=UNWELCOME, at=at)
        return dispatch
    chosen = gateway or gateway_of(Channel(dispatch.channel))
    letter = _letter_of(dispatch)
    _hand_over(dispatch, lambda: _sent(chosen, letter), dispatch.message.code, at=at)
    return dispatch


def bring_again(*, at: datetime) -> int:
    """Try once more what a gateway could not take when it was written, the longest first; say how many left here.

    The queue gives up after some minutes, an outage may last for hours. Whatever waited for `messages.try_hours`, or
    was read or settled meanwhile, is given up; of the former the next channel is due. A channel that is still busy is
    left alone until the next time, and so is, at night, what may not be sent at night.
    """
    oldest = at - timedelta(hours=rules.whole("messages.try_hours", at=at))
    busy: set[Channel] = set()
    done = 0
    for row in waiting_since(at - QUEUE_TRIES):
        if row.written_at <= oldest or _is_over(row.message):
            _settle(row, "give_up", outcome=Outcome.LOST, problem="no gateway took it in time", at=at)
            continue
        if _channel(row) in busy or _is_night(row, at=at):
            continue
        try:
            if isinstance(row, OutgoingSms):
                hand_over_sms(sms_id=row.pk, at=at)
            else:
                hand_over(dispatch_id=row.pk, at=at)
        except SmsStillWaiting:
            busy.add(_channel(row))
        else:
            done += 1
    return done


def take_report(*, key: str, arrived: bool, at: datetime, problem: str = "") -> bool:
    """The network tells what became of an SMS. Returns whether this was news; an unknown key or a repeat is none."""
    sms = OutgoingSms.objects.select_related("message").filter(key=key).first()  # the key is unique
    if sms is None:
        return False
    return _settle(sms, "report_delivered" if arrived else "report_lost", problem=problem, at=at)


def is_known(key: str) -> bool:
    """Whether one of our SMS has this key."""
    return OutgoingSms.objects.filter(key=key).exists()


def _hand_over(row: Leaving, send: Callable[[], Handed], to: str, *, at: datetime) -> None:
    facts = {"phone": to, "about": _about(row), "channel": _channel(row).value}
    try:
        handed = send()
    except RecipientGone as refusal:
        log.info("recipient_gone", **facts, problem=str(refusal))
        _settle(row, "give_up", problem=str(refusal), at=at)
        if isinstance(row, Dispatch) and row.device is not None:
            row.device.delete()  # with its part in messages: what came of them stands in the attempts
    except GatewayRefused as refusal:
        log.warning("sms_refused", **facts, problem=str(refusal))
        _settle(row, "give_up", problem=str(refusal), at=at)
    except GatewayBusy as fault:
        log.warning("sms_waits", **facts, problem=str(fault))
        type(row).objects.filter(pk=row.pk).update(problem=str(fault)[:200])
        raise SmsStillWaiting(str(fault)) from fault
    else:
        log.info("sms_sent", **facts)
        _settle(row, "hand_over", gateway_id=handed.gateway_id, at=at)


def _sent(gateway: Gateway | None, letter: Letter) -> Handed:
    if gateway is None:
        raise GatewayRefused("the gateway was taken out of the settings")
    return gateway.send(letter)


@transaction.atomic
def _settle(
    row: Leaving,
    step: str,
    *,
    at: datetime,
    outcome: Outcome | None = None,
    problem: str = "",
    gateway_id: str = "",
) -> bool:
    """Take a step if it still can be taken: write it down, and what it cost; go on where it failed.

    The row is held, for a report of the network may come before the gateway's own answer was written down.
    """
    type(row).objects.select_for_update().get(pk=row.pk)
    row.refresh_from_db()
    before = row.status
    if not LETTER_FLOW.allows(step, before):
        return False
    after = LETTER_FLOW.next(step, before)
    row.status, row.problem = after, problem[:200]
    if gateway_id:
        row.gateway_id = gateway_id
    if row.sent_at is None and after != MessageStatus.FAILED:
        row.sent_at = at
    row.save(update_fields=["status", "problem", "gateway_id", "sent_at"])
    message = row.message
    is_paid = step == "hand_over" or (step.startswith("report") and before == MessageStatus.WAITING)
    units = _units(row)
    write_attempt(
        channel=_channel(row),
        outcome=outcome or OUTCOMES[step],
        message=message,
        recipient="" if message else recipient_of(person_code="", phone=getattr(row, "phone", "")),
        about=_about(row),
        key=row.key,
        units=units,
        cost_vnd=units * price_vnd(_channel(row), at=at) if is_paid else 0,
        gateway_id=gateway_id,
        problem=problem,
        at=at,
    )
    if after == MessageStatus.FAILED and message is not None:
        _hurry(message, at=at)
    return True


def _hurry(message: Message, *, at: datetime) -> None:
    """It did not get through: the next channel is due now, unless what it asked for is done."""
    waiting = Message.objects.filter(pk=message.pk, settled_at__isnull=True)
    if message.dispatches.filter(status__in=[MessageStatus.WAITING, MessageStatus.SENT]).exists():
        return
    if waiting.update(next_at=at):
        enqueue("messages.go_on", message_id=message.pk)


def _is_night(row: Leaving, *, at: datetime) -> bool:
    message = row.message
    if message is None:
        return False
    return sleeps(message, kind_named(message.kind), _channel(row), at=at) is not None


def _is_over(message: Message | None) -> bool:
    if message is None:
        return False
    return message.settled_at is not None or (message.notice is not None and message.notice.read_at is not None)


def _is_unwelcome(message: Message | None, *, at: datetime) -> bool:
    """Whether it is an advertisement of which the person took their consent back while it waited."""
    return message is not None and not kind_named(message.kind).is_welcome(message.person_code, at=at)


def _letter_of(dispatch: Dispatch) -> Letter:
    message, device = dispatch.message, dispatch.device
    text = message.notice.text if message.notice is not None else message.text
    if device is None:
        to = message.phone
    else:
        to = json.dumps({"endpoint": device.endpoint, "p256dh": device.public_key, "auth": device.secret})
    site = settings.SITE
    return Letter(
        key=dispatch.key,
        to=to,
        text=text if dispatch.channel == Channel.PUSH else message.text,
        kind=message.kind,
        about=message.about,
        link=message.link if dispatch.channel == Channel.PUSH else f"{site}{message.link}",
        language=message.language,
    )


def _channel(row: Leaving) -> Channel:
    return Channel.SMS if isinstance(row, OutgoingSms) else Channel(row.channel)


def _about(row: Leaving) -> str:
    return row.about if isinstance(row, OutgoingSms) else row.message.about


def _units(row: Leaving) -> int:
    return sms_size(row.text).segments if isinstance(row, OutgoingSms) else 1


def _wiped_before(at: datetime, written_at: datetime) -> datetime:
    return written_at + timedelta(minutes=rules.whole("messages.secret_minutes", at=at))
