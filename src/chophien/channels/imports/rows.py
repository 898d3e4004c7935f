"""The columns of a goods file, and reading CSV and XLSX into rows of text."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chophien.channels.errors import ColumnsMissing, TooManyRows, UnreadableFile
from chophien.lib.tables import BrokenTable, table_lines
from chophien.lib.text import FORMULA, cell_text

COLUMNS = (
    "sku", "title", "description", "category", "price_vnd", "unit", "pack", "weight_g", "stock",
    "seller_code", "seller_name", "seller_kind", "province_code", "commune_code",
    "ocop_stars", "ocop_valid_to", "season_from", "season_to", "photo_file",
)  # fmt: skip
REQUIRED = ("sku", "title", "category", "price_vnd", "unit", "weight_g", "stock", "seller_code")
as_written = cell_text
"""How a text stands in a table that is handed out; `as_meant` reads it back."""
MOST_ROWS = 100_000


@dataclass(frozen=True)
class RawRow:
    """One row as it stands in the file; `number` counts as a spreadsheet does (the heading is row 1)."""

    number: int
    cells: dict[str, str]


def read_rows(path: Path) -> Iterator[RawRow]:
    """Yield the rows of a CSV (UTF-8, comma or semicolon) or XLSX file; empty rows are passed over.

    :raises UnreadableFile: if it is neither
    :raises ColumnsMissing: naming the headings that are not there
    :raises TooManyRows: beyond `MOST_ROWS`
    """
    lines = lines_of(path)
    heading = [_heading(cell) for cell in next(lines, [])]
    missing = [column for column in REQUIRED if column not in heading]
    if missing:
        raise ColumnsMissing(facts={"columns": ", ".join(missing)})
    for number, cells in enumerate(lines, start=2):
        if number > MOST_ROWS + 1:
            raise TooManyRows(facts={"most": MOST_ROWS})
        if any(cells):
            named = dict(zip(heading, map(as_meant, cells), strict=False))
            yield RawRow(number, {column: named.get(column, "") for column in COLUMNS})


def lines_of(path: Path) -> Iterator[list[str]]:
    """The lines of a CSV (UTF-8, comma or semicolon) or XLSX file as they stand, the heading first.

    :raises UnreadableFile: if it is neither
    """
    try:
        yield from table_lines(path.read_bytes())
    except BrokenTable:
        raise UnreadableFile from None


def as_meant(cell: str) -> str:
    """The text of a cell without the mark that `cell_text` put before it."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def _heading(cell: str) -> str:
    return cell.strip().lower().lstrip("\ufeff")
