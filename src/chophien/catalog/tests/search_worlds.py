"""Small markets to search in: goods with the facts that count, written through the market's own actions."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from chophien.catalog.models import Certificate, Listing
from chophien.catalog.search.find import search
from chophien.catalog.search.query import read_query
from chophien.catalog.search.refresh import refresh_search, set_available
from chophien.catalog.search.results import SearchPage
from chophien.catalog.search.vocabulary import forget_vocabulary
from chophien.catalog.states import CertificateKind
from chophien.catalog.tests.factories import a_category, a_listing, an_offer
from chophien.lib.codes import new_code
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import a_seller

DAY = datetime(2026, 11, 24, 3, tzinfo=UTC)
LONG_ENOUGH = "Wwww wwww wwww wwww wwww."
DONG_VAN, CHI_LANG, NA_RI, SAI_GON = "00721", "06463", "02155", "26740"
"""Communes of today: once of Hà Giang, Lạng Sơn, Bắc Kạn and Hồ Chí Minh City."""


def goods(
    title: str,
    *,
    story: str = "",
    seller: Seller | None = None,
    price_vnd: int = 100_000,
    category: str = "che",
    category_name: str = "Chè",
    season: tuple[str, str] = ("", ""),
    stars: int = 0,
    until: date | None = None,
    papers: Mapping[str, date | None] | None = None,
    available: bool = True,
    at: datetime = DAY,
) -> Listing:
    """Goods on sale, in stock unless told otherwise. `until` is the last day of its stars, `papers` other certificates."""
    listing = a_listing(
        seller=seller or a_seller(),
        at=at,
        title=title,
        description=f"{story} {LONG_ENOUGH}",
        category=a_category(category, name_vi=category_name),
        season_from=season[0],
        season_to=season[1],
        offers=[an_offer(price_vnd=price_vnd)],
    )
    for kind, last_day in {**({CertificateKind.OCOP: until} if stars else {}), **(papers or {})}.items():
        _certificate(listing, kind, last_day, stars=stars if kind == CertificateKind.OCOP else None)
    refresh_search([listing.pk], at=at)
    if available:
        set_available([listing.pk], available=True)
    return listing


def found(q: str = "", *, at: datetime = DAY, **filters: str) -> SearchPage:
    """The page for an address with these parameters, by a process that knows all words."""
    forget_vocabulary()
    return search(read_query({"q": q, **filters}), at=at)


def titles(q: str = "", *, at: datetime = DAY, **filters: str) -> list[str]:
    """The titles on that page, in their order."""
    return [hit.title for hit in found(q, at=at, **filters).hits]


def _certificate(listing: Listing, kind: str, last_day: date | None, *, stars: int | None) -> None:
    certificate = Certificate.objects.create(
        code=new_code("CN", 10),
        seller=listing.seller,
        kind=kind,
        stars=stars,
        number="1",
        valid_from=date(2020, 1, 1),
        valid_to=last_day,
        verified_at=DAY,
        verified_by="operator",
    )
    certificate.listings.add(listing)
