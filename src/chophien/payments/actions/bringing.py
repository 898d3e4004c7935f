"""Bringing money that came before there were books into them: one posting for each payment."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.payments import chart, selectors
from chophien.payments.actions.books import enter, one_posting
from chophien.payments.models import Payment, Refund


@dataclass(frozen=True)
class Brought:
    """What of a payment came into the books now, in đồng: the seller's, and what is promised back to the buyer."""

    seller_vnd: int = 0
    refunds_vnd: int = 0

    @property
    def vnd(self) -> int:
        return self.seller_vnd + self.refunds_vnd


NOTHING = Brought()


@transaction.atomic
@one_posting()
def bring_in(*, order_code: str, came_vnd: int, is_earned: bool, actor: Actor, at: datetime) -> Brought:
    """Enter what came for an order or contract before there were books and is still with the market.

    That is `came_vnd`, what came to the market for it, less what went back and what stands in the books. Of an order
    that is completed (`is_earned`) it is to be paid out, without fee or tax: those were settled as it was done then.
    Once; asked again, nothing moves. The caller holds the order or contract, and knows that it was not paid out before.
    """
    [payment] = selectors.lock_payments([order_code])
    refunds = list(Refund.objects.filter(payment=payment).order_by("pk"))
    gone = sum(one.amount_vnd - one.booked_vnd for one in refunds if one.done_at is not None)
    there = came_vnd - payment.booked_vnd - gone
    if there <= 0 or payment.outside:
        return NOTHING
    promised = _book_promises(refunds, most=there)
    brought = Brought(there - promised, promised)
    payment.booked_vnd += there
    payment.came_into = payment.came_into or chart.held()
    if is_earned and payment.earned_at is None:
        payment.earned_at = at
    payment.save(update_fields=["booked_vnd", "came_into", "earned_at"])
    enter(_entries(payment, brought), at=at)
    facts = {"payment": payment.code, "amount_vnd": brought.vnd}
    record("payments.brought_in", actor=actor, subject_code=order_code, at=at, facts=facts)
    return brought


def _book_promises(refunds: list[Refund], *, most: int) -> int:
    """What is still promised back goes out of the books from now on; returns how much of that is new."""
    new = 0
    for one in refunds:
        if one.done_at is None:
            more = min(one.amount_vnd - one.booked_vnd, most - new)
            one.booked_vnd += more
            new += more
    Refund.objects.bulk_update(refunds, ["booked_vnd"])
    return new


def _entries(payment: Payment, brought: Brought) -> list[Wish]:
    seller = chart.pending if payment.earned_at is None else chart.due
    return [
        Wish(
            f"pay:{payment.code}:{name}",
            debit=chart.held(),
            credit=account,
            amount=amount,
            kind=kind,
            subject_code=payment.order_code,
        )
        for name, account, amount, kind in (
            ("opening", seller(payment.seller_code), brought.seller_vnd, "opening"),
            ("opening-back", chart.REFUNDS, brought.refunds_vnd, "opening_back"),
        )
    ]
