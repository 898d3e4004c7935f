"""What of a buyer's money that goes back can be given in cash at a till now, and how much that is in notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chophien.accounts.models import Person
from chophien.cashpoints.models import CashBack, CashOrder, Point, Till
from chophien.cashpoints.selectors.contracts import is_real
from chophien.cashpoints.selectors.limits import Limits, limits_left
from chophien.cashpoints.selectors.owed import Owed
from chophien.cashpoints.selectors.tills import float_of
from chophien.cashpoints.states import CashKind
from chophien.payments.selectors.fetching import Fetchable, fetchable
from chophien.rules import selectors as rules


@dataclass(frozen=True)
class Plan:
    """The refunds that are given, the most urgent first, those that pass a limit today or are more than the till has,
    and those that no customer may have in a day; sums in đồng.
    """

    given: Sequence[Fetchable]
    left: Sequence[Fetchable]
    never: Sequence[Fetchable]
    amount_vnd: int
    """In notes: what is given, rounded up to `cashpoints.step_vnd`."""

    @property
    def owed_vnd(self) -> int:
        return sum(one.total_vnd for one in self.given)


def plan_of(owed: Owed, till: Till, *, simulated: bool, at: datetime) -> Plan:
    """What the buyer of these orders, or of this contract, can be given in cash at a till now: all refunds that the
    limits let pass and the till has cash for, each whole. What no note is small enough for is rounded up, to the
    buyer's good. Four statements.
    """
    limits = back_limits(owed, till.point, simulated=simulated, at=at)
    most = min(limits.left_vnd, float_of(till, simulated=simulated, at=at).free_vnd)
    given: list[Fetchable] = []
    left: list[Fetchable] = []
    never: list[Fetchable] = []
    amount = 0
    for one in fetchable(owed.code, at=at):
        if in_notes(one.total_vnd, at=at) > limits.customer_day.most_vnd:
            never.append(one)
            continue
        more = in_notes(sum(other.total_vnd for other in given) + one.total_vnd, at=at)
        if more > most:
            left.append(one)
            continue
        given.append(one)
        amount = more
    return Plan(given, left, never, amount)


def plan_at(owed: Owed, till: Till, *, at: datetime) -> Plan:
    """The same for whoever stands at a till now, of real money or on trial as its point works."""
    return plan_of(owed, till, simulated=not is_real(till.point, at=at), at=at)


def back_limits(owed: Owed, point: Point, *, simulated: bool, at: datetime) -> Limits:
    """What is left of each limit for a buyer who fetches money back. What waits for their yes elsewhere is this very
    money, and is given once. Two statements.
    """
    return limits_left(
        owed.customer_code, point, simulated=simulated, at=at, but_counted_for=owed.code, kind=CashKind.BACK
    )


def in_notes(amount_vnd: int, *, at: datetime) -> int:
    """The amount in đồng, rounded up to what notes can be given for (`cashpoints.step_vnd`)."""
    step = rules.whole("cashpoints.step_vnd", at=at)
    return -(-amount_vnd // step) * step


def most_in_a_day(at: datetime) -> int:
    """What no refund that is fetched may be more than, in đồng: one customer's day. No statement."""
    return rules.whole("cashpoints.customer_day_vnd", at=at)


def refunds_of(order: CashOrder) -> Mapping[str, int]:
    """The refunds that an order of cash gives back, by code, each with its sum in đồng. One statement."""
    rows = CashBack.objects.filter(order=order).order_by("pk")
    return {one.refund_code: one.amount_vnd for one in rows}


def hands_over(order: CashOrder, agent: Person, *, at: datetime) -> bool:
    """Whether cash that goes back was just booked by this agent and is to be handed over: for
    `cashpoints.hand_over_minutes` from the buyer's yes on, so that nobody gives it again later. No statement.
    """
    if order.kind != CashKind.BACK or order.paid_at is None or order.paid_by != agent.code:
        return False
    return at < order.paid_at + timedelta(minutes=rules.whole("cashpoints.hand_over_minutes", at=at))
