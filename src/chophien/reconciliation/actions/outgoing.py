"""Movements that went out: payouts, refunds, surpluses sent back and taxes that the bank paid, each once.

What is explained confirms what it pays; what is not stands in `unknown-out` until somebody has looked. The words of the
thing are locked first, then the line, then the thing itself.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chophien.collecting.actions.findings import give_back
from chophien.collecting.selectors.files import finding_by_code
from chophien.lib.actor import Actor
from chophien.lib.errors import StepNotAllowed
from chophien.orders.actions.interest import record_interest
from chophien.orders.actions.money import record_refund
from chophien.payments.actions.books import one_posting
from chophien.payments.actions.foreseen import kinds_of_codes
from chophien.payments.actions.interest import went_together, went_without
from chophien.payments.actions.unexplained import bank_cost, explain, explain_left, left_unexplained, tax_paid
from chophien.payments.models import InterestOwed, Refund
from chophien.payments.states import Purpose
from chophien.reconciliation import policies
from chophien.reconciliation.actions.deciding import record_back
from chophien.reconciliation.actions.settling import take_step
from chophien.reconciliation.actions.taking import BANK
from chophien.reconciliation.codes import OUTGOING, codes_in
from chophien.reconciliation.errors import CodeMissing, NotForThis
from chophien.reconciliation.expected import Expected, Thing
from chophien.reconciliation.going_out import Found, came_home, judge_outgoing, judge_together
from chophien.reconciliation.models import BankLine, MoneyBack, OutShare
from chophien.reconciliation.reading.lines import reference_of
from chophien.reconciliation.selectors import lock_lines, lock_words
from chophien.reconciliation.states import LINE_FLOW, LineStatus, Outcome, Why
from chophien.settlement.actions.arriving import arrived
from chophien.settlement.models import Payout
from chophien.settlement.states import PayoutStatus
from chophien.tax.models import MonthlyReturn
from chophien.wholesale.actions.deposits import deposit_interest_went, deposit_went_back

TO_BUYERS = frozenset({Thing.REFUND, Thing.BARE, Thing.TOGETHER, Thing.INTEREST, Thing.BACK, Thing.FINDING})
"""What goes back to buyers, or to whoever sent too much."""
NOT_KNOWN = frozenset({Why.NO_CODE, Why.NO_SUCH_CODE})


@transaction.atomic
@one_posting()
def settle_outgoing(*, line: BankLine, at: datetime) -> BankLine:
    """Find out by its words what a new movement paid, and confirm that. Settled before, nothing happens."""
    lock_words("going out")
    held, _parts = lock_lines(line.pk, target="")
    if held.incoming or held.status != LineStatus.NEW:
        return held
    found = judge_outgoing(held.text, amount_vnd=held.amount_vnd, on=held.booked_on)
    if held.twin is not None and not _is_told_by_its_words(found, held, held.twin):
        found = Found(why=Why.LOOKS_LIKE)
    if found.expected is None:
        return _ask(held, found, at=at)
    if held.twin is not None:
        _ask_about_the_twin(held, held.twin)
    return _confirm(held, found.expected, actor=BANK, at=at)


def _is_told_by_its_words(found: Found, held: BankLine, twin: BankLine) -> bool:
    """Whether words decide about a movement that looks like another: what they name was paid before; or it is the one
    thing of that amount that is still expected, only this movement names it, by its own code, and the other did not pay
    it. The code of an order says nothing here, and one number of the bank is one movement until somebody has looked.
    """
    if found.expected is None:
        return found.why == Why.OUT_TWICE
    number, code = reference_of(held.reference), found.expected.code
    if (number and number == reference_of(twin.reference)) or twin.target == code:
        return False
    kinds = {**OUTGOING, **kinds_of_codes()}
    is_named = code in codes_in(held.text, kinds=kinds) and code not in codes_in(twin.text, kinds=kinds)
    return is_named and not twin.shares.filter(code=code).exists()


def _ask_about_the_twin(held: BankLine, twin: BankLine) -> None:
    """What looks like a movement that is matched, and waits itself, may be the same money: somebody says so there."""
    waiting = BankLine.objects.filter(pk=twin.pk, status=LineStatus.OPEN, twin=None)
    waiting.update(twin=held, why=Why.LOOKS_LIKE)


@transaction.atomic
@one_posting()
def assign_outgoing(*, line: BankLine, code: str, actor: Actor, at: datetime) -> BankLine:
    """The money went out for this payout, refund, surplus or tax return: what follows is as if its words had said so.

    With several codes it paid all of them together, if that is their sum.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises CodeMissing: if nothing that is paid has this code
    :raises NotForThis: saying why: another amount, paid by another movement, or nothing that the bank was asked for
    :raises StepNotAllowed: if the line is explained already
    """
    policies.can_reconcile(actor, at=at).require()
    held = _held(line)
    found = judge_outgoing(code, amount_vnd=held.amount_vnd, on=held.booked_on)
    if found.expected is None:
        if together := judge_together(code, amount_vnd=held.amount_vnd, on=held.booked_on):
            return _confirm_together(held, together, actor=actor, at=at)
        raise CodeMissing if found.why in NOT_KNOWN else NotForThis(facts={"why": Why(found.why or Why.NO_CODE).label})
    return _confirm(held, found.expected, actor=actor, at=at)


@transaction.atomic
@one_posting()
def say_bank_cost(*, line: BankLine, actor: Actor, at: datetime) -> BankLine:
    """It is what the bank asks for its work.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises StepNotAllowed: if the line is explained already
    """
    policies.can_reconcile(actor, at=at).require()
    held = _held(line)
    explain_left(code=held.code, amount_vnd=held.amount_vnd, about=held.code, at=at)
    bank_cost(code=held.code, amount_vnd=held.amount_vnd, at=at)
    held.outcome, held.why = Outcome.OUTGOING, Why.BANK_COST
    return take_step(held, "explain_out", actor=actor, at=at)


def _held(line: BankLine) -> BankLine:
    lock_words("going out")
    held, _parts = lock_lines(line.pk, target="")
    if held.incoming or held.status != LineStatus.OPEN:
        raise StepNotAllowed(step="explain_out", status=held.status)
    return held


def _ask(held: BankLine, found: Found, *, at: datetime) -> BankLine:
    held.outcome = Outcome.DUPLICATE if found.why == Why.OUT_TWICE else Outcome.UNKNOWN
    held.why = found.why or Why.NO_CODE
    left_unexplained(code=held.code, amount_vnd=held.amount_vnd, at=at)
    return take_step(held, "ask", actor=BANK, at=at)


def _confirm(held: BankLine, expected: Expected, *, actor: Actor, at: datetime) -> BankLine:
    """The movement paid that. What the books do not have as paid yet they have now, by the bank's own word."""
    LINE_FLOW.next("explain_out", held.status)
    if held.status == LineStatus.OPEN:
        explain_left(code=held.code, amount_vnd=held.amount_vnd, about=expected.code, at=at)
    if not expected.is_done:
        _carry_out(expected, held, actor=actor, at=at)
    held.outcome, held.why, held.target = Outcome.OUTGOING, "", expected.code
    return take_step(held, "explain_out", actor=actor, at=at)


