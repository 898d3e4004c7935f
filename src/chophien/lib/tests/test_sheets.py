"""Tables as XLSX: texts stay what they are, and the same table is the same bytes."""

import io
from datetime import UTC, datetime

from openpyxl import load_workbook

from chophien.lib.sheets import xlsx

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def test_zeros_before_a_number_and_what_looks_like_a_formula_stay_text():
    data = xlsx([("Mã", "Tiền"), ("001234567890", 5_000), ("=1+1", -1)], title="Bang", at=NOON)

    sheet = load_workbook(io.BytesIO(data)).active
    cells = [[(cell.value, cell.data_type, cell.number_format) for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert cells == [
        [("001234567890", "s", "@"), (5_000, "n", "General")],
        [("=1+1", "s", "@"), (-1, "n", "General")],
    ]
    assert data == xlsx([("Mã", "Tiền"), ("001234567890", 5_000), ("=1+1", -1)], title="Bang", at=NOON)
