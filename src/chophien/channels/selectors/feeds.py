"""What feeds and widgets show: the goods on sale of a shop, a commune or a province, read a stretch at a time."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Literal

from django.urls import reverse

from chophien.catalog.selectors import WAKE_DAYS
from chophien.channels.models import ChannelVisit, FeedState
from chophien.channels.states import AreaKind
from chophien.lib.dates import Season, SeasonState, local_date
from chophien.places.errors import NoSuchPlace
from chophien.places.selectors import commune, province
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.uploads.selectors import PictureSources, picture_sources
from chophien.web.statements import Statement

Availability = Literal["in_stock", "preorder", "out_of_stock"]
BATCH = 500
RECIPE = "3"
"""Part of every feed's tag: raise it when a feed says the same things differently."""

_GOODS = Statement("""
SELECT
  entry.listing_id, entry.card, live.description, live.decided_at, entry.published_at,
  (
    SELECT json_agg(json_build_array(
      variant.code, variant.title, variant.price_vnd, variant.unit, variant.pack, variant.weight_g,
      COALESCE(stock.available > 0 AND stock.available >= variant.min_quantity, false),
      (
        SELECT min(harvest.begins_on) FROM seasons_harvest harvest
        WHERE harvest.variant_id = variant.id AND harvest.status = 'open' AND harvest.ends_on >= %(day)s::date
          AND harvest.cap - harvest.taken >= variant.min_quantity
      )
    ) ORDER BY variant.sort, variant.id)
    FROM catalog_variant variant LEFT JOIN supply_stock stock ON stock.variant_id = variant.id
    WHERE variant.listing_id = entry.listing_id AND variant.is_active
  ),
  (
    SELECT max(paper.stars) FROM catalog_certificate paper
    WHERE paper.seller_id = listing.seller_id AND paper.kind = 'ocop' AND paper.verified_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM catalog_certificate_areas only_there WHERE only_there.certificate_id = paper.id)
      AND (paper.valid_from IS NULL OR paper.valid_from <= %(day)s::date)
      AND (paper.valid_to IS NULL OR paper.valid_to >= %(day)s::date)
      AND (paper.covers_all_goods OR EXISTS (
        SELECT FROM catalog_certificate_listings named
        WHERE named.certificate_id = paper.id AND named.listing_id = entry.listing_id
      ))
  )
FROM catalog_searchentry entry
JOIN catalog_listing listing ON listing.id = entry.listing_id
JOIN catalog_listingversion live ON live.id = listing.live_id
WHERE entry.listing_id = ANY(%(listings)s::bigint[])
ORDER BY entry.listing_id
""")

_LISTINGS = Statement("""
SELECT entry.listing_id
FROM catalog_searchentry entry JOIN catalog_listing listing ON listing.id = entry.listing_id
WHERE listing.seller_id = ANY(%(sellers)s::bigint[])
ORDER BY entry.listing_id
""")

_BEST = Statement("""
SELECT entry.card, entry.price_vnd, entry.available
FROM catalog_searchentry entry JOIN catalog_listing listing ON listing.id = entry.listing_id
WHERE listing.seller_id = ANY(%(sellers)s::bigint[])
ORDER BY entry.available DESC, entry.rank DESC, entry.listing_id DESC LIMIT %(most)s::int
""")

