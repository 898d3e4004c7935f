"""Money that came or went back, and what follows for the orders. Orders are locked before their payments."""

from datetime import date, datetime, timedelta

from django.db import transaction

from chophien.jobs.queue import enqueue
from chophien.lib.actor import SYSTEM, Actor
from chophien.lib.money import format_vnd
from chophien.lib.text import clean_line
from chophien.orders.actions.invoicing import renew_invoice_of
from chophien.orders.actions.settling import completed_sale
from chophien.orders.actions.steps import Doing, ask_of_cash, ask_of_interest, follow_payments, tell_all, write_moves
from chophien.orders.errors import GatewayTells
from chophien.orders.events import refund_recorded
from chophien.orders.models import Order, OrderGroup
from chophien.orders.selectors.orders import lock_order, lock_orders_of
from chophien.orders.states import News, OrderStatus, Origin
from chophien.payments import chart
from chophien.payments.actions import receiving, refunding
from chophien.payments.actions.apart import set_apart
from chophien.payments.actions.books import one_posting
from chophien.payments.actions.parts import receive_part
from chophien.payments.errors import NothingAwaited, WrongAmount
from chophien.payments.models import Payment, Refund
from chophien.payments.requests import NOTHING, Parts
from chophien.payments.selectors import lock_payments
from chophien.payments.states import BY_GATEWAY, IN_ADVANCE, PaymentMethod, PaymentStatus
from chophien.rules import selectors as rules
from chophien.settlement.actions.sales import take_back

REFERENCE_MOST = 80


@transaction.atomic
@one_posting()
def mark_paid(
    *,
    group: OrderGroup,
    actor: Actor,
    at: datetime,
    amount_vnd: int | None = None,
    reference: str = "",
    on_behalf_of: str = "",
    by: PaymentMethod = PaymentMethod.VIETQR,
    into: str = "",
) -> list[Order]:
    """The transfer for a group came: its orders are paid, and their sellers have until `accept_by` to answer.

    `by` says how, and what a gateway took is at the gateway until it pays out; `into` names another account of the
    chart that it came into.
    When everything was cancelled before the money came, all of it is owed back at once; so is the part of cancelled
    orders when `amount_vnd` is the sum of all. Without an amount the awaited one is meant. Returns what it paid for.

    :raises NotPermitted: if `actor` is neither an operator nor a cashier of the seller whose account it came to
    :raises NothingAwaited: if no transfer is awaited or was, or it came before
    :raises WrongAmount: if another amount came than is awaited; nothing is changed then
    """
    reference = clean_line(reference)[:REFERENCE_MOST]
    into = into or (chart.gateway(by) if by in BY_GATEWAY else "")
    orders = lock_orders_of(group.pk)
    due = _paid_for(lock_payments(order.code for order in orders), amount_vnd=amount_vnd)
    received = [
        receiving.mark_received(
            payment=payment, actor=actor, at=at, reason=reference, on_behalf_of=on_behalf_of, into=into, by=by
        )
        for payment in due
    ]
    if group.payment_method != by:
        OrderGroup.objects.filter(pk=group.pk).update(payment_method=by)

    by_code = {order.code: order for order in orders}
    paid = [by_code[payment.order_code] for payment in received]
    doing = Doing.of(actor, paid[0], at=at, on_behalf_of=on_behalf_of, reason=reference)
    moves = follow_payments(paid, received)
    for order in paid:
        if order.status == OrderStatus.PLACED:
            order.held_until = None
        if order.status == OrderStatus.PLACED and order.origin != Origin.PREORDER:
            order.accept_by = at + timedelta(hours=rules.whole("orders.accept_hours", at=at))
        order.save(update_fields=["payment_status", "accept_by", "held_until"])
    write_moves(moves, doing=doing)

    for order in paid:
        came = order.payment_status in {PaymentStatus.PAID, PaymentStatus.DEPOSIT_PAID}
        news = News.PAID if came else News.LATE_MONEY
        tell_all(order, news=news, what="orders.paid", doing=doing)
    ask_of_cash(paid, received)
    if deadline := next((order.accept_by for order in paid if order.status == OrderStatus.PLACED), None):
        enqueue("orders.watch_acceptance", run_at=deadline, group_id=group.pk)
    return paid


@transaction.atomic
@one_posting()
def confirm_transfer(*, group: OrderGroup, actor: Actor, at: datetime, reference: str = "") -> list[Order]:
    """Somebody looked into the account and says that the transfer for a group came: as `mark_paid`, for transfers only.

    :raises GatewayTells: if the group is to be paid through a gateway; nothing is changed then
    :raises NotPermitted, NothingAwaited: as `mark_paid`
    """
    payments = lock_payments(order.code for order in lock_orders_of(group.pk))
    if gateway := next((PaymentMethod(one.method) for one in payments if one.method in BY_GATEWAY), None):
        raise GatewayTells(facts={"gateway": gateway.label})
    return mark_paid(group=group, actor=actor, at=at, reference=reference)


