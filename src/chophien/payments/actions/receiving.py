"""Money that came: by transfer, through a gateway, in cash on delivery; and what of it a seller has earned.

Receiving asks who may. Collecting and earning follow from an order, whose policies decided before. Whoever changes an
order and its payment locks the order first: the doors for people are in `orders.actions`.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.payments import chart, selectors
from chophien.payments.actions._steps import may_handle, promise, take_step
from chophien.payments.actions.apart import set_apart
from chophien.payments.actions.books import enter, one_posting
from chophien.payments.models import Payment
from chophien.payments.requests import Parts
from chophien.payments.selectors import refunds
from chophien.payments.states import PaymentMethod, PaymentStatus, Receiver, RefundReason


@transaction.atomic
@one_posting()
def mark_received(
    *,
    payment: Payment,
    actor: Actor,
    at: datetime,
    reason: str = "",
    on_behalf_of: str = "",
    into: str = "",
    by: PaymentMethod | None = None,
) -> Payment:
    """The transfer came. Of an order with a deposit it is the deposit that came.

    `into` names the account of the chart that it came into: the licensed partner's, unless a gateway has it. What went
    to the seller's own account is not in the books. Money that comes after the payment became void is owed back at
    once, all of it. `by` is how it was paid in the end, where that is another way than was chosen.

    :raises NotPermitted: if `actor` may not say so for this payment
    :raises StepNotAllowed: if it came before
    """
    [payment] = selectors.lock_payments([payment.order_code])
    if by is not None and by != payment.method:
        payment.method = by
        payment.save(update_fields=["method"])
    may_handle(actor, payment, at=at)
    into = (into or chart.held()) if payment.receiver == Receiver.MARKET and not payment.outside else ""
    return _receive(payment, into=into, actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)


@transaction.atomic
@one_posting()
def collect_on_delivery(*, order_code: str, into: str, actor: Actor, at: datetime, on_behalf_of: str = "") -> Payment:
    """The buyer has the parcel and paid in cash, which is `into` that account of the chart from now on. Follows from
    receiving the order.

    :raises StepNotAllowed: if nothing is due on delivery
    """
    [payment] = selectors.lock_payments([order_code])
    into = "" if payment.outside else into
    return _receive(payment, into=into, actor=actor, at=at, reason="", on_behalf_of=on_behalf_of)


@dataclass(frozen=True)
class Earned:
    """What an order brought its seller when it was completed, in đồng."""

    booked_vnd: int
    """Stood in the books and is the seller's from now on, shipping among it."""
    kept: Parts
    """What the buyer paid and was not promised back, wherever it came to."""
    came_into: str
    """The account of the books into which the last of it came."""
    last_vnd: int
    """How much that was."""


@transaction.atomic
@one_posting()
def earn(*, order_code: str, paid: Parts, at: datetime) -> Earned | None:
    """The order is completed: what stands in the books for it and was not promised back is the seller's.

    What of `paid` is for shipping and was kept is entered apart. Once; asked again, it is None. Follows from completing
    the order.
    """
    [payment] = selectors.lock_payments([order_code])
    if payment.earned_at is not None:
        return None
    promised = refunds.promised_so_far(payment, paid=paid)
    booked, kept = payment.booked_vnd - promised.booked_vnd, refunds.kept_by_buyer(payment, promised, paid=paid)
    payment.earned_at = at
    payment.save(update_fields=["earned_at"])
    shipping = min(kept.shipping_vnd, booked)
    moves = [
        Wish(
            f"pay:{payment.code}:{kind}",
            debit=chart.pending(payment.seller_code),
            credit=chart.due(payment.seller_code),
            amount=amount,
            kind=kind,
            subject_code=order_code,
        )
        for kind, amount in (("earned", booked - shipping), ("earned_shipping", shipping))
    ]
    enter(moves, at=at)
    before = payment.advance_vnd + (payment.deposit_vnd if payment.deposit_paid_at else 0)
    last = payment.amount_vnd - before if payment.paid_at else 0
    return Earned(booked, kept, payment.came_into, last)


def _receive(payment: Payment, *, into: str, actor: Actor, at: datetime, reason: str, on_behalf_of: str) -> Payment:
    late = payment.status == PaymentStatus.VOID
    is_deposit = payment.deposit_vnd > 0 and payment.deposit_paid_at is None
    before = payment.received_vnd
    if is_deposit:
        payment.deposit_paid_at = at
    else:
        payment.paid_at = at
    came = payment.received_vnd - before
    step = "receive_deposit" if is_deposit else "receive"
    if into:
        payment.booked_vnd += came
        payment.came_into = into
    if into:
        entry = Wish(
            f"pay:{payment.code}:{step}",
            debit=into,
            credit=chart.pending(payment.seller_code),
            amount=came,
            kind=step,
            subject_code=payment.order_code,
        )
        enter([entry], at=at)
    if late and payment.received_vnd:
        promise(payment, payment.received_vnd, reason=RefundReason.LATE_MONEY, asked_at=at, at=at)
    take_step(payment, step, actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)
    set_apart(payment)
    record(
        "payments.received",
        actor=actor,
        subject_code=payment.order_code,
        at=at,
        on_behalf_of=on_behalf_of,
        facts={"payment": payment.code, "amount_vnd": came, "late": late},
    )
    return payment