_PRINT = Statement("""
SELECT
  (SELECT count(*)::text || ':' || COALESCE(sum(hashtextextended(
      entry.listing_id::text || ':' || entry.xmin::text || ':' || listing.live_id::text, 0)), 0)::text
    FROM catalog_searchentry entry JOIN catalog_listing listing ON listing.id = entry.listing_id
    WHERE listing.seller_id = ANY(%(sellers)s::bigint[])),
  (SELECT COALESCE(sum(hashtextextended(
      variant.id::text || (stock.available > 0 AND stock.available >= variant.min_quantity)::text, 1)), 0)::text
    FROM catalog_variant variant
    JOIN catalog_listing listing ON listing.id = variant.listing_id
    JOIN supply_stock stock ON stock.variant_id = variant.id
    WHERE listing.seller_id = ANY(%(sellers)s::bigint[]) AND variant.is_active),
  (SELECT COALESCE(sum(hashtextextended(
      harvest.id::text || ':' || harvest.xmin::text, 2)), 0)::text
    FROM seasons_harvest harvest
    JOIN catalog_variant variant ON variant.id = harvest.variant_id
    JOIN catalog_listing listing ON listing.id = variant.listing_id
    WHERE listing.seller_id = ANY(%(sellers)s::bigint[]) AND harvest.status IN ('open', 'closed'))
""")
"""Changes whenever a row that a feed shows was written: `xmin` is the transaction that wrote it last."""


@dataclass(frozen=True, slots=True)
class Area:
    """Whose goods are shown. `home` is the page of the market that shows them."""

    kind: AreaKind
    code: str
    name: str
    home: str
    sellers: tuple[int, ...]

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.code}"


@dataclass(frozen=True, slots=True)
class FeedVariant:
    """One size or pack: price in đồng, weight in grams. `coming_on`: the first day of a harvest that can be ordered."""

    code: str
    title: str
    price_vnd: int
    unit: str
    pack: str
    weight_g: int
    available: bool
    coming_on: date | None = None

    @property
    def availability(self) -> Availability:
        return availability_of([self])


@dataclass(frozen=True, slots=True)
class FeedGoods:
    """One listing on sale with what everybody may know of it."""

    code: str
    path: str
    title: str
    description: str
    category: str
    seller_code: str
    seller_name: str
    commune: str
    province: str
    stars: int
    photo: PictureSources | None
    drawing: str
    in_season: bool
    published_at: datetime
    changed_at: datetime
    variants: tuple[FeedVariant, ...]

    @property
    def available(self) -> bool:
        return any(variant.available for variant in self.variants)

    @property
    def availability(self) -> Availability:
        return availability_of(self.variants)

    @property
    def coming_on(self) -> date | None:
        """The first day of the next harvest that can be ordered; none while something can be had now."""
        if self.available:
            return None
        return min((variant.coming_on for variant in self.variants if variant.coming_on), default=None)


@dataclass(frozen=True, slots=True)
class WidgetCard:
    """One listing as the widget shows it."""

    path: str
    title: str
    price_vnd: int
    unit: str
    pack: str
    seller_name: str
    photo: PictureSources | None
    drawing: str
    available: bool


def area_of(kind: str, code: str) -> Area | None:
    """The shop, commune or province of today with this code; none if there is none, or the shop may not sell."""
    if kind == AreaKind.SELLER:
        shop = Seller.objects.filter(code=code, status=SellerStatus.APPROVED).only("pk", "name", "slug").first()
        return Area(AreaKind.SELLER, code, shop.name, f"/gian-hang/{shop.slug}/", (shop.pk,)) if shop else None
    try:
        if kind == AreaKind.COMMUNE:
            place = commune(code)
            home = reverse("places:commune", kwargs={"slug": place.slug, "code": place.code})
            return Area(AreaKind.COMMUNE, code, place.full_name, home, _sellers(commune_id=place.pk))
        if kind == AreaKind.PROVINCE:
            land = province(code)
            sellers = _sellers(commune__province_id=land.pk)
            return Area(AreaKind.PROVINCE, code, land.full_name, f"/vung/{land.slug}/", sellers)
    except NoSuchPlace:
        return None
    return None


def _sellers(**where: int) -> tuple[int, ...]:
    found = Seller.objects.filter(status=SellerStatus.APPROVED, **where)
    return tuple(found.order_by("pk").values_list("pk", flat=True))


def goods_in(area: Area, *, on: date, batch: int = BATCH) -> Iterator[FeedGoods]:
    """The goods on sale there in the order of their making, `batch` at a time: only their numbers are held all at once.

    What comes on sale meanwhile is not among them, what goes is left out; the time grows as the goods do.
    """
    listings = tuple(number for (number,) in _LISTINGS.run({"sellers": _array(area.sellers)}))
    for first in range(0, len(listings), batch):
        for row in _GOODS.run({"listings": _array(listings[first : first + batch]), "day": on}):
            yield _goods(row, on=on)


