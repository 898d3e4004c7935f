"""Tables that others make in a shape of their own: which heading means what, and figures as they write them."""

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from chophien.lib.money import MAX_VND
from chophien.lib.tables import BrokenTable, table_lines
from chophien.lib.text import fold

HEADING_WITHIN = 40
"""Banks and carriers write whose table it is above the headings."""
_AMOUNT = re.compile(
    r"(?P<sign>[+-]?)\(?(?P<whole>[0-9]{1,3}(?:(?P<mark>[., ])[0-9]{3}(?:(?P=mark)[0-9]{3})*)?|[0-9]+)"
    r"(?:[.,]0{1,2})?\)?"
)
_CURRENCY = re.compile(r"\s*(?:VND|VNĐ|đ|₫)$", re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """One maker's table: for each column the headings it may have, and how days are written."""

    key: str
    name: str
    day_format: str
    headings: Mapping[str, tuple[str, ...]]
    optional: frozenset[str]

    def places_in(self, cells: Sequence[str]) -> dict[str, int] | None:
        """Where each column stands when these cells are this layout's headings; none when they are not.

        Every column that the layout names has to be there, but for the optional ones.
        """
        told = [fold(cell) for cell in cells]
        places = {}
        for column, names in self.headings.items():
            found = next((told.index(name) for name in names if name in told), None)
            if found is None and column not in self.optional:
                return None
            if found is not None:
                places[column] = found
        return places


@dataclass(frozen=True)
class Table:
    """A table whose headings were found: its layout, where its columns stand, and the rows below the headings."""

    layout: Layout
    places: Mapping[str, int]
    rows: Sequence[Sequence[str]]
    begins: int
    """The number of the first of the rows, as the file counts."""

    def lines(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Number and cells of every row, by column; what a short row leaves out is empty."""
        for number, cells in enumerate(self.rows, start=self.begins):
            yield number, {column: cells[place] if place < len(cells) else "" for column, place in self.places.items()}


def read_layouts(
    file: Path, *, columns: Sequence[str], optional: Collection[str], name: str = "name"
) -> tuple[Layout, ...]:
    """The layouts in a file of the program, in the order in which they are tried; `name`: the column of their name."""
    with file.open(encoding="utf-8", newline="") as source:
        return tuple(
            Layout(
                key=row["key"],
                name=row[name],
                day_format=row["day_format"],
                headings={
                    column: tuple(fold(name) for name in row[column].split("|")) for column in columns if row[column]
                },
                optional=frozenset(optional),
            )
            for row in csv.DictReader(source)
        )


def find_table(data: bytes, *, layouts: Sequence[Layout], most: int) -> Table | None:
    """The table in a CSV or XLSX file by whichever layout its headings are those of; none where they are nobody's.

    :raises BrokenTable: if it is no table, or has more than `most` lines
    """
    rows = []
    for number, cells in enumerate(table_lines(data, heading_first=False)):
        if number > most:
            raise BrokenTable
        rows.append(cells)
    for number, cells in enumerate(rows[:HEADING_WITHIN], start=1):
        for layout in layouts:
            places = layout.places_in(cells)
            if places is not None:
                return Table(layout, places, rows[number:], number + 1)
    return None


def read_day(text: str, written: str) -> date | None:
    """The day at the beginning of a cell; a spreadsheet's own days come as 2026-11-24."""
    first = text.strip().partition(" ")[0]
    for one in (written, "%Y-%m-%d"):
        try:
            return datetime.strptime(first, one).date()  # noqa: DTZ007 -- a day of somebody's table, without a clock
        except ValueError:
            continue
    return None


def read_amount(text: str) -> int | None:
    """Whole đồng as others write them: ``1,250,000``, ``1.250.000``, ``1250000.00``, ``-5.000 VND``. Nothing is zero;
    none when it cannot be read in one way only.
    """
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
