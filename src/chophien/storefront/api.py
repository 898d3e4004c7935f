"""Goods for other sites: search with counts, and one good in full."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from chophien.catalog.models import Certificate, Listing, ListingVersion, Variant
from chophien.catalog.search.cursors import read_cursor
from chophien.catalog.search.find import search
from chophien.catalog.search.query import MOST_LIMIT, SORTS, read_query
from chophien.catalog.search.results import CardPhoto, FacetBranch, FacetValue, Hit
from chophien.catalog.selectors import certificates_for_areas, listing_page, season_state, valid_certificates
from chophien.lib.dates import Season, SeasonState, local_date
from chophien.lib.errors import Invalid, NotFound
from chophien.lib.quantity import unit_label
from chophien.seasons.selectors.harvests import harvest_of_listing, left_of
from chophien.supply.selectors import available
from chophien.switches.selectors import is_on
from chophien.switches.states import Feature
from chophien.uploads.selectors import photo_sources, picture_sources

router = Router()
CARD_WIDTH, PAGE_WIDTH = 320, 1280


class NamedOut(Schema):
    code: str
    name: str


class SellerOut(NamedOut):
    slug: str


class ProductOut(Schema):
    code: str
    slug: str
    title: str
    url: str
    price_vnd: int = Field(description="of the cheapest variant that is left, whole đồng")
    unit: str
    pack: str
    seller: SellerOut
    province: NamedOut
    commune: NamedOut
    ocop_stars: int | None = Field(None, description="of a certificate that is valid today")
    photo_url: str
    photo_is_drawing: bool = Field(description="true where no photo exists and a drawing of the kind stands in")
    available: bool
    upcoming_month: int | None = Field(None, description="goods between their seasons: the month in which they come")


class FacetOut(Schema):
    value: str
    label: str
    count: int


class FacetsOut(Schema):
    category: list[FacetOut]
    province: list[FacetOut]
    price: list[FacetOut]
    ocop_min: list[FacetOut]
    cert: list[FacetOut]
    seller_kind: list[FacetOut]
    in_season: int
    exact: bool = Field(description="false: counted over the first 2,000 hits")


class IgnoredOut(Schema):
    field: str
    detail: str


class ProductsOut(Schema):
    items: list[ProductOut]
    next: str | None = Field(None, description="cursor of the page that follows")
    total: int
    total_is_exact: bool
    facets: FacetsOut
    ignored: list[IgnoredOut] = Field(default=[], description="parameters that made no sense and were left out")


class VariantOut(Schema):
    code: str
    title: str
    price_vnd: int
    unit: str
    pack: str
    available: float
    step: float
    min_quantity: float
    weight_g: int


class CertificateOut(Schema):
    kind: str
    stars: int | None
    number: str
    issuer: str
    valid_from: date | None
    valid_to: date | None


class AreaOut(Schema):
    code: str
    commune: str


class AreaCertificateOut(CertificateOut):
    """A certificate only for what grew on certain land. Which land goods are from is known with their lot."""

    areas: list[AreaOut]


class SeasonOut(Schema):
    begins: str = Field(alias="from", description="MM-DD")
    ends: str = Field(alias="to", description="MM-DD; earlier than the first day when it goes over the new year")
    state: str
    lunar: str = Field("", description="MM-DD/MM-DD of the lunar year that these are the days of; else empty")


class PreorderOut(Schema):
    """A harvest to come that buyers can order from on its page."""

    code: str
    url: str
    variant_code: str
    begins_on: date
    ends_on: date
    price_vnd: int
    left: float = Field(description="how much can still be ordered, in the variant's unit")
    deposit_percent: int = Field(description="of the goods' price, transferred at once; 0: all is paid on delivery")


class ProductDetailOut(ProductOut):
    description: str
    category: NamedOut
    attributes: dict[str, object]
    variants: list[VariantOut]
    certificates: list[CertificateOut]
    area_certificates: list[AreaCertificateOut] = Field(
        [], description="no badges of the goods; with the lot they may be"
    )
    season: SeasonOut | None = None
    preorder: PreorderOut | None = None


class ProductsIn(Schema):
    """What may be asked. Values that make no sense are left out and named in `ignored`."""

    q: str = Field("", description="words, with or without marks")
    category: str = ""
    province: str = ""
    seller: str = ""
    ocop_min: str = ""
    price_min: str = ""
    price_max: str = ""
    cert: list[str] = []
    seller_kind: str = ""
    in_season: str = ""
    sort: str = Field("", description=", ".join(SORTS))
    limit: str = Field("", description=f"1 to {MOST_LIMIT}")
    cursor: str = Field("", description="`next` of the page before, with the same search; any other is refused")


@router.get("", response=ProductsOut, summary="Search the goods on sale")
def products(request: HttpRequest, filters: Query[ProductsIn]) -> dict[str, object]:
    asked = {name: value for name, value in filters.dict().items() if value}
    query = read_query(asked)
    if query.cursor and read_cursor(query) == read_cursor(query.but()):
        raise Invalid({"cursor": [_("This is no cursor of this search. Begin again without one.")]})
    now = timezone.now()
    page = search(query, at=now)
    return {
        "items": [_item(hit, on=local_date(now)) for hit in page.hits],
        "next": page.next_cursor or None,
        "total": page.total,
        "total_is_exact": not page.more_than_total,
        "facets": {
            "category": [_facet(one) for one in _branches(page.facets.categories)],
            "province": [_facet(one) for one in page.facets.provinces],
            "price": [_facet(one) for one in page.facets.prices],
            "ocop_min": [_facet(one) for one in page.facets.stars],
            "cert": [_facet(one) for one in page.facets.certificates],
            "seller_kind": [_facet(one) for one in page.facets.seller_kinds],
            "in_season": page.facets.in_season.count if page.facets.in_season else 0,
            "exact": page.facets.exact,
        },
        "ignored": [{"field": one.field, "detail": str(one.sentence)} for one in query.problems],
    }


@router.get("/{code}", response=ProductDetailOut, by_alias=True, summary="One good in full")
def product(request: HttpRequest, code: str) -> dict[str, object]:
    at = timezone.now()
    listing = listing_page(code) if code.isascii() else None
    if listing is None or listing.live is None or listing.live.category is None:
        raise NotFound
    return _detail(listing, on=local_date(at))


def _upcoming(begins: str, ends: str, *, on: date) -> int | None:
    """The month in which goods come that rest on that day; none for goods in season or sold all year."""
    season = Season(begins, ends) if begins and ends else None
    return season.next_start(on).month if season and not season.contains(on) else None


def _preorder(listing_code: str, *, on: date) -> dict[str, object] | None:
    harvest = harvest_of_listing(listing_code, on=on)
    if harvest is None:
        return None
    if not is_on(Feature.PREORDERS, at=on, province_code=harvest.variant.listing.seller.commune.province.code):
        return None
    return {
        "code": harvest.code,
        "url": settings.SITE + reverse("orders:preorder", args=[harvest.code]),
        "variant_code": harvest.variant.code,
        "begins_on": harvest.begins_on,
        "ends_on": harvest.ends_on,
        "price_vnd": harvest.price_vnd,
        "left": left_of(harvest),
        "deposit_percent": harvest.deposit_percent,
    }


def _item(hit: Hit, *, on: date) -> dict[str, object]:
    return {
        "code": hit.code,
        "slug": hit.slug,
        "title": hit.title,
        "url": settings.SITE + hit.href,
        "price_vnd": hit.price_vnd,
        "unit": unit_label(hit.unit),
        "pack": hit.pack,
        "seller": {"code": hit.seller_code, "slug": hit.seller_slug, "name": hit.seller_name},
        "province": {"code": hit.province_code, "name": hit.province_name},
        "commune": {"code": hit.commune_code, "name": hit.commune_name},
        "ocop_stars": hit.stars or None,
        "photo_url": settings.SITE + _card_photo(hit.photo, hit.drawing),
        "photo_is_drawing": hit.photo is None,
        "available": hit.available,
        "upcoming_month": _upcoming(hit.season_from, hit.season_to, on=on),
    }


def _card_photo(photo: CardPhoto | None, drawing: str) -> str:
    sources = picture_sources(photo.code, photo.widths, photo.width, photo.height, photo.colour) if photo else None
    return sources.url(CARD_WIDTH) if sources else _drawing(drawing)


def _drawing(kind: str) -> str:
    return static(f"web/drawings/{kind}.svg")


def _facet(one: FacetValue | FacetBranch) -> dict[str, object]:
    return {"value": one.value, "label": one.label, "count": one.count}


def _branches(branches: tuple[FacetBranch, ...]) -> list[FacetBranch]:
    """The branches of the tree one after the other, parents before their children."""
    return [one for branch in branches for one in (branch, *_branches(branch.children))]


def _detail(listing: Listing, *, on: date) -> dict[str, object]:
    live = listing.live
    if live is None or live.category is None:
        raise NotFound
    seller, commune = listing.seller, listing.seller.commune
    variants = list(listing.variants.all())
    left = available([one.pk for one in variants])
    photos = photo_sources(live.photo_codes[:1])
    photo = next(iter(photos.values()), None)
    certificates = valid_certificates(listing, on=on)
    stars = max((one.stars or 0 for one in certificates), default=0)
    cheapest = min(variants, key=lambda one: (left[one.pk] < one.min_quantity, one.price_vnd))
    state = season_state(live, on=on)
    in_season = state == SeasonState.IN_SEASON
    return {
        "code": listing.code,
        "slug": listing.slug,
        "title": live.title,
        "url": f"{settings.SITE}/hang/{listing.slug}-{listing.code}/",
        "price_vnd": cheapest.price_vnd,
        "unit": unit_label(cheapest.unit),
        "pack": cheapest.pack,
        "seller": {"code": seller.code, "slug": seller.slug, "name": seller.name},
        "province": {"code": commune.province.code, "name": commune.province.name},
        "commune": {"code": commune.code, "name": commune.name},
        "ocop_stars": stars or None,
        "photo_url": settings.SITE + (photo.url(PAGE_WIDTH) if photo else _drawing(live.category.drawing)),
        "photo_is_drawing": photo is None,
        "available": in_season and left[cheapest.pk] >= cheapest.min_quantity,
        "description": live.description,
        "category": {"code": live.category.slug, "name": live.category.name_vi},
        "attributes": live.attributes,
        "variants": [_variant(one, left[one.pk]) for one in variants],
        "certificates": [_certificate(one) for one in certificates],
        "area_certificates": [
            {**_certificate(one), "areas": [{"code": a.code, "commune": a.commune.full_name} for a in one.areas.all()]}
            for one in certificates_for_areas(listing, on=on)
        ],
        "season": _season(live, state),
        "upcoming_month": _upcoming(live.season_from, live.season_to, on=on),
        "preorder": _preorder(listing.code, on=on),
    }


def _certificate(paper: Certificate) -> dict[str, object]:
    return {
        "kind": paper.kind,
        "stars": paper.stars,
        "number": paper.number,
        "issuer": paper.issuer,
        "valid_from": paper.valid_from,
        "valid_to": paper.valid_to,
    }


def _season(live: ListingVersion, state: SeasonState) -> dict[str, object] | None:
    if not live.season_from:
        return None
    return {"from": live.season_from, "to": live.season_to, "state": state, "lunar": live.season_lunar}


def _variant(variant: Variant, left: Decimal) -> dict[str, object]:
    return {
        "code": variant.code,
        "title": variant.title,
        "price_vnd": variant.price_vnd,
        "unit": unit_label(variant.unit),
        "pack": variant.pack,
        "available": left,
        "step": variant.step,
        "min_quantity": variant.min_quantity,
        "weight_g": variant.weight_g,
    }
