"""The Vietnamese lunar calendar: its months by the sun and the moon over Vietnam, and seasons that follow it.

New moons and the sun's place are computed after J. Meeus, Astronomical Algorithms, 2nd edition, chapters 49 and 25:
new moons to some seconds, the sun to a hundredth of a degree. A month begins on the day of the new moon in Vietnam
(UTC+7); the month of the winter solstice is the 11th; where thirteen months lie between two of those, the first in
which the sun enters no new sign counts twice and is the leap month. Sound from 2000 on; from 2054 on a new moon that
falls within seconds of midnight may begin its month a day late, for nobody knows yet how slowly the earth will turn.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chophien.lib.dates import Season
from chophien.lib.errors import DomainError
from chophien.lib.text import fold

HOURS_AHEAD = 7
TT_AHEAD_S = 70
"""Seconds that the even time of astronomy is ahead of clocks: 64 in 2000, 69 in 2026; more does not move a day."""
JD_OF_ORDINAL_0 = 1_721_424.5
WINTER_SOLSTICE, SIGN = 270.0, 30.0
FULL_MOON, LONGEST_MONTH = 15, 30
WITH_ZEROS = re.compile(r"(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12][0-9]|30)")

_NEW_MOON = (  # Meeus, table 49: coefficient in days, then multiples of M, M', F and Omega
    (-0.40720, 0, 1, 0, 0), (0.17241, 1, 0, 0, 0), (0.01608, 0, 2, 0, 0), (0.01039, 0, 0, 2, 0),
    (0.00739, -1, 1, 0, 0), (-0.00514, 1, 1, 0, 0), (0.00208, 2, 0, 0, 0), (-0.00111, 0, 1, -2, 0),
    (-0.00057, 0, 1, 2, 0), (0.00056, 1, 2, 0, 0), (-0.00042, 0, 3, 0, 0), (0.00042, 1, 0, 2, 0),
    (0.00038, 1, 0, -2, 0), (-0.00024, -1, 2, 0, 0), (-0.00017, 0, 0, 0, 1), (-0.00007, 2, 1, 0, 0),
    (0.00004, 0, 2, -2, 0), (0.00004, 3, 0, 0, 0), (0.00003, 1, 1, -2, 0), (0.00003, 0, 2, 2, 0),
    (-0.00003, 1, 1, 2, 0), (0.00003, -1, 1, 2, 0), (-0.00002, -1, 1, -2, 0), (-0.00002, 1, 3, 0, 0),
    (0.00002, 0, 4, 0, 0),
)  # fmt: skip
_PLANETS = (  # of the same chapter: coefficient in days, degrees at k = 0, degrees for each k
    (0.000325, 299.77, 0.107408), (0.000165, 251.88, 0.016321), (0.000164, 251.83, 26.651886),
    (0.000126, 349.42, 36.412478), (0.000110, 84.66, 18.206239), (0.000062, 141.74, 53.303771),
    (0.000060, 207.14, 2.453732), (0.000056, 154.84, 7.306860), (0.000047, 34.52, 27.261239),
    (0.000042, 207.19, 0.121824), (0.000040, 291.34, 1.844379), (0.000037, 161.72, 24.198154),
    (0.000035, 239.56, 25.513099), (0.000023, 331.55, 3.592518),
)  # fmt: skip


class BadLunarDay(DomainError):
    """The text is no day of the lunar year."""

    code = "bad_lunar_day"
    message = gettext_lazy("Write a lunar day like 15/7, “rằm tháng 7” or “mùng 5 tháng Chạp”.")


@dataclass(frozen=True)
class LunarMonth:
    """One month of a lunar year: the day it begins on, and its 29 or 30 days. A leap month repeats the number."""

    number: int
    is_leap: bool
    first: date
    days: int

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)


@dataclass(frozen=True)
class LunarDate:
    """A day as the lunar calendar counts it."""

    year: int
    month: int
    day: int
    is_leap: bool


@dataclass(frozen=True)
class Window:
    """A season of one year by the sun, first and last day included."""

    first: date
    last: date

    @property
    def season(self) -> Season:
        """The same days without their year."""
        return Season(f"{self.first:%m-%d}", f"{self.last:%m-%d}")


@dataclass(frozen=True)
class LunarSeason:
    """From one day of the lunar year to another, both included; it may go on over Tết. Both are ``"MM-DD"``.

    Days are counted in the ordinary month, never in the leap month that repeats it; the 30th of a month of 29 days
    is its last.
    """

    first_md: str
    last_md: str

    def __post_init__(self) -> None:
        if not WITH_ZEROS.fullmatch(self.first_md) or not WITH_ZEROS.fullmatch(self.last_md):
            raise BadLunarDay

    @classmethod
    def read(cls, kept: str) -> "LunarSeason":
        """The season as it is kept, ``"07-15/10-30"``.

        :raises BadLunarDay: if it is none
        """
        first, _slash, last = kept.partition("/")
        return cls(first, last)

    def __str__(self) -> str:
        return f"{self.first_md}/{self.last_md}"

    def in_year(self, year: int) -> Window:
        """The days by the sun of the season that begins in a lunar year."""
        ends = year + 1 if self.first_md > self.last_md else year
        return Window(solar_day(year, self.first_md), solar_day(ends, self.last_md))

    def window(self, on: date) -> Window:
        """The season that lasts on that day, else the next one to come."""
        windows = (self.in_year(year) for year in range(on.year - 2, on.year + 2))
        return next(window for window in windows if window.last >= on)

    def next_windows(self, on: date, number: int) -> list[Window]:
        """So many seasons: the one of `window`, and those after it."""
        first = lunar_date(self.window(on).first).year
        return [self.in_year(first + later) for later in range(number)]


@lru_cache(maxsize=256)
def lunar_months(year: int) -> tuple[LunarMonth, ...]:
    """The twelve or thirteen months of a lunar year, the first beginning with Tết."""
    this, following = _between_solstices(year), _between_solstices(year + 1)
    tet = next(place for place, month in enumerate(this) if month.number == 1)
    next_tet = next(place for place, month in enumerate(following) if month.number == 1)
    return (*this[tet:], *following[:next_tet])


def tet(year: int) -> date:
    """The first day of a lunar year."""
    return lunar_months(year)[0].first


def lunar_date(day: date) -> LunarDate:
    """A day of the sun as the lunar calendar counts it."""
    year = day.year if day >= tet(day.year) else day.year - 1
    month = next(one for one in lunar_months(year) if one.first <= day <= one.last)
    return LunarDate(year, month.number, (day - month.first).days + 1, month.is_leap)


def solar_day(year: int, month_day: str) -> date:
    """The day by the sun of a day of a lunar year, ``"07-15"``, in the ordinary month; 30 may be the 29th."""
    number, day = int(month_day[:2]), int(month_day[3:])
    month = next(one for one in lunar_months(year) if one.number == number and not one.is_leap)
    return month.first + timedelta(days=min(day, month.days) - 1)


def parse_lunar_day(text: str, *, last: bool = False) -> str:
    """Read a day of the lunar year as people write it, as ``"07-15"``.

    ``15/7``, ``rằm tháng 7``, ``mùng 5 tháng Chạp``, ``cuối tháng 10``; a month alone is its first day, or with
    `last` its last.

    :raises BadLunarDay: if there is no such day
    """
    typed = re.sub(r"\s*\b(am lich|al)\b\s*$", "", fold(text)).strip()
    plain = WITH_ZEROS.fullmatch(typed)
    if plain:
        return typed
    found = re.fullmatch(r"(?P<day>[0-9]{1,2})\s*/\s*(?P<month>[0-9]{1,2})", typed)
    said = re.fullmatch(r"(?:(?P<day>.*?)\s*)?\bthang\s+(?P<month>\w+(?:\s\w+)?)", typed)
    match = found or said
    if not match:
        raise BadLunarDay
    month = _MONTH_NAMES.get(match["month"].strip()) or _number(match["month"], most=12)
    return f"{month:02d}-{_day(match['day'] or '', last=last):02d}"


def say_lunar_day(month_day: str) -> str:
    """A day of the lunar year as it is said: ``rằm tháng 7``."""
    month, day = int(month_day[:2]), int(month_day[3:])
    facts = {"day": day, "month": _say_month(month)}
    if day == FULL_MOON:
        return _("the full moon of %(month)s") % facts
    if day == LONGEST_MONTH:
        return _("the end of %(month)s") % facts
    if day <= 10:
        return _("day %(day)s, waxing, of %(month)s") % facts
    return _("day %(day)s of %(month)s") % facts


def say_season(kept: str, first: str, last: str) -> str:
    """A season by the moon as it is kept, both ways: ``từ 27/8 (rằm tháng 7) đến 8/12 (cuối tháng 10) âm lịch``.

    `first` and `last` are its days by the sun, already in words.
    """
    lunar = LunarSeason.read(kept)
    said = {"first_lunar": say_lunar_day(lunar.first_md), "last_lunar": say_lunar_day(lunar.last_md)}
    text = _("From %(first)s (%(first_lunar)s) to %(last)s (%(last_lunar)s), by the lunar calendar")
    return text % {"first": first, "last": last, **said}


def say_month_day(month_day: str) -> str:
    """A day of the year, ``"08-27"``, as it is said: ``27/8``."""
    return f"{int(month_day[3:])}/{int(month_day[:2])}"


_MONTH_NAMES = {
    "gieng": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "muoi mot": 11, "muoi hai": 12, "chap": 12,
}  # fmt: skip
_DAY_NAMES = {"ram": FULL_MOON, "dau": 1, "giua": FULL_MOON, "cuoi": LONGEST_MONTH, "het": LONGEST_MONTH}


def _say_month(month: int) -> str:
    if month == 1:
        return _("the 1st lunar month")
    return _("the 12th lunar month") if month == 12 else _("lunar month %(month)s") % {"month": month}


def _day(said: str, *, last: bool) -> int:
    if not said:
        return LONGEST_MONTH if last else 1
    if said in _DAY_NAMES:
        return _DAY_NAMES[said]
    return _number(re.sub(r"^(mung|mong|ngay)\s+", "", said), most=LONGEST_MONTH)


def _number(text: str, *, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise BadLunarDay
    return int(text)


@lru_cache(maxsize=256)
def _between_solstices(year: int) -> tuple[LunarMonth, ...]:
    """The months from the one with the winter solstice of the year before, the 11th, to the one before the next."""
    begins, ends = _eleventh(year - 1), _eleventh(year)
    firsts = [_new_moon_day(k) for k in range(begins, ends + 1)]
    leap = _leap_place(firsts) if len(firsts) == 14 else None
    months: list[LunarMonth] = []
    for place, (first, after) in enumerate(pairwise(firsts)):
        counted = place if leap is None or place < leap else place - 1
        months.append(LunarMonth((10 + counted) % 12 + 1, place == leap, first, (after - first).days))
    return tuple(months)


def _leap_place(firsts: Sequence[date]) -> int:
    """Which of thirteen months is the first in which the sun enters no new sign."""
    signs = [int(_sun(first) // SIGN) for first in firsts]
    return next(place for place in range(1, 13) if signs[place] == signs[place + 1])


def _eleventh(year: int) -> int:
    """The number of the new moon that begins the month of the winter solstice of a year."""
    solstice = date(year, 12, 19)
    while _sun(solstice + timedelta(days=1)) < WINTER_SOLSTICE:
        solstice += timedelta(days=1)
    k = round((year - 2000 + 1) * 12.3685)
    while _new_moon_day(k) > solstice:
        k -= 1
    return k


@lru_cache(maxsize=2048)
def _new_moon_day(k: int) -> date:
    """On which day in Vietnam new moon number `k` falls; 0 is that of 6 January 2000."""
    moment = _new_moon(k) + (HOURS_AHEAD - TT_AHEAD_S / 3600) / 24
    return date.fromordinal(math.floor(moment - JD_OF_ORDINAL_0))


def _new_moon(k: int) -> float:
    """The Julian day of a new moon in even time (Meeus, 49.1)."""
    t = k / 1236.85
    sun = math.radians(2.5534 + 29.10535670 * k - 0.0000014 * t**2 - 0.00000011 * t**3)
    moon = math.radians(201.5643 + 385.81693528 * k + 0.0107582 * t**2 + 0.00001238 * t**3 - 0.000000058 * t**4)
    node = math.radians(160.7108 + 390.67050284 * k - 0.0016118 * t**2 - 0.00000227 * t**3 + 0.000000011 * t**4)
    rising = math.radians(124.7746 - 1.56375588 * k + 0.0020672 * t**2 + 0.00000215 * t**3)
    flat = 1 - 0.002516 * t - 0.0000074 * t**2
    day = 2451550.09766 + 29.530588861 * k + 0.00015437 * t**2 - 0.000000150 * t**3 + 0.00000000073 * t**4
    for days, of_sun, of_moon, of_node, of_rising in _NEW_MOON:
        shrinks = flat ** abs(of_sun) if abs(of_sun) < 3 else 1
        day += days * shrinks * math.sin(of_sun * sun + of_moon * moon + of_node * node + of_rising * rising)
    for days, start, each in _PLANETS:
        bent = 0.009173 * t**2 if start == _PLANETS[0][1] else 0
        day += days * math.sin(math.radians(start + each * k - bent))
    return day


def _sun(day: date) -> float:
    """Where the sun stands at the first moment of a day in Vietnam, in degrees from the spring point (Meeus, 25)."""
    midnight = day.toordinal() + JD_OF_ORDINAL_0 + (TT_AHEAD_S / 3600 - HOURS_AHEAD) / 24
    t = (midnight - 2451545.0) / 36525
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t**2
    anomaly = math.radians(357.52911 + 35999.05029 * t - 0.0001537 * t**2)
    centre = (1.914602 - 0.004817 * t - 0.000014 * t**2) * math.sin(anomaly)
    centre += (0.019993 - 0.000101 * t) * math.sin(2 * anomaly) + 0.000289 * math.sin(3 * anomaly)
    rising = math.radians(125.04 - 1934.136 * t)
    return (mean + centre - 0.00569 - 0.00478 * math.sin(rising)) % 360
