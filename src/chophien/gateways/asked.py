"""What the page for paying says of a group of orders: where its money stands, and in which ways it can be paid now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Min

from chophien.gateways.states import GatewayName
from chophien.orders.models import Order
from chophien.payments.models import Payment
from chophien.payments.selectors import methods_offered, parts_of
from chophien.payments.states import BY_GATEWAY, PaymentMethod, PaymentStatus

PAID = frozenset({PaymentStatus.PAID, PaymentStatus.DEPOSIT_PAID})
BACK = frozenset({PaymentStatus.REFUND_DUE, PaymentStatus.REFUNDED})


class Stands(StrEnum):
    """Where the money of a group of orders stands for whoever pays it."""

    AWAITED = "awaited"
    REST = "rest"
    """A part came by a transfer, and the rest is transferred too."""
    OVER = "over"
    """The time to pay is over; the order ends by itself."""
    CASH = "cash"
    PAID = "paid"
    BACK = "back"
    """It was paid, and goes or went back."""
    ENDED = "ended"
    """Cancelled, and nothing came for it."""


@dataclass(frozen=True)
class Asked:
    """What is asked for a group now, in đồng, and how it can be paid: gateways, the chosen one first, other ways."""

    stands: Stands
    amount_vnd: int = 0
    came_vnd: int = 0
    ways: Sequence[tuple[str, str]] = ()
    others: Sequence[PaymentMethod] = ()

    @property
    def can_be_paid(self) -> bool:
        return self.stands in {Stands.AWAITED, Stands.REST}


def asked_of(group_code: str, *, at: datetime) -> Asked:
    """What its buyer reads about paying a group of orders now. Three statements at most."""
    payments = list(Payment.objects.filter(group_code=group_code).order_by("pk"))
    states = {payment.status for payment in payments}
    awaited = [payment for payment in payments if payment.status == PaymentStatus.AWAITING_TRANSFER]
    if awaited:
        return _awaited(group_code, awaited, at=at)
    if PaymentStatus.DUE_ON_DELIVERY in states:
        cash = [payment for payment in payments if payment.status == PaymentStatus.DUE_ON_DELIVERY]
        return Asked(Stands.CASH, sum(payment.amount_vnd - payment.received_vnd for payment in cash))
    if states & PAID:
        return Asked(Stands.PAID)
    return Asked(Stands.BACK if states & BACK else Stands.ENDED)


def _awaited(group_code: str, awaited: Sequence[Payment], *, at: datetime) -> Asked:
    codes = {payment.order_code for payment in awaited}
    until = Order.objects.filter(code__in=codes).aggregate(first=Min("held_until"))["first"]
    came = parts_of([group_code]).get(group_code, 0)
    amount = max(sum(payment.transfer_vnd for payment in awaited) - came, 0)
    if until is not None and until <= at:
        return Asked(Stands.OVER, amount, came)
    if came:
        return Asked(Stands.REST, amount, came)
    chosen = awaited[0].method
    ways = sorted((one for one in methods_offered() if one in BY_GATEWAY), key=lambda way: way != chosen)
    in_cash = not any(payment.deposit_vnd or payment.advance_vnd for payment in awaited)
    others = (PaymentMethod.VIETQR, PaymentMethod.COD) if in_cash else (PaymentMethod.VIETQR,)
    before = sum(payment.advance_vnd for payment in awaited)
    named = [(way.value, GatewayName(way.value).label) for way in ways]
    return Asked(Stands.AWAITED, amount, before, ways=named, others=others)
