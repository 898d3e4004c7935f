"""The opening entries: money of orders and contracts that came before there were books, brought into them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.orders.models import Order
from chophien.orders.selectors.orders import lock_order
from chophien.payments.actions.bringing import NOTHING, Brought, bring_in
from chophien.payments.models import Payment
from chophien.payments.selectors import payments_before_the_books
from chophien.payments.states import Purpose, Receiver
from chophien.wholesale.selectors.contracts import lock_contract
from chophien.wholesale.selectors.deposits import contract_of_deposit, part_ever_of_order, set_off_so_far


@dataclass(frozen=True)
class Opened:
    """How many payments were brought in, and how much that was, in đồng."""

    payments: int
    seller_vnd: int
    refunds_vnd: int


def open_books(*, paid_out_until: date, actor: Actor, at: datetime) -> Opened:
    """Enter what is still with the market of money that came before the books, as of `at`.

    Orders that were completed up to and on `paid_out_until` were paid out without the books and stay outside of them.
    Each payment in a transaction of its own: interrupted, it is simply done again, and nothing is entered twice.
    """
    found = [
        _bring_in(payment, paid_out_until=paid_out_until, actor=actor, at=at) for payment in payments_before_the_books()
    ]
    moved = [one for one in found if one.vnd]
    return Opened(len(moved), sum(one.seller_vnd for one in moved), sum(one.refunds_vnd for one in moved))


@transaction.atomic
def _bring_in(payment: Payment, *, paid_out_until: date, actor: Actor, at: datetime) -> Brought:
    code = payment.order_code
    if payment.purpose == Purpose.CONTRACT:
        contract = contract_of_deposit(code)
        if contract is None:
            return NOTHING
        held = lock_contract(contract.pk)
        unused = payment.received_vnd - set_off_so_far(held)
        return bring_in(order_code=code, came_vnd=unused, is_earned=False, actor=actor, at=at)
    order = lock_order(Order.objects.values_list("pk", flat=True).get(code=code))
    done = order.completed_at
    if done is not None and payment.earned_at is None and local_date(done) <= paid_out_until:
        return NOTHING
    came = _came_to_the_market(payment)
    return bring_in(order_code=code, came_vnd=came, is_earned=done is not None, actor=actor, at=at)


def _came_to_the_market(payment: Payment) -> int:
    """What of an order's money the market had: with it also what was taken off the deposit of its contract, if that
    came to the market.
    """
    part = part_ever_of_order(payment.order_code) if payment.advance_vnd else None
    deposit = Payment.objects.filter(order_code=part.delivery.contract.code).first() if part else None
    advance = payment.advance_vnd if deposit is not None and deposit.receiver == Receiver.MARKET else 0
    own = payment.received_vnd - payment.advance_vnd if payment.receiver == Receiver.MARKET else 0
    return own + advance
