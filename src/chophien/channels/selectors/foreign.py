"""Reads about tables of other sites: whose they are, and which rows the shop seems to have already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import scope_codes
from chophien.accounts.states import Role, Scope
from chophien.catalog.models import Category, Listing
from chophien.channels.imports.foreign import title_key
from chophien.channels.models import ChannelListing, ForeignRow, ForeignTable
from chophien.channels.states import Decision, Sameness, TableStatus
from chophien.sellers.models import Seller

SHOWN = 100


@dataclass
class KnownGoods:
    """What the shop has, by everything that a row may be recognised by."""

    by_sku: dict[str, int] = field(default_factory=dict)
    by_barcode: dict[str, int] = field(default_factory=dict)
    by_title: dict[str, int] = field(default_factory=dict)

    def match(self, cells: Mapping[str, str]) -> tuple[int | None, str]:
        """The listing that a row seems to be, and why; the surest sign counts."""
        sku, barcode = cells.get("sku", "").strip().lower(), cells.get("barcode", "").strip()
        key = title_key(cells.get("title", ""), cells.get("pack", ""))
        signs = (
            (sku, self.by_sku, Sameness.SKU),
            (barcode, self.by_barcode, Sameness.BARCODE),
            (key, self.by_title, Sameness.TITLE),
        )
        for sign, known, why in signs:
            if sign and sign in known:
                return known[sign], why.value
        return None, ""


def known_goods(seller: Seller) -> KnownGoods:
    """Everything that a row can be compared with. Four statements for any number of goods."""
    known = KnownGoods()
    listings = Listing.objects.filter(seller=seller).select_related("live", "working").prefetch_related("variants")
    for listing in listings.order_by("pk"):
        for name in (listing.sku, listing.code):
            if name:
                known.by_sku.setdefault(name.lower(), listing.pk)
        version = listing.live or listing.working
        if version is None:
            continue
        told = str(version.attributes.get("barcode", "") or version.attributes.get("ma_vach", ""))
        if told:
            known.by_barcode.setdefault(told, listing.pk)
        packs = {variant.pack for variant in listing.variants.all()} or {str(one["pack"]) for one in version.offers}
        for pack in sorted(packs):
            known.by_title.setdefault(title_key(version.title, pack), listing.pk)
        if len(packs) == 1:
            known.by_title.setdefault(title_key(version.title, ""), listing.pk)
    linked = ChannelListing.objects.filter(channel__seller=seller).exclude(barcode="")
    known.by_barcode.update(linked.values_list("barcode", "listing_id"))
    _learn_from_earlier(known, seller)
    return known


def _learn_from_earlier(known: KnownGoods, seller: Seller) -> None:
    """Bar codes of rows that were brought in before stand for the goods that they became."""
    rows = ForeignRow.objects.filter(table__seller=seller, table__status=TableStatus.BROUGHT_IN).exclude(barcode="")
    for row in rows.exclude(decision=Decision.SKIP).order_by("pk").only("barcode", "cells", "listing_id", "decision"):
        became = row.listing_id if row.decision == Decision.MERGE else None
        listing = became or known.by_sku.get(str(row.cells.get("sku", "")).lower())
        if listing:
            known.by_barcode.setdefault(row.barcode, listing)


def tables_managed_by(person: Person, *, at: datetime) -> QuerySet[ForeignTable]:
    """The tables of the shops that somebody manages."""
    shops = scope_codes(person.code, roles={Role.SELLER_MANAGER}, scope=Scope.SELLER, at=at)
    return ForeignTable.objects.filter(seller__code__in=shops).select_related("seller", "goods_import")


def tables_of(seller: Seller, *, most: int = 10) -> list[ForeignTable]:
    return list(ForeignTable.objects.filter(seller=seller).order_by("-sent_at", "-pk")[:most])


def lock_table(pk: int) -> ForeignTable:
    return ForeignTable.objects.select_for_update(of=("self",)).select_related("seller").get(pk=pk)


def undecided_rows(table: ForeignTable) -> QuerySet[ForeignRow]:
    """Rows that seem to be there already and wait for somebody's word."""
    return table.rows.filter(decision="").select_related("listing__live", "listing__working").order_by("number")


def first_rows(table: ForeignTable, *, most: int = SHOWN) -> list[ForeignRow]:
    """The first rows for the page: those that wait first."""
    return list(table.rows.select_related("listing__live", "listing__working").order_by("decision", "number")[:most])


def counted_rows(table: ForeignTable) -> dict[str, int]:
    """How many rows were decided how; the empty name counts those that wait."""
    counts: dict[str, int] = {}
    for decision in table.rows.values_list("decision", flat=True):
        counts[decision] = counts.get(decision, 0) + 1
    return counts


def categories_by_slug() -> dict[str, Category]:
    return {category.slug: category for category in Category.objects.all()}


def rows_in_order(table: ForeignTable) -> Iterable[ForeignRow]:
    return table.rows.select_related("listing").order_by("number")
