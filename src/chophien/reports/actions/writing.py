"""Tables as a file: CSV, XLSX or PDF. Every file says as of when it is, and what its columns mean."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import typst
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook

from chophien.lib.dates import format_date, format_moment
from chophien.reports.kinds.base import SEARCHED, Area, Cell, ReportKind, Table
from chophien.reports.states import Format

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "report.typ"
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
SHEET_MOST = 31


def written(kind: ReportKind, area: Area, tables: Sequence[Table], ending: Format) -> bytes:
    """The file, in Vietnamese, whatever language the reader uses."""
    with override("vi"):
        if ending == Format.PDF:
            return _pdf(kind, area, tables)
        return _xlsx(kind, area, tables) if ending == Format.XLSX else _csv(kind, area, tables)


def _head(kind: ReportKind, area: Area) -> list[tuple[str, str]]:
    return [
        (_("Which report"), str(kind.title)),
        (_("By which rule"), str(kind.about)),
        (_("Days"), f"{format_date(area.since)} – {format_date(area.until)}"),
        (_("Area"), area.scope_code or str(area.scope_kind.label)),
        *((str(SEARCHED[name]), said) for name, said in area.search.items() if name in SEARCHED),
        (_("As of"), format_moment(area.at)),
    ]


def _csv(kind: ReportKind, area: Area, tables: Sequence[Table]) -> bytes:
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerows(_safe(line) for line in _head(kind, area))
    for table in tables:
        writer.writerow([])
        writer.writerow([str(table.title)])
        writer.writerow([str(name) for name, _means in table.columns])
        writer.writerow([str(means) for _name, means in table.columns])
        writer.writerows(_safe(row) for row in table.rows)
    return out.getvalue().encode()


def _xlsx(kind: ReportKind, area: Area, tables: Sequence[Table]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("About"))
    for line in _head(kind, area):
        sheet.append(_safe(line))
    for table in tables:
        for name, means in table.columns:
            sheet.append([f"{table.title}: {name}", str(means)])
    for table in tables:
        sheet = book.create_sheet(str(table.title)[:SHEET_MOST])
        sheet.append([str(name) for name, _means in table.columns])
        for row in table.rows:
            sheet.append(_safe(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _pdf(kind: ReportKind, area: Area, tables: Sequence[Table]) -> bytes:
    data = {
        "title": str(kind.title),
        "head": _head(kind, area),
        "tables": [
            {
                "title": str(table.title),
                "columns": [str(name) for name, _means in table.columns],
                "rows": [[_said(cell) for cell in row] for row in table.rows],
            }
            for table in tables
        ],
    }
    return typst.compile(str(TEMPLATE), sys_inputs={"data": json.dumps(data)}, ignore_system_fonts=True)


def _safe(row: Iterable[Cell]) -> list[Cell]:
    """Texts that a spreadsheet would take for a formula get an apostrophe."""
    return [f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell for cell in row]


def _said(cell: Cell) -> str:
    if isinstance(cell, int):
        return f"{cell:,}".replace(",", ".")
    if isinstance(cell, date):
        return format_date(cell)
    return cell or "–"
