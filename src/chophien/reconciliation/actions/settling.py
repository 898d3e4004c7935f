"""Explaining a line: what it pays, what of it goes back, and what waits for somebody. Parts that came before count in.

The words of the target are locked first, then its lines, then its orders or contract, then their payments: two lines
for one order wait for each other, and so does somebody at the desk.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from chophien.audit.actions import record
from chophien.collecting.actions.findings import take_home
from chophien.collecting.actions.handing import confirm
from chophien.collecting.selectors.handovers import OPEN as AWAITED
from chophien.collecting.selectors.handovers import PREFIX as RECEIPT_PREFIX
from chophien.collecting.states import HandOverStatus
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import StepNotAllowed
from chophien.orders.actions.coming_back import refund_came_back
from chophien.orders.actions.interest import interest_came_back
from chophien.orders.actions.money import mark_paid
from chophien.payments.actions.asking import ask_for_account
from chophien.payments.actions.books import one_posting
from chophien.payments.actions.unexplained import (
    explain,
    explain_left,
    keep_unexplained,
    note_part,
    owe_sender,
    sent_back_came_home,
)
from chophien.payments.errors import NothingAwaited
from chophien.payments.models import Payment
from chophien.payments.selectors.interest import left_the_account_as_interest
from chophien.payments.selectors.refunds import came_back_before, left_the_account
from chophien.payments.states import Purpose
from chophien.reconciliation.actions.taking import BANK
from chophien.reconciliation.codes import BACK_PREFIX, goes_out
from chophien.reconciliation.errors import NotForThis
from chophien.reconciliation.judging import (
    Judgement,
    judge,
    judge_come_back,
    judge_debt,
    judge_finding_back,
    judge_foreseen,
    judge_interest_back,
    judge_paying_in,
    judge_refund_back,
    judge_surplus_back,
)
from chophien.reconciliation.models import BankLine, LineStep, MoneyBack
from chophien.reconciliation.selectors import (
    Target,
    kept_for,
    lock_lines,
    lock_target,
    lock_words,
    out_unexplained,
    sent_by_who_paid,
    target_in,
    was_used,
)
from chophien.reconciliation.states import LINE_FLOW, LineStatus, Outcome, Why
from chophien.rules import selectors as rules
from chophien.settlement.actions.returning import take_back
from chophien.settlement.actions.setting_right import pay_back, pay_debt
from chophien.settlement.models import Payout
from chophien.settlement.selectors.paid_twice import paid_twice_by
from chophien.settlement.states import PayoutStatus
from chophien.wholesale.actions.deposits import (
    deposit_came,
    deposit_interest_came_back,
    deposit_refund_came_back,
)

SYMBOLS = 10
ENDED = frozenset({LineStatus.SAME, LineStatus.OUT})
"""Explained without a sum of their own."""


@transaction.atomic
@one_posting()
def settle_line(*, line: BankLine, at: datetime) -> BankLine:
    """Find out by its words what a new line is for, and do what its outcome says. Settled before, nothing happens.

    For money that came in; what went out is settled by `outgoing.settle_outgoing`.
    """
    target, why = target_in(line.text, amount_vnd=line.amount_vnd)
    if line.twin_id is not None:
        target, why = "", Why.LOOKS_LIKE
    return place(line, target, at=at, actor=BANK, otherwise=why)


def place(
    line: BankLine, target: str, *, at: datetime, actor: Actor, otherwise: Why | None = None, reason: str = ""
) -> BankLine:
    """Measure a line at what `target` awaits, and do what follows. The caller has opened one transaction and posting.

    Of the market's own machinery a line is only placed while it is new. Without a target somebody has to look, for the
    reason in `otherwise`.

    :raises NothingAwaited: if a person names a target for which no transfer to the market was ever awaited
    :raises NotForThis: if a person names a payout or refund that this is not, saying why
    """
    if target:
        lock_words(f"target:{target}")
    if goes_out(target):
        lock_words("going out")
    held, parts = lock_lines(line.pk, target=target)
    if not held.incoming:
        raise StepNotAllowed(step="match", status=held.status)
    if actor.is_system and held.status != LineStatus.NEW:
        return held
    if not target:
        return _ask(held, otherwise or Why.NO_CODE, at=at)
    found, payments = lock_target(target)
    kept = sum(part.amount_vnd for part in parts)
    judgement = measure(found, payments, amount_vnd=held.amount_vnd, kept_vnd=kept, used_before=was_used(target))
    if judgement.outcome == Outcome.UNKNOWN:
        if not actor.is_system:
            known = found.is_back or found.foreseen or found.debt
            raise NotForThis(facts={"why": judgement.why.label}) if known and judgement.why else NothingAwaited
        held.target = target
        return _ask(held, judgement.why or Why.NOT_AWAITED, at=at)
    if judgement.back_vnd > held.amount_vnd:  # orders were cancelled since the parts came: parts themselves go back
        held.target = target
        return _ask(held, Why.MARKED_OTHERWISE, at=at)
    return carry_out(held, parts, found, judgement, at=at, actor=actor, reason=reason)


def measure(
    target: Target, payments: Sequence[Payment], *, amount_vnd: int, kept_vnd: int, used_before: bool
) -> Judgement:
    """Measure a transfer at what its target awaits: the payments of orders or a contract, collected cash, a payout or
    refund that comes back, or what another app knows of.
    """
    if target.is_back:
        return _measure_back(target, amount_vnd=amount_vnd, used_before=used_before)
    if target.debt is not None:
        return judge_debt(amount_vnd=amount_vnd, can_come_vnd=target.debt.can_come_vnd)
    if target.foreseen is not None:
        return judge_foreseen(amount_vnd=amount_vnd, foreseen=target.foreseen, used_before=used_before)
    receipt = target.hand_over
    if receipt is None:
        return judge(amount_vnd=amount_vnd, kept_vnd=kept_vnd, payments=payments, used_before=used_before)
    return judge_paying_in(
        amount_vnd=amount_vnd,
        kept_vnd=kept_vnd,
        awaited_vnd=receipt.due_vnd if receipt.status in AWAITED else 0,
        came=receipt.status == HandOverStatus.CONFIRMED,
    )


def _measure_back(target: Target, *, amount_vnd: int, used_before: bool) -> Judgement:
    if target.payout is not None:
        failed = target.payout.status == PayoutStatus.FAILED
        twice = paid_twice_by(target.payout) if amount_vnd != target.payout.amount_vnd else None
        return judge_come_back(
            amount_vnd=amount_vnd,
            payout=target.payout,
            used_before=used_before,
            is_out_unexplained=failed and out_unexplained(target.code, amount_vnd) is not None,
            twice_vnd=twice.owed_vnd + twice.borne_vnd if twice is not None else 0,
        )
    if target.refund is not None:
        came_before = came_back_before(target.refund)
        left = left_the_account(target.refund)
        return judge_refund_back(amount_vnd=amount_vnd, refund=target.refund, left=left, came_before=came_before)
    if target.interest is not None:
        left = left_the_account_as_interest(target.interest)
        return judge_interest_back(amount_vnd=amount_vnd, owed=target.interest, left=left)
    if target.finding is not None:
        return judge_finding_back(amount_vnd=amount_vnd, finding=target.finding)
    if target.back is None:
        raise AssertionError("nothing comes back")
    return judge_surplus_back(amount_vnd=amount_vnd, back=target.back)


def _ask(held: BankLine, why: Why, *, at: datetime) -> BankLine:
    was_kept = held.status in {LineStatus.OPEN, LineStatus.PART}
    held.outcome, held.why = Outcome.UNKNOWN, why
    if was_kept:
        return take_step(held, "ask", actor=BANK, at=at) if LINE_FLOW.allows("ask", held.status) else held
    keep_unexplained(code=held.code, amount_vnd=held.amount_vnd, about=held.target, at=at)
    return take_step(held, "ask", actor=BANK, at=at)


def carry_out(
    held: BankLine,
    parts: Sequence[BankLine],
    target: Target,
    judgement: Judgement,
    *,
    at: datetime,
    actor: Actor,
    reason: str = "",
) -> BankLine:
    """Do what a judgement says of a line and the parts that came before it. The caller holds all of them."""
    was_for = held.target if held.status == LineStatus.PART else ""
    line = _done_as_judged(held, parts, target, judgement, at=at, actor=actor, reason=reason)
    if was_for not in {"", target.code}:
        note_part(group_code=was_for, amount_vnd=kept_for(was_for), at=at)
    return line


def _done_as_judged(
    held: BankLine,
    parts: Sequence[BankLine],
    target: Target,
    judgement: Judgement,
    *,
    at: datetime,
    actor: Actor,
    reason: str,
) -> BankLine:
    was_kept = held.status in {LineStatus.OPEN, LineStatus.PART}
    held.outcome, held.why, held.target = judgement.outcome, judgement.why or "", target.code
    if judgement.outcome == Outcome.UNDER:
        if not was_kept:
            keep_unexplained(code=held.code, amount_vnd=held.amount_vnd, about=target.code, at=at)
        enqueue("reconciliation.tell", line_id=held.pk, news="part")
        return take_step(held, "keep_part", actor=actor, at=at, reason=reason)
    if judgement.pays_vnd or judgement.by_hand:
        for part in parts:
            _use(part, at=at, was_kept=True)
            take_step(part, "match", actor=actor, at=at, reason=held.code)
        _use(held, at=at, was_kept=was_kept, back_vnd=judgement.back_vnd)
    if judgement.by_hand and target.payout is not None:
        _join_out(target.payout, held, at=at, actor=actor)
    if judgement.pays_vnd:
        _pay(target, judgement.pays_vnd, held, actor=actor, at=at)
    if judgement.back_vnd and judgement.why is not None:
        owe_back(held, judgement.back_vnd, judgement.why, was_kept=was_kept, at=at)
        return take_step(held, "give_back", actor=actor, at=at, reason=reason)
    return take_step(held, "match", actor=actor, at=at, reason=reason)


def _use(line: BankLine, *, at: datetime, was_kept: bool, back_vnd: int = 0) -> None:
    """What of a line explains an order, all but what goes back. What was kept aside is taken from there."""
    line.used_vnd = line.amount_vnd - back_vnd
    if was_kept:
        explain(code=line.code, amount_vnd=line.used_vnd, about=line.target, at=at)


def _pay(target: Target, amount_vnd: int, line: BankLine, *, actor: Actor, at: datetime) -> None:
    reference = line.reference or line.code
    if target.group is not None:
        mark_paid(group=target.group, actor=actor, at=at, amount_vnd=amount_vnd, reference=reference)
    elif target.contract is not None:
        deposit_came(contract=target.contract, actor=actor, at=at, amount_vnd=amount_vnd, reference=reference)
    elif target.payout is not None or target.debt is not None:
        _came_from_a_shop(target, amount_vnd, line, reference=reference, actor=actor, at=at)
    elif target.refund is not None:
        come_back = deposit_refund_came_back if target.refund.payment.purpose == Purpose.CONTRACT else refund_came_back
        come_back(refund=target.refund, reference=reference, actor=actor, at=at)
    elif target.interest is not None:
        of_contract = target.interest.refund.payment.purpose == Purpose.CONTRACT
        take = deposit_interest_came_back if of_contract else interest_came_back
        take(interest=target.interest, reference=reference, actor=actor, at=at)
    elif target.back is not None:
        _surplus_came_home(target.back, reference=reference, actor=actor, at=at)
    elif target.finding is not None:
        take_home(finding=target.finding, reference=reference, actor=actor, at=at)
        enqueue("reconciliation.tell", line_id=line.pk, news="home")
    elif target.hand_over is not None:
        confirm(hand_over=target.hand_over, actor=BANK, at=at, reference=reference)
    elif target.foreseen is not None and target.foreseen.settle is not None:
        target.foreseen.settle(reference=reference, on=line.booked_on, actor=actor, at=at)
    else:
        raise NothingAwaited


def _came_from_a_shop(
    target: Target, amount_vnd: int, line: BankLine, *, reference: str, actor: Actor, at: datetime
) -> None:
    """All of a payout comes back, or a shop sends back some of what it was paid twice, or pays what it owes."""
    payout = target.payout
    if payout is None:
        pay_debt(seller_code=target.code, amount_vnd=amount_vnd, by=line.code, reference=reference, actor=actor, at=at)
    elif amount_vnd != payout.amount_vnd:
        pay_back(payout=payout, amount_vnd=amount_vnd, by=line.code, reference=reference, actor=actor, at=at)
    else:
        take_back(payout=payout, reason=line.text or reference, reference=reference, actor=actor, at=at)


def _surplus_came_home(back: MoneyBack, *, reference: str, actor: Actor, at: datetime) -> None:
    """What was sent to whoever had sent it is on the account again, and owed by the same day. They are told and asked
    for another account, where it is known that they are who paid; else an operator sees whose it is.
    """
    line = back.line
    sent_back_came_home(
        code=line.code, amount_vnd=back.amount_vnd, about=line.target or line.code, at=at, before=back.came_home
    )
    back.came_home += 1
    back.done_at, back.done_by, back.reference = None, "", ""
    back.save(update_fields=["came_home", "done_at", "done_by", "reference"])
    take_step(line, "come_home", actor=actor, at=at, reason=reference)
    is_receipt = line.target.startswith(RECEIPT_PREFIX)
    if not is_receipt and not sent_by_who_paid(line):
        return
    if not is_receipt:
        ask_for_account(about=back.code, group_code=line.target, amount_vnd=back.amount_vnd, at=at)
    enqueue("reconciliation.tell", line_id=line.pk, news="back")


def _join_out(payout: Payout, line: BankLine, *, actor: Actor, at: datetime) -> None:
    """What went out for a payout that failed, and what came back of it, are one movement there and back."""
    out = out_unexplained(payout.code, line.amount_vnd) if payout.status == PayoutStatus.FAILED else None
    if out is not None:
        explain_left(code=out.code, amount_vnd=out.amount_vnd, about=payout.code, at=at)
        out.outcome, out.why, out.target = Outcome.OUTGOING, "", payout.code
        take_step(out, "explain_out", actor=actor, at=at, reason=line.code)


def owe_back(line: BankLine, amount_vnd: int, why: Why, *, was_kept: bool, at: datetime) -> MoneyBack:
    """So much of a line goes back to whoever sent it, by the day that the law sets (`payments.refund_days`)."""
    line.owed_back_vnd, line.why = amount_vnd, why
    owe_sender(code=line.code, amount_vnd=amount_vnd, was_kept=was_kept, about=line.target, at=at)
    back = MoneyBack.objects.create(
        line=line,
        code=new_code(BACK_PREFIX, SYMBOLS),
        amount_vnd=amount_vnd,
        why=why,
        due_on=local_date(at) + timedelta(days=rules.whole("payments.refund_days", at=at)),
        asked_at=at,
    )
    if line.target:
        enqueue("reconciliation.tell", line_id=line.pk, news="back")
    return back


def take_step(line: BankLine, step: str, *, actor: Actor, at: datetime, reason: str = "") -> BankLine:
    """Write down a step of a line that the caller holds.

    :raises StepNotAllowed: if its status does not allow it
    """
    before = line.status
    line.status = LINE_FLOW.next(step, before)
    line.settled_at = at if line.left_vnd == 0 or line.status in ENDED else None
    line.save()
    if line.target and LineStatus.PART in {before, line.status}:
        note_part(group_code=line.target, amount_vnd=kept_for(line.target), at=at)
    LineStep.objects.create(
        line=line,
        step=step,
        from_status=before,
        to_status=line.status,
        outcome=line.outcome,
        target=line.target,
        actor_code=actor.code,
        reason=reason[:300],
        at=at,
    )
    facts = {"step": step, "outcome": line.outcome, "amount_vnd": line.amount_vnd, "line": line.code}
    record("reconciliation.line_placed", actor=actor, subject_code=line.target or line.code, at=at, facts=facts)
    return line
