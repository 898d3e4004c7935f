"""What every step of an order has in common: writing it down on its axis, and ending an order that will not happen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.audit.actions import record
from chophien.delivery.actions import cancel_shipments, turn_back_shipments
from chophien.delivery.states import DeliveryStatus
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.text import clean_line
from chophien.lots.actions.drawing import give_back as give_draws_back
from chophien.messages.actions.telling import settle
from chophien.orders import policies
from chophien.orders.errors import ReasonMissing
from chophien.orders.events import steps_taken
from chophien.orders.models import Order, OrderStep, Preorder
from chophien.orders.states import (
    ORDER_FLOW,
    PREORDER_FLOW,
    Axis,
    MarketReason,
    News,
    OrderStatus,
    Origin,
    PreorderStatus,
    Side,
)
from chophien.payments.actions.refunding import void_payments
from chophien.payments.models import Payment
from chophien.payments.selectors.asking import asks_for_cash, asks_for_interest
from chophien.promotions.actions.vouchers import give_back as give_vouchers_back
from chophien.seasons.actions.harvests import give_back_shares
from chophien.sellers.selectors.helping import principal_of
from chophien.supply.actions import give_back

REASON_MOST = 300
ANSWERED = frozenset({News.CONFIRMED, News.REFUSED, News.CANCELLED, News.EXPIRED, News.RELEASED})
WAITS_FOR_ANSWER = ("order.new", "order.late", "household.late")
"""Messages that press somebody to answer an order, until that is done or over."""


@dataclass(frozen=True)
class Doing:
    """Who takes a step, for whom, when and why."""

    actor: Actor
    side: Side
    at: datetime
    on_behalf_of: str = ""
    reason: str = ""

    @classmethod
    def of(
        cls, actor: Actor, order: Order, *, at: datetime, on_behalf_of: str = "", reason: str | MarketReason = ""
    ) -> "Doing":
        side = policies.side_of(actor, order, at=at)
        if side == Side.SELLER and not on_behalf_of:
            on_behalf_of = principal_of(actor, order.seller, at=at)
        return cls(actor, side, at, on_behalf_of, str(reason.value if isinstance(reason, MarketReason) else reason))


@dataclass(frozen=True)
class Move:
    """One step on one axis of one order."""

    order: Order
    axis: Axis
    step: str
    before: str
    after: str


def clean_reason(reason: str) -> str:
    """A reason fit to keep and to show.

    :raises ReasonMissing: if it says nothing
    """
    words = clean_line(reason)[:REASON_MOST]
    if not any(letter.isalnum() for letter in words):
        raise ReasonMissing
    return words


def write_moves(moves: Iterable[Move], *, doing: Doing) -> None:
    """Write steps into the orders' history, and tell those above. One statement of its own."""
    moves = list(moves)
    OrderStep.objects.bulk_create(
        OrderStep(
            order=move.order,
            axis=move.axis,
            step=move.step,
            from_status=move.before,
            to_status=move.after,
            actor_code=doing.actor.code,
            side=doing.side,
            on_behalf_of=doing.on_behalf_of,
            reason=doing.reason,
            at=doing.at,
        )
        for move in moves
    )
    steps_taken.send(sender=OrderStep, moves=moves, at=doing.at)


def follow_payments(orders: Sequence[Order], payments: Iterable[Payment]) -> list[Move]:
    """Have the orders show what became of their payments; returns the moves this makes. The caller saves."""
    by_code = {order.code: order for order in orders}
    moves = []
    for payment in payments:
        order = by_code[payment.order_code]
        step = payment.steps.order_by("-pk")[0].step
        moves.append(Move(order, Axis.PAYMENT, step, order.payment_status, payment.status))
        order.payment_status = payment.status
    return moves


