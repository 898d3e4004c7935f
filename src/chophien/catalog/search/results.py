"""What a search gives back: cards, counts to narrow it by, and ways out when nothing was found."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache

from chophien.catalog.search.packing import CERTIFICATES_SHIFT, STARS_SHIFT, certificates_of
from chophien.catalog.search.query import SearchQuery
from chophien.lib.dates import Season, SeasonState

WAKE_DAYS = 45


@dataclass(frozen=True, slots=True)
class CardPhoto:
    """What it takes to show the first photo without asking the database: its code and the sizes there are."""

    code: str
    width: int
    height: int
    widths: tuple[int, ...]
    colour: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One good as a card or an item of the API shows it. Stars and certificates are those valid on the day asked."""

    code: str
    slug: str
    href: str
    title: str
    price_vnd: int
    most_vnd: int
    unit: str
    pack: str
    variants: int
    seller_code: str
    seller_slug: str
    seller_name: str
    province_code: str
    province_name: str
    commune_code: str
    commune_name: str
    category_slug: str
    category_name: str
    drawing: str
    photo: CardPhoto | None
    stars: int
    certificates: tuple[str, ...]
    season_from: str
    season_to: str
    season_state: str
    available: bool
    published_at: datetime


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One way to narrow the search and how many hits remain. `changes` are what it changes in the search `base`."""

    value: str
    label: str
    count: int
    chosen: bool
    base: SearchQuery = field(repr=False)
    changes: Mapping[str, object] = field(repr=False)

    @property
    def query(self) -> SearchQuery:
        """The search that chooses this value, or takes it back when it is chosen."""
        return self.base.but(**self.changes)


@dataclass(frozen=True, slots=True)
class FacetBranch(FacetValue):
    """A category with how many hits lie in it and below it; one above the chosen category leads back out of it."""

    children: tuple["FacetBranch", ...]


@dataclass(frozen=True)
class Facets:
    """Counts over the hits. `exact` is false when there are more than 2,000: then they count the first of them."""

    categories: tuple[FacetBranch, ...]
    provinces: tuple[FacetValue, ...]
    prices: tuple[FacetValue, ...]
    stars: tuple[FacetValue, ...]
    certificates: tuple[FacetValue, ...]
    seller_kinds: tuple[FacetValue, ...]
    in_season: FacetValue | None
    exact: bool


@dataclass(frozen=True)
class Suggestion:
    """A way out of an empty list. `kind` is spelling, without (a filter), or category; `hits` if it was counted."""

    kind: str
    label: str
    query: SearchQuery
    hits: int | None = None


@dataclass(frozen=True)
class SearchPage:
    """One page of hits. `total` is exact unless `more_than_total`; then there are more than that.

    `shown_text` is what was searched for in the end: it differs from the words typed when they were `corrected`;
    `partly` tells that no good has all the words and these have most of them.
    """

    query: SearchQuery
    hits: tuple[Hit, ...]
    total: int
    more_than_total: bool
    facets: Facets
    next_cursor: str
    shown_text: str
    corrected: bool
    partly: bool
    suggestions: tuple[Suggestion, ...]

    @cached_property
    def next_query(self) -> SearchQuery | None:
        """The search for the page that follows."""
        if not self.next_cursor:
            return None
        return SearchQuery(**{**vars(self.query), "cursor": self.next_cursor, "problems": ()})


def hit_of(card: str, *, live: int, available: bool, price_vnd: int, published_at: datetime, on: date) -> Hit:
    """Make a hit of a row: the card as it was written, and what depends on the day as it stands on that day."""
    told = json.loads(card)
    begins, ends = told["season"] or ("", "")
    state = _season_state(begins, ends, on) if begins else ""
    photo = told["photo"]
    return Hit(
        code=told["code"],
        slug=told["slug"],
        href=told["href"],
        title=told["title"],
        price_vnd=price_vnd,
        most_vnd=told["most"],
        unit=told["unit"],
        pack=told["pack"],
        variants=told["variants"],
        seller_code=told["seller"],
        seller_slug=told["seller_slug"],
        seller_name=told["seller_name"],
        province_code=told["province"],
        province_name=told["province_name"],
        commune_code=told["commune"],
        commune_name=told["commune_name"],
        category_slug=told["category"],
        category_name=told["category_name"],
        drawing=told["drawing"],
        photo=CardPhoto(**{**photo, "widths": tuple(photo["widths"])}) if photo else None,
        stars=live >> STARS_SHIFT & 255,
        certificates=tuple(certificates_of(live >> CERTIFICATES_SHIFT & 255)),
        season_from=begins,
        season_to=ends,
        season_state=state,
        available=available and state in {"", SeasonState.IN_SEASON.value},
        published_at=published_at,
    )


@lru_cache(maxsize=2_000)
def _season_state(begins: str, ends: str, on: date) -> str:
    return Season(begins, ends).state_on(on, WAKE_DAYS).value
