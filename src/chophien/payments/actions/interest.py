"""Interest of a late refund that did not go back with it: owed by itself, transferred, sent back by the bank.

In the books it is an expense from the day the refund left, owed to the buyer until it is transferred. What a shop owes
for money in its own hands or account passes the books by, as the refund itself did. Payments are locked first.
"""

from datetime import date, datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import NotPermitted
from chophien.lib.text import clean_line
from chophien.payments import chart
from chophien.payments.actions._steps import may_handle
from chophien.payments.actions.asking import ask_for_account, follow_the_refund, no_longer_asked
from chophien.payments.actions.books import enter, one_posting
from chophien.payments.errors import AlreadyRefunded, InterestAccountNotTold, NotPaidOut, ReferenceMissing
from chophien.payments.events import interest_waits
from chophien.payments.models import InterestOwed, Refund
from chophien.payments.selectors import lock_payments
from chophien.payments.selectors.asking import asks_for_interest, waiting_for_account
from chophien.payments.selectors.interest import (
    INTEREST_PREFIX,
    interest_had_apart,
    interest_since,
    is_transferred_by_the_shop,
    left_the_account_as_interest,
    lock_interest,
)
from chophien.payments.selectors.refunds import name_in_books

SYMBOLS, LONGEST_REFERENCE = 10, 80


def owe_interest(refund: Refund, amount_vnd: int, *, in_books: bool, actor: Actor, at: datetime) -> InterestOwed:
    """A refund went back late and without its interest, which is owed from now on, to the account that the buyer
    had named for the refund. The caller holds the payment.
    """
    owed = InterestOwed.objects.create(
        refund=refund, code=new_code(INTEREST_PREFIX, SYMBOLS), amount_vnd=amount_vnd, in_books=in_books, owed_at=at
    )
    _move(owed, chart.INTEREST, chart.INTEREST_OWED, "owed", at=at)
    follow_the_refund(owed, at=at)
    order_code = owed.refund.payment.order_code
    record("payments.interest_owed", actor=actor, subject_code=order_code, at=at, facts=_facts(owed))
    return owed


@transaction.atomic
@one_posting()
def record_interest(
    *, interest: InterestOwed, reference: str, actor: Actor, at: datetime, left_on: date | None = None
) -> InterestOwed:
    """It was transferred to the buyer: write down how, by the transfer's number or in words.

    Where the market knows no account of the buyer, somebody's word counts only once the buyer has named one; the bank's
    own line (`left_on`, the day that it tells of) is a fact and always counts.

    :raises NotPermitted: if `actor` may not for its payment
    :raises ReferenceMissing: without a reference
    :raises AlreadyRefunded: if it was transferred before, or counts with its refund since that came back
    :raises AccountNotTold: if the market knows no account, the buyer has named none, and `left_on` is not told; nothing
        is changed then
    """
    lock_payments([interest.refund.payment.order_code])
    held = lock_interest(interest)
    may_handle(actor, held.refund.payment, at=at, shop_has_it=is_transferred_by_the_shop(held))
    if not held.is_open:
        raise AlreadyRefunded
    reference = clean_line(reference)[:LONGEST_REFERENCE]
    if not reference:
        raise ReferenceMissing
    if left_on is None and waiting_for_account([held.code]):
        raise InterestAccountNotTold
    _pay(held, reference=reference, actor=actor, at=at)
    held.save(update_fields=["paid_at", "paid_by", "reference"])
    order_code = held.refund.payment.order_code
    record("payments.interest_paid", actor=actor, subject_code=order_code, at=at, facts=_facts(held))
    return held


@transaction.atomic
@one_posting()
def take_interest_back(*, interest: InterestOwed, reference: str, actor: Actor, at: datetime) -> InterestOwed:
    """The bank sent it back: it is owed as before. Where its refund came back too it ends, and is counted with that.

    `reference` is the bank's number of what came back.

    :raises NotPermitted: unless `actor` acts for the market
    :raises NotPaidOut: if it was not transferred out of the market's account, or came back before; nothing moves then
    """
    lock_payments([interest.refund.payment.order_code])
    held = lock_interest(interest)
    if not may_handle(actor, held.refund.payment, at=at):
        raise NotPermitted
    if not left_the_account_as_interest(held):
        raise NotPaidOut
    _move(held, chart.held(), chart.INTEREST_OWED, "home", at=at)
    held.came_home += 1
    held.paid_at, held.paid_by, held.reference = None, "", ""
    if held.refund.done_at is None:
        _end(held, at=at)
    held.save(update_fields=["came_home", "paid_at", "paid_by", "reference", "ended_at"])
    if held.ended_at is None:
        group_code = held.refund.payment.group_code
        ask_for_account(about=held.code, group_code=group_code, amount_vnd=held.amount_vnd, at=at)
    else:
        count_apart(held.refund)
        held.refund.save(update_fields=["interest_apart_vnd"])
    facts = {**_facts(held), "reference": clean_line(reference)[:LONGEST_REFERENCE]}
    order_code = held.refund.payment.order_code
    record("payments.interest_back", actor=actor, subject_code=order_code, at=at, facts=facts)
    return held


