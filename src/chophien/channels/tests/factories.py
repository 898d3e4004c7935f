"""Files of goods for tests."""

import csv
import io
from datetime import UTC, datetime

from openpyxl import Workbook

from chophien.catalog.tests.factories import a_category
from chophien.channels.actions.imports import start_import
from chophien.channels.imports.rows import COLUMNS
from chophien.channels.states import FaultyRows
from chophien.places.tests.factories import a_commune

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def a_row(number: int = 1, **cells: str) -> dict[str, str]:
    """A row that is right: tea of a cooperative in Đồng Văn. Keyword arguments replace cells."""
    row = {
        "sku": f"CHE-{number}",
        "title": f"Chè Shan tuyết {number}",
        "description": "Chè búp hái tay trên cây cổ thụ, sao trong ngày.",
        "category": "che",
        "price_vnd": "185000",
        "unit": "hộp",
        "pack": "100 g",
        "weight_g": "180",
        "stock": "20",
        "seller_code": "htx-lung-phin",
        "seller_name": "HTX Lùng Phình",
        "seller_kind": "cooperative",
        "province_code": "08",
        "commune_code": "00721",
        "ocop_stars": "",
        "ocop_valid_to": "",
        "season_from": "",
        "season_to": "",
        "photo_file": "",
    }
    return {**row, **cells}


def known_places() -> None:
    """The category and commune that `a_row` names."""
    a_category("che")
    a_commune("00721")


def as_csv(rows: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS, delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_xlsx(rows: list[dict[str, object]], columns: tuple[str, ...] = COLUMNS) -> bytes:
    book = Workbook()
    book.active.append(list(columns))
    for row in rows:
        book.active.append([row[column] for column in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def an_import(data, *, actor, seller_code="", publish=False, dry_run=False, faulty_rows=FaultyRows.SKIP, **facts):
    """A file that was sent in and waits for its job."""
    return start_import(
        file=io.BytesIO(data),
        file_name=facts.pop("file_name", "hang.csv"),
        seller_code=seller_code,
        publish=publish,
        dry_run=dry_run,
        faulty_rows=faulty_rows,
        actor=actor,
        at=NOON,
        **facts,
    )
