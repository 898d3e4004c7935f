"""What of a buyer's money that goes back can be given in cash at a till now, and how much that is in notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.cashpoints.models import CashBack, CashOrder, Point, Till
from chophien.cashpoints.selectors.contracts import is_real
from chophien.cashpoints.selectors.limits import Limits, limits_left
from chophien.cashpoints.selectors.owed import Owed
from chophien.payments.selectors.fetching import Fetchable, fetchable
from chophien.rules import selectors as rules


@dataclass(frozen=True)
class Plan:
    """The refunds that are given, the most urgent first, and those that pass a limit today; sums in đồng."""

    given: Sequence[Fetchable]
    left: Sequence[Fetchable]
    amount_vnd: int
    """In notes: what they come to, rounded up to `cashpoints.step_vnd`."""

    @property
    def owed_vnd(self) -> int:
        return sum(one.total_vnd for one in self.given)

    @property
    def left_vnd(self) -> int:
        return sum(one.total_vnd for one in self.left)


def plan_of(owed: Owed, point: Point, *, simulated: bool, at: datetime) -> Plan:
    """What the buyer of these orders, or of this contract, can be given in cash at a point now: all refunds that the
    limits let pass, each whole. What no note is small enough for is rounded up, to the buyer's good. Four statements.
    """
    step = rules.whole("cashpoints.step_vnd", at=at)
    most = back_limits(owed, point, simulated=simulated, at=at).left_vnd
    given: list[Fetchable] = []
    left: list[Fetchable] = []
    amount = 0
    for one in fetchable(owed.code, at=at):
        more = in_notes(sum(other.total_vnd for other in given) + one.total_vnd, step=step)
        if more > most:
            left.append(one)
            continue
        given.append(one)
        amount = more
    return Plan(given, left, amount)


def plan_at(owed: Owed, till: Till, *, at: datetime) -> Plan:
    """The same for whoever stands at a till now, of real money or on trial as its point works."""
    return plan_of(owed, till.point, simulated=not is_real(till.point, at=at), at=at)


def back_limits(owed: Owed, point: Point, *, simulated: bool, at: datetime) -> Limits:
    """What is left of each limit for a buyer who fetches money back. What waits for their yes elsewhere is this very
    money, and is given once. Two statements.
    """
    return limits_left(owed.customer_code, point, simulated=simulated, at=at, but_counted_for=owed.code)


def in_notes(amount_vnd: int, *, step: int) -> int:
    """The amount, rounded up to a multiple of `step` đồng.

    >>> in_notes(123_457, step=1_000)
    124000
    """
    return -(-amount_vnd // step) * step


def refunds_of(order: CashOrder) -> Mapping[str, int]:
    """The refunds that an order of cash gives back, by code, each with its sum in đồng. One statement."""
    rows = CashBack.objects.filter(order=order).order_by("pk")
    return {one.refund_code: one.amount_vnd for one in rows}
