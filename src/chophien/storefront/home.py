"""The home page, worked out before the template sees it: what a month brings, and the ways in."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from chophien.catalog.search.query import SearchQuery
from chophien.catalog.search.results import Facets
from chophien.lib.dates import local_date
from chophien.storefront import finding, selectors
from chophien.storefront.addresses import SEARCH, Address, category_path, month_path, province_path
from chophien.storefront.cards import Card

SHOWN, SHOWN_KINDS, SHOWN_PLACES = 6, 10, 10
Chip = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class HomePage:
    title: str
    path: str
    months: list[Chip]
    in_season: list[Card]
    all_in_season: str
    kinds: list[Chip]
    newest: list[Card]
    places: list[Chip]


def home_page(*, month: int, at: datetime) -> HomePage:
    """What is in season in a month, ways in by kind and by place, and what is new, as it stands at `at`."""
    this_month = local_date(at).month
    newest = finding.newest(at=at, limit=SHOWN)
    return HomePage(
        title=_title(month, this_month),
        path="/" if month == this_month else month_path(month),
        months=[
            (_("Month %(month)s") % {"month": one}, "/" if one == this_month else month_path(one), one == month)
            for one in (*range(this_month, 13), *range(1, this_month))
        ],
        in_season=finding.in_month(month, at=at, limit=SHOWN),
        all_in_season=Address(SEARCH).of(SearchQuery(in_season=True)) if month == this_month else "",
        kinds=_kinds(newest.facets),
        newest=newest.cards,
        places=_places(newest.facets),
    )


def _kinds(facets: Facets) -> list[Chip]:
    """The kinds of goods that are most on sale: the second row of the tree, where there is one."""
    second = [below for root in facets.categories for below in (root.children or (root,))]
    most = sorted(second, key=lambda one: -one.count)[:SHOWN_KINDS]
    return [(one.label, category_path(one.value), False) for one in most]


def _places(facets: Facets) -> list[Chip]:
    """The provinces that most goods come from."""
    known = selectors.provinces()
    return [
        (one.label, province_path(known[one.value].slug), False)
        for one in facets.provinces[:SHOWN_PLACES]
        if one.value in known
    ]


def _title(month: int, this_month: int) -> str:
    if month == this_month:
        return _("What do the mountains have this month, month %(month)s?") % {"month": month}
    return _("What do the mountains have in month %(month)s?") % {"month": month}
