"""Working days of Vietnam: Monday to Friday, without the public holidays that `delivery` keeps as data."""

from datetime import date, datetime, time, timedelta

from chophien.delivery.models import PublicHoliday
from chophien.lib.dates import VIETNAM, local_date

SATURDAY = 5


def end_of_working_day(days: int, *, after: datetime) -> datetime:
    """The end of the `days`-th working day after the day of `after`, in Vietnam. One statement."""
    day = local_date(after)
    free = frozenset(PublicHoliday.objects.filter(day__gt=day).values_list("day", flat=True))
    for _step in range(days):
        day = _next(day, free)
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=VIETNAM)


def _next(day: date, free: frozenset[date]) -> date:
    day += timedelta(days=1)
    while day.weekday() >= SATURDAY or day in free:
        day += timedelta(days=1)
    return day
