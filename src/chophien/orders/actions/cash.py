"""Cash that a buyer brings to a cash point: what is still to be paid for a group of orders, and that it came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.money import format_vnd
from chophien.lib.text import clean_line
from chophien.orders.actions.steps import Doing, follow_payments, tell_all, write_moves
from chophien.orders.models import Order, OrderGroup
from chophien.orders.selectors.orders import lock_orders_of
from chophien.orders.states import News, OrderStatus, Origin
from chophien.payments.actions.books import one_posting
from chophien.payments.actions.counter import receive_at_counter, to_pay, unpaid_of_group
from chophien.payments.errors import WrongAmount
from chophien.payments.selectors import lock_payments
from chophien.rules import selectors as rules

REFERENCE_MOST = 80


@dataclass(frozen=True)
class Part:
    """What is still to be paid for one order, in đồng, and to whose seller it goes."""

    order_code: str
    seller_code: str
    amount_vnd: int


@dataclass(frozen=True)
class Unpaid:
    """What is still to be paid for a group of orders, order by order."""

    parts: Sequence[Part]

    @property
    def amount_vnd(self) -> int:
        return sum(part.amount_vnd for part in self.parts)


def unpaid_of(group: OrderGroup) -> Unpaid:
    """What a till may take for a group of orders. Two statements.

    :raises NothingAwaited: if nothing is to be paid, any more or yet, or a part came by transfer
    """
    found = unpaid_of_group(group.code)
    return Unpaid([Part(one.order_code, one.seller_code, to_pay(one)) for one in found])


@transaction.atomic
@one_posting()
def mark_paid_in_cash(
    *, group: OrderGroup, amount_vnd: int, into: str, reference: str, actor: Actor, at: datetime
) -> list[Order]:
    """The buyer paid everything that is still to be paid for a group in cash, which is `into` that account of the
    chart from now on. What awaited a transfer is its seller's to answer. Returns what it paid for.

    :raises NothingAwaited: if nothing is to be paid, any more or yet
    :raises WrongAmount: if it is another amount; nothing is changed then
    :raises NotPermitted: if `actor` may not say so
    """
    reference = clean_line(reference)[:REFERENCE_MOST]
    orders = {order.code: order for order in lock_orders_of(group.pk)}
    lock_payments(orders)
    unpaid = unpaid_of_group(group.code)
    awaited = sum(to_pay(one) for one in unpaid)
    if awaited != amount_vnd:
        raise WrongAmount(facts={"awaited": format_vnd(awaited)})
    received = [receive_at_counter(payment=one, into=into, actor=actor, at=at, reason=reference) for one in unpaid]
    paid = [orders[one.order_code] for one in received]
    doing = Doing.of(actor, paid[0], at=at, reason=reference)
    moves = follow_payments(paid, received)
    for order in paid:
        if order.status == OrderStatus.PLACED and order.held_until is not None:
            order.held_until = None
            if order.origin != Origin.PREORDER:
                order.accept_by = at + timedelta(hours=rules.whole("orders.accept_hours", at=at))
        order.save(update_fields=["payment_status", "accept_by", "held_until"])
    write_moves(moves, doing=doing)
    for order in paid:
        tell_all(order, news=News.PAID, what="orders.paid", doing=doing)
    if deadline := next((order.accept_by for order in paid if order.status == OrderStatus.PLACED), None):
        enqueue("orders.watch_acceptance", run_at=deadline, group_id=group.pk)
    return paid
