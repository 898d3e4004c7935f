"""The buyer chooses another way to pay what is awaited: through a gateway, by transfer, or in cash on delivery."""

from datetime import datetime, timedelta

from django.db import transaction

from chophien.audit.actions import record
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.orders import policies
from chophien.orders.actions.steps import Doing, follow_payments, write_moves
from chophien.orders.errors import NotOnDelivery
from chophien.orders.models import Order, OrderGroup
from chophien.orders.selectors.orders import lock_orders_of
from chophien.orders.states import OrderStatus, Origin
from chophien.payments.actions.choosing import choose_method
from chophien.payments.actions.counter import PART_CAME
from chophien.payments.errors import NothingAwaited
from chophien.payments.selectors import lock_payments, methods_offered, parts_of
from chophien.payments.states import PaymentMethod, PaymentStatus, Receiver
from chophien.rules import selectors as rules


@transaction.atomic
def choose_payment(*, group: OrderGroup, method: PaymentMethod, actor: Actor, at: datetime) -> list[Order]:
    """Have the awaited orders of a group paid in this way from now on; returns them. Chosen again, nothing changes.

    Money that comes by gateway or by another transfer than a lone shop's own is the market's to keep until completion.
    In cash, the goods are held no longer for a transfer: the sellers are told, and have until `accept_by` to answer.

    :raises NotPermitted: if `actor` did not order them
    :raises NothingAwaited: if nothing is awaited any more, there is no such way to pay, or a part came by a transfer,
        whose rest is transferred too
    :raises NotOnDelivery: if a deposit is awaited, which cannot be paid in cash
    """
    policies.can_choose_payment(actor, group).require()
    orders = lock_orders_of(group.pk)
    payments = lock_payments(order.code for order in orders)
    awaited = [payment for payment in payments if payment.status == PaymentStatus.AWAITING_TRANSFER]
    if not awaited or method not in methods_offered():
        raise NothingAwaited
    if method != PaymentMethod.VIETQR and parts_of([group.code]):
        raise NothingAwaited(PART_CAME)
    waiting = [order for order in orders if order.code in {payment.order_code for payment in awaited}]
    if method == PaymentMethod.COD and any(one.deposit_vnd or one.advance_vnd for one in awaited):
        raise NotOnDelivery
    if all(payment.method == method for payment in awaited):
        return waiting
    receiver = Receiver.SELLER if method == PaymentMethod.COD else Receiver.MARKET
    changed = choose_method(
        order_codes=[order.code for order in waiting], method=method, receiver=receiver, actor=actor, at=at
    )
    group.payment_method = method
    group.save(update_fields=["payment_method"])
    if method == PaymentMethod.COD:
        doing = Doing.of(actor, waiting[0], at=at)
        write_moves(follow_payments(waiting, changed), doing=doing)
        _wait_for_the_seller(waiting, at=at)
        enqueue("orders.tell_placed", group_id=group.pk)
    record("orders.payment_chosen", actor=actor, subject_code=group.code, at=at, facts={"method": method.value})
    return waiting


def _wait_for_the_seller(orders: list[Order], *, at: datetime) -> None:
    accept_by = at + timedelta(hours=rules.whole("orders.accept_hours", at=at))
    for order in orders:
        order.held_until = None
        if order.status == OrderStatus.PLACED and order.origin != Origin.PREORDER:
            order.accept_by = accept_by
        order.save(update_fields=["payment_status", "held_until", "accept_by"])
    enqueue("orders.watch_acceptance", run_at=accept_by, group_id=orders[0].group_id)
