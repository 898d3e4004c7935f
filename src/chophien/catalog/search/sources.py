"""Reads what the search table is made of: few statements for any number of listings."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.urls import reverse

from chophien.catalog.models import Category, Certificate, Listing, Variant
from chophien.catalog.search import packing, words
from chophien.catalog.states import CertificateKind, ListingStatus
from chophien.lib.dates import Season
from chophien.places.models import CommuneChange
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.uploads.models import Photo
from chophien.uploads.states import PhotoStatus


class Row(NamedTuple):
    """One row for the search table, each value as the upsert takes it."""

    listing_id: int
    words: str
    packed: int
    until: str | None
    stale_on: date | None
    price_vnd: int
    season_from: int
    season_to: int
    published_at: datetime
    available: bool
    card: str


@dataclass(frozen=True, slots=True)
class _Shop:
    code: str
    slug: str
    name: str
    kind: str
    province_code: str
    names: tuple[str, ...]
    card: dict[str, object]


@dataclass(frozen=True, slots=True)
class _Offer:
    price_vnd: int
    most_vnd: int
    unit: str
    pack: str
    available: bool
    variants: int


@dataclass(frozen=True, slots=True)
class _Paper:
    kind: str
    stars: int
    valid_to: date | None


class Built(NamedTuple):
    """The row of one listing, and its words for the dictionary."""

    row: Row
    words: set[str]


def build_rows(listing_ids: Collection[int], *, on: date) -> Iterator[Built]:
    """The rows of those among the listings that are on sale, as they stand on a day. Eight statements in all."""
    listings = list(
        Listing.objects.filter(
            pk__in=listing_ids,
            status=ListingStatus.PUBLISHED,
            live__isnull=False,
            live__category__isnull=False,
            seller__status=SellerStatus.APPROVED,
        ).values_list(
            "pk",
            "code",
            "slug",
            "created_at",
            "first_published_at",
            "seller_id",
            "live__title",
            "live__description",
            "live__category_id",
            "live__season_from",
            "live__season_to",
            "live__photo_codes",
        )
    )
    ids = [row[0] for row in listings]
    shops = _shops({row[5] for row in listings})
    offers = _offers(ids)
    papers = _papers({row[0]: row[5] for row in listings}, on=on)
    photos = _photos({row[11][0] for row in listings if row[11]})
    categories = _categories()
    for pk, code, slug, created, published, seller_id, title, story, category_id, begins, ends, pictures in listings:
        offer = offers.get(pk)
        if offer is None:
            continue
        shop, category = shops[seller_id], categories[category_id]
        best = _best_papers(papers.get(pk, ()))
        days = {
            kind: packing.day_number(paper.valid_to) if paper.valid_to else packing.NO_END
            for kind, paper in best.items()
        }
        stars = best[CertificateKind.OCOP].stars if CertificateKind.OCOP in best else 0
        found = words.entry_words(title=title, names=(shop.name, *shop.names), story=story)
        tokens = [
            words.EVERY,
            *map(words.category_token, category.line),
            words.province_token(shop.province_code),
            words.seller_token(shop.code),
            words.kind_token(shop.kind),
            words.price_token(offer.price_vnd),
            *words.stars_tokens(stars),
            *_months(begins, ends),
            *map(words.certificate_token, days),
        ]
        card = {
            "code": code,
            "slug": slug,
            "href": reverse("storefront:product", args=[slug, code]),
            "title": title,
            "price": offer.price_vnd,
            "most": offer.most_vnd,
            "unit": offer.unit,
            "pack": offer.pack,
            "variants": offer.variants,
            "season": [begins, ends] if begins and ends else None,
            "category": category.slug,
            "category_name": category.name,
            "drawing": category.drawing,
            "photo": photos.get(pictures[0]) if pictures else None,
            **shop.card,
        }
        ends_on = min((paper.valid_to for paper in best.values() if paper.valid_to), default=None)
        row = Row(
            listing_id=pk,
            words=" ".join(map(words.lexeme, (*found, *tokens))),
            packed=packing.pack(
                category_id=category_id,
                province_code=shop.province_code,
                seller_kind=shop.kind,
                stars=stars,
                certificates=packing.certificate_bits(days),
                price_vnd=offer.price_vnd,
            ),
            until=_until(days),
            stale_on=ends_on + timedelta(days=1) if ends_on else None,
            price_vnd=offer.price_vnd,
            season_from=_month_day(begins) if begins and ends else 0,
            season_to=_month_day(ends) if begins and ends else 0,
            published_at=published or created,
            available=offer.available,
            card=json.dumps(card, ensure_ascii=False, separators=(",", ":")),
        )
        yield Built(row, found)


def _until(days: dict[str, int]) -> str | None:
    if not days:
        return None
    return "{" + ",".join(str(days.get(kind, 0)) for kind in packing.CERTIFICATES) + "}"


def _months(begins: str, ends: str) -> list[str]:
    """A token for each month of which some day lies in the season; none for what is sold all year."""
    if not begins or not ends:
        return []
    return [words.month_token(month) for month, is_in in enumerate(Season(begins, ends).months(), start=1) if is_in]


def _month_day(text: str) -> int:
    return int(text[:2]) * 100 + int(text[3:])


class _Branch(NamedTuple):
    slug: str
    name: str
    drawing: str
    line: list[int]


def _categories() -> dict[int, _Branch]:
    """Each category with the numbers of its line up to the root."""
    rows = {row[0]: row for row in Category.objects.values_list("pk", "slug", "name_vi", "drawing", "parent_id")}
    branches = {}
    for pk, slug, name, drawing, _parent in rows.values():
        line: list[int] = []
        step: int | None = pk
        while step is not None and step not in line:
            line.append(step)
            step = rows[step][4]
        branches[pk] = _Branch(slug, name, drawing, line)
    return branches


def _shops(seller_ids: Collection[int]) -> dict[int, _Shop]:
    """Sellers with their place of today, and every name that the place bore before."""
    sellers = Seller.objects.filter(pk__in=seller_ids).values_list(
        "pk", "code", "slug", "name", "kind", "commune_id", "commune__code", "commune__name",
        "commune__province__code", "commune__province__name",
    )  # fmt: skip
    rows = list(sellers)
    old_names: dict[int, dict[str, None]] = defaultdict(dict)
    changes = CommuneChange.objects.filter(new_id__in={row[5] for row in rows}).values_list(
        "new_id", "old__name", "old__old_district_name", "old__province__name"
    )
    for commune_id, *names in changes.order_by("pk"):
        old_names[commune_id].update(dict.fromkeys(name for name in names if name))
    return {
        pk: _Shop(
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
        )
        for pk, code, slug, name, kind, commune_id, commune_code, commune, province_code, province in rows
    }


def _offers(listing_ids: Collection[int]) -> dict[int, _Offer]:
    """The cheapest offer of each listing, and whether anything of it is left."""
    variants = Variant.objects.filter(listing_id__in=listing_ids, is_active=True)
    rows = variants.order_by("listing_id", "price_vnd", "sort", "pk").values_list(
        "listing_id", "price_vnd", "unit", "pack", "min_quantity", "stock__available"
    )
    found: dict[int, list[tuple[int, str, str, bool]]] = defaultdict(list)
    for listing_id, price, unit, pack, least, left in rows:
        found[listing_id].append((price, unit, pack, left is not None and left > 0 and left >= least))
    return {listing_id: _cheapest(offers) for listing_id, offers in found.items()}


def _cheapest(offers: list[tuple[int, str, str, bool]]) -> _Offer:
    left = [offer for offer in offers if offer[3]]
    price, unit, pack, _is_left = (left or offers)[0]
    most = (left or offers)[-1][0]
    return _Offer(price, most, unit, pack, available=bool(left), variants=len(offers))


def _papers(sellers: dict[int, int], *, on: date) -> dict[int, list[_Paper]]:
    """The verified certificates of each listing that have begun and are not over on that day."""
    verified = Certificate.objects.filter(verified_at__isnull=False)
    valid = verified.exclude(valid_from__gt=on).exclude(valid_to__lt=on)
    rows = list(
        valid.filter(seller_id__in=set(sellers.values())).values_list(
            "pk", "seller_id", "covers_all_goods", "kind", "stars", "valid_to"
        )
    )
    papers = {row[0]: _Paper(row[3], row[4] or 0, row[5]) for row in rows}
    found: dict[int, list[_Paper]] = defaultdict(list)
    links = Certificate.listings.through.objects.filter(listing_id__in=list(sellers))
    for listing_id, certificate_id in links.values_list("listing_id", "certificate_id"):
        if certificate_id in papers:
            found[listing_id].append(papers[certificate_id])
    by_seller: dict[int, list[_Paper]] = defaultdict(list)
    for pk, seller_id, covers_all_goods, *_facts in rows:
        if covers_all_goods:
            by_seller[seller_id].append(papers[pk])
    if by_seller:
        for listing_id, seller_id in sellers.items():
            found[listing_id].extend(by_seller.get(seller_id, ()))
    return found


def _best_papers(papers: Collection[_Paper]) -> dict[str, _Paper]:
    """Of each kind the one with the most stars, then the one that is valid longest."""
    best: dict[str, _Paper] = {}
    for paper in papers:
        other = best.get(paper.kind)
        if other is None or _worth(paper) > _worth(other):
            best[paper.kind] = paper
    return best


def _worth(paper: _Paper) -> tuple[int, date]:
    return paper.stars, paper.valid_to or date.max


def _photos(codes: Collection[str]) -> dict[str, dict[str, object]]:
    ready = Photo.objects.filter(code__in=codes, status=PhotoStatus.READY)
    rows = ready.values_list("code", "width", "height", "widths", "colour")
    return {
        code: {"code": code, "width": width, "height": height, "widths": widths, "colour": colour}
        for code, width, height, widths, colour in rows
    }
