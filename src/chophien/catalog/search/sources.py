"""Reads what the search table is made of: few statements for any number of listings."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from chophien.catalog.models import Category, Certificate, Listing, Variant
from chophien.catalog.states import ListingStatus
from chophien.places.models import CommuneChange
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.uploads.models import Photo
from chophien.uploads.states import PhotoStatus


@dataclass(frozen=True, slots=True)
class Shop:
    """A seller, every name by which its goods are found, and what a card says of it."""

    code: str
    slug: str
    name: str
    kind: str
    province_code: str
    names: tuple[str, ...]
    card: dict[str, object]
    is_asleep: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """The cheapest of what is left, the dearest, and whether anything is left."""

    price_vnd: int
    most_vnd: int
    unit: str
    pack: str
    available: bool
    variants: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A verified certificate."""

    kind: str
    stars: int
    valid_to: date | None


class Branch(NamedTuple):
    """A category with the numbers of its line up to the root."""

    slug: str
    name: str
    drawing: str
    line: list[int]


class Told(NamedTuple):
    """What a listing itself says: one row of the listings on sale."""

    pk: int
    code: str
    slug: str
    created_at: datetime
    first_published_at: datetime | None
    seller_id: int
    title: str
    story: str
    category_id: int
    season_from: str
    season_to: str
    photo_codes: list[str]


class Source(NamedTuple):
    """All that is known of one listing on sale."""

    told: Told
    shop: Shop
    branch: Branch
    offer: Offer
    papers: dict[str, Paper]
    photo: dict[str, object] | None


def sources(listing_ids: Collection[int], *, on: date) -> Iterator[Source]:
    """What the search table needs of those among the listings that are on sale. Eight statements in all.

    Of certificates only verified ones that are valid on that day, of each kind the best; none that is for certain land.
    """
    listings = [Told(*row) for row in _on_sale(listing_ids)]
    shops = _shops({told.seller_id for told in listings})
    offers = _offers([told.pk for told in listings])
    papers = _papers({told.pk: told.seller_id for told in listings}, on=on)
    photos = _photos({told.photo_codes[0] for told in listings if told.photo_codes})
    branches = _branches()
    for told in listings:
        if told.pk in offers:
            yield Source(
                told=told,
                shop=shops[told.seller_id],
                branch=branches[told.category_id],
                offer=offers[told.pk],
                papers=_best_papers(papers.get(told.pk, ())),
                photo=photos.get(told.photo_codes[0]) if told.photo_codes else None,
            )


def _on_sale(listing_ids: Collection[int]) -> Iterable[tuple[Any, ...]]:
    listings = Listing.objects.filter(
        pk__in=listing_ids,
        status=ListingStatus.PUBLISHED,
        live__isnull=False,
        live__category__isnull=False,
        seller__status=SellerStatus.APPROVED,
    )
    return listings.values_list(
        "pk", "code", "slug", "created_at", "first_published_at", "seller_id", "live__title", "live__description",
        "live__category_id", "live__season_from", "live__season_to", "live__photo_codes",
    )  # fmt: skip


def _branches() -> dict[int, Branch]:
    """Each category with the numbers of its line up to the root."""
    rows = {row[0]: row for row in Category.objects.values_list("pk", "slug", "name_vi", "drawing", "parent_id")}
    branches = {}
    for pk, slug, name, drawing, _parent in rows.values():
        line: list[int] = []
        step: int | None = pk
        while step is not None and step not in line:
            line.append(step)
            step = rows[step][4]
        branches[pk] = Branch(slug, name, drawing, line)
    return branches


