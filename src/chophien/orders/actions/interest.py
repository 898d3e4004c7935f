"""Interest that a buyer has to come because a refund was late: transferred by itself, or sent back by the bank."""

from datetime import date, datetime

from django.db import transaction

from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.orders.models import Order
from chophien.orders.selectors.orders import lock_orders_of
from chophien.orders.states import News
from chophien.payments.actions import interest as payments
from chophien.payments.actions.books import one_posting
from chophien.payments.models import InterestOwed


@transaction.atomic
@one_posting()
def record_interest(
    *, interest: InterestOwed, reference: str, actor: Actor, at: datetime, left_on: date | None = None
) -> InterestOwed:
    """The interest of an order's refund was transferred: write down how, and on which day it left where a bank told.
    The buyer is told.

    :raises NotPermitted: if `actor` is neither an operator nor a cashier of the seller who had the money
    :raises ReferenceMissing: without a reference
    :raises AlreadyRefunded: if it was transferred before, or counts with its refund since that came back
    :raises AccountNotTold: if the market knows no account of the buyer for it, they have named none, and `left_on` is
        not told
    """
    order = _lock_order_of(interest)
    paid = payments.record_interest(interest=interest, reference=reference, actor=actor, at=at, left_on=left_on)
    enqueue("orders.tell", order_id=order.pk, news=News.INTEREST_PAID.value)
    return paid


@transaction.atomic
@one_posting()
def interest_came_back(*, interest: InterestOwed, reference: str, actor: Actor, at: datetime) -> InterestOwed:
    """The bank sent it back: it is owed as before, or with its refund. The buyer reads what is to be mended.

    :raises NotPermitted: unless `actor` acts for the market
    :raises NotPaidOut: if it did not leave the market's account, or came back before; nothing is changed then
    """
    order = _lock_order_of(interest)
    back = payments.take_interest_back(interest=interest, reference=reference, actor=actor, at=at)
    enqueue("orders.tell", order_id=order.pk, news=News.REFUND_BACK.value)
    return back


def _lock_order_of(interest: InterestOwed) -> Order:
    code = interest.refund.payment.order_code
    group_id = Order.objects.values_list("group_id", flat=True).get(code=code)
    return next(order for order in lock_orders_of(group_id) if order.code == code)
