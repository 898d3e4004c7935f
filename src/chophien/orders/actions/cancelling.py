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
from chophien.payments.states import PaymentStatus


@transaction.atomic
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
