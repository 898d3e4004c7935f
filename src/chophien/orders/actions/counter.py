"""Cash at a cash point: what a buyer brings for a group of orders, ahead of a transfer or of the parcel, and what they
fetch there of money that goes back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.money import format_vnd
from chophien.orders.actions.money import record_refund
from chophien.orders.actions.steps import Doing, follow_payments, tell_all, write_moves
from chophien.orders.models import Order, OrderGroup
from chophien.orders.selectors.orders import lock_orders_of
from chophien.orders.states import News, OrderStatus, Origin
from chophien.payments.actions.books import one_posting
from chophien.payments.actions.counter import receive_at_counter, to_pay, unpaid_of_group
from chophien.payments.errors import NotToFetch, WrongAmount
from chophien.payments.models import Refund
from chophien.payments.selectors import lock_payments
from chophien.payments.selectors.fetching import are_fetchable
from chophien.payments.states import PaymentStatus
from chophien.rules import selectors as rules


@dataclass(frozen=True)
class Part:
    """What is still to be paid for one order."""

    order_code: str
    seller_code: str
    amount_vnd: int


@dataclass(frozen=True)
class Unpaid:
    """What a buyer can pay for a group of orders now, in đồng: a deposit where one is asked, else all that is left."""

    parts: Sequence[Part]

    @property
    def amount_vnd(self) -> int:
        return sum(part.amount_vnd for part in self.parts)


def unpaid_of(code: str) -> Unpaid:
    """What can be paid in cash now for the group of orders, or the contract with a deposit, of this code. Two
    statements.

    :raises NothingAwaited: if nothing is to be paid, any more or yet, or a part came by transfer
    """
    found = unpaid_of_group(code)
    return Unpaid([Part(one.order_code, one.seller_code, to_pay(one)) for one in found])


@transaction.atomic
@one_posting()
def mark_paid_in_cash(
    *, group: OrderGroup, amount_vnd: int, into: str, reference: str, actor: Actor, at: datetime
) -> list[Order]:
    """All that is to be paid for a group came in cash, `into` that account of the chart: its orders are paid.

    Whoever calls has decided who may take cash. Returns the orders that it paid for.

    :raises NothingAwaited: if nothing is to be paid, any more or yet, or a part came by transfer
    :raises WrongAmount: if it is another amount; nothing is changed then
    """
    orders = lock_orders_of(group.pk)
    lock_payments(order.code for order in orders)
    unpaid = unpaid_of_group(group.code)
    awaited = sum(to_pay(payment) for payment in unpaid)
    if awaited != amount_vnd:
        raise WrongAmount(facts={"awaited": format_vnd(awaited)})
    received = [receive_at_counter(payment=one, into=into, actor=actor, at=at, reason=reference) for one in unpaid]

    by_code = {order.code: order for order in orders}
    paid = [by_code[payment.order_code] for payment in received]
    waited = [order for order in paid if order.payment_status == PaymentStatus.AWAITING_TRANSFER]
    doing = Doing.of(actor, paid[0], at=at, reason=reference)
    moves = follow_payments(paid, received)
    for order in waited:
        if order.status == OrderStatus.PLACED:
            order.held_until = None
            if order.origin != Origin.PREORDER:
                order.accept_by = at + timedelta(hours=rules.whole("orders.accept_hours", at=at))
    for order in paid:
        order.save(update_fields=["payment_status", "accept_by", "held_until"])
    write_moves(moves, doing=doing)
    for order in paid:
        tell_all(order, news=News.PAID, what="orders.paid", doing=doing)
    if deadline := next((order.accept_by for order in waited if order.status == OrderStatus.PLACED), None):
        enqueue("orders.watch_acceptance", run_at=deadline, group_id=group.pk)
    return paid


@transaction.atomic
@one_posting()
def refunds_fetched(
    *, group: OrderGroup, wanted: Mapping[str, int], out_of: str, reference: str, actor: Actor, at: datetime
) -> list[Refund]:
    """The buyer of a group fetched these refunds in cash, by code, each with exactly so much in đồng, its interest
    among it, `out_of` that account of the chart. Whoever calls has decided who may give cash.

    :raises NotToFetch: if one of them went back meanwhile, an account was named for it, or it comes to another sum;
        nothing is changed then
    """
    orders = lock_orders_of(group.pk)
    lock_payments(order.code for order in orders)
    refunds = are_fetchable(group.code, wanted, at=at)
    if refunds is None:
        raise NotToFetch
    return [record_refund(refund=refund, reference=reference, actor=actor, at=at, out_of=out_of) for refund in refunds]