def call_off(orders: Sequence[Order], *, step: str, news: News, doing: Doing, on_the_way: bool = False) -> None:
    """End orders that will not happen, which the caller has locked: nothing to pay or money back, nothing to send,
    goods back in stock, everybody told. What is `on_the_way` turns back; it is in stock again once the shop has it.

    :raises StepNotAllowed: if the flow does not allow `step` for one of them; nothing is changed then
    """
    codes = [order.code for order in orders]
    moves = [Move(o, Axis.ORDER, step, o.status, ORDER_FLOW.next(step, o.status)) for o in orders]
    who, at, why, behalf = doing.actor, doing.at, doing.reason, doing.on_behalf_of
    payments = void_payments(order_codes=codes, actor=who, at=at, reason=why, on_behalf_of=behalf)
    end, stop = ("turn_back", turn_back_shipments) if on_the_way else ("cancel", cancel_shipments)
    stop(order_codes=codes, actor=who, at=at, reason=why, on_behalf_of=behalf)

    moves += follow_payments(orders, payments)
    for order in orders:
        moves.append(Move(order, Axis.DELIVERY, end, order.delivery_status, DeliveryStatus.CANCELLED))
        order.status = OrderStatus.CANCELLED
        order.delivery_status = DeliveryStatus.CANCELLED
        order.cancelled_at = doing.at
        order.save(update_fields=["status", "payment_status", "delivery_status", "cancelled_at"])
    write_moves(moves, doing=doing)
    for order in orders:
        tell_all(order, news=news, what=f"orders.{news}", doing=doing)
    ask_of_cash(orders, payments)
    if discounted := [order.code for order in orders if order.discount_vnd]:
        give_vouchers_back(order_codes=discounted, at=at)
    if on_the_way:
        return
    early = [order for order in orders if order.origin == Origin.PREORDER]
    if early:
        _end_preorders(early, doing=doing)
    give_back(subject_codes=codes, actor=doing.actor, at=doing.at)
    give_draws_back(order_codes=codes)


def ask_of_cash(orders: Sequence[Order], payments: Iterable[Payment]) -> None:
    """Money of these orders was promised back: have a buyer who paid in cash asked for an account, once this is
    committed. At most one statement, none where nothing goes back.
    """
    asked = asks_for_cash([payment.order_code for payment in payments if payment.owed_back_vnd])
    for order in orders:
        if order.code in asked:
            enqueue("orders.tell", order_id=order.pk, news=News.CASH_BACK.value)


def ask_of_interest(order: Order) -> None:
    """A refund of this order went back: have the buyer asked for an account for interest that did not go with it, where
    the market knows none, once this is committed. One statement.
    """
    if asks_for_interest(order.code):
        enqueue("orders.tell", order_id=order.pk, news=News.INTEREST_WAITS.value)


def tell_that_interest_waits(*, order_code: str) -> None:
    """An account is asked for, for interest of an order: tell its buyer, once this is committed."""
    for order_id in Order.objects.filter(code=order_code).values_list("pk", flat=True):
        enqueue("orders.tell", order_id=order_id, news=News.INTEREST_WAITS.value)


def tell_who_gives_cash_back(*, order_code: str, is_asked: bool) -> None:
    """Cash of an order went into other hands: tell its buyer, once this is committed, that an account is asked for, or
    that none is any more, as the shop has the cash and gives it back.
    """
    news = News.CASH_BACK if is_asked else News.CASH_WITH_SHOP
    for order_id in Order.objects.filter(code=order_code).values_list("pk", flat=True):
        enqueue("orders.tell", order_id=order_id, news=news.value)


def _end_preorders(orders: Sequence[Order], *, doing: Doing) -> None:
    """What was kept of a harvest is free again, once."""
    ended = list(Preorder.objects.filter(order__in=orders).select_related("order").order_by("order_id"))
    ends = [(one, one.status, PREORDER_FLOW.next("end", one.status)) for one in ended]
    write_moves([Move(one.order, Axis.HARVEST, "end", before, after) for one, before, after in ends], doing=doing)
    Preorder.objects.filter(order__in=orders).update(status=PreorderStatus.ENDED, answer_by=None)
    give_back_shares(subject_codes=[order.code for order in orders], at=doing.at)


def tell_all(order: Order, *, news: News, what: str, doing: Doing) -> None:
    """Write the audit entry, and have buyer and seller told once this is committed."""
    facts = {"reason": doing.reason} if doing.reason in MarketReason.values else {}
    record(
        what,
        actor=doing.actor,
        subject_code=order.code,
        at=doing.at,
        on_behalf_of=doing.on_behalf_of,
        facts={**facts, "side": doing.side.value},
    )
    if news in ANSWERED:
        settle(about=order.code, kinds=WAITS_FOR_ANSWER, at=doing.at)
    enqueue("orders.tell", order_id=order.pk, news=news.value)
