"""A gateway's table of what it took, kept and pays out, CSV or XLSX, by one of the layouts in `data/layouts.csv`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from chophien.gateways.errors import HeadingsUnknown, LineFaulty, TableUnreadable
from chophien.lib.layouts import Layout, find_table, read_amount, read_day, read_layouts
from chophien.lib.tables import BrokenTable
from chophien.lib.text import clean_line

FILE = Path(__file__).resolve().parent / "data" / "layouts.csv"
COLUMNS = ("day", "reference", "amount", "fee", "kind")
OPTIONAL = ("kind",)
MOST_LINES, REFERENCE_MOST = 50_000, 60
BACK = ("refund", "hoan")
"""What the kind of a line begins with, or holds, when money went back to a buyer."""


@dataclass(frozen=True)
class RawLine:
    """One line: below zero what went back to a buyer. The fee is what the gateway keeps of it, never below zero."""

    reference: str
    day: date
    amount_vnd: int
    fee_vnd: int


@dataclass(frozen=True)
class Read:
    """What a file says."""

    gateway: str
    layout: str
    lines: Sequence[RawLine]


def read_payoff(data: bytes) -> Read:
    """Read a gateway's table.

    :raises TableUnreadable: if it is no table, or has no lines
    :raises HeadingsUnknown: if its headings are no gateway's
    :raises LineFaulty: naming the first line that cannot be read
    """
    try:
        found = find_table(data, layouts=layouts(), most=MOST_LINES)
    except BrokenTable:
        raise TableUnreadable from None
    if found is None:
        raise HeadingsUnknown(facts={"layouts": ", ".join(layout.name for layout in layouts())})
    lines = [
        _line(number, said, found.layout.day_format)
        for number, said in found.lines()
        if said["reference"].strip() and said["day"].strip()
    ]
    if not lines:
        raise TableUnreadable
    return Read(found.layout.key.partition("-")[0], found.layout.key, lines)


@lru_cache(maxsize=1)
def layouts() -> tuple[Layout, ...]:
    """All of them, in the order in which they are tried. What stands before the dash of a key is the gateway."""
    return read_layouts(FILE, columns=COLUMNS, optional=OPTIONAL)


def _line(number: int, said: dict[str, str], day_format: str) -> RawLine:
    day, amount, fee = read_day(said["day"], day_format), read_amount(said["amount"]), read_amount(said["fee"])
    if day is None:
        raise LineFaulty(facts={"number": number, "what": _("the day")})
    if not amount:
        raise LineFaulty(facts={"number": number, "what": _("the amount")})
    if fee is None:
        raise LineFaulty(facts={"number": number, "what": _("the fee")})
    kind = said.get("kind", "").casefold()
    goes_back = amount < 0 or any(word in kind for word in BACK) or "hoàn" in kind
    reference = clean_line(said["reference"])[:REFERENCE_MOST]
    return RawLine(reference, day, -abs(amount) if goes_back else amount, abs(fee))
