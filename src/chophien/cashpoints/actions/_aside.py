"""Money set aside in the books for an order of cash, out of the till that is to give it, until the order is over."""

from datetime import datetime, timedelta

from chophien.cashpoints.actions import _books
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.selectors.tills import account_of
from chophien.ledger.actions.posting import Wish
from chophien.ledger.states import ALL, Step
from chophien.lib.codes import new_pin


def set_aside(order: CashOrder, *, debit: str, kind: str, at: datetime) -> None:
    """Set the money aside at the order's till until the order is over, out of the account `debit` of the chart, and
    name that in it; the caller has it saved.

    :raises FloatTooLow: if the till cannot give that much
    """
    seconds = max(int((order.expires_at - at).total_seconds()), 1)
    order.expires_at = at + timedelta(seconds=seconds)
    order.aside_code = f"cash:{order.code}:{new_pin()}"
    order.save(update_fields=["till", "expires_at", "aside_code"])
    wish = Wish(
        order.aside_code,
        debit=debit,
        credit=account_of(order.till, simulated=False),
        amount=order.amount_vnd,
        kind=kind,
        step=Step.PENDING,
        timeout_s=seconds,
        subject_code=order.code,
    )
    _books.write([wish], till=order.till, simulated=order.simulated, at=at)


def free(order: CashOrder, *, at: datetime) -> None:
    """What was set aside is free again."""
    void = Wish(f"{order.aside_code}:off", pending=order.aside_code, step=Step.VOID, subject_code=order.code)
    _books.write([void], till=order.till, simulated=order.simulated, at=at)


def post_aside(order: CashOrder, *, at: datetime) -> None:
    """What was set aside has left the till."""
    aside = order.aside_code
    post = Wish(f"{aside}:paid", pending=aside, step=Step.POST, amount=ALL, subject_code=order.code)
    _books.write([post], till=order.till, simulated=order.simulated, at=at)
