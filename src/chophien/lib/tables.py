"""Tables that people send in: CSV and XLSX as lines of text."""

import csv
import io
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_COLUMNS = 60
DELIMITERS = ",;\t"
LOOKED_AT = 10_000
BROKEN_XLSX = (
    BadZipFile, zlib.error, InvalidFileException, SyntaxError,
    AttributeError, EOFError, KeyError, NotImplementedError, OSError, TypeError, ValueError,
)  # fmt: skip
"""What openpyxl lets out when the bytes are not what it hoped for. Both its parsers say of XML that it is no syntax."""
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""How the "Unicode text" of spreadsheets begins."""
VIETNAMESE = frozenset(
    unicodedata.normalize("NFC", letter + tone)
    for letter in "aăâeêioôơuưy"
    for tone in ("", *"\u0300\u0301\u0303\u0309\u0323")
) | {"đ"}
SIGNS = frozenset("“”‘’–—…°²\xa0")
"""What Vietnamese is written with beside ASCII: letters with their tones, and the signs of word processors."""
ZIP_MAGIC = b"PK\x03\x04"
MOST_UNPACKED = 200_000_000
"""A spreadsheet of 100,000 rows with long stories unpacks to less; a bomb to more."""


class BrokenTable(Exception):
    """The bytes are neither a CSV in Unicode nor an XLSX file."""


def table_lines(data: bytes, *, heading_first: bool = True, windows: bool = False) -> Iterator[list[str]]:
    """The lines of a CSV (comma, semicolon or tab) or of the first sheet of an XLSX file, as they stand.

    A CSV is UTF-8, or UTF-16 with its mark, as spreadsheets save "Unicode text"; with `windows` also Windows-1258, the
    old letters of Vietnamese computers, where somebody looks at what was read before it counts. Whole numbers are
    written without a point, days as 2026-11-24. With `heading_first` the first line tells what parts the columns of a
    CSV, otherwise the first line that has several.

    :raises BrokenTable: if it is neither, perhaps only while it is read
    """
    return (
        _xlsx_lines(data)
        if data.startswith(ZIP_MAGIC)
        else _csv_lines(data, heading_first=heading_first, windows=windows)
    )


def _csv_lines(data: bytes, *, heading_first: bool, windows: bool) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-16" if data.startswith(UTF16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError:
        if not windows:
            raise BrokenTable from None
        text = _of_windows(data)
    if "\0" in text:
        raise BrokenTable
    lines = text[:LOOKED_AT].split("\n")
    delimiter = _delimiter_of(lines[:1] if heading_first else lines)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [cell.strip() for cell in cells]
    except csv.Error:
        raise BrokenTable from None


def _of_windows(data: bytes) -> str:
    """Text in Windows-1258, which writes a tone as a sign of its own after the letter.

    :raises BrokenTable: if there are other letters in it than Vietnamese has: then it was something else
    """
    try:
        text = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        raise BrokenTable from None
    if not all(letter.isascii() or letter.lower() in VIETNAMESE or letter in SIGNS for letter in text):
        raise BrokenTable
    return text


def _delimiter_of(lines: Sequence[str]) -> str:
    counted = [{mark: line.count(mark) for mark in DELIMITERS} for line in lines]
    telling = next((counts for counts in counted if max(counts.values()) > 1), counted[0])
    return max(DELIMITERS, key=lambda mark: telling[mark])


def _xlsx_lines(data: bytes) -> Iterator[list[str]]:
    """The rows of the first sheet. Whatever is wrong inside shows while it is read, row by row."""
    try:
        with ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise BrokenTable
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).active
        if sheet is None:
            raise BrokenTable
        sheet.reset_dimensions()  # what the file says about its size is not believed
        for cells in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS):
            yield [_cell_text(cell) for cell in cells]
    except BROKEN_XLSX:
        raise BrokenTable from None


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "date") and hasattr(cell, "hour"):
        return str(cell)[:10]
    return str(cell).strip()
