"""What the buyers' pages show, read in few statements and handed over as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q

from chophien.catalog.models import Certificate
from chophien.catalog.states import ListingStatus
from chophien.places.models import TODAY, Province
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.storefront.told import Told, read_told
from chophien.uploads.selectors import PictureSources, picture_sources
from chophien.web.statements import Statement

_GOODS = Statement("""
SELECT
  listing.id, listing.code, listing.slug, listing.status,
  seller.id, seller.code, seller.slug, seller.name, seller.kind, seller.free_shipping_from_vnd,
  commune.full_name, province.code, province.full_name, province.macro_region,
  live.title, live.description, live.category_id, live.attributes, live.season_from, live.season_to, live.season_lunar,
  (
    SELECT json_agg(json_build_array(
      variant.code, variant.title, variant.price_vnd, variant.unit, variant.pack, variant.weight_g,
      (
        SELECT json_agg(json_build_array(tier.from_quantity::text, tier.price_vnd) ORDER BY tier.from_quantity)
        FROM catalog_pricetier tier
        WHERE tier.variant_id = variant.id AND tier.buyer_id IS NULL AND tier.price_vnd < variant.price_vnd
      ),
      variant.step::text, variant.min_quantity::text, stock.available::text
    ) ORDER BY variant.sort, variant.id)
    FROM catalog_variant variant LEFT JOIN supply_stock stock ON stock.variant_id = variant.id
    WHERE variant.listing_id = listing.id AND variant.is_active
  ),
  (
    SELECT json_agg(json_build_array(
      paper.kind, paper.stars, paper.number, paper.issuer, paper.valid_from, paper.valid_to, (
        SELECT json_agg(home.full_name || ' (' || area.code || ')' ORDER BY area.code)
        FROM catalog_certificate_areas only_there
        JOIN growing_growingarea area ON area.id = only_there.growingarea_id
        JOIN places_commune home ON home.id = area.commune_id
        WHERE only_there.certificate_id = paper.id
      )
    ) ORDER BY paper.kind, paper.stars DESC NULLS LAST, paper.valid_to DESC, paper.id)
    FROM catalog_certificate paper
    WHERE paper.seller_id = listing.seller_id AND paper.verified_at IS NOT NULL
      AND (paper.valid_from IS NULL OR paper.valid_from <= %(day)s::date)
      AND (paper.valid_to IS NULL OR paper.valid_to >= %(day)s::date)
      AND (paper.covers_all_goods OR EXISTS (
        SELECT FROM catalog_certificate_listings named
        WHERE named.certificate_id = paper.id AND named.listing_id = listing.id
      ))
  ),
  (
    SELECT json_agg(json_build_array(photo.code, photo.widths, photo.width, photo.height, photo.colour)
      ORDER BY array_position(ARRAY(SELECT jsonb_array_elements_text(live.photo_codes)), photo.code::text))
    FROM uploads_photo photo
    WHERE photo.status = 'ready' AND photo.code = ANY (ARRAY(SELECT jsonb_array_elements_text(live.photo_codes)))
  ),
  (SELECT note.text FROM seasons_seasonnote note WHERE note.listing_id = listing.id),
  (
    SELECT json_build_array(harvest.code, variant.code, harvest.begins_on, harvest.ends_on, harvest.price_vnd,
      (harvest.cap - harvest.taken)::text, variant.unit, variant.pack, harvest.deposit_percent, harvest.note)
    FROM seasons_harvest harvest JOIN catalog_variant variant ON variant.id = harvest.variant_id
    WHERE variant.listing_id = listing.id AND variant.is_active AND harvest.status = 'open'
      AND harvest.ends_on >= %(day)s::date AND harvest.cap - harvest.taken >= variant.min_quantity
    ORDER BY harvest.begins_on, harvest.id LIMIT 1
  ),
  json_build_array(live.special, live.use, live.storage, live.origin, (
    SELECT json_build_array(voice.code, voice.content_type, voice.duration_ms, story.transcript)
    FROM catalog_voicestory story JOIN uploads_recording voice ON voice.code = story.recording_code
    WHERE story.listing_id = listing.id AND story.status = 'approved' AND voice.published_at IS NOT NULL
    LIMIT 1
  ), (
    SELECT json_agg(json_build_array(fact.subject, fact.source, fact.author) ORDER BY fact.id)
    FROM knowledge_fact fact
    WHERE fact.status = 'approved' AND fact.code = ANY (ARRAY(SELECT jsonb_array_elements_text(live.fact_codes)))
  )),
  EXISTS (SELECT FROM reviews_review said WHERE said.listing_id = listing.id AND said.status = 'shown')
    OR EXISTS (SELECT FROM reviews_question said WHERE said.listing_id = listing.id AND said.status = 'shown'),
  EXISTS (
    SELECT FROM catalog_variant variant
    JOIN promotions_combopart part ON part.variant_id = variant.id
    JOIN promotions_combo combo ON combo.id = part.combo_id
    WHERE variant.listing_id = listing.id AND combo.status = 'running'
      AND %(day)s::date BETWEEN combo.starts_on AND combo.ends_on
  ) OR EXISTS (
    SELECT FROM catalog_variant variant JOIN promotions_grouppurchase purchase ON purchase.variant_id = variant.id
    WHERE variant.listing_id = listing.id AND purchase.status IN ('open', 'reached')
      AND %(day)s::date BETWEEN purchase.starts_on AND purchase.ends_on
  )
