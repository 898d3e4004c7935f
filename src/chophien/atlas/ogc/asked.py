"""The parameters of a request for features, read strictly: what the definition has not is refused with a sentence.

Sections 7.15.2 to 7.15.4 of OGC API - Features, Part 1: Core.
"""

import math
from collections.abc import Collection as Names
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError

MOST, USUAL = 1_000, 100
MOST_OFFSET = 1_000_000
FORMATS = ("json", "html")
OPEN = frozenset({"", ".."})
FOUR, SIX = 4, 6


class BadQuery(DomainError):
    """A parameter that is not defined, or a value that makes no sense. `name` is the parameter."""

    code = "invalid_parameter"
    message = _("The parameter “%(name)s” is not known here.")

    def __init__(self, name: str, message: object = None) -> None:
        super().__init__(message or self.message, facts={"name": name})  # type: ignore[arg-type]  # a lazy sentence
        self.name = name


@dataclass(frozen=True)
class Asked:
    """Which features are asked for. `bbox` is west, south, east, north; `during` from when to when, None: open."""

    bbox: tuple[float, float, float, float] | None = None
    during: tuple[datetime | None, datetime | None] | None = None
    limit: int = USUAL
    offset: int = 0
    equal: Mapping[str, str] = field(default_factory=dict)

    @property
    def selection(self) -> tuple[object, ...]:
        """What narrows the features, without the stretch of them that is asked for."""
        return (self.bbox, self.during, tuple(sorted(self.equal.items())))


def read(given: Mapping[str, list[str]], *, filters: Names[str]) -> Asked:
    """The parameters of a request for the features of a collection with these properties to filter by.

    :raises BadQuery: for a parameter that is unknown, given twice, or has no sensible value
    """
    known_only(given, {"bbox", "datetime", "limit", "offset", "f", *filters})
    one = {name: values[0] for name, values in given.items()}
    return Asked(
        bbox=_bbox(one["bbox"]) if "bbox" in one else None,
        during=_during(one["datetime"]) if "datetime" in one else None,
        limit=min(_whole("limit", one["limit"], least=1), MOST) if "limit" in one else USUAL,
        offset=_whole("offset", one["offset"], least=0) if "offset" in one else 0,
        equal={name: value[:100] for name, value in one.items() if name in filters},
    )


def known_only(given: Mapping[str, list[str]], names: Names[str]) -> None:
    """Refuse parameters that the definition does not have.

    :raises BadQuery: naming the first of them
    """
    for name, values in given.items():
        if name not in names:
            raise BadQuery(name[:60])
        if len(values) > 1:
            raise BadQuery(name, _("The parameter “%(name)s” can be given once only."))
    if given.get("f", [FORMATS[0]])[0] not in FORMATS:
        raise BadQuery("f", _("“f” is json or html."))


def _whole(name: str, text: str, *, least: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_OFFSET)) and int(text) >= least):
        raise BadQuery(name, _("“%(name)s” is a whole number that is not below its least value."))
    return min(int(text), MOST_OFFSET)


def _bbox(text: str) -> tuple[float, float, float, float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == SIX:  # heights are not known of anything here
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != FOUR or not all(map(math.isfinite, numbers)):
        raise BadQuery("bbox", _("“bbox” is four or six numbers with commas: west, south, east, north in degrees."))
    west, south, east, north = numbers
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise BadQuery("bbox", _("“bbox” lies outside the earth, or its south above its north."))
    return west, south, east, north


def _during(text: str) -> tuple[datetime | None, datetime | None]:
    ends = text.split("/")
    if len(ends) == 1:
        return _moment(text, last=False), _moment(text, last=True)
    if len(ends) != len(("from", "to")):
        raise BadQuery("datetime", _BAD_TIME)
    first = None if ends[0] in OPEN else _moment(ends[0], last=False)
    last = None if ends[1] in OPEN else _moment(ends[1], last=True)
    if first is not None and last is not None and first > last:
        raise BadQuery("datetime", _BAD_TIME)
    return first, last


_BAD_TIME = _("“datetime” is a moment as RFC 3339 writes it, such as 2026-11-22T08:00:00Z, or two with / between them.")


def _moment(text: str, *, last: bool) -> datetime:
    """A moment, or a day: its beginning, or its last microsecond."""
    try:
        day = parse_date(text) if len(text) == len("2026-11-22") else None
        moment = parse_datetime(text.replace("t", "T").replace("z", "Z")) if day is None else None
    except ValueError:
        raise BadQuery("datetime", _BAD_TIME) from None
    if day is not None:
        return _edge(day, last=last)
    if moment is None or moment.tzinfo is None:
        raise BadQuery("datetime", _BAD_TIME)
    return moment


def _edge(day: date, *, last: bool) -> datetime:
    begins = datetime.combine(day, time(), tzinfo=UTC)
    return begins + timedelta(days=1, microseconds=-1) if last else begins
