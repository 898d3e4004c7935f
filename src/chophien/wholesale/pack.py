"""A shop's documents for a buyer of much, in one PDF: who it is, and what it lets the buyer have besides."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import typst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from chophien.catalog.models import Certificate, Listing
from chophien.catalog.selectors import land_of
from chophien.lib.dates import format_date, local_date
from chophien.lib.money import format_vnd
from chophien.lib.phone import format_phone
from chophien.lib.quantity import what_it_buys
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerKind
from chophien.wholesale.selectors.packs import Copy, certificates_in_force, copies_held, goods_with_labels
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
    """What stands in the pack. `papers` and `goods` are none where they are not given, empty where there are none.
    `holds` says in sentences what it is and what it is not.
    """

    identity: Pairs
    holds: list[str]
    papers: list[list[str]] | None
    goods: list[Good] | None


def pack_of(seller: Seller, *, papers: Collection[PackPart], at: datetime) -> Pack:
    """What the market knows of the shop and may show of these papers, as it stands at `at`. At most 7 statements."""
    day, home = local_date(at), seller.commune
    copies = copies_held(seller, on=day) if PackPart.COPIES in papers else []
    kept = {one.file.code for one in copies}
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
        holds=_holds(papers, copies),
        papers=[_paper(one, is_kept=one.file_code in kept) for one in certificates_in_force(seller, on=day)]
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
            "holds_title": _("What these documents are"),
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
    return [_("Certificate"), _("Number"), _("Issued by"), _("Until"), _("Confirmed by the market on"), _("Copy given")]


def _holds(papers: Collection[PackPart], copies: Sequence[Copy]) -> list[str]:
    """What the pack is, and what is not in it: nobody is to take a list of certificates for the certificates."""
    said = [_("Who the shop is, as it stands in the market's register on this day.")]
    if PackPart.CERTIFICATES in papers:
        said.append(
            _(
                "A list of the shop's certificates in force. The market has confirmed each on the day that stands "
                "beside it; the list is not the certificate itself."
            )
        )
    if PackPart.LABELS in papers:
        said.append(_("The goods on sale with what the shop says about them and what stands on their labels."))
    if PackPart.COPIES in papers:
        many = len(copies)
        said.append(
            ngettext("Copies, beside this file: one paper.", "Copies, beside this file: %(num)s papers.", many)
            % {"num": many}
            if many
            else _("The market holds no approved paper of which it could give a copy.")
        )
    else:
        said.append(_("No copies of papers: the shop has not given them."))
    said.append(_("Never in it: papers about persons and bank accounts."))
    said.append(_("Not in it: which lot goods come from. The code on each pack tells that."))
    return said


def _invoices(seller: Seller) -> str:
    if seller.kind in INVOICING:
        return _("The shop hands out its own invoices.")
    return _("The tax office issues an invoice for a sale when the shop asks for one.")


def _paper(one: Certificate, *, is_kept: bool) -> list[str]:
    land = land_of(one)
    only = [_("only what grew in %(land)s") % {"land": "; ".join(land)}] if land else []
    return [
        ", ".join([f"{one.get_kind_display()} {'★' * one.stars if one.stars else ''}".strip(), *only]),
        one.number,
        one.issuer,
        format_date(one.valid_to) if one.valid_to else "",
        format_date(local_date(one.verified_at)) if one.verified_at else "",
        _("yes") if is_kept else _("no"),
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
