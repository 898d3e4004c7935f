"""Which parcels somebody hands over for households that are still to be paid at the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chophien.accounts.models import Person
from chophien.collecting.models import Cash
from chophien.collecting.selectors.cash import households_delivered_for
from chophien.collecting.states import CashStatus
from chophien.orders.models import Order
from chophien.orders.selectors.orders import with_everything
from chophien.orders.states import OrderStatus
from chophien.payments.models import Payment
from chophien.payments.states import PaymentStatus

TO_BE_PAID = (PaymentStatus.DUE_ON_DELIVERY, PaymentStatus.DEPOSIT_PAID)
LATELY = timedelta(days=7)
MOST = 50


@dataclass(frozen=True)
class ToCollect:
    """An order whose cash a helper may take, and how much in đồng. `is_over`: the buyer said already that it came."""

    order: Order
    amount_vnd: int
    is_over: bool = False


def to_collect(person: Person, *, at: datetime) -> Sequence[ToCollect]:
    """The parcels on their way for households that let somebody hand over, the longest first; then those of the last
    days whose cash counts as the household's own. Four statements.
    """
    households = households_delivered_for(person, at=at)
    theirs = with_everything(Order.objects.filter(seller__in=households))
    underway = theirs.filter(
        status=OrderStatus.CONFIRMED, payment_status__in=TO_BE_PAID, handed_over_at__isnull=False
    ).exclude(group__person=person)
    orders = list(underway.order_by("handed_over_at", "pk")[:MOST])
    payments = Payment.objects.filter(order_code__in=[order.code for order in orders])
    rest = {one.order_code: one.amount_vnd - one.received_vnd for one in payments}
    waiting = [ToCollect(order, rest.get(order.code, 0)) for order in orders]
    lately = Cash.objects.filter(
        seller_code__in=households.values("code"), status=CashStatus.OWN, cleared=False, collected_at__gt=at - LATELY
    )
    taken = {one.order_code: one for one in lately.order_by("-collected_at")[:MOST]}
    over = theirs.filter(code__in=taken).exclude(group__person=person).order_by("-completed_at", "-pk")
    return [one for one in waiting if one.amount_vnd] + [
        ToCollect(order, taken[order.code].hand_vnd, is_over=True) for order in over
    ]
