"""Quarters of the year, as first days: arithmetic only."""

from datetime import date, datetime, time, timedelta

from chophien.lib.dates import VIETNAM


def quarter_of(day: date) -> date:
    """The first day of the quarter that `day` lies in."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def quarter_after(quarter: date) -> date:
    """The first day of the quarter that follows."""
    return quarter_of(quarter + timedelta(days=100))


def quarter_before(quarter: date) -> date:
    """The first day of the quarter before."""
    return quarter_of(quarter - timedelta(days=1))


def month_after(month: date) -> date:
    """The first day of the month that follows."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def begins(day: date) -> datetime:
    """The moment at which a day begins in Vietnam."""
    return datetime.combine(day, time.min, tzinfo=VIETNAM)
