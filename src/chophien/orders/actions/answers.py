"""The seller's answer to an order, and what happens when none comes."""

from datetime import datetime, timedelta

from django.db import transaction

from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.orders import policies
from chophien.orders.actions.steps import Doing, Move, call_off, clean_reason, tell_all, write_moves
from chophien.orders.errors import AwaitingHarvest, AwaitingTransfer
from chophien.orders.models import Order
from chophien.orders.selectors.orders import lock_order
from chophien.orders.states import ORDER_FLOW, Axis, MarketReason, News, OrderStatus
from chophien.payments.actions.books import one_posting
from chophien.payments.states import PaymentStatus
from chophien.rules import selectors as rules


@transaction.atomic
def confirm_order(*, order: Order, actor: Actor, at: datetime, on_behalf_of: str = "") -> Order:
    """Accept a placed order for the seller. Its goods were set aside when it was placed.

    :raises NotPermitted: if `actor` neither packs nor manages for the seller
    :raises StepNotAllowed: if the order is no longer waiting for the seller
    :raises AwaitingTransfer: if it is to be paid by transfer and nothing came yet
    :raises AwaitingHarvest: if it was placed before a harvest that has not begun
    """
    order = lock_order(order.pk)
    policies.can_confirm_order(actor, order, at=at).require()
    before, after = order.status, ORDER_FLOW.next("confirm", order.status)
    if order.payment_status == PaymentStatus.AWAITING_TRANSFER:
        raise AwaitingTransfer
    if order.awaits_harvest:
        raise AwaitingHarvest

    order.status, order.confirmed_at = after, at
    order.save(update_fields=["status", "confirmed_at"])

    doing = Doing.of(actor, order, at=at, on_behalf_of=on_behalf_of)
    write_moves([Move(order, Axis.ORDER, "confirm", before, after)], doing=doing)
    tell_all(order, news=News.CONFIRMED, what="orders.confirmed", doing=doing)
    return order


@transaction.atomic
@one_posting()
def refuse_order(*, order: Order, reason: str, actor: Actor, at: datetime, on_behalf_of: str = "") -> Order:
    """Turn a placed order down for the seller: the goods go back into stock, the money back to the buyer.

    :raises NotPermitted: if `actor` does not manage for the seller
    :raises ReasonMissing: without a reason that the buyer can read
    :raises StepNotAllowed: if the order is no longer waiting for the seller
    """
    order = lock_order(order.pk)
    policies.can_refuse_order(actor, order, at=at).require()
    doing = Doing.of(actor, order, at=at, on_behalf_of=on_behalf_of, reason=clean_reason(reason))
    call_off([order], step="refuse", news=News.REFUSED, doing=doing)
    return order


@transaction.atomic
def warn_unaccepted(*, order: Order, actor: Actor, at: datetime) -> bool:
    """Remind the seller, once, that the answer is late. Returns whether there was something to remind of."""
    order = lock_order(order.pk)
    due = order.status == OrderStatus.PLACED and order.accept_by is not None and order.accept_by <= at
    if not due or order.warned_at is not None:
        return False
    order.warned_at = at
    order.save(update_fields=["warned_at"])
    tell_all(order, news=News.LATE, what="orders.warned", doing=Doing.of(actor, order, at=at))
    enqueue("orders.watch_acceptance", run_at=answer_ends(order), group_id=order.group.pk)
    return True


@transaction.atomic
@one_posting()
def expire_unaccepted(*, order: Order, actor: Actor, at: datetime) -> bool:
    """End an order that the seller has not answered for `orders.accept_warning_hours` after the reminder.

    Goods go back into stock, money to the buyer. Returns whether it was ended: an answer that came in between wins,
    and nobody's order ends without a reminder.
    """
    order = lock_order(order.pk)
    ends = answer_ends(order)
    if order.status != OrderStatus.PLACED or ends is None or ends > at:
        return False
    doing = Doing.of(actor, order, at=at, reason=MarketReason.UNANSWERED)
    call_off([order], step="expire", news=News.EXPIRED, doing=doing)
    return True


def answer_ends(order: Order) -> datetime | None:
    """When an order that the seller was reminded of ends by itself; none before the reminder."""
    if order.warned_at is None:
        return None
    return order.warned_at + timedelta(hours=rules.whole("orders.accept_warning_hours", at=order.warned_at))
