"""An accepted order on its way: packed, handed over, received."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from chophien.collecting.actions.taking import collect
from chophien.collecting.selectors.carriers import settling
from chophien.collecting.states import Holder, own_hands
from chophien.delivery.actions import deliver, hand_over, pack
from chophien.delivery.models import Shipment
from chophien.lib.actor import Actor
from chophien.lib.errors import StepNotAllowed
from chophien.orders import policies
from chophien.orders.actions.lots import draw_from_lots
from chophien.orders.actions.settling import settle
from chophien.orders.actions.steps import Doing, Move, follow_payments, tell_all, write_moves
from chophien.orders.models import Order
from chophien.orders.selectors.orders import lock_order
from chophien.orders.states import ORDER_FLOW, Axis, MarketReason, News, OrderStatus
from chophien.payments.actions.books import one_posting
from chophien.payments.states import PaymentStatus
from chophien.rules import selectors as rules


@transaction.atomic
def pack_order(*, order: Order, actor: Actor, at: datetime, on_behalf_of: str = "") -> Order:
    """The goods are in the parcel. Those that are sold from lots are drawn of them, first-expiring first.

    :raises LotShort, OthersFirst: if lots hold too little of something, or others go first by the rule of the lot
    :raises NotPermitted: if `actor` neither packs nor manages for the seller
    :raises StepNotAllowed: if the order is not accepted, or was packed before
    """
    order = lock_order(order.pk)
    policies.can_pack_order(actor, order, at=at).require()
    _require_confirmed(order, "pack")
    doing = Doing.of(actor, order, at=at, on_behalf_of=on_behalf_of)
    draw_from_lots(order, at=at)
    shipment = pack(order_code=order.code, actor=actor, at=at, on_behalf_of=doing.on_behalf_of)

    write_moves([_follow_shipment(order, shipment, "pack")], doing=doing)
    order.save(update_fields=["delivery_status"])
    tell_all(order, news=News.PACKED, what="orders.packed", doing=doing)
    return order


@transaction.atomic
def hand_over_order(
    *, order: Order, actor: Actor, at: datetime, carrier: str = "", tracking_code: str = "", on_behalf_of: str = ""
) -> Order:
    """The carrier has the parcel.

    :raises NotPermitted: if `actor` neither packs nor manages for the seller
    :raises StepNotAllowed: if it is not packed
    :raises TrackingTooLong: if the carrier's name or the tracking code is too long
    """
    order = lock_order(order.pk)
    policies.can_hand_over_order(actor, order, at=at).require()
    _require_confirmed(order, "hand_over")
    doing = Doing.of(actor, order, at=at, on_behalf_of=on_behalf_of)
    shipment = hand_over(
        order_code=order.code,
        actor=actor,
        at=at,
        carrier=carrier,
        tracking_code=tracking_code,
        on_behalf_of=doing.on_behalf_of,
    )

    doing = replace(doing, reason=shipment.tracking_code)
    write_moves([_follow_shipment(order, shipment, "hand_over")], doing=doing)
    order.handed_over_at = at
    order.save(update_fields=["delivery_status", "handed_over_at"])
    tell_all(order, news=News.HANDED_OVER, what="orders.handed_over", doing=doing)
    return order


@transaction.atomic
@one_posting()
def receive_order(*, order: Order, actor: Actor, at: datetime, on_behalf_of: str = "") -> Order:
    """The buyer has the parcel: the order is completed, and what was due on delivery is paid.

    :raises NotPermitted: if `actor` is neither the buyer nor an operator
    :raises StepNotAllowed: if the parcel is not on its way
    """
    order = lock_order(order.pk)
    policies.can_receive_order(actor, order, at=at).require()
    _complete(order, doing=Doing.of(actor, order, at=at, on_behalf_of=on_behalf_of))
    return order


@transaction.atomic
@one_posting()
def complete_undisputed(*, order: Order, actor: Actor, at: datetime) -> bool:
    """Complete an order that was sent `orders.auto_complete_days` ago and about which no complaint is open.

    Returns whether it was completed.
    """
    order = lock_order(order.pk)
    if order.status != OrderStatus.CONFIRMED or order.handed_over_at is None or order.handed_over_at > sent_before(at):
        return False
    if order.disputed_since is not None:
        return False
    _complete(order, doing=Doing.of(actor, order, at=at, reason=MarketReason.UNDISPUTED))
    return True


def note_dispute(*, order: Order, since: datetime | None) -> None:
    """A complaint about the order is open since then, or none any more: until it ends, only a person completes it.

    To be called inside the transaction that opens or ends the complaint.
    """
    Order.objects.filter(pk=order.pk).update(disputed_since=since)


def sent_before(at: datetime) -> datetime:
    """What was handed over until then counts as received at `at`."""
    return at - timedelta(days=rules.whole("orders.auto_complete_days", at=at))


def _complete(order: Order, *, doing: Doing) -> None:
    before, after = order.status, ORDER_FLOW.next("complete", order.status)
    shipment = deliver(
        order_code=order.code,
        actor=doing.actor,
        at=doing.at,
        reason=doing.reason,
        on_behalf_of=doing.on_behalf_of,
    )
    moves = [_follow_shipment(order, shipment, "deliver")]
    if order.payment_status in {PaymentStatus.DUE_ON_DELIVERY, PaymentStatus.DEPOSIT_PAID}:
        payment = collect(
            order_code=order.code,
            holder=_cash_with(order, shipment, at=doing.at),
            actor=doing.actor,
            at=doing.at,
            on_behalf_of=doing.on_behalf_of,
        )
        moves += follow_payments([order], [payment])
    moves.append(Move(order, Axis.ORDER, "complete", before, after))
    order.status, order.completed_at = after, doing.at
    order.save(update_fields=["status", "payment_status", "delivery_status", "completed_at"])
    write_moves(moves, doing=doing)
    settle(order, actor=doing.actor, at=doing.at)
    tell_all(order, news=News.COMPLETED, what="orders.completed", doing=doing)


def _cash_with(order: Order, shipment: Shipment, *, at: datetime) -> Holder:
    """In whose hands the cash is: a carrier's that settles with the market by contract, else the seller's own, who
    collected it or has it from a carrier of its own. What a helper took was taken before.
    """
    contract = settling(shipment.carrier, at=at)
    return contract.holder if contract else own_hands(order.seller.code)


def _require_confirmed(order: Order, step: str) -> None:
    if order.status != OrderStatus.CONFIRMED:
        raise StepNotAllowed(step=step, status=order.status)


def _follow_shipment(order: Order, shipment: Shipment, step: str) -> Move:
    """Have the order show where its parcel is; the caller saves."""
    move = Move(order, Axis.DELIVERY, step, order.delivery_status, shipment.status)
    order.delivery_status = shipment.status
    return move
