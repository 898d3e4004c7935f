"""What is owed for new orders. Follows from an order, whose policies decided before."""

from collections.abc import Iterable
from dataclasses import dataclass

from chophien.lib.codes import new_code
from chophien.payments.models import Payment
from chophien.payments.states import PaymentMethod, Purpose, Receiver, first_status

PREFIX, SYMBOLS = "TT", 10


@dataclass(frozen=True)
class NewPayment:
    """What is owed for an order that was just placed."""

    order_code: str
    group_code: str
    seller_code: str
    method: PaymentMethod
    receiver: Receiver
    amount_vnd: int
    deposit_vnd: int = 0
    """Where it is above zero, only that is transferred, and the rest is paid on delivery."""
    advance_vnd: int = 0
    """Of the amount: came before the order, with the deposit of its contract."""
    advance_of: str = ""
    """The code of that contract."""
    advance_booked: bool = False
    """The advance stands in the market's books: the deposit did not go to the seller's own account."""
    outside: bool = False
    """Sold elsewhere and only written down: its money never passes through the market."""
    purpose: Purpose = Purpose.ORDER


def open_payments(*, dues: Iterable[NewPayment]) -> list[Payment]:
    """Write what is owed for new orders. One statement."""
    return Payment.objects.bulk_create(
        Payment(
            code=new_code(PREFIX, SYMBOLS),
            order_code=due.order_code,
            group_code=due.group_code,
            seller_code=due.seller_code,
            method=due.method,
            receiver=due.receiver,
            amount_vnd=due.amount_vnd,
            deposit_vnd=due.deposit_vnd,
            advance_vnd=due.advance_vnd,
            advance_of=due.advance_of if due.advance_vnd else "",
            booked_vnd=due.advance_vnd if due.advance_booked else 0,
            outside=due.outside,
            purpose=due.purpose,
            status=first_status(due.method, amount_vnd=due.amount_vnd, advance_vnd=due.advance_vnd),
        )
        for due in dues
    )


def open_payment(*, due: NewPayment) -> Payment:
    """Write what is owed for one new order."""
    return open_payments(dues=[due])[0]
