"""Makes the rows of the search table."""

import json
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.urls import reverse

from chophien.catalog.search import packing, words
from chophien.catalog.search.sources import Paper, Source, last_day, sources
from chophien.catalog.states import CertificateKind
from chophien.lib.dates import Season


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


class Built(NamedTuple):
    """The row of one listing, and its words for the dictionary."""

    row: Row
    words: set[str]


def build_rows(listing_ids: Collection[int], *, on: date) -> Iterator[Built]:
    """The rows of those among the listings that are on sale, as they stand on a day. Eight statements in all."""
    return map(_build, sources(listing_ids, on=on))


def _build(source: Source) -> Built:
    told, shop, offer = source.told, source.shop, source.offer
    days = {kind: packing.day_number(last_day(paper)) for kind, paper in source.papers.items()}
    found = words.entry_words(title=told.title, names=(shop.name, *shop.names), story=told.story)
    if shop.is_asleep:
        found = set()
    begins, ends = _season(source)
    row = Row(
        listing_id=told.pk,
        words=words.vector(found, [words.seller_token(shop.code)] if shop.is_asleep else _tokens(source)),
        packed=(packing.ASLEEP if shop.is_asleep else 0)
        | packing.pack(
            category_id=told.category_id,
            province_code=shop.province_code,
            seller_kind=shop.kind,
            stars=_stars(source.papers),
            certificates=packing.certificate_bits(days),
            price_vnd=offer.price_vnd,
        ),
        until="{" + ",".join(str(days.get(kind, 0)) for kind in packing.CERTIFICATES) + "}" if days else None,
        stale_on=_stale_on(source.papers.values()),
        price_vnd=offer.price_vnd,
        season_from=_month_day(begins),
        season_to=_month_day(ends),
        published_at=told.first_published_at or told.created_at,
        available=offer.available,
        card=_card(source),
    )
    return Built(row, found)


def _tokens(source: Source) -> list[str]:
    """One token for each filter that lets the listing through."""
    begins, ends = _season(source)
    months = Season(begins, ends).months() if begins else []
    return [
        words.EVERY,
        *map(words.category_token, source.branch.line),
        words.province_token(source.shop.province_code),
        words.seller_token(source.shop.code),
        words.kind_token(source.shop.kind),
        words.price_token(source.offer.price_vnd),
        *words.stars_tokens(_stars(source.papers)),
        *map(words.certificate_token, source.papers),
        *(words.month_token(month) for month, is_in in enumerate(months, start=1) if is_in),
    ]


def _card(source: Source) -> str:
    """All that a card on a list page and an item of the API show, but what depends on stock and day."""
    told, shop, branch, offer = source.told, source.shop, source.branch, source.offer
    begins, ends = _season(source)
    card = {
        "code": told.code,
        "slug": told.slug,
        "href": reverse("storefront:product", args=[told.slug, told.code]),
        "title": told.title,
        "price": offer.price_vnd,
        "most": offer.most_vnd,
        "unit": offer.unit,
        "pack": offer.pack,
        "variants": offer.variants,
        "season": [begins, ends] if begins else None,
        "category": branch.slug,
        "category_name": branch.name,
        "drawing": branch.drawing,
        "photo": source.photo,
        **shop.card,
    }
    return json.dumps(card, ensure_ascii=False, separators=(",", ":"))


def _season(source: Source) -> tuple[str, str]:
    """The first and the last day of the season as MM-DD, both empty when it is sold all year."""
    begins, ends = source.told.season_from, source.told.season_to
    return (begins, ends) if begins and ends else ("", "")


def _month_day(text: str) -> int:
    return int(text[:2]) * 100 + int(text[3:]) if text else 0


def _stars(papers: dict[str, Paper]) -> int:
    return papers[CertificateKind.OCOP].stars if CertificateKind.OCOP in papers else 0


def _stale_on(papers: Collection[Paper]) -> date | None:
    """The day after the first of them ends; none when they end on no day that the table can tell from never."""
    ends_on = min(map(last_day, papers), default=date.max)
    return None if packing.day_number(ends_on) == packing.NO_END else ends_on + timedelta(days=1)
