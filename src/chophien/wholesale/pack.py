"""A shop's documents for a buyer of much, in one PDF: who it is, and what it lets the buyer have besides."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import typst
from django.utils.translation import gettext as _
from django.utils.translation import override

from chophien.catalog.models import Certificate, Listing
from chophien.lib.dates import format_date, local_date
from chophien.lib.money import format_vnd
from chophien.lib.phone import format_phone
from chophien.lib.quantity import what_it_buys
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerKind
from chophien.wholesale.selectors.packs import certificates_in_force, goods_with_labels
from chophien.wholesale.states import PackPart

TEMPLATE = Path(__file__).parent / "typst" / "pack.typ"
INVOICING = frozenset({SellerKind.HOUSEHOLD_BUSINESS, SellerKind.COOPERATIVE, SellerKind.ENTERPRISE})
"""Who may hand out invoices (Decree 123/2020/NĐ-CP art. 2); others have the tax office issue one for each sale."""
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Good:
    """One of the shop's goods with what stands on its label."""

    name: str
    facts: Pairs


@dataclass(frozen=True)
class Pack:
    """What stands in the pack. `papers` and `goods` are none where they are not given, empty where there are none."""

    identity: Pairs
    papers: list[list[str]] | None
    goods: list[Good] | None


def pack_of(seller: Seller, *, papers: Collection[PackPart], at: datetime) -> Pack:
    """What the market knows of the shop and may show of these papers, as it stands at `at`. At most four statements."""
    day, home = local_date(at), seller.commune
    identity = [
        (_("Name"), seller.name),
        (_("Legal form"), str(SellerKind(seller.kind).label)),
        (_("Address"), ", ".join(p for p in (seller.hamlet, home.full_name, home.province.full_name) if p)),
        (_("Phone"), format_phone(seller.phone) if seller.phone else ""),
    ]
    if PackPart.INVOICES in papers:
        identity.append((_("Invoices"), _invoices(seller)))
    return Pack(
        identity=identity,
        papers=[_paper(one) for one in certificates_in_force(seller, on=day)]
        if PackPart.CERTIFICATES in papers
        else None,
        goods=[_good(*one) for one in goods_with_labels(seller)] if PackPart.LABELS in papers else None,
    )


def pack_pdf(seller: Seller, *, papers: Collection[PackPart], at: datetime) -> bytes:
    """The pack as a file. It is in Vietnamese, whatever language the reader uses."""
    with override("vi"):
        said = asdict(pack_of(seller, papers=papers, at=at)) | {
            "title": seller.name,
            "subtitle": _("Documents of the shop as of %(day)s, from Chợ Phiên") % {"day": format_date(local_date(at))},
            "identity_title": _("The seller"),
            "papers_title": _("Certificates in force"),
            "paper_columns": paper_columns(),
            "no_papers": _("None is in force on this day."),
            "goods_title": _("The goods"),
        }
        return typst.compile(str(TEMPLATE), sys_inputs={"data": json.dumps(said)}, ignore_system_fonts=True)


def pack_name(seller: Seller) -> str:
    """A file name for it."""
    return f"ho-so-{seller.slug}.pdf"


def paper_columns() -> list[str]:
    """What stands above the rows of `Pack.papers`."""
    return [_("Certificate"), _("Number"), _("Issued by"), _("Until")]


def _invoices(seller: Seller) -> str:
    if seller.kind in INVOICING:
        return _("The shop hands out its own invoices.")
    return _("The tax office issues an invoice for a sale when the shop asks for one.")


def _paper(one: Certificate) -> list[str]:
    return [
        f"{one.get_kind_display()} {'★' * one.stars if one.stars else ''}".strip(),
        one.number,
        one.issuer,
        format_date(one.valid_to) if one.valid_to else "",
    ]


def _good(listing: Listing, labels: Mapping[str, str]) -> Good:
    live = listing.live
    if live is None:
        return Good("", [])
    sizes = [f"{what_it_buys(one.unit, one.pack)}: {format_vnd(one.price_vnd)}" for one in listing.variants.all()]
    facts = [
        (_("Code"), listing.code),
        (_("Sold as"), "; ".join(sizes)),
        (_("Origin"), live.origin),
        (_("Use"), live.use),
        (_("Storage"), live.storage),
        *((labels[key], _said(value)) for key, value in live.attributes.items() if key in labels),
    ]
    return Good(live.title, facts)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
