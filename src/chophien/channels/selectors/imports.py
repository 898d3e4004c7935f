"""Reads about imports, and the rows of an export."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import holds_nationwide, scope_codes
from chophien.accounts.states import Role, Scope
from chophien.catalog.models import Certificate, Listing, Variant
from chophien.catalog.states import CertificateKind
from chophien.channels.imports.rows import COLUMNS, as_written
from chophien.channels.models import GoodsImport, ImportFault


def imports_visible_to(person: Person, *, at: datetime) -> QuerySet[GoodsImport]:
    """An operator sees every import; a shop's manager those of the shop."""
    if holds_nationwide(person.code, roles={Role.OPERATOR}, at=at):
        return GoodsImport.objects.order_by("-started_at", "-pk")
    return imports_managed_by(person, at=at)


def imports_managed_by(person: Person, *, at: datetime) -> QuerySet[GoodsImport]:
    """The imports of the shops that somebody manages, newest first."""
    shops = scope_codes(person.code, roles={Role.SELLER_MANAGER}, scope=Scope.SELLER, at=at)
    return GoodsImport.objects.filter(seller_code__in=shops).order_by("-started_at", "-pk")


def imports_of_shop(seller_code: str, *, most: int = 10) -> list[GoodsImport]:
    """The latest imports of one shop's goods alone."""
    return list(GoodsImport.objects.filter(seller_code=seller_code).order_by("-started_at", "-pk")[:most])


def lock_import(pk: int) -> GoodsImport:
    return GoodsImport.objects.select_for_update().get(pk=pk)


def import_by_code(code: str) -> GoodsImport:
    return GoodsImport.objects.get(code=code)


def first_faults(goods_import: GoodsImport, *, most: int = 200) -> list[ImportFault]:
    return list(goods_import.faults.order_by("row", "pk")[:most])


def all_faults(goods_import: GoodsImport) -> Iterator[ImportFault]:
    """Every fault in the order of the file, for the file of faults that can be downloaded."""
    return goods_import.faults.order_by("row", "pk").iterator(chunk_size=1000)


def exported_goods(seller_code: str = "") -> Iterator[dict[str, str]]:
    """Rows of goods on sale in the import's own columns, one for each variant; imported again they change nothing."""
    listings = Listing.objects.filter(live__isnull=False).select_related("seller__commune__province", "live__category")
    if seller_code:
        listings = listings.filter(seller__code=seller_code)
    variants = Variant.objects.filter(is_active=True).select_related("stock").order_by("sort", "pk")
    stars = Certificate.objects.filter(kind=CertificateKind.OCOP).order_by("pk")
    wanted = listings.prefetch_related(Prefetch("variants", variants), Prefetch("certificates", stars)).order_by("pk")
    for listing in wanted.iterator(chunk_size=500):
        for place, variant in enumerate(listing.variants.all()):
            yield _exported(listing, variant, is_first=place == 0)


def _exported(listing: Listing, variant: Variant, *, is_first: bool) -> dict[str, str]:
    live = listing.live
    if live is None or live.category is None:
        raise ValueError(f"{listing.code} is on sale without a version or a category")
    name = listing.sku or listing.code
    stars = list(listing.certificates.all())[-1:]
    stock = getattr(variant, "stock", None)
    row = {
        "sku": name if is_first else f"{name}~{variant.code}",
        "title": live.title,
        "description": live.description,
        "category": live.category.slug,
        "price_vnd": str(variant.price_vnd),
        "unit": variant.unit,
        "pack": variant.pack,
        "weight_g": str(variant.weight_g),
        "stock": f"{stock.available.normalize():f}" if stock else "0",
        "seller_code": listing.seller.code,
        "seller_name": listing.seller.name,
        "seller_kind": listing.seller.kind,
        "province_code": listing.seller.commune.province.code,
        "commune_code": listing.seller.commune.code,
        "ocop_stars": str(stars[0].stars) if stars else "",
        "ocop_valid_to": stars[0].valid_to.isoformat() if stars and stars[0].valid_to else "",
        "season_from": live.season_from,
        "season_to": live.season_to,
        "photo_file": "",
    }
    return {column: as_written(row[column]) for column in COLUMNS}