def _shops(seller_ids: Collection[int]) -> dict[int, Shop]:
    """Sellers with their place of today, and every name that the place bore before."""
    sellers = Seller.objects.filter(pk__in=seller_ids).values_list(
        "pk", "code", "slug", "name", "kind", "commune_id", "commune__code", "commune__name",
        "commune__province__code", "commune__province__name", "asleep_since",
    )  # fmt: skip
    rows = list(sellers)
    old_names: dict[int, dict[str, None]] = defaultdict(dict)
    changes = CommuneChange.objects.filter(new_id__in={row[5] for row in rows}).values_list(
        "new_id", "old__name", "old__old_district_name", "old__province__name"
    )
    for commune_id, *names in changes.order_by("pk"):
        old_names[commune_id].update(dict.fromkeys(name for name in names if name))
    return {
        pk: Shop(
            code=code,
            slug=slug,
            name=name,
            kind=kind,
            province_code=province_code,
            names=(commune, province, *old_names[commune_id]),
            card={
                "seller": code,
                "seller_slug": slug,
                "seller_name": name,
                "province": province_code,
                "province_name": province,
                "commune": commune_code,
                "commune_name": commune,
            },
            is_asleep=asleep_since is not None,
        )
        for pk, code, slug, name, kind, commune_id, commune_code, commune, province_code, province, asleep_since in rows
    }


def _offers(listing_ids: Collection[int]) -> dict[int, Offer]:
    """The cheapest offer of each listing, and whether anything of it is left."""
    variants = Variant.objects.filter(listing_id__in=listing_ids, is_active=True)
    rows = variants.order_by("listing_id", "price_vnd", "sort", "pk").values_list(
        "listing_id", "price_vnd", "unit", "pack", "min_quantity", "stock__available"
    )
    found: dict[int, list[tuple[int, str, str, bool]]] = defaultdict(list)
    for listing_id, price, unit, pack, least, left in rows:
        found[listing_id].append((price, unit, pack, left is not None and left > 0 and left >= least))
    return {listing_id: _cheapest(offers) for listing_id, offers in found.items()}


def _cheapest(offers: list[tuple[int, str, str, bool]]) -> Offer:
    left = [offer for offer in offers if offer[3]]
    price, unit, pack, _is_left = (left or offers)[0]
    most = (left or offers)[-1][0]
    return Offer(price, most, unit, pack, available=bool(left), variants=len(offers))


def _papers(sellers: dict[int, int], *, on: date) -> dict[int, list[Paper]]:
    """The verified certificates of each listing that have begun and are not over on that day."""
    found: dict[int, list[Paper]] = defaultdict(list)
    links = Certificate.listings.through.objects.filter(
        listing_id__in=list(sellers), certificate__verified_at__isnull=False, certificate__areas__isnull=True
    )
    valid_links = links.exclude(certificate__valid_from__gt=on).exclude(certificate__valid_to__lt=on)
    facts = ("certificate__kind", "certificate__stars", "certificate__valid_to")
    for listing_id, kind, stars, valid_to in valid_links.values_list("listing_id", *facts):
        found[listing_id].append(Paper(kind, stars or 0, valid_to))
    by_seller: dict[int, list[Paper]] = defaultdict(list)
    for_all = Certificate.objects.filter(
        seller_id__in=set(sellers.values()), covers_all_goods=True, verified_at__isnull=False, areas__isnull=True
    )
    valid_for_all = for_all.exclude(valid_from__gt=on).exclude(valid_to__lt=on)
    for seller_id, kind, stars, valid_to in valid_for_all.values_list("seller_id", "kind", "stars", "valid_to"):
        by_seller[seller_id].append(Paper(kind, stars or 0, valid_to))
    if by_seller:
        for listing_id, seller_id in sellers.items():
            found[listing_id].extend(by_seller.get(seller_id, ()))
    return found


def _best_papers(papers: Collection[Paper]) -> dict[str, Paper]:
    """Of each kind the one with the most stars, then the one that is valid longest."""
    best: dict[str, Paper] = {}
    for paper in papers:
        other = best.get(paper.kind)
        if other is None or _worth(paper) > _worth(other):
            best[paper.kind] = paper
    return best


def last_day(paper: Paper) -> date:
    return paper.valid_to or date.max


def _worth(paper: Paper) -> tuple[int, date]:
    return paper.stars, last_day(paper)


def _photos(codes: Collection[str]) -> dict[str, dict[str, object]]:
    ready = Photo.objects.filter(code__in=codes, status=PhotoStatus.READY)
    rows = ready.values_list("code", "width", "height", "widths", "colour")
    return {
        code: {"code": code, "width": width, "height": height, "widths": widths, "colour": colour}
        for code, width, height, widths, colour in rows
    }
