"""Money that goes back through the gateway it came by: owed, sent, asked about, and written down once confirmed.

A request to give back has one name for ever. It is asked about before it is sent a second time, and no more can go back
of a payment than came with it: what is promised is counted on the try, which is locked first.
"""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime, timedelta

import structlog
from django.db import transaction

from chophien.audit.actions import record
from chophien.gateways.actions.hearing import hear_back
from chophien.gateways.actions.steps import (
    GATEWAY,
    LEFT_OPEN,
    ask_for_its_account,
    place_lines_soon,
    take_step,
    waiting_minutes,
)
from chophien.gateways.adapters.base import Back, GiveBack, NoAnswer, Returned
from chophien.gateways.configured import gateway
from chophien.gateways.errors import GatewayClosed
from chophien.gateways.models import Attempt, Repayment
from chophien.gateways.selectors import (
    LONGEST_CODE,
    attempt_that_paid,
    backs_never_asked_about,
    lock_attempt,
    lock_repayment,
    refunds_to_send,
)
from chophien.gateways.states import RepaymentStatus, StepReason, WhyBack
from chophien.jobs.queue import enqueue
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.orders.actions.money import record_refund
from chophien.payments import chart
from chophien.payments.actions.books import enter, one_posting
from chophien.payments.models import Refund
from chophien.rules import selectors as rules

REFERENCE_BYTES = 16
ASK_BACK = "gateways.refund_ask_minutes"
UNDER_WAY = frozenset({RepaymentStatus.WAITING, RepaymentStatus.ASKED})
log = structlog.get_logger(__name__)


def owe_back(
    attempt: Attempt, *, at: datetime, amount_vnd: int | None = None, why: WhyBack = WhyBack.TWICE
) -> Repayment:
    """A payment for which nothing was awaited any more goes back whole, or so much of it as is too much. Its buyer is
    told. The caller holds the try, in one posting.
    """
    amount = attempt.came_vnd if amount_vnd is None else amount_vnd
    owed = Wish(
        f"gateway:{attempt.reference}:back",
        debit=chart.gateway(attempt.gateway),
        credit=chart.REFUNDS,
        amount=amount,
        kind="gateway_surplus",
        subject_code=attempt.group_code,
    )
    enter([owed], at=at)
    due = local_date(at) + timedelta(days=rules.whole("payments.refund_days", at=at))
    repayment = _open(attempt, amount, why, due_on=due, refund=None, at=at)
    enqueue("gateways.tell_back", repayment_id=repayment.pk, news="owed")
    return repayment


def open_refunds_of_gateways(
    *, at: datetime, by_itself: Callable[[str], AbstractContextManager[object]] = nullcontext
) -> int:
    """See to every refund of money that a gateway took: it goes back the same way. Returns how many were new.

    `by_itself` is held around each: it decides whether what is wrong with one keeps the others.
    """
    found = list(refunds_to_send())
    for refund in found:
        with by_itself(refund.code):
            _open_refund(refund, at=at)
    return len(found)


@transaction.atomic
def _open_refund(refund: Refund, *, at: datetime) -> Repayment | None:
    payment = refund.payment
    name = refund.through.partition(":")[2]
    seen = attempt_that_paid(payment.group_code, name, refund.amount_vnd)
    attempt = lock_attempt(seen.pk) if seen is not None else None
    if Repayment.objects.filter(refund=refund).exists():
        return None
    if attempt is not None and attempt.left_vnd >= refund.amount_vnd:
        return _open(attempt, refund.amount_vnd, WhyBack.REFUND, due_on=refund.due_on, refund=refund, at=at)
    repayment = Repayment.objects.create(
        reference=secrets.token_hex(REFERENCE_BYTES),
        refund=refund,
        group_code=payment.group_code,
        gateway=name,
        amount_vnd=refund.amount_vnd,
        why=WhyBack.REFUND,
        due_on=refund.due_on,
        asked_at=refund.asked_at,
    )
    return take_step(repayment, "give_up", actor=GATEWAY, at=at, reason=StepReason.MORE_THAN_CAME)


def _open(
    attempt: Attempt, amount_vnd: int, why: WhyBack, *, due_on: date, refund: Refund | None, at: datetime
) -> Repayment:
    attempt.back_vnd += amount_vnd
    attempt.save(update_fields=["back_vnd"])
    repayment = Repayment.objects.create(
        reference=secrets.token_hex(REFERENCE_BYTES),
        attempt=attempt,
        refund=refund,
        group_code=attempt.group_code,
        gateway=attempt.gateway,
        amount_vnd=amount_vnd,
        why=why,
        due_on=due_on,
        asked_at=refund.asked_at if refund else at,
        next_at=at,
    )
    facts = {"gateway": attempt.gateway, "amount_vnd": amount_vnd, "why": why.value}
    record("gateways.repayment_opened", actor=GATEWAY, subject_code=attempt.group_code, at=at, facts=facts)
    enqueue("gateways.give_back", repayment_id=repayment.pk)
    return repayment


def give_back(*, repayment_id: int, at: datetime) -> Repayment:
    """Send what is to go back to its gateway; what was sent before is asked about. Nothing is locked meanwhile."""
    repayment, attempt, first = _about_to_send(repayment_id, at=at)
    if attempt is None or repayment.status != RepaymentStatus.ASKED:
        return repayment
    money = _money(repayment, attempt, at=at)
    try:
        opened = gateway(repayment.gateway)
        if first:
            returned = opened.give_back(money)
        else:
            returned = opened.ask_back(money, question=secrets.token_hex(REFERENCE_BYTES))
    except (NoAnswer, GatewayClosed) as fault:
        log.warning("gateway_silent", gateway=repayment.gateway, fault=type(fault).__name__)
        returned = Returned(Back.UNKNOWN)
    return follow(repayment_id=repayment_id, returned=returned, was_sent=first, at=at)


