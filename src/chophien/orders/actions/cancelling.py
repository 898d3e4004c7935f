"""Orders that are called off: by the buyer, by the seller, or because no transfer came."""

from datetime import datetime

from django.db import transaction

from chophien.delivery.states import DeliveryStatus
from chophien.lib.actor import Actor
from chophien.orders import policies
from chophien.orders.actions.steps import Doing, call_off, clean_reason
from chophien.orders.errors import AlreadyPacked
from chophien.orders.models import Order
from chophien.orders.selectors.orders import lock_order, lock_orders_of
from chophien.orders.states import MarketReason, News, OrderStatus, Side
from chophien.payments.actions.books import one_posting
from chophien.payments.states import PaymentStatus


@transaction.atomic
@one_posting()
def cancel_order(*, order: Order, reason: str, actor: Actor, at: datetime, on_behalf_of: str = "") -> Order:
    """Call an order off: goods back into stock, money back to the buyer.

    The buyer may until the goods are packed, the seller's manager and operators until the carrier has them.

    :raises NotPermitted: if `actor` is none of these
    :raises ReasonMissing: without a reason that the other side can read
    :raises AlreadyPacked: if the buyer asks and the goods are packed
    :raises StepNotAllowed: if it was cancelled or completed before, or is with the carrier
    """
    order = lock_order(order.pk)
    policies.can_cancel_order(actor, order, at=at).require()
    doing = Doing.of(actor, order, at=at, on_behalf_of=on_behalf_of, reason=clean_reason(reason))
    if doing.side == Side.BUYER and order.delivery_status == DeliveryStatus.PACKED:
        raise AlreadyPacked
    call_off([order], step="cancel", news=News.CANCELLED, doing=doing)
    return order


@transaction.atomic
def rescind_order(*, order: Order, reason: str, actor: Actor, at: datetime) -> Order:
    """The buyer steps back from the contract of an order that is not completed: also when the goods are packed or on
    their way, and those turn back. Nothing is to be paid any more, and what was paid is owed back.

    Whoever calls has decided that the buyer has a right to it; the shop is not asked.

    :raises NotPermitted: if `actor` is not the buyer
    :raises StepNotAllowed: if it was cancelled or completed before
    """
    order = lock_order(order.pk)
    policies.can_rescind_order(actor, order).require()
    doing = Doing.of(actor, order, at=at, reason=clean_reason(reason))
    on_the_way = order.delivery_status == DeliveryStatus.IN_TRANSIT
    call_off([order], step="cancel", news=News.CANCELLED, doing=doing, on_the_way=on_the_way)
    return order


@transaction.atomic
@one_posting()
def release_unpaid(*, group_id: int, actor: Actor, at: datetime) -> list[Order]:
    """End a group's orders whose transfer has not come while their goods were held. Goods go back into stock.

    Returns those that were ended: none when the money came first.
    """
    unpaid = [
        order
        for order in lock_orders_of(group_id)
        if order.status == OrderStatus.PLACED
        and order.payment_status == PaymentStatus.AWAITING_TRANSFER
        and order.held_until is not None
        and order.held_until <= at
    ]
    if unpaid:
        doing = Doing.of(actor, unpaid[0], at=at, reason=MarketReason.UNPAID)
        call_off(unpaid, step="release", news=News.RELEASED, doing=doing)
    return unpaid