def best_in(area: Area, *, on: date, most: int) -> list[WidgetCard]:
    """The first goods of there as a list would show them: what can be had, the best first. One statement."""
    return [
        _card(json.loads(card), price, available, on=on)
        for card, price, available in _BEST.run({"sellers": _array(area.sellers), "most": most})
    ]


def fingerprint(area: Area, *, at: datetime) -> str:
    """A digest that changes when the area's feed would say something else. One statement."""
    rows = _PRINT.run({"sellers": _array(area.sellers)})
    told = "|".join((RECIPE, area.name, str(local_date(at)), *rows[0]))
    return sha256(told.encode()).hexdigest()[:32]


def feed_state(area: Area) -> FeedState | None:
    return FeedState.objects.filter(key=area.key).first()


def visits_from(area_key: str, *, since: date) -> int:
    """How many people came by the feed or the widget of an area since that day."""
    origins = [f"{how}-{area_key}" for how in ("nguon", "nhung")]
    found = ChannelVisit.objects.filter(origin__in=origins, day__gte=since).values_list("visits", flat=True)
    return sum(found)


def _array(ids: tuple[int, ...]) -> str:
    return "{" + ",".join(map(str, ids)) + "}"


def _goods(row: tuple[Any, ...], *, on: date) -> FeedGoods:
    _pk, card, description, decided_at, published_at, variants, stars = row
    told = json.loads(card)
    in_season = _in_season(told, on=on)
    return FeedGoods(
        code=told["code"],
        path=told["href"],
        title=told["title"],
        description=description,
        category=told["category_name"],
        seller_code=told["seller"],
        seller_name=told["seller_name"],
        commune=told["commune_name"],
        province=told["province_name"],
        stars=stars or 0,
        photo=_photo(told),
        drawing=told["drawing"],
        in_season=in_season,
        published_at=published_at,
        changed_at=decided_at or published_at,
        variants=tuple(
            FeedVariant(code, title, price, unit, pack, weight, available and in_season, _day(day))
            for code, title, price, unit, pack, weight, available, day in variants or ()
        ),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _in_season(told: dict[str, Any], *, on: date) -> bool:
    season = Season(*told["season"]) if told["season"] else None
    return season is None or season.state_on(on, WAKE_DAYS) == SeasonState.IN_SEASON


def _card(
    told: dict[str, Any],
    price_vnd: int,
    available: bool,  # noqa: FBT001 -- a column of the row
    *,
    on: date,
) -> WidgetCard:
    return WidgetCard(
        path=told["href"],
        title=told["title"],
        price_vnd=price_vnd,
        unit=told["unit"],
        pack=told["pack"],
        seller_name=told["seller_name"],
        photo=_photo(told),
        drawing=told["drawing"],
        available=available and _in_season(told, on=on),
    )


def _photo(told: dict[str, Any]) -> PictureSources | None:
    kept = told["photo"]
    if not kept:
        return None
    return picture_sources(kept["code"], kept["widths"], kept["width"], kept["height"], kept["colour"])


def availability_of(variants: Iterable[FeedVariant]) -> Availability:
    """What catalogues are told, in the words of Google's product data: goods that are in stock between their seasons
    cannot be had today; they can be ordered ahead where a harvest is open.
    """
    known = list(variants)
    if any(one.available for one in known):
        return "in_stock"
    return "preorder" if any(one.coming_on for one in known) else "out_of_stock"


def cheapest(goods: FeedGoods) -> FeedVariant | None:
    """The variant whose price stands for the listing: the cheapest that is left, else the cheapest."""
    left = [variant for variant in goods.variants if variant.available] or list(goods.variants)
    return min(left, key=lambda variant: Decimal(variant.price_vnd), default=None)
