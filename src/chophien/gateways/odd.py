"""What a payment is that a gateway tells of with another amount, measured at what is awaited now: the same outcomes and
words as for a transfer of the bank.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chophien.gateways.models import Attempt
from chophien.gateways.selectors import told_of
from chophien.gateways.states import AttemptStatus, Found
from chophien.payments.models import Payment
from chophien.payments.states import IN_ADVANCE, PaymentStatus, Receiver


@dataclass(frozen=True)
class Measured:
    """What came, in đồng, beside what is awaited, and what can be done: take it, ask for the rest, give it back."""

    found: Found
    came_vnd: int
    awaited_vnd: int
    number: str = ""
    code: str = ""
    in_parts: bool = True
    """Nothing of it is a deposit, which comes whole."""

    @property
    def over_vnd(self) -> int:
        return max(self.came_vnd - self.awaited_vnd, 0)

    @property
    def missing_vnd(self) -> int:
        return max(self.awaited_vnd - self.came_vnd, 0)

    @property
    def can_take(self) -> bool:
        return self.found in {Found.EXACT, Found.OVER}

    @property
    def can_ask_rest(self) -> bool:
        return self.found == Found.UNDER and self.in_parts


def measured(attempt: Attempt, payments: Sequence[Payment]) -> Measured | None:
    """Measure what the gateway told last of a payment that was not taken; none if it told of no payment.

    - as much as is awaited: taken
    - more: taken, and the surplus goes back
    - less: kept for the orders, which wait for the rest; a deposit comes whole
    - nothing awaited any more: too late, or paid twice; it goes back whole
    """
    told = told_of(attempt)
    if told is None or told.amount_vnd is None or told.amount_vnd <= 0 or attempt.status == AttemptStatus.PAID:
        return None
    ours = [one for one in payments if one.method in IN_ADVANCE and one.receiver == Receiver.MARKET]
    waiting = [one for one in ours if one.status == PaymentStatus.AWAITING_TRANSFER]
    awaited = sum(one.transfer_vnd for one in waiting)
    if not awaited:
        came_before = any(one.paid_at or one.deposit_paid_at for one in ours)
        found = Found.DUPLICATE if came_before else Found.LATE
    elif told.amount_vnd == awaited:
        found = Found.EXACT
    else:
        found = Found.OVER if told.amount_vnd > awaited else Found.UNDER
    whole = not any(one.deposit_vnd for one in waiting)
    return Measured(found, told.amount_vnd, awaited, number=told.number, code=told.code, in_parts=whole)


def measured_now(attempt: Attempt) -> Measured | None:
    """The same, for a page: nothing is held."""
    return measured(attempt, list(Payment.objects.filter(group_code=attempt.group_code).order_by("pk")))
