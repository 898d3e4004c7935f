"""Tables as XLSX: what is text stays text, so that no program takes a leading zero off a number that names somebody."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime

from openpyxl import Workbook

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AS_TEXT = "@"
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_OLDEST = (1980, 1, 1, 0, 0, 0)


def xlsx(rows: Iterable[Sequence[str | int]], *, title: str, at: datetime) -> bytes:
    """The rows as the only sheet of a workbook. Texts are text, never numbers or formulas; the same rows of the same
    moment are the same bytes.
    """
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise AssertionError("a new workbook has a sheet")
    sheet.title = title
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=column, value=value)
            if isinstance(value, str):
                cell.data_type, cell.number_format = "s", AS_TEXT
    out = io.BytesIO()
    book.save(out)
    return _settled(out.getvalue(), at)


def _settled(data: bytes, at: datetime) -> bytes:
    """Without the moments at which it happened to be written."""
    moment = f"{at:%Y-%m-%dT%H:%M:%SZ}".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            content = read.read(name)
            if name == "docProps/core.xml":
                content = _MOMENT.sub(moment, content)
            written.writestr(zipfile.ZipInfo(name, _OLDEST), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
