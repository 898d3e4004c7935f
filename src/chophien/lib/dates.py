"""Days as people say them, and seasons that come back every year."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import count
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from chophien.lib.errors import DomainError

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

WEEKDAYS = (
    pgettext_lazy("weekday in a date", "Monday"),
    pgettext_lazy("weekday in a date", "Tuesday"),
    pgettext_lazy("weekday in a date", "Wednesday"),
    pgettext_lazy("weekday in a date", "Thursday"),
    pgettext_lazy("weekday in a date", "Friday"),
    pgettext_lazy("weekday in a date", "Saturday"),
    pgettext_lazy("weekday in a date", "Sunday"),
)

_DAY_SLASH_MONTH = re.compile(r"(?P<day>[0-9]{1,2})\s*/\s*(?P<month>[0-9]{1,2})")
_MONTH_DASH_DAY = re.compile(r"(?:--)?(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_MONTH_DAY = re.compile(r"(?:0[1-9]|1[0-2])-[0-3][0-9]")
_LEAP_YEAR = 2000
TYPED_MOST = 20
FIRST_MONTH = date(2020, 1, 1)
"""Before that there was no market."""


class BadMonthDay(DomainError):
    """The text is no day of the year."""

    code = "bad_month_day"
    message = gettext_lazy("Write a day of the year as day/month, like 15/9.")


class BadMonth(DomainError):
    """An address names a month that does not exist, is to come, or lies before the market."""

    code = "bad_month"
    message = gettext_lazy("There is no month “%(month)s” to look at. Choose one that was, such as 2026-11.")

    def __init__(self, typed: str) -> None:
        super().__init__(facts={"month": " ".join(typed.split())[:TYPED_MOST]})


class SeasonState(StrEnum):
    IN_SEASON = "in_season"
    UPCOMING = "upcoming"
    DORMANT = "dormant"


def local(at: datetime) -> datetime:
    """The same moment on a clock in Vietnam.

    :raises ValueError: if the moment carries no time zone
    """
    if at.tzinfo is None:
        msg = "a moment carries its time zone"
        raise ValueError(msg)
    return at.astimezone(VIETNAM)


def local_date(at: datetime) -> date:
    """The calendar day in Vietnam at this moment."""
    return local(at).date()


def format_date(day: date) -> str:
    """Write a day in full: ``24/11/2026``."""
    return f"{day:%d/%m/}{day.year:04d}"


def format_day(day: date, *, today: date | None = None) -> str:
    """Write a day as it is said: ``thứ Ba 24/11``; with the year when it is not `today`'s."""
    facts = {"weekday": WEEKDAYS[day.weekday()], "day": day.day, "month": day.month, "year": day.year}
    if today is not None and day.year != today.year:
        return _("%(weekday)s %(day)s/%(month)s/%(year)s") % facts
    return _("%(weekday)s %(day)s/%(month)s") % facts


def format_moment(at: datetime, *, today: date | None = None) -> str:
    """Write a moment on the clock in Vietnam: ``14:30 thứ Ba 24/11``."""
    here = local(at)
    return _("%(time)s %(day)s") % {"time": f"{here:%H:%M}", "day": format_day(here.date(), today=today)}


def month_named(text: str, *, today: date) -> date:
    """The first day of the month that an address names as ``2026-11``; of `today`'s where it names none.

    :raises BadMonth: if there is no such month, or none that was since the market began
    """
    this_month = today.replace(day=1)
    if not text.strip():
        return this_month
    try:
        asked = date.fromisoformat(f"{text.strip()}-01")
    except ValueError as fault:
        raise BadMonth(text) from fault
    if not FIRST_MONTH <= asked <= this_month:
        raise BadMonth(text)
    return asked


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day where it has none: 31/1 and one month is 28/2.

    :raises ValueError: beyond the year 9999
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_of_months(day: date, months: int) -> date:
    """The last day of so many months that begin on `day`: the day before the same day of the month, or that month's
    last day where it has none.
    """
    same = months_later(day, months)
    return same - timedelta(days=1) if same.day == day.day else same


def parse_month_day(text: str) -> str:
    """Read a day of the year, ``15/9`` or ``09-15``, as ``"09-15"`` (month, day).

    :raises BadMonthDay: if there is no such day in any year
    """
    typed = text.strip()
    found = _DAY_SLASH_MONTH.fullmatch(typed) or _MONTH_DASH_DAY.fullmatch(typed)
    if not found:
        raise BadMonthDay
    try:
        day = date(_LEAP_YEAR, int(found["month"]), int(found["day"]))
    except ValueError:
        raise BadMonthDay from None
    return f"{day:%m-%d}"


@dataclass(frozen=True)
class Season:
    """From one day of the year to another, both included; it may wrap the new year.

    Both are written ``"MM-DD"``, so that they can be kept and compared as text.
    """

    start_md: str
    end_md: str

    def __post_init__(self) -> None:
        for month_day in (self.start_md, self.end_md):
            if not _MONTH_DAY.fullmatch(month_day) or parse_month_day(month_day) != month_day:
                raise BadMonthDay

    @classmethod
    def of_months(cls, first: int, last: int) -> "Season":
        """From the first day of one month to the last day of another: ``of_months(11, 2)``."""
        after = date(_LEAP_YEAR + last // 12, last % 12 + 1, 1)
        return cls(f"{first:02d}-01", f"{after - timedelta(days=1):%m-%d}")

    @property
    def wraps_year(self) -> bool:
        """True when it goes on over the new year."""
        return self.start_md > self.end_md

    def contains(self, day: date) -> bool:
        """Tell whether `day` lies in the season, first and last day included."""
        month_day = f"{day:%m-%d}"
        if self.wraps_year:
            return month_day >= self.start_md or month_day <= self.end_md
        return self.start_md <= month_day <= self.end_md

    def next_start(self, day: date) -> date:
        """The first beginning of the season on or after `day`; 29 February is 1 March in a common year."""
        starts = (self._start_in(year) for year in count(day.year))
        return next(start for start in starts if start >= day and self.contains(start))

    def months(self) -> list[bool]:
        """For each month, January first, whether any of its days lies in the season."""
        first, last = int(self.start_md[:2]), int(self.end_md[:2])
        if self.wraps_year:
            return [month >= first or month <= last for month in range(1, 13)]
        return [first <= month <= last for month in range(1, 13)]

    def state_on(self, day: date, wake_days: int) -> SeasonState:
        """In season, upcoming when it begins within `wake_days` days, else dormant."""
        if self.contains(day):
            return SeasonState.IN_SEASON
        if self.next_start(day) - day <= timedelta(days=wake_days):
            return SeasonState.UPCOMING
        return SeasonState.DORMANT

    def _start_in(self, year: int) -> date:
        month, day = int(self.start_md[:2]), int(self.start_md[3:])
        try:
            return date(year, month, day)
        except ValueError:
            return date(year, 3, 1)
