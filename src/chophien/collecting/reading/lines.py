"""A carrier's table of what it collected, CSV or XLSX, by one of the layouts in `data/layouts.csv`."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from chophien.collecting.errors import FileUnreadable, LayoutUnknown, RowFaulty
from chophien.lib.layouts import Layout, find_table, read_amount, read_day, read_layouts
from chophien.lib.tables import BrokenTable
from chophien.lib.text import clean_line, fold

DATA = Path(__file__).resolve().parents[1] / "data"
COLUMNS = ("tracking", "order", "amount", "fee", "day", "status")
OPTIONAL = frozenset({"order", "fee", "day"})
MOST_LINES = 50_000
CODE_MOST, ORDER_MOST, WORDS_MOST = 60, 40, 60
RETURNED, UNDERWAY = "returned", "underway"
_NOT_LETTERS = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class CollectedLine:
    """One parcel as a carrier tells it: what it collected and kept, in đồng. `meaning` of its word for the parcel."""

    number: int
    tracking_code: str
    order_code: str
    amount_vnd: int
    fee_vnd: int
    delivered_on: date | None
    said: str
    meaning: str

    @property
    def is_returned(self) -> bool:
        return self.meaning == RETURNED

    @property
    def is_underway(self) -> bool:
        return self.meaning == UNDERWAY


@dataclass(frozen=True)
class CarriersTable:
    """A whole file: by whose layout it was read, and its lines."""

    layout: str
    lines: tuple[CollectedLine, ...]


def bare(code: str) -> str:
    """A tracking code without what people and programs put in between, in capitals."""
    return _NOT_LETTERS.sub("", code).upper()


@lru_cache(maxsize=1)
def layouts() -> tuple[Layout, ...]:
    """The layouts of carriers, in the order in which they are tried."""
    return read_layouts(DATA / "layouts.csv", columns=COLUMNS, optional=OPTIONAL)


@lru_cache(maxsize=1)
def meanings() -> Mapping[str, str]:
    """What carriers' words for a parcel mean, where it is not simply delivered."""
    with (DATA / "words.csv").open(encoding="utf-8", newline="") as source:
        return {fold(row["word"]): row["meaning"] for row in csv.DictReader(source)}


def read_carriers_table(data: bytes) -> CarriersTable:
    """Read a carrier's file, all of it or nothing. Lines without any code and day (sums, notes) are passed over.

    :raises FileUnreadable: if it is no table, or too long to be one of a month
    :raises LayoutUnknown: if its headings are nobody's
    :raises RowFaulty: naming the first line that cannot be read in one way only
    """
    try:
        found = find_table(data, layouts=layouts(), most=MOST_LINES)
    except BrokenTable:
        raise FileUnreadable from None
    if found is None:
        raise LayoutUnknown(facts={"layouts": ", ".join(layout.name for layout in layouts())})
    read = (_line(number, said, found.layout.day_format) for number, said in found.lines())
    return CarriersTable(found.layout.key, tuple(line for line in read if line is not None))


def _line(number: int, said: Mapping[str, str], day_format: str) -> CollectedLine | None:
    tracking, order = clean_line(said["tracking"]), clean_line(said.get("order", ""))
    day = read_day(said.get("day", ""), day_format)
    if not bare(tracking) and not bare(order):
        if day is not None:
            raise RowFaulty(facts={"number": number, "what": _("the tracking code")})
        return None
    if len(tracking) > CODE_MOST or len(order) > ORDER_MOST:
        raise RowFaulty(facts={"number": number, "what": _("the tracking code")})
    if day is None and any(sign.isdigit() for sign in said.get("day", "")):
        raise RowFaulty(facts={"number": number, "what": _("the day")})
    word = clean_line(said["status"])[:WORDS_MOST]
    return CollectedLine(
        number=number,
        tracking_code=tracking,
        order_code=order,
        amount_vnd=_money(said["amount"], number, _("the amount"), wanted=True),
        fee_vnd=_money(said.get("fee", ""), number, _("the fee")),
        delivered_on=day,
        said=word,
        meaning=meanings().get(fold(word), ""),
    )


def _money(cell: str, number: int, what: object, *, wanted: bool = False) -> int:
    """Đồng, none below zero. An empty cell where an amount is wanted is a fault: a formula that nobody computed."""
    amount = read_amount(cell)
    if amount is None or amount < 0 or (wanted and not cell.strip()):
        raise RowFaulty(facts={"number": number, "what": what})
    return amount
