"""The days on which goods are due. Pure computation."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from chophien.lib.dates import months_later
from chophien.wholesale.states import Rhythm

DAYS_MOST = 60
WEEK = timedelta(days=7)


def due_days(rhythm: str, first: date, last: date) -> list[date]:
    """The days from the first to the last, at most `DAYS_MOST`: one, the same weekday, or the same day of the month.

    In a month that is too short it is the month's last day.
    """
    if rhythm == Rhythm.ONCE:
        return [first]
    days: list[date] = []
    for number in range(DAYS_MOST):
        day = first + WEEK * number if rhythm == Rhythm.WEEKLY else months_later(first, number)
        if day > last:
            break
        days.append(day)
    return days


def weekdays_between(weekdays: Collection[int], first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last that falls on one of these weekdays (Monday is 1)."""
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        if day.isoweekday() in weekdays:
            yield day
