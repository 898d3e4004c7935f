"""The files of a month's return, after the forms of Decree 117/2025 (01/CNKD-TMĐT and its list 01-1/BK-CNKD-TMĐT).

Circular 89/2026/TT-BTC has a new set of forms whose codes nobody here has verified; each file says so.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree as ET

from django.conf import settings

from chophien.lib.dates import format_date, local_date
from chophien.lib.sheets import XLSX_TYPE, xlsx
from chophien.tax.models import MonthlyReturn
from chophien.tax.selectors.returns import MonthSheet
from chophien.tax.selectors.years import Sums

RETURN_FORM, LIST_FORM = "01/CNKD-TMĐT", "01-1/BK-CNKD-TMĐT"
UNVERIFIED = "Mẫu của Nghị định 117/2025/NĐ-CP; ký hiệu mẫu theo Thông tư 89/2026/TT-BTC chưa được kiểm tra"
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
CSV, XML = "text/csv; charset=utf-8", "application/xml"
KINDS: Mapping[str, tuple[str, str, str]] = {
    "return-xml": ("to-khai_01-CNKD-TMDT", "xml", XML),
    "return-csv": ("to-khai_01-CNKD-TMDT", "csv", CSV),
    "list-xml": ("bang-ke_01-1-BK-CNKD-TMDT", "xml", XML),
    "list-csv": ("bang-ke_01-1-BK-CNKD-TMDT", "csv", CSV),
    "list-xlsx": ("bang-ke_01-1-BK-CNKD-TMDT", "xlsx", XLSX_TYPE),
}
"""For each file how its name begins and ends, and its type."""
AMOUNTS = ("Doanh thu", "Thuế GTGT", "Thuế TNCN")


def files_of(sheet: MonthSheet, made: MonthlyReturn) -> dict[str, bytes]:
    """Each file by its kind. Deterministic: the same month makes the same bytes."""
    return {
        "return-xml": _return_xml(sheet, made),
        "return-csv": _return_csv(sheet, made),
        "list-xml": _list_xml(sheet, made),
        "list-csv": _csv(_head(LIST_FORM, made), _list_rows(sheet)),
        "list-xlsx": _list_xlsx(sheet, made),
    }


def file_name(kind: str, made: MonthlyReturn) -> str:
    """``to-khai_01-CNKD-TMDT_2026-11_lan-1.xml``."""
    begins, ending, _type = KINDS[kind]
    return f"{begins}_{made.month:%Y-%m}_lan-{made.number}.{ending}"


def _head(form: str, made: MonthlyReturn) -> list[tuple[str, str]]:
    return [
        ("Mẫu", form),
        ("Ghi chú", UNVERIFIED),
        ("Kỳ tính thuế", f"{made.month:%m/%Y}"),
        ("Lần", str(made.number)),
        ("Bên khấu trừ", settings.VIETQR_ACCOUNT["name"]),
        ("Mã số thuế nộp thay", settings.TAX_CODE or "chưa được cấp"),
        ("Hạn nộp", format_date(local_date(made.due_at))),
    ]


HEAD_NAMES = ("Mau", "GhiChu", "KyTinhThue", "Lan", "BenKhauTru", "MaSoThueNopThay", "HanNop")


def _return_xml(sheet: MonthSheet, made: MonthlyReturn) -> bytes:
    root = _root("ToKhai", RETURN_FORM, made)
    for line in sheet.classes:
        row = ET.SubElement(root, "Dong", {"loai": line.tax_class.value})
        _child(row, "NhomHang", str(line.tax_class.label))
        _sums(row, line.sums)
    _sums(ET.SubElement(root, "Tong"), sheet.sums)
    for name, _label, vat, pit in _carried(made):
        row = ET.SubElement(root, name)
        _child(row, "ThueGTGT", str(vat))
        _child(row, "ThueTNCN", str(pit))
    return _bytes(root)


def _carried(made: MonthlyReturn) -> list[tuple[str, str, int, int]]:
    """What comes from months before, what is paid, and what is left for those after: in XML, in words, VAT and PIT."""
    return [
        ("KyTruocChuyenSang", "Kỳ trước chuyển sang", made.carried_vat_vnd, made.carried_pit_vnd),
        ("PhaiNop", "Phải nộp kỳ này", made.pays_vat_vnd, made.pays_pit_vnd),
        ("ChuyenKySau", "Chuyển kỳ sau", made.carries_vat_vnd, made.carries_pit_vnd),
    ]


def _list_xml(sheet: MonthSheet, made: MonthlyReturn) -> bytes:
    root = _root("BangKe", LIST_FORM, made)
    for number, line in enumerate(sheet.sellers, start=1):
        row = ET.SubElement(root, "Dong", {"stt": str(number), "loai": line.tax_class.value})
        _child(row, "HoTen", line.who.name)
        _child(row, "MaSoThue", line.who.number)
        _child(row, "DiaChi", line.who.address)
        _child(row, "DoiTuong", str(line.entity.label))
        _child(row, "MaGianHang", line.seller_code)
        _child(row, "NhomHang", str(line.tax_class.label))
        _sums(row, line.sums)
    _sums(ET.SubElement(root, "Tong"), sheet.sums)
    return _bytes(root)


def _return_csv(sheet: MonthSheet, made: MonthlyReturn) -> bytes:
    rows: list[Sequence[str | int]] = [("Nhóm hàng", *AMOUNTS)]
    rows += [(str(line.tax_class.label), *_amounts(line.sums)) for line in sheet.classes]
    rows.append(("Cộng", *_amounts(sheet.sums)))
    if made.is_carrying:
        rows += [(label, "", vat, pit) for _name, label, vat, pit in _carried(made)]
    return _csv(_head(RETURN_FORM, made), rows)


def _list_xlsx(sheet: MonthSheet, made: MonthlyReturn) -> bytes:
    """For people to open: a table program takes the zeros off a tax code that it reads from a CSV."""
    head: list[Sequence[str | int]] = [*_head(LIST_FORM, made), ("",)]
    return xlsx([*head, *_list_rows(sheet)], title="Bang ke", at=made.made_at)


def _list_rows(sheet: MonthSheet) -> list[Sequence[str | int]]:
    columns = ("STT", "Họ tên", "Mã số thuế hoặc số định danh", "Địa chỉ", "Đối tượng", "Mã gian hàng", "Nhóm hàng")
    rows: list[Sequence[str | int]] = [(*columns, *AMOUNTS)]
    rows += [
        (
            number,
            line.who.name,
            line.who.number,
            line.who.address,
            str(line.entity.label),
            line.seller_code,
            str(line.tax_class.label),
            *_amounts(line.sums),
        )
        for number, line in enumerate(sheet.sellers, start=1)
    ]
    return [*rows, ("", "Cộng", "", "", "", "", "", *_amounts(sheet.sums))]


def _amounts(sums: Sums) -> tuple[int, int, int]:
    return sums.base_vnd, sums.vat_vnd, sums.pit_vnd


def _root(name: str, form: str, made: MonthlyReturn) -> ET.Element:
    root = ET.Element(name)
    head = ET.SubElement(root, "ThongTinChung")
    for key, (_label, said) in zip(HEAD_NAMES, _head(form, made), strict=True):
        _child(head, key, said)
    return root


def _sums(parent: ET.Element, sums: Sums) -> None:
    for name, amount in zip(("DoanhThu", "ThueGTGT", "ThueTNCN"), _amounts(sums), strict=True):
        _child(parent, name, str(amount))


def _child(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _bytes(root: ET.Element) -> bytes:
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _csv(head: Iterable[Sequence[str]], rows: Iterable[Sequence[str | int]]) -> bytes:
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerows(head)
    writer.writerow([])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _safe(cell: str | int) -> str | int:
    """Texts that a spreadsheet would take for a formula get an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell
