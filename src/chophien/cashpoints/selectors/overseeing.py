"""What those who look after cash points see of them: what lies in the tills, what was given or not, what differed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from chophien.accounts.models import Person
from chophien.accounts.selectors import people_by_code, reach_of
from chophien.cashpoints.models import AgentPost, CashOrder, CashStep, DayClose, DayCount, FloatMove, Point, Till
from chophien.cashpoints.policies import LOOKING_ON, can_run_points
from chophien.cashpoints.selectors.contracts import contract_at, is_real
from chophien.cashpoints.selectors.limits import Limits, limits_left
from chophien.cashpoints.selectors.points import agents_of, tills_of
from chophien.cashpoints.selectors.tills import Float, floats_of
from chophien.cashpoints.states import CashStatus

CLOSES_SHOWN, FLOATS_SHOWN, ORDERS_SHOWN = 10, 10, 10
NOBODY = ""
Row = TypeVar("Row", DayClose, DayCount, FloatMove)


@dataclass(frozen=True)
class PointLine:
    """One point in a list: who serves, what is in its tills by the books, and how many of them have little."""

    point: Point
    trial: bool
    agents: int
    tills: int
    held_vnd: int
    low: int


@dataclass(frozen=True)
class TillLine:
    till: Till
    cash: Float


@dataclass(frozen=True)
class PointSheet:
    """All that those who look after a point see of it. `runs`: whether they may change something."""

    point: Point
    trial: bool
    runs: bool
    tills: Sequence[TillLine]
    agents: Sequence[AgentPost]
    limits: Limits
    """What is used of the point's own limits; the customer in it is nobody."""
    counts: Sequence[DayCount]
    """Counts that wait for the second person's yes."""
    closes: Sequence[DayClose]
    floats: Sequence[FloatMove]
    orders: Sequence[CashOrder]
    """The newest; each has `steps_shown`."""
    names: dict[str, str]
    """The people behind the codes of closes and floats."""


@dataclass(frozen=True)
class Ending:
    """Why no cash changed hands: the step's own word, the reason that was written, and which side ended it."""

    step: str
    reason: str
    by_customer: bool
    by_clock: bool


def points_overseen_by(person: Person, *, at: datetime, closed: bool | None = None) -> QuerySet[Point]:
    """The points of somebody's area, by name: all of them, those that were closed, or those that were not."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    area = reach.q(province="commune__province__code", commune="commune__code")
    points = Point.objects.filter(area).select_related("commune__province").order_by("name", "pk")
    return points if closed is None else points.filter(closed_at__isnull=not closed)


def lines_of(points: Collection[Point], *, at: datetime) -> list[PointLine]:
    """Points as a list shows them; three statements for any number of them."""
    contract = contract_at(at)
    number = contract.number if contract else None
    real = {point.pk: number is not None and point.contract == number for point in points}
    tills = list(Till.objects.filter(point__in=points, closed_at__isnull=True).order_by("pk"))
    floats = floats_of(tills, simulated={till.pk: not real[till.point_id] for till in tills}, at=at)
    serving = AgentPost.objects.filter(point__in=points, begins_at__lte=at, person__is_active=True)
    posts = list(serving.exclude(ends_at__lte=at).values_list("point_id", flat=True))
    found = []
    for point in points:
        mine = [floats[till.pk] for till in tills if till.point_id == point.pk]
        found.append(
            PointLine(
                point=point,
                trial=not real[point.pk],
                agents=posts.count(point.pk),
                tills=len(mine),
                held_vnd=sum(one.held_vnd for one in mine),
                low=sum(one.is_low for one in mine),
            )
        )
    return found


def sheet_of(point: Point, person: Person, *, at: datetime) -> PointSheet:
    """One point for somebody who sees it: the same number of statements whatever happened there."""
    real = is_real(point, at=at)
    tills = list(tills_of(point, at=at))
    floats = floats_of(tills, simulated={till.pk: False for till in tills}, at=at)
    if not real:
        floats = floats_of(tills, simulated={pk: not one.held_vnd for pk, one in floats.items()}, at=at)
    closes = list(_with_till(DayClose.objects.filter(till__point=point)).order_by("-day", "-pk")[:CLOSES_SHOWN])
    counts = list(_with_till(DayCount.objects.filter(till__point=point, ended_at__isnull=True)).order_by("pk"))
    moves = list(_with_till(FloatMove.objects.filter(till__point=point)).order_by("-pk")[:FLOATS_SHOWN])
    orders = list(_with_steps(CashOrder.objects.filter(till__point=point)).order_by("-pk")[:ORDERS_SHOWN])
    codes = {one.closed_by for one in closes} | {one.counted_with for one in closes} | {one.by for one in moves}
    codes |= {one.counted_by for one in counts} | {one.second for one in counts}
    known = people_by_code(codes - {NOBODY})
    return PointSheet(
        point=point,
        trial=not real,
        runs=bool(can_run_points(person, point.commune, at=at)),
        tills=[TillLine(till, floats[till.pk]) for till in tills],
        agents=list(agents_of(point, at=at)),
        limits=limits_left(NOBODY, point, simulated=not real, at=at),
        counts=counts,
        closes=closes,
        floats=moves,
        orders=orders,
        names={code: known[code].name or code if code in known else _("the market itself") for code in codes},
    )


def orders_overseen_by(person: Person, *, at: datetime, status: str = "") -> QuerySet[CashOrder]:
    """Every ask for cash at the points of somebody's area, or those that stand so, with its steps.

    Whose cash it was is not read.
    """
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    area = reach.q(province="till__point__commune__province__code", commune="till__point__commune__code")
    rows = _with_steps(CashOrder.objects.filter(area))
    return rows.filter(status=status) if status in CashStatus.values else rows


def closes_overseen_by(person: Person, *, at: datetime, different: bool = False) -> QuerySet[DayClose]:
    """The counted days of the tills in somebody's area, or those of them that did not agree with the books."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    area = reach.q(province="till__point__commune__province__code", commune="till__point__commune__code")
    rows = _with_till(DayClose.objects.filter(area))
    return rows.exclude(difference_vnd=0) if different else rows


def tills_low_for(person: Person, *, at: datetime) -> QuerySet[Till]:
    """The tills in somebody's area where little real money is left; there are none while everything is a trial."""
    contract = contract_at(at)
    if contract is None:
        return Till.objects.none()
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    area = reach.q(province="point__commune__province__code", commune="point__commune__code")
    low = Till.objects.filter(area, low_since__isnull=False, closed_at__isnull=True, point__closed_at__isnull=True)
    return low.filter(point__contract=contract.number)


def ending_of(order: CashOrder) -> Ending | None:
    """Why an ask ended without cash; None for one that was paid or still waits. Its steps have been read."""
    if order.status not in {CashStatus.REFUSED, CashStatus.EXPIRED}:
        return None
    last = next((one for one in reversed(order.steps_shown) if one.to_status == order.status), None)  # type: ignore[attr-defined]  # see _with_steps
    if last is None:
        return None
    by_customer = last.actor_code == order.customer_code
    return Ending(last.step, last.reason, by_customer=by_customer, by_clock=last.step == "expire")


def _with_steps(orders: QuerySet[CashOrder]) -> QuerySet[CashOrder]:
    steps = Prefetch("steps", queryset=CashStep.objects.order_by("at", "pk"), to_attr="steps_shown")
    return orders.select_related("till__point__commune__province").prefetch_related(steps)


def _with_till(rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows.select_related("till__point__commune__province")
