"""What an invoice says, and who makes one of it: an interface with one issuer, which writes files.

An issuer that speaks to a provider of electronic invoices (Decree 254/2026, Circular 91/2026) is another class with the
same two members, named in `ISSUERS`.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Protocol
from xml.etree import ElementTree as ET

from chophien.sellers.selectors.taxpayers import Taxpayer
from chophien.tax.models import InvoiceData

XML = "application/xml"


@dataclass(frozen=True)
class InvoiceLine:
    """One line: quantities and prices as text and đồng, as the buyer saw them."""

    title: str
    unit: str
    quantity: str
    price_vnd: int
    amount_vnd: int


@dataclass(frozen=True)
class InvoiceFacts:
    """All that an invoice says. The total is what the buyer keeps paying."""

    subject_code: str
    seller_code: str
    seller_name: str
    seller_address: str
    buyer_code: str
    buyer_name: str
    buyer_address: str
    sold_on: str
    paid_by: str
    lines: tuple[InvoiceLine, ...]
    goods_vnd: int
    discount_vnd: int
    shipping_vnd: int
    fee_vnd: int
    given_back_vnd: int
    given_back_shipping_vnd: int
    """Of what was given back: for the shipping."""
    total_vnd: int

    def check(self) -> None:
        """Sums agree to the đồng.

        :raises ValueError: if they do not: the caller's mistake
        """
        goods = sum(line.amount_vnd for line in self.lines)
        total = self.goods_vnd - self.discount_vnd + self.shipping_vnd + self.fee_vnd - self.given_back_vnd
        if goods != self.goods_vnd or total != self.total_vnd:
            raise ValueError(f"the sums of {self.subject_code} do not agree: {goods}, {total}")

    def as_json(self) -> dict[str, object]:
        """The facts as they are kept."""
        kept: dict[str, object] = json.loads(json.dumps(asdict(self)))
        return kept


def digest_of(facts: Mapping[str, object]) -> str:
    """By which two sets of facts are told apart."""
    return sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Issue:
    """What an issuer made: the number it gave, and the file for both sides."""

    number: str
    data: bytes
    content_type: str
    name: str


class Issuer(Protocol):
    """Makes invoices. Asked for the same data again it gives the same number."""

    @property
    def key(self) -> str: ...

    def issue(self, invoice: InvoiceData, seller: Taxpayer) -> Issue: ...


class FileIssuer:
    """Writes the invoice as an XML file, for the seller to enter where it writes its invoices. No authority gets it."""

    key = "file"

    def issue(self, invoice: InvoiceData, seller: Taxpayer) -> Issue:
        """The file. Deterministic: the same data make the same bytes."""
        number = f"{invoice.subject_code}/{invoice.number}"
        data = _xml(invoice, seller, number)
        return Issue(number, data, XML, f"hoa-don_{invoice.subject_code}_{invoice.number}.xml")


ISSUERS: Mapping[str, Issuer] = {"file": FileIssuer()}


def _xml(invoice: InvoiceData, seller: Taxpayer, number: str) -> bytes:
    facts = invoice.facts
    root = ET.Element("DuLieuHoaDon", {"so": number})
    if invoice.replaces is not None:
        ET.SubElement(root, "ThayThe", {"so": f"{invoice.subject_code}/{invoice.number - 1}"}).text = invoice.reason
    head = ET.SubElement(root, "ThongTinChung")
    _children(head, {"DonHang": invoice.subject_code, "NgayBan": facts["sold_on"], "ThanhToan": facts["paid_by"]})
    _children(
        ET.SubElement(root, "NguoiBan"),
        {
            "Ten": seller.name or facts["seller_name"],
            "MaSoThue": seller.number,
            "DiaChi": seller.address or facts["seller_address"],
            "GianHang": facts["seller_name"],
        },
    )
    _children(ET.SubElement(root, "NguoiMua"), {"Ten": facts["buyer_name"], "DiaChi": facts["buyer_address"]})
    for place, line in enumerate(facts["lines"], start=1):
        row = ET.SubElement(root, "Dong", {"stt": str(place)})
        _children(
            row,
            {
                "TenHang": line["title"],
                "DonVi": line["unit"],
                "SoLuong": line["quantity"],
                "DonGia": line["price_vnd"],
                "ThanhTien": line["amount_vnd"],
            },
        )
    _children(
        ET.SubElement(root, "Tong"),
        {
            "TienHang": facts["goods_vnd"],
            "GiamGia": facts["discount_vnd"],
            "VanChuyen": facts["shipping_vnd"],
            "PhiCho": facts["fee_vnd"],
            "DaTraLai": facts["given_back_vnd"],
            "DaTraLaiVanChuyen": facts.get("given_back_shipping_vnd", 0),
            "TongCong": facts["total_vnd"],
        },
    )
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _children(parent: ET.Element, said: Mapping[str, object]) -> None:
    for name, text in said.items():
        ET.SubElement(parent, name).text = str(text)
