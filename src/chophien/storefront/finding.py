"""Goods as cards, for the pages that list them: a search, and the short rows beside other things."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chophien.catalog.search.find import search
from chophien.catalog.search.query import NEWEST, SearchQuery
from chophien.catalog.search.results import Facets, SearchPage, Suggestion
from chophien.catalog.search.shelves import goods_in_month, goods_of_category, goods_of_seller
from chophien.lib.dates import local_date
from chophien.storefront.cards import Card, cards_of
from chophien.storefront.categories import tree
from chophien.storefront.selectors import Goods

BESIDE = 6


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, ready for a page. `understood` is empty when the words were taken as they were typed."""

    query: SearchQuery
    cards: list[Card]
    count: str
    next_query: SearchQuery | None
    facets: Facets
    understood: str
    partly: bool
    suggestions: tuple[Suggestion, ...]


def find(query: SearchQuery, *, at: datetime) -> Found:
    """Search, and make cards of what was found."""
    page = search(query, at=at)
    return Found(
        query=page.query,
        cards=cards_of(page.hits, on=local_date(at)),
        count=_count(page),
        next_query=page.next_query,
        facets=page.facets,
        understood=page.shown_text if page.corrected or page.partly else "",
        partly=page.partly,
        suggestions=page.suggestions,
    )


def newest(*, at: datetime, limit: int) -> Found:
    """What came to the market last, with the counts of all goods."""
    return find(SearchQuery(sort=NEWEST, limit=limit), at=at)


def in_month(month: int, *, at: datetime, limit: int) -> list[Card]:
    """Goods that have their season in a month."""
    return cards_of(goods_in_month(month, limit=limit, at=at), on=local_date(at))


def popular(*, at: datetime) -> list[Card]:
    """What stands first on the market."""
    return find(SearchQuery(limit=BESIDE), at=at).cards


def others(goods: Goods, *, at: datetime) -> list[Card]:
    """Other goods of the same shop."""
    return cards_of(goods_of_seller(goods.seller_code, limit=BESIDE, at=at, left_out=goods.pk), on=local_date(at))


def like(goods: Goods, *, at: datetime) -> list[Card]:
    """Other goods of the same category."""
    branch = tree().by_pk.get(goods.category_id or 0)
    found = goods_of_category(branch.slug, limit=BESIDE, at=at, left_out=goods.pk) if branch else []
    return cards_of(found, on=local_date(at))


def _count(page: SearchPage) -> str:
    number = f"{page.total:,}".replace(",", ".")
    if page.more_than_total:
        return _("%(number)s+ goods") % {"number": number}
    return ngettext("%(number)s good", "%(number)s goods", page.total) % {"number": number}
