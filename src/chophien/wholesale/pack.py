"""A shop's documents for a buyer of much, in one PDF: who it is, its certificates of today, its goods, its invoices."""

import json
from datetime import datetime
from pathlib import Path

import typst
from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from chophien.catalog.models import Certificate, Listing, Variant
from chophien.catalog.selectors import attributes_of, published_listings
from chophien.lib.dates import format_date, local_date
from chophien.lib.money import format_vnd
from chophien.lib.phone import format_phone
from chophien.lib.quantity import what_it_buys
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerKind

TEMPLATE = Path(__file__).parent / "typst" / "pack.typ"
GOODS_MOST = 200
INVOICING = frozenset({SellerKind.HOUSEHOLD_BUSINESS, SellerKind.COOPERATIVE, SellerKind.ENTERPRISE})
"""Who may hand out invoices (Decree 123/2020/NĐ-CP art. 2); others have the tax office issue one for each sale."""


def pack_pdf(seller: Seller, *, at: datetime) -> bytes:
    """What the market knows of the shop and may show, as it stands at `at`. It is in Vietnamese."""
    with override("vi"):
        data = json.dumps(_facts(seller, at=at))
        return typst.compile(str(TEMPLATE), sys_inputs={"data": data}, ignore_system_fonts=True)


def pack_name(seller: Seller) -> str:
    """A file name for it."""
    return f"ho-so-{seller.slug}.pdf"


def _facts(seller: Seller, *, at: datetime) -> dict[str, object]:
    day, home = local_date(at), seller.commune
    invoices = (
        _("The shop hands out its own invoices.")
        if seller.kind in INVOICING
        else _("The tax office issues an invoice for a sale when the shop asks for one.")
    )
    return {
        "title": seller.name,
        "subtitle": _("Documents of the shop as of %(day)s, from Chợ Phiên") % {"day": format_date(day)},
        "identity_title": _("The seller"),
        "identity": [
            (_("Name"), seller.name),
            (_("Legal form"), str(SellerKind(seller.kind).label)),
            (_("Address"), ", ".join(p for p in (seller.hamlet, home.full_name, home.province.full_name) if p)),
            (_("Phone"), format_phone(seller.phone) if seller.phone else ""),
            (_("Invoices"), invoices),
        ],
        "papers_title": _("Certificates in force"),
        "paper_columns": [_("Certificate"), _("Number"), _("Issued by"), _("Until")],
        "papers": _papers(seller, at=at),
        "no_papers": _("None is in force on this day."),
        "goods_title": _("The goods"),
        "goods": [_good(one) for one in _goods(seller)],
    }


def _papers(seller: Seller, *, at: datetime) -> list[list[str]]:
    day = local_date(at)
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    not_over = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    rows = Certificate.objects.filter(
        begun, not_over, seller=seller, verified_at__isnull=False, withdrawn_at__isnull=True
    )
    return [
        [
            f"{one.get_kind_display()} {'★' * one.stars if one.stars else ''}".strip(),
            one.number,
            one.issuer,
            format_date(one.valid_to) if one.valid_to else "",
        ]
        for one in rows.order_by("kind", "-stars", "pk")
    ]


def _goods(seller: Seller) -> list[Listing]:
    sizes = Prefetch("variants", Variant.objects.filter(is_active=True).order_by("sort", "pk"))
    rows = published_listings().filter(seller=seller).select_related("live__category__parent").prefetch_related(sizes)
    return list(rows.order_by("live__title", "pk")[:GOODS_MOST])


def _good(listing: Listing) -> dict[str, object]:
    live = listing.live
    if live is None:
        return {"name": "", "facts": []}
    labels = {one.key: one.label_vi for one in attributes_of(live.category)}
    sizes = [f"{what_it_buys(one.unit, one.pack)}: {format_vnd(one.price_vnd)}" for one in listing.variants.all()]
    facts = [
        (_("Code"), listing.code),
        (_("Sold as"), "; ".join(sizes)),
        (_("Origin"), live.origin),
        (_("Use"), live.use),
        (_("Storage"), live.storage),
        *((labels[key], _said(value)) for key, value in live.attributes.items() if key in labels),
    ]
    return {"name": live.title, "facts": facts}


def _said(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
