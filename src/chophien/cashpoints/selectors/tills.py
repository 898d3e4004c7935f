"""What is in a till by the books, and its days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Max, QuerySet

from chophien.cashpoints.models import CashOrder, DayClose, DayCount, FloatMove, Point, Till
from chophien.cashpoints.selectors.contracts import is_real
from chophien.cashpoints.selectors.points import tills_of
from chophien.cashpoints.states import OPEN, CashStatus
from chophien.ledger.selectors import Sums, sums_of
from chophien.lib.dates import VIETNAM, local_date
from chophien.payments import chart
from chophien.rules import selectors as rules


@dataclass(frozen=True)
class Float:
    """The cash of one till by the books, in đồng."""

    held_vnd: int
    set_aside_vnd: int
    low_vnd: int

    @property
    def free_vnd(self) -> int:
        """What can still be promised: what lies there, less what was promised and is not handed out yet."""
        return self.held_vnd - self.set_aside_vnd

    @property
    def is_low(self) -> bool:
        return self.free_vnd < self.low_vnd


def account_of(till: Till, *, simulated: bool) -> str:
    """The till's account in the books, or that of its trials."""
    code = chart.cash(chart.AGENT, till.code)
    return chart.simulated(code) if simulated else code


def float_of(till: Till, *, simulated: bool, at: datetime) -> Float:
    """What is in the till by the books. One statement."""
    return floats_of([till], simulated={till.pk: simulated}, at=at)[till.pk]


def floats_of(tills: Collection[Till], *, simulated: dict[int, bool], at: datetime) -> dict[int, Float]:
    """The same for many tills, by primary key; `simulated` says of each whether its trials are meant. One statement."""
    codes = {till.pk: account_of(till, simulated=simulated[till.pk]) for till in tills}
    sums = sums_of(codes.values())
    low = rules.whole("cashpoints.low_float_vnd", at=at)
    return {pk: _float(sums.get(code, Sums()), low) for pk, code in codes.items()}


def fullest_till(point: Point, *, simulated: bool, at: datetime) -> Till | None:
    """The open till of a point that can give most now; none where no till is open. Two statements."""
    tills = list(tills_of(point, at=at))
    floats = floats_of(tills, simulated={till.pk: simulated for till in tills}, at=at)
    return max(tills, key=lambda till: floats[till.pk].free_vnd, default=None)


def day_to_close(till: Till, *, simulated: bool, before: date) -> date | None:
    """The latest earlier day on which cash moved at the till and that nobody has closed. Three statements."""
    orders = CashOrder.objects.filter(till=till, simulated=simulated, status=CashStatus.PAID, counts_on__lt=before)
    days = [orders.aggregate(day=Max("counts_on"))["day"]]
    begins = datetime.combine(before, time.min, VIETNAM)
    moved_at = FloatMove.objects.filter(till=till, simulated=simulated, at__lt=begins).aggregate(at=Max("at"))["at"]
    days.append(local_date(moved_at) if moved_at is not None else None)
    moved = max((day for day in days if day is not None), default=None)
    closed = DayClose.objects.filter(till=till, simulated=simulated).aggregate(day=Max("day"))["day"]
    return moved if moved is not None and (closed is None or closed < moved) else None


def was_real(point: Point) -> bool:
    """Whether real money ever moved at this point."""
    real_moves = FloatMove.objects.filter(till__point=point, simulated=False)
    return real_moves.exists() or CashOrder.objects.filter(till__point=point, simulated=False).exists()


def fills_as_trial(till: Till, *, at: datetime) -> bool:
    """Whether cash that is brought is a trial's: never at a point where real money moved before. Once its contract is
    over no cash should come there; if it does all the same, the books say so.
    """
    return not is_real(till.point, at=at) and not was_real(till.point)


def empties_as_trial(till: Till, *, at: datetime) -> bool:
    """Whether cash that is taken away is a trial's: never while real money lies in the till, contract or none."""
    return not is_real(till.point, at=at) and not float_of(till, simulated=False, at=at).held_vnd


def closes_as_trial(till: Till, day: date, *, at: datetime) -> bool:
    """Whether it is a trial's cash that is counted for a day.

    Without a contract in force the real money that still lies there, or moved since it was counted last, comes first;
    once that is counted for the day, what was only tried is.
    """
    if is_real(till.point, at=at) or is_closed_on(till, day, simulated=False):
        return not is_real(till.point, at=at)
    moved = day_to_close(till, simulated=False, before=day + timedelta(days=1)) is not None
    return not moved and not float_of(till, simulated=False, at=at).held_vnd


def day_to_count(till: Till, *, at: datetime) -> tuple[date, bool]:
    """The day that is counted and closed next, and whether it is a trial's cash: one before today if it is open."""
    today = local_date(at)
    for simulated in (False, True) if not is_real(till.point, at=at) else (False,):
        day = day_to_close(till, simulated=simulated, before=today)
        if day is not None and closes_as_trial(till, day, at=at) == simulated:
            return day, simulated
    return today, closes_as_trial(till, today, at=at)


def is_closed_on(till: Till, day: date, *, simulated: bool) -> bool:
    """Whether the till's day was counted and closed."""
    return DayClose.objects.filter(till=till, day=day, simulated=simulated).exists()


def count_waiting(till: Till, *, simulated: bool) -> DayCount | None:
    """A count of the till that waits for the second person's yes."""
    return DayCount.objects.filter(till=till, simulated=simulated, ended_at__isnull=True).first()


def moves_of(till: Till, *, simulated: bool) -> QuerySet[FloatMove]:
    """Cash that was brought to a till and taken from it, the newest first."""
    return FloatMove.objects.filter(till=till, simulated=simulated).order_by("-pk")


def closes_of(till: Till) -> QuerySet[DayClose]:
    """The days of a till, the newest first."""
    return DayClose.objects.filter(till=till).order_by("-day", "-pk")


def open_orders(till: Till, *, at: datetime) -> QuerySet[CashOrder]:
    """What waits at a till, the oldest first."""
    return CashOrder.objects.filter(till=till, status__in=OPEN, expires_at__gt=at).order_by("pk")


def _float(sums: Sums, low: int) -> Float:
    return Float(sums.debits_posted - sums.credits_posted, sums.credits_pending, low)