FROM catalog_listing listing
JOIN catalog_listingversion live ON live.id = listing.live_id
JOIN sellers_seller seller ON seller.id = listing.seller_id
JOIN places_commune commune ON commune.id = seller.commune_id
JOIN places_province province ON province.id = commune.province_id
WHERE listing.code = %(code)s AND listing.status IN ('published', 'paused') AND seller.status = 'approved'
""")
"""A listing with all that its page shows, at once: planned once a connection, a fifth of the work of four querysets."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One size or pack as it can be bought: price in đồng, weight in grams a unit, the rest in units."""

    code: str
    title: str
    price_vnd: int
    unit: str
    pack: str
    weight_g: int
    tiers: tuple[tuple[Decimal, int], ...]
    """From so many units on a unit costs so many đồng."""
    step: Decimal
    min_quantity: Decimal
    available: Decimal | None

    @property
    def is_left(self) -> bool:
        """True when the least quantity that may be ordered is there."""
        return self.available is not None and self.available > 0 and self.available >= self.min_quantity


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate as it may be shown to everybody."""

    kind: str
    stars: int | None
    number: str
    issuer: str
    valid_from: date | None
    valid_to: date | None
    areas: tuple[str, ...] = ()
    """The land that it is for, by commune and code; empty: wherever the goods grew."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A harvest to come that takes orders: its days, the price of a unit in đồng, what is left in the same unit."""

    code: str
    variant_code: str
    begins_on: date
    ends_on: date
    price_vnd: int
    left: Decimal
    unit: str
    pack: str
    deposit_percent: int
    note: str


@dataclass(frozen=True, slots=True)
class Goods:
    """A listing that is or was on sale in an approved shop: what its page is made of."""

    pk: int
    code: str
    slug: str
    status: str
    seller_id: int
    seller_code: str
    seller_slug: str
    seller_name: str
    seller_kind: str
    free_from_vnd: int | None
    commune: str
    province_code: str
    province: str
    region: str
    title: str
    description: str
    category_id: int | None
    attributes: Mapping[str, object]
    season_from: str
    season_to: str
    season_lunar: str
    offered: list[Offered]
    papers: list[Paper]
    photos: list[PictureSources]
    season_note: str
    coming: Coming | None
    told: Told
    is_spoken_of: bool
    """Somebody has reviewed it or asked about it."""
    is_in_deals: bool
    """A combo or a group purchase with it runs."""

    @property
    def is_published(self) -> bool:
        return self.status == ListingStatus.PUBLISHED

    @property
    def is_paused(self) -> bool:
        return self.status == ListingStatus.PAUSED


