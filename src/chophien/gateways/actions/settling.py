"""What follows from a message: a payment was made, was not, or waits. Only what is kept decides, and it decides once.

The try is locked first, then the orders of its group, then their payments, then accounts: the gateway's message, the
answer to a question and the clock wait for each other.
"""

from datetime import datetime, timedelta

from django.db import transaction

from chophien.audit.actions import record
from chophien.gateways.actions.hearing import is_payment
from chophien.gateways.actions.repaying import owe_back
from chophien.gateways.actions.steps import GATEWAY, place_lines_soon, waiting_minutes
from chophien.gateways.adapters.base import Outcome
from chophien.gateways.models import Attempt, Notice
from chophien.gateways.selectors import has_said_something, lock_attempt
from chophien.gateways.states import ATTEMPT_FLOW, AttemptStatus, Odd, Source, Use
from chophien.jobs.queue import enqueue
from chophien.orders.actions.money import mark_paid
from chophien.orders.models import OrderGroup
from chophien.payments.actions.books import one_posting
from chophien.payments.errors import NothingAwaited, WrongAmount
from chophien.payments.states import PaymentMethod

SUSPICIOUS = {"vnpay": frozenset({"07"})}
ASK = "gateways.ask_minutes"


@transaction.atomic
@one_posting()
def settle(*, notice: Notice, at: datetime) -> Attempt:
    """Do what a message says of its try. Said before, nothing happens; once paid, nothing else counts.

    Paid pays the orders; what they do not await any more goes back by itself. A buyer's return decides nothing: the
    gateway is asked.
    """
    attempt = lock_attempt(notice.attempt_id)
    if not notice.genuine or attempt.status == AttemptStatus.PAID:
        return _look_again(attempt, notice, at=at) if notice.genuine else attempt
    if notice.source == Source.RETURN:
        return _ask_soon(attempt, at=at)
    if notice.outcome == Outcome.PAID:
        is_right = is_payment(notice, attempt)
        return _paid(attempt, notice, at=at) if is_right else _look_at(attempt, Odd.AMOUNT, notice, at=at)
    if notice.code in SUSPICIOUS.get(attempt.gateway, ()):
        return _look_at(attempt, Odd.SUSPICIOUS, notice, at=at)
    attempt.code = notice.code or attempt.code
    if notice.outcome == Outcome.FAILED and ATTEMPT_FLOW.allows("fail", attempt.status):
        return end_attempt(attempt, "fail", at=at)
    attempt.save(update_fields=["code"])
    return attempt


@transaction.atomic
def ask_later(*, attempt: Attempt, at: datetime) -> Attempt:
    """Plan the next question about a try, by the schedule `gateways.ask_minutes`. When it is over and the gateway
    takes nothing any more, nobody waits for the payment; should it come all the same, it is taken. Of a gateway that
    has never said anything somebody is told.
    """
    held = lock_attempt(attempt.pk)
    if held.ask_at is None:
        return held
    held.asked += 1
    wait = waiting_minutes(ASK, turn=held.asked, at=at)
    held.ask_at = at + wait if wait is not None else None
    held.save(update_fields=["asked", "ask_at"])
    if held.ask_at is None and held.status == AttemptStatus.OPEN and held.ends_at <= at:
        if not held.odd and not has_said_something(held):
            _put_before_somebody(held, Odd.SILENT, at=at)
        return end_attempt(held, "expire", at=at)
    if held.ask_at is None and held.status == AttemptStatus.OPEN:
        held.ask_at = held.ends_at + timedelta(minutes=1)
        held.save(update_fields=["ask_at"])
    return held


def _paid(attempt: Attempt, notice: Notice, *, at: datetime) -> Attempt:
    attempt.number, attempt.code, attempt.came_vnd = notice.number, notice.code, attempt.amount_vnd
    group = OrderGroup.objects.select_related("person").get(code=attempt.group_code)
    try:
        mark_paid(
            group=group,
            actor=GATEWAY,
            at=at,
            amount_vnd=attempt.amount_vnd,
            reference=f"{attempt.get_gateway_display()} {attempt.number}".strip(),
            by=PaymentMethod(attempt.gateway),
        )
        attempt.use = Use.ORDERS
    except (NothingAwaited, WrongAmount):
        attempt.use = Use.BACK
    end_attempt(attempt, "pay", at=at)
    if attempt.use == Use.BACK:
        owe_back(attempt, at=at)
    enqueue("gateways.send_refunds")  # of orders that were cancelled before the money came
    place_lines_soon(attempt)
    return attempt


def end_attempt(attempt: Attempt, step: str, *, at: datetime) -> Attempt:
    """A try that the caller holds was paid, failed, or was not paid in time: write it down."""
    attempt.status = AttemptStatus(ATTEMPT_FLOW.next(step, attempt.status))
    attempt.decided_at = at
    if step == "pay":
        attempt.ask_at = None
    attempt.save()
    facts = {"gateway": attempt.gateway, "amount_vnd": attempt.amount_vnd, "step": step, "use": attempt.use}
    record("gateways.attempt_ended", actor=GATEWAY, subject_code=attempt.group_code, at=at, facts=facts)
    return attempt


def _ask_soon(attempt: Attempt, *, at: datetime) -> Attempt:
    attempt.ask_at = at if attempt.ask_at is None else min(attempt.ask_at, at)
    attempt.save(update_fields=["ask_at"])
    enqueue("gateways.ask", attempt_id=attempt.pk)
    return attempt


def _look_again(attempt: Attempt, notice: Notice, *, at: datetime) -> Attempt:
    """Once paid, nothing else counts; but that another amount was paid than was taken, somebody has to see."""
    tells = notice.outcome == Outcome.PAID and notice.source != Source.RETURN
    is_other = tells and notice.amount_vnd not in {None, attempt.came_vnd}
    return _look_at(attempt, Odd.AMOUNT, notice, at=at) if is_other else attempt


def _look_at(attempt: Attempt, odd: Odd, notice: Notice, *, at: datetime) -> Attempt:
    """Somebody has to look at it; what was heard before somebody has looked is seen to.

    Of another amount that nobody has decided about, nothing that is heard besides makes something else: it stands, and
    that it is held back as suspicious stands beside it.
    """
    if odd == Odd.SUSPICIOUS and attempt.is_looked_into:
        if attempt.suspected_at is None and (
            attempt.suspicion_seen_at is None or notice.at > attempt.suspicion_seen_at
        ):
            _suspect(attempt, at=at)
        return attempt
    if attempt.odd != odd or (attempt.looked_at is not None and notice.at > attempt.looked_at):
        was_suspicious = attempt.odd == Odd.SUSPICIOUS and attempt.looked_at is None
        _put_before_somebody(attempt, odd, at=at)
        if was_suspicious:
            _suspect(attempt, at=at)
    return attempt


def _put_before_somebody(attempt: Attempt, odd: Odd, *, at: datetime) -> None:
    attempt.odd, attempt.looked_at = odd, None
    attempt.save(update_fields=["odd", "looked_at"])
    _record_odd(attempt, odd, at=at)


def _suspect(attempt: Attempt, *, at: datetime) -> None:
    attempt.suspected_at = at
    attempt.save(update_fields=["suspected_at"])
    _record_odd(attempt, Odd.SUSPICIOUS, at=at)


def _record_odd(attempt: Attempt, odd: Odd, *, at: datetime) -> None:
    facts = {"gateway": attempt.gateway, "odd": odd.value}
    record("gateways.attempt_odd", actor=GATEWAY, subject_code=attempt.group_code, at=at, facts=facts)
