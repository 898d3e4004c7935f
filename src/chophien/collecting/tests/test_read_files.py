"""Carriers' tables: three layouts, CSV and XLSX, and files that are none."""

import io

import pytest
from openpyxl import Workbook

from chophien.collecting.errors import FileUnreadable, LayoutUnknown, RowFaulty
from chophien.collecting.reading.lines import layouts, read_carriers_table

HEADINGS = "Mã vận đơn,Mã đơn,Tiền thu hộ,Phí vận chuyển,Ngày giao,Tình trạng"
VNPOST = """BƯU ĐIỆN TỈNH LÀO CAI
Bảng kê tiền thu hộ
STT;Số hiệu bưu gửi;Mã đơn hàng khách hàng;Số tiền COD;Tổng cước;Ngày phát;Trạng thái bưu gửi
1;EB 1;;1.250.000;22.000;21/11/2026;Phát thành công
2;EB 2;;0;15.000;22/11/2026;Phát hoàn thành công
;;;1.250.000;37.000;;
"""
GHN = """Mã đơn GHN\tMã đơn khách hàng\tTiền thu hộ (COD)\tPhí dịch vụ\tNgày giao thành công\tTrạng thái đơn
G1\tCP-7K3M-92C\t350,000\t20,000\t21/11/2026 08:10\tGiao thành công
"""
OURS = f"{HEADINGS}\nP1,,90000,0,2026-11-21,Đã giao\n"


def as_xlsx(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


@pytest.mark.parametrize(
    ("text", "layout", "told"),
    [
        (VNPOST, "vnpost", [("EB 1", 1_250_000, 22_000, ""), ("EB 2", 0, 15_000, "returned")]),
        (GHN, "ghn", [("G1", 350_000, 20_000, "")]),
        (OURS, "phien", [("P1", 90_000, 0, "")]),
    ],
)
def test_three_layouts_are_read(text, layout, told):
    read = read_carriers_table(text.encode())

    assert read.layout == layout
    assert [(one.tracking_code, one.amount_vnd, one.fee_vnd, one.meaning) for one in read.lines] == told
    assert {one.key for one in layouts()} == {"vnpost", "ghn", "phien"}


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", LayoutUnknown),
        ("Mã vận đơn,Tiền".encode(), LayoutUnknown),
        (bytes(range(128, 256)), FileUnreadable),
        (OURS.encode() + b"\0", FileUnreadable),
        (b"PK\x03\x04 no zip", FileUnreadable),
        (OURS.replace("90000", "=SUM(A1:A9)").encode(), RowFaulty),
        (OURS.replace("90000", "-90000").encode(), RowFaulty),
        (OURS.replace("90000", "").encode(), RowFaulty),
        (OURS.replace("90000", "9" * 30).encode(), RowFaulty),
        (OURS.replace("90000", "90.5").encode(), RowFaulty),
        (OURS.replace("2026-11-21", "21-2026-11").encode(), RowFaulty),
        (OURS.replace("P1", "P" * 61).encode(), RowFaulty),
        (OURS.replace("P1", "").encode(), RowFaulty),
        (OURS.replace(",0,", ",mười,").encode(), RowFaulty),
        ((HEADINGS + "\n" + "P1,,1,0,2026-11-21,x\n" * 50_001).encode(), FileUnreadable),
        (as_xlsx(HEADINGS.split(","), ["P1", "", "=1+1", 0, "2026-11-21", "Đã giao"]), RowFaulty),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_refused_whole(data, refusal):
    with pytest.raises(refusal):
        read_carriers_table(data)


def test_a_spreadsheet_is_read_as_a_table_is():
    read = read_carriers_table(as_xlsx(HEADINGS.split(","), ["P1", None, 90000.0, 0, "2026-11-21", "Đã giao"]))

    assert [(one.tracking_code, one.amount_vnd) for one in read.lines] == [("P1", 90_000)]
