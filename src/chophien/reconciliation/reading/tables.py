"""A bank's table of movements, CSV or XLSX, by one of the layouts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from chophien.lib.money import MAX_VND
from chophien.lib.tables import BrokenTable, table_lines
from chophien.reconciliation.errors import LayoutUnknown, RowFaulty, StatementUnreadable
from chophien.reconciliation.reading.layouts import Layout, layouts
from chophien.reconciliation.reading.lines import NAME_MOST, REFERENCE_MOST, TEXT_MOST, RawLine, Read, numbered

HEADING_WITHIN, MOST_LINES = 40, 50_000
"""Banks write whose account it is above the table; more lines than these are no statement of a day or month."""
_AMOUNT = re.compile(
    r"(?P<sign>[+-]?)\(?(?P<whole>[0-9]{1,3}(?:(?P<mark>[., ])[0-9]{3}(?:(?P=mark)[0-9]{3})*)?|[0-9]+)"
    r"(?:[.,]0{1,2})?\)?"
)
_CURRENCY = re.compile(r"\s*(?:VND|VNĐ|đ|₫)$", re.IGNORECASE)


def read_table(data: bytes) -> tuple[Read, Layout]:
    """Read a CSV or XLSX table by whichever layout its headings are those of.

    Lines above the headings and below the last movement (sums, notes) have no day and are passed over.

    :raises StatementUnreadable: if it is no table
    :raises LayoutUnknown: if its headings are nobody's
    :raises RowFaulty: naming the first line that has a day and cannot be read
    """
    try:
        rows = list(_at_most(table_lines(data, heading_first=False)))
    except BrokenTable:
        raise StatementUnreadable from None
    for number, cells in enumerate(rows[:HEADING_WITHIN], start=1):
        for layout in layouts():
            places = layout.places_in(cells)
            if places is not None:
                return Read(numbered(_movements(rows[number:], layout, places, begins=number + 1))), layout
    raise LayoutUnknown(facts={"layouts": ", ".join(layout.bank for layout in layouts())})


def _at_most(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, cells in enumerate(lines):
        if number > MOST_LINES:
            raise BrokenTable
        yield cells


def _movements(
    rows: Sequence[Sequence[str]], layout: Layout, places: Mapping[str, int], *, begins: int
) -> Iterator[RawLine]:
    for number, cells in enumerate(rows, start=begins):
        said = {column: cells[place] if place < len(cells) else "" for column, place in places.items()}
        if not any(said.get(column) for column in ("credit", "debit", "amount")):
            continue
        day = _day(said["day"], layout.day_format)
        if day is None:
            if any(sign.isdigit() for sign in said["day"]):
                raise RowFaulty(facts={"number": number, "what": _("the day")})
            continue
        signed = _amount_of(said)
        if signed is None:
            raise RowFaulty(facts={"number": number, "what": _("the amount")})
        if signed:
            yield RawLine(
                incoming=signed > 0,
                booked_on=day,
                amount_vnd=abs(signed),
                text=said["text"][:TEXT_MOST],
                reference=said.get("reference", "")[:REFERENCE_MOST],
                payer_name=said.get("payer_name", "")[:NAME_MOST],
                payer_account=said.get("payer_account", "")[:NAME_MOST],
            )


def _day(text: str, written: str) -> date | None:
    """The day at the beginning of a cell; a spreadsheet's own days come as 2026-11-24."""
    first = text.strip().partition(" ")[0]
    for one in (written, "%Y-%m-%d"):
        try:
            return datetime.strptime(first, one).date()  # noqa: DTZ007 -- a day of the bank, without a clock
        except ValueError:
            continue
    return None


def _amount_of(said: Mapping[str, str]) -> int | None:
    """Đồng above zero when they came in, below when they went out; none when it cannot be read in one way only."""
    if "amount" in said:
        return read_amount(said["amount"])
    came, went = read_amount(said["credit"]), read_amount(said["debit"])
    if came is None or went is None or (came and went):
        return None
    return abs(came) - abs(went)


def read_amount(text: str) -> int | None:
    """Whole đồng as banks write them: ``1,250,000``, ``1.250.000``, ``1250000.00``, ``-5.000 VND``. Nothing is zero."""
    typed = _CURRENCY.sub("", text.strip()).replace("\u00a0", " ")
    if not typed or typed == "-":
        return 0
    found = _AMOUNT.fullmatch(typed)
    if not found:
        return None
    amount = int(re.sub(r"[., ]", "", found["whole"]))
    if amount > MAX_VND:
        return None
    return -amount if found["sign"] == "-" or typed.startswith("(") else amount