def ask_who_never_was(
    *, at: datetime, by_itself: Callable[[str], AbstractContextManager[object]] = nullcontext
) -> None:
    """Ask the buyers of what gateways would not give back for an account, as far as nobody has. `by_itself` is held
    around each, as in `open_refunds_of_gateways`.
    """
    for one in backs_never_asked_about():
        with by_itself(one.reference), transaction.atomic():
            held, _attempt = lock_repayment(one.pk)
            if held.status in LEFT_OPEN:
                ask_for_its_account(held, at=at)


@transaction.atomic
def _about_to_send(repayment_id: int, *, at: datetime) -> tuple[Repayment, Attempt | None, bool]:
    """Write down that it is sent before it is, so that whatever happens next it is asked about first."""
    repayment, attempt = lock_repayment(repayment_id)
    if repayment.status not in UNDER_WAY or repayment.next_at is None or repayment.next_at > at:
        return repayment, None, False
    if repayment.refund is not None and repayment.refund.done_at is not None:
        take_step(repayment, "confirm", actor=GATEWAY, at=at, reason=StepReason.BY_HAND)
        return repayment, None, False
    first = repayment.status == RepaymentStatus.WAITING
    repayment.tries += 1
    wait = waiting_minutes(ASK_BACK, turn=repayment.tries - 1, at=at)
    repayment.next_at = at + wait if wait is not None else None
    take_step(repayment, "send", actor=GATEWAY, at=at)
    return repayment, attempt, first


@transaction.atomic
@one_posting()
def follow(*, repayment_id: int, returned: Returned, was_sent: bool, at: datetime) -> Repayment:
    """Do what the gateway's answer says. Only what it confirms is written down as given back.

    `was_sent`: it is the answer to the request itself. When that says that nothing has moved it is over, and the next
    request has a name of its own.
    """
    repayment, attempt = lock_repayment(repayment_id)
    if attempt is None or repayment.status != RepaymentStatus.ASKED:
        return repayment
    hear_back(attempt=attempt, about=repayment.reference, returned=returned, at=at)
    repayment.code = returned.code or repayment.code
    outcome = returned.outcome
    if outcome == Back.DONE and _is_anothers(repayment, returned):
        outcome = Back.UNKNOWN
    if outcome == Back.DONE:
        repayment.number = returned.number
        return confirm(repayment, out_of=chart.gateway(repayment.gateway), step="confirm", actor=GATEWAY, at=at)
    if outcome == Back.REFUSED:
        repayment.next_at = None
        return take_step(repayment, "refuse", actor=GATEWAY, at=at, reason=returned.code)
    if repayment.next_at is None:
        return take_step(repayment, "give_up", actor=GATEWAY, at=at, reason=returned.code)
    if outcome == Back.AGAIN:
        if was_sent:
            renew(repayment)
        return take_step(repayment, "wait", actor=GATEWAY, at=at, reason=returned.code)
    repayment.save()
    return repayment


def confirm(
    repayment: Repayment,
    *,
    out_of: str,
    step: str,
    actor: Actor,
    at: datetime,
    reference: str = "",
    left_on: date | None = None,
    with_interest: bool = True,
) -> Repayment:
    """It went back: the refund is recorded, or the surplus leaves the books. The caller holds it, in one posting. What
    a gateway gives back is always without interest.
    """
    reference = reference or f"{repayment.get_gateway_display()} {repayment.number or repayment.reference}"
    take_step(repayment, step, actor=actor, at=at, reason=reference)
    if repayment.attempt is not None:
        place_lines_soon(repayment.attempt)
    if repayment.refund is not None:
        if repayment.refund.done_at is None:
            record_refund(
                refund=repayment.refund,
                reference=reference,
                actor=actor,
                at=at,
                out_of=out_of,
                left_on=left_on,
                with_interest=with_interest,
            )
        return repayment
    back = Wish(
        f"gateway:{repayment.reference}:went",
        debit=chart.REFUNDS,
        credit=out_of,
        amount=repayment.amount_vnd,
        kind="gateway_surplus_back",
        subject_code=repayment.group_code,
    )
    enter([back], at=at)
    enqueue("gateways.tell_back", repayment_id=repayment.pk, news="went")
    return repayment


def renew(repayment: Repayment) -> None:
    """Give it another name for the gateway, which has answered for good that nothing moved under the one before.

    The first half stays: by it a surplus is transferred and its buyer was asked for an account (`selectors.code_of`).
    """
    repayment.reference = repayment.reference[:LONGEST_CODE] + secrets.token_hex(REFERENCE_BYTES)[LONGEST_CODE:]


def _is_anothers(repayment: Repayment, returned: Returned) -> bool:
    """Whether the gateway's number is that of other money that went back, so that it says nothing about this."""
    if not returned.number:
        return False
    others = Repayment.objects.filter(gateway=repayment.gateway, number=returned.number)
    return others.exclude(pk=repayment.pk).exists()


def _money(repayment: Repayment, attempt: Attempt, *, at: datetime) -> GiveBack:
    return GiveBack(
        reference=repayment.reference,
        payment=attempt.reference,
        payment_number=attempt.number,
        payment_vnd=attempt.came_vnd,
        amount_vnd=repayment.amount_vnd,
        about=f"Cho Phien hoan tien {attempt.group_code}",
        began_at=attempt.began_at,
        paid_at=attempt.decided_at or attempt.began_at,
        at=at,
    )