def end_with_refund(refund: Refund, *, at: datetime) -> None:
    """Its refund came back, and all its days are counted anew when it is paid: what was not transferred is not owed by
    itself any more, and what was is taken off then. The caller holds the payment, and saves the refund.
    """
    for one in InterestOwed.objects.filter(refund=refund, paid_at__isnull=True, ended_at__isnull=True).order_by("pk"):
        _end(one, at=at)
        one.save(update_fields=["ended_at"])
    count_apart(refund)


def count_apart(refund: Refund) -> None:
    """What the buyer has of it apart is not owed a second time. The caller saves the refund."""
    refund.interest_apart_vnd = interest_had_apart(refund)


@transaction.atomic
@one_posting()
def went_without(*, refund: Refund, actor: Actor, at: datetime) -> InterestOwed | None:
    """Somebody wrote down that a refund and its interest went back, and the bank tells that only the refund did: the
    interest is owed, and its buyer is told where an account is asked for. None where none was written down.

    :raises NotPermitted: unless `actor` acts for the market
    :raises NotPaidOut: if the refund is not written down as paid
    """
    [payment] = lock_payments([refund.payment.order_code])
    if not may_handle(actor, payment, at=at):
        raise NotPermitted
    refund = Refund.objects.select_related("payment").get(pk=refund.pk)
    if refund.done_at is None:
        raise NotPaidOut
    amount, refund.interest_vnd = refund.interest_vnd, 0
    if not amount:
        return None
    refund.save(update_fields=["interest_vnd"])
    in_books = bool(refund.booked_vnd)
    if in_books:
        name = f"{name_in_books(refund)}:late_interest_apart"
        undone = Wish(
            name,
            debit=chart.held(),
            credit=chart.INTEREST,
            amount=amount,
            kind="late_interest_apart",
            subject_code=payment.order_code,
        )
        enter([undone], at=at)
    owed = owe_interest(refund, amount, in_books=in_books, actor=actor, at=at)
    if asks_for_interest(payment.order_code):
        interest_waits.send(sender=InterestOwed, order_code=payment.order_code, at=at)
    return owed


@transaction.atomic
@one_posting()
def went_together(*, refund: Refund, reference: str, actor: Actor, at: datetime) -> Refund:
    """Somebody wrote down that a refund went back without its interest, and the bank tells that both went in one sum:
    nothing is owed by itself any more, and should it come back, it comes in one.

    :raises NotPermitted: unless `actor` acts for the market
    :raises NotPaidOut: if the refund is not written down as paid, or left no interest open
    """
    [payment] = lock_payments([refund.payment.order_code])
    if not may_handle(actor, payment, at=at):
        raise NotPermitted
    refund = Refund.objects.select_related("payment").get(pk=refund.pk)
    owed = interest_since(refund)
    if owed is None:
        raise NotPaidOut
    held = lock_interest(owed)
    if held.paid_at is None:
        _pay(held, reference=clean_line(reference)[:LONGEST_REFERENCE], actor=actor, at=at)
    held.ended_at = at
    held.save(update_fields=["paid_at", "paid_by", "reference", "ended_at"])
    refund.interest_vnd = held.amount_vnd
    refund.save(update_fields=["interest_vnd"])
    order_code = held.refund.payment.order_code
    record("payments.interest_paid", actor=actor, subject_code=order_code, at=at, facts=_facts(held))
    return refund


def _pay(held: InterestOwed, *, reference: str, actor: Actor, at: datetime) -> None:
    _move(held, chart.INTEREST_OWED, chart.held(), "paid", at=at)
    no_longer_asked([held.code], at=at)
    held.paid_at, held.paid_by, held.reference = at, actor.code, reference


def _end(held: InterestOwed, *, at: datetime) -> None:
    _move(held, chart.INTEREST_OWED, chart.INTEREST, "ended", at=at)
    no_longer_asked([held.code], at=at)
    held.ended_at = at


def _move(owed: InterestOwed, debit: str, credit: str, step: str, *, at: datetime) -> None:
    """Each time that it is transferred, and each time that it comes back, stands in the books by itself."""
    if not owed.in_books:
        return
    name = f"interest:{owed.code}:{step}" + (f":{owed.came_home + 1}" if owed.came_home else "")
    kind, subject = f"late_interest_{step}", owed.refund.payment.order_code
    enter([Wish(name, debit, credit, owed.amount_vnd, kind=kind, subject_code=subject)], at=at)


def _facts(owed: InterestOwed) -> dict[str, object]:
    return {"interest": owed.code, "refund": owed.refund.code, "amount_vnd": owed.amount_vnd}