def _confirm_together(held: BankLine, paid: Sequence[Expected], *, actor: Actor, at: datetime) -> BankLine:
    LINE_FLOW.next("explain_out", held.status)
    explain_left(code=held.code, amount_vnd=held.amount_vnd, about=held.code, at=at)
    for one in paid:
        if not one.is_done:
            _carry_out(one, held, actor=actor, at=at)
    OutShare.objects.bulk_create(OutShare(line=held, code=one.code, amount_vnd=one.amount_vnd) for one in paid)
    held.outcome, held.why, held.target = Outcome.OUTGOING, "", ""
    return take_step(held, "explain_out", actor=actor, at=at, reason=", ".join(one.code for one in paid))


def _close_what_came_home(batch_code: str, *, actor: Actor, at: datetime) -> None:
    """What the bank took with the batch and sent back one by one is there and back: no more stands open of it."""
    failed = list(Payout.objects.filter(batch__code=batch_code, status=PayoutStatus.FAILED))
    for found in sorted(came_home(failed), key=lambda line: line.pk):
        line, _parts = lock_lines(found.pk, target="")
        explain(code=line.code, amount_vnd=line.amount_vnd, about=line.target, at=at)
        line.outcome, line.why, line.used_vnd = Outcome.EXACT, "", line.amount_vnd
        take_step(line, "match", actor=actor, at=at, reason=batch_code)


def _carry_out(expected: Expected, held: BankLine, *, actor: Actor, at: datetime) -> None:
    reference = held.reference or held.code
    if expected.thing in TO_BUYERS:
        _carry_out_to_buyer(expected, held, reference=reference, actor=actor, at=at)
        return
    match expected.thing:
        case Thing.PAYOUT:
            arrived(payout=Payout.objects.get(code=expected.code), reference=reference, actor=actor, at=at)
        case Thing.TAX:
            made = MonthlyReturn.objects.get(code=expected.code)
            tax_paid(code=made.code, vat_vnd=made.pays_vat_vnd, pit_vnd=made.pays_pit_vnd, at=at)
        case Thing.WHOLE:
            _close_what_came_home(expected.code, actor=actor, at=at)
        case Thing.FORESEEN:
            if expected.settle is not None:
                expected.settle(reference=reference, on=held.booked_on, actor=actor, at=at)
        case Thing.BATCH:
            raise AssertionError("a batch is only matched once every line of it is answered")


def _carry_out_to_buyer(expected: Expected, held: BankLine, *, reference: str, actor: Actor, at: datetime) -> None:
    match expected.thing:
        case Thing.REFUND | Thing.BARE | Thing.TOGETHER:
            _carry_out_refund(expected, held, reference=reference, actor=actor, at=at)
        case Thing.INTEREST:
            _carry_out_interest(expected.code, held, reference=reference, actor=actor, at=at)
        case Thing.BACK:
            record_back(back=MoneyBack.objects.get(code=expected.code), reference=reference, actor=actor, at=at)
        case Thing.FINDING:
            give_back(finding=finding_by_code(expected.code), reference=reference, actor=actor, at=at)


def _carry_out_refund(expected: Expected, held: BankLine, *, reference: str, actor: Actor, at: datetime) -> None:
    """The refund left on that day, with its interest or without; or as the bank tells, not as somebody had written."""
    refund = Refund.objects.select_related("payment").get(code=expected.code)
    if expected.thing == Thing.TOGETHER:
        went_together(refund=refund, reference=reference, actor=actor, at=at)
        return
    if refund.done_at is not None:
        went_without(refund=refund, actor=actor, at=at)
        return
    take = deposit_went_back if refund.payment.purpose == Purpose.CONTRACT else record_refund
    with_interest = expected.thing == Thing.REFUND
    take(
        refund=refund,
        reference=reference,
        actor=actor,
        at=at,
        left_on=held.booked_on,
        with_interest=with_interest,
    )


def _carry_out_interest(code: str, held: BankLine, *, reference: str, actor: Actor, at: datetime) -> None:
    owed = InterestOwed.objects.select_related("refund__payment").get(code=code)
    take = deposit_interest_went if owed.refund.payment.purpose == Purpose.CONTRACT else record_interest
    take(interest=owed, reference=reference, actor=actor, at=at, left_on=held.booked_on)
