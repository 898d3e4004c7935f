"""The columns of a goods file, and reading CSV and XLSX into rows of text."""

import csv
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from chophien.channels.errors import ColumnsMissing, TooManyRows, UnreadableFile
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
MOST_COLUMNS = 60
BROKEN_XLSX = (
    BadZipFile, zlib.error, InvalidFileException, ParseError,
    AttributeError, EOFError, KeyError, NotImplementedError, OSError, TypeError, ValueError,
)  # fmt: skip
"""What openpyxl lets out when the bytes are not what it hoped for."""
ZIP_MAGIC = b"PK\x03\x04"
MOST_UNPACKED = 200_000_000
"""A spreadsheet of `MOST_ROWS` with long stories unpacks to less; a bomb to more."""


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
    with path.open("rb") as source:
        is_xlsx = source.read(4) == ZIP_MAGIC
    return _xlsx_lines(path) if is_xlsx else _csv_lines(path)


def as_meant(cell: str) -> str:
    """The text of a cell without the mark that `cell_text` put before it."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def _heading(cell: str) -> str:
    return cell.strip().lower().lstrip("\ufeff")


def _csv_lines(path: Path) -> Iterator[list[str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile from None
    if "\0" in text:
        raise UnreadableFile
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [cell.strip() for cell in cells]
    except csv.Error:
        raise UnreadableFile from None


def _xlsx_lines(path: Path) -> Iterator[list[str]]:
    """The rows of the first sheet. Whatever is wrong inside shows while it is read, row by row."""
    try:
        with ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise UnreadableFile
        with path.open("rb") as source:
            sheet = load_workbook(source, read_only=True, data_only=True).active
            if sheet is None:
                raise UnreadableFile
            sheet.reset_dimensions()  # what the file says about its size is not believed
            for cells in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS):
                yield [_cell_text(cell) for cell in cells]
    except BROKEN_XLSX:
        raise UnreadableFile from None


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "date") and hasattr(cell, "hour"):
        return str(cell)[:10]
    return str(cell).strip()