def goods(code: str, *, on: date) -> Goods | None:
    """The listing with this code if its shop may sell and it was ever approved, with the certificates of that day.

    Whoever shows it looks at its status first: only published goods are offered. One statement.
    """
    rows = _GOODS.run({"code": code, "day": on})
    if not rows:
        return None
    row: list[Any] = list(rows[0])
    offers, papers, photos, note, coming, told = row[-8:-2]
    row[-8:-2] = [
        [_offered(one) for one in offers or ()],
        [_paper(one) for one in papers or ()],
        [found for one in photos or () if (found := picture_sources(*one))],
        note or "",
        _coming(coming) if coming else None,
        read_told(told),
    ]
    return Goods(*row)


def _coming(row: list[Any]) -> Coming:
    code, variant, begins_on, ends_on, price_vnd, left, *rest = row
    days = date.fromisoformat(begins_on), date.fromisoformat(ends_on)
    return Coming(code, variant, *days, price_vnd, Decimal(left), *rest)


def _offered(row: list[Any]) -> Offered:
    row[-4] = tuple((Decimal(least), vnd) for least, vnd in row[-4] or ())
    row[-3:] = [None if amount is None else Decimal(amount) for amount in row[-3:]]
    return Offered(*row)


def _paper(row: list[Any]) -> Paper:
    kind, stars, number, issuer, begins, ends, areas = row
    first, last = (date.fromisoformat(day) if day else None for day in (begins, ends))
    return Paper(kind, stars, number, issuer, first, last, tuple(areas or ()))


def shop_papers(seller_id: int, *, on: date) -> list[Paper]:
    """The verified certificates that cover all goods of a shop on that day, wherever they grew. One statement."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    not_over = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    found = Certificate.objects.filter(
        begun, not_over, seller_id=seller_id, covers_all_goods=True, verified_at__isnull=False, areas__isnull=True
    )
    rows = found.order_by("kind", F("stars").desc(nulls_last=True), "-valid_to", "pk")
    return [
        Paper(one.kind, one.stars, one.number, one.issuer, one.valid_from, one.valid_to)
        for one in rows.only("kind", "stars", "number", "issuer", "valid_from", "valid_to")
    ]


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop as everybody may see it: the place is commune and province, never the door."""

    pk: int
    code: str
    slug: str
    name: str
    kind: str
    about: str
    approved_at: datetime | None
    free_from_vnd: int | None
    commune: str
    province_code: str
    province: str
    wakes_on: date | None
    """Set while the shop sleeps until its season."""


def shop(slug: str) -> Shop | None:
    """The approved shop at this address, or none. One statement."""
    row = (
        Seller.objects.filter(slug=slug, status=SellerStatus.APPROVED)
        .values_list(
            "pk",
            "code",
            "slug",
            "name",
            "kind",
            "about",
            "approved_at",
            "free_shipping_from_vnd",
            "commune__full_name",
            "commune__province__code",
            "commune__province__full_name",
            "wakes_on",
        )
        .first()
    )
    return Shop(*row) if row else None


@dataclass(frozen=True, slots=True)
class ProvinceToday:
    """A province as pages name it, and the region that shipping counts by."""

    code: str
    slug: str
    name: str
    full_name: str
    region: str


class _Memory:
    def __init__(self) -> None:
        self.provinces: dict[str, ProvinceToday] = {}


_memory = _Memory()


def provinces() -> dict[str, ProvinceToday]:
    """The provinces of today by code, A to Z. Read once: the map changes with a release."""
    if not _memory.provinces:
        rows = Province.objects.filter(vintage=TODAY).order_by("sort_key")
        _memory.provinces = {
            row[0]: ProvinceToday(*row) for row in rows.values_list("code", "slug", "name", "full_name", "macro_region")
        }
    return _memory.provinces


def province_by_slug(slug: str) -> ProvinceToday | None:
    """The province of today at this address, or none."""
    return next((one for one in provinces().values() if one.slug == slug), None)


def forget_provinces() -> None:
    """Read the provinces anew, after the map was loaded."""
    _memory.provinces = {}