@transaction.atomic
@one_posting()
def mark_part_paid(*, group: OrderGroup, amount_vnd: int, into: str, reference: str, actor: Actor, at: datetime) -> int:
    """A part of what a group awaits came `into` that account of the chart, and counts; gives back what is missing.

    Whoever calls has decided who may. The orders wait on: they are paid once the rest has come, in whatever way.

    :raises NothingAwaited: if nothing is awaited, or only a deposit, which comes whole
    :raises WrongAmount: if it is not less than what is awaited; nothing is changed then
    """
    orders = lock_orders_of(group.pk)
    codes = [order.code for order in orders]
    reference = clean_line(reference)[:REFERENCE_MOST]
    receive_part(order_codes=codes, amount_vnd=amount_vnd, into=into, actor=actor, at=at, reason=reference)
    waiting = [one for one in lock_payments(codes) if one.status == PaymentStatus.AWAITING_TRANSFER]
    return sum(payment.transfer_vnd for payment in waiting)


@transaction.atomic
@one_posting()
def record_refund(
    *,
    refund: Refund,
    reference: str,
    actor: Actor,
    at: datetime,
    out_of: str = "",
    left_on: date | None = None,
    with_interest: bool = True,
) -> Refund:
    """The money went back to the buyer: write down how, for money of a gateway or a till out of which account, and
    for what a bank tells of on which day it left, up to which interest counts. Late and not `with_interest`, that is
    owed by itself.

    :raises NotPermitted: if `actor` is neither an operator nor a cashier of the seller who had the money
    :raises ReferenceMissing: without a reference
    :raises AlreadyRefunded: if it went back before
    :raises GoesThroughGateway: if a gateway has it and `out_of` is not told
    :raises AccountNotTold: if it was paid in cash, the buyer has named no account for it, and neither `left_on` nor
        `out_of` is told
    """
    order_code = refund.payment.order_code
    group_id = Order.objects.values_list("group_id", flat=True).get(code=order_code)
    order = next(order for order in lock_orders_of(group_id) if order.code == order_code)
    refund = refunding.record_refund(
        refund=refund,
        reference=reference,
        actor=actor,
        at=at,
        out_of=out_of,
        left_on=left_on,
        with_interest=with_interest,
    )

    doing = Doing.of(actor, order, at=at, reason=refund.reference)
    write_moves(follow_payments([order], lock_payments([order_code])), doing=doing)
    order.save(update_fields=["payment_status"])
    tell_all(order, news=News.REFUNDED, what="orders.refunded", doing=doing)
    ask_of_interest(order)
    refund_recorded.send(sender=Order, refund=refund, actor=actor, at=at)
    return refund


@transaction.atomic
@one_posting()
def give_money_back(
    *,
    order: Order,
    amount_vnd: int,
    reason: str,
    noticed_at: datetime,
    actor: Actor,
    at: datetime,
    on_behalf_of: str = "",
    said: Parts = NOTHING,
) -> Refund:
    """Owe the buyer a part or all of what was paid, as was agreed or decided about a complaint.

    Whoever calls has decided who may. The days to pay count from `noticed_at`. `said` names for which goods (by the
    primary key of their line, as text) and how much of it for the shipping; the rest is for the goods first. Where
    the money lies apart, with market and shop, each part is a refund of its own, and the market's is returned. What
    follows for tax and invoice is the market's own doing, whoever it was that gave the money back.

    :raises RefundTooLarge: if less than that is left of what was paid, or was paid for what is said; nothing is
        changed then
    """
    order = lock_order(order.pk)
    sale = completed_sale(order)
    refund = refunding.promise_refund(
        order_code=order.code,
        amount_vnd=amount_vnd,
        reason=reason,
        noticed_at=noticed_at,
        actor=actor,
        at=at,
        on_behalf_of=on_behalf_of,
        paid=sale.paid,
        said=said,
    )
    take_back(refund=refund, sale=sale, actor=SYSTEM, at=at)
    renew_invoice_of(order, reason=reason or refund.code, actor=SYSTEM, at=at)
    [payment] = lock_payments([order.code])
    set_apart(payment)
    refund.refresh_from_db(fields=["amount_vnd", "booked_vnd", "shipping_vnd", "fee_vnd"])
    doing = Doing.of(actor, order, at=at, on_behalf_of=on_behalf_of, reason=reason)
    write_moves(follow_payments([order], [payment]), doing=doing)
    order.save(update_fields=["payment_status"])
    ask_of_cash([order], [payment])
    return refund


def _paid_for(found: list[Payment], *, amount_vnd: int | None) -> list[Payment]:
    """Which payments a transfer is for: the awaited ones, or with its full amount the cancelled ones too."""
    transfers = [payment for payment in found if payment.method in IN_ADVANCE]
    awaited = [payment for payment in transfers if payment.status == PaymentStatus.AWAITING_TRANSFER]
    cancelled = [payment for payment in transfers if payment.status == PaymentStatus.VOID]
    candidates = [some for some in (awaited, awaited + cancelled if awaited else cancelled) if some]
    if not candidates:
        raise NothingAwaited
    if amount_vnd is None:
        return candidates[0]
    for some in candidates:
        if sum(payment.transfer_vnd for payment in some) == amount_vnd:
            return some
    raise WrongAmount(facts={"awaited": format_vnd(sum(payment.transfer_vnd for payment in candidates[0]))})
