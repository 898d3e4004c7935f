"""The trace code of a batch, as the market writes it into a data carrier: a GS1 Digital Link to its own resolver.

Circular 02/2024/TT-BKHCN asks for a code that is unique, says nothing by itself and can be extended: product, batch,
and for a single pack its serial. Dates and weight follow as attributes, so that a till reads them without asking
anybody (GS1 General Specifications 3.4 for dates, 3.6 for weights).
"""

import re
from dataclasses import dataclass
from datetime import date

from chophien.lib.gs1.digital_link import BadLink, DigitalLink, build_link, parse_link
from chophien.lib.gs1.keys import gtin14

MADE_ON, BEST_BEFORE, EXPIRES_ON, NET_WEIGHT = "11", "15", "17", "3103"
BATCH, SERIAL, PRODUCT = "10", "21", "01"
MOST_GRAMS = 999_999

_DAY = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class TraceCode:
    """What a pack's code says: the product in 14 digits, the batch, and what else is known. Weights are grams."""

    gtin: str
    batch: str
    serial: str = ""
    made_on: date | None = None
    best_before: date | None = None
    expires_on: date | None = None
    net_g: int | None = None


def trace_link(code: TraceCode, *, stem: str) -> DigitalLink:
    """The link that goes into the data carrier; `stem` is the resolver's address, e.g. ``https://chophien.example``.

    :raises BadKey: if the product's number is no GTIN
    :raises BadLink: if the batch or the serial has more than 20 letters, or one that GS1 does not know
    :raises ValueError: if the weight is negative or a ton and more
    """
    elements = [(PRODUCT, gtin14(code.gtin)), (BATCH, code.batch)]
    if code.serial:
        elements.append((SERIAL, code.serial))
    for ai, day in ((MADE_ON, code.made_on), (BEST_BEFORE, code.best_before), (EXPIRES_ON, code.expires_on)):
        if day is not None:
            elements.append((ai, f"{day:%y%m%d}"))
    if code.net_g is not None:
        if not 0 <= code.net_g <= MOST_GRAMS:
            raise ValueError("a net weight is 0 to 999999 grams")
        elements.append((NET_WEIGHT, f"{code.net_g:06d}"))
    return build_link(elements, stem=stem)


def read_trace_code(uri: str, *, today: date) -> TraceCode:
    """What a scanned link says of a batch; everything in it that is not of a trace code is passed over.

    `today` tells the century of two digits of a year. A day 00 is the last of its month (General Specifications 3.4).

    :raises BadLink: if it is no Digital Link of a product with a batch
    """
    link = parse_link(uri, short_gtins=True)
    values = link.values
    if link.key[0] != PRODUCT or BATCH not in values:
        raise BadLink("no batch")
    return TraceCode(
        gtin=values[PRODUCT],
        batch=values[BATCH],
        serial=values.get(SERIAL, ""),
        made_on=_day(values.get(MADE_ON), today),
        best_before=_day(values.get(BEST_BEFORE), today),
        expires_on=_day(values.get(EXPIRES_ON), today),
        net_g=int(values[NET_WEIGHT]) if NET_WEIGHT in values else None,
    )


def full_year(two_digits: int, *, today: date) -> int:
    """The year that two digits mean: from 49 years back to 50 years ahead of `today` (General Specifications 7.12)."""
    year = today.year - today.year % 100 + two_digits
    if two_digits - today.year % 100 >= 51:
        return year - 100
    return year + 100 if two_digits - today.year % 100 <= -50 else year


def _day(digits: str | None, today: date) -> date | None:
    if digits is None or not _DAY.fullmatch(digits):
        return None
    year, month, day = full_year(int(digits[:2]), today=today), int(digits[2:4]), int(digits[4:])
    if day:
        return date(year, month, day)
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
