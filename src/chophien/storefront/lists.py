"""Pages that list goods — search, category, province —, worked out before the template sees them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from chophien.catalog.search.query import NEWEST, PRICE_ASC, PRICE_DESC, RELEVANCE, SearchQuery
from chophien.catalog.search.results import FacetBranch, Suggestion
from chophien.storefront import finding
from chophien.storefront.addresses import SEARCH, Address, category_path
from chophien.storefront.cards import Card
from chophien.storefront.categories import Branch, name_of
from chophien.storefront.filters import Applied, Group, applied, groups
from chophien.storefront.finding import Found
from chophien.storefront.selectors import ProvinceToday

Chip = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a page's own path holds: nothing, a category, or a province."""

    address: Address
    branch: Branch | None = None
    province: ProvinceToday | None = None


@dataclass(frozen=True, slots=True)
class WaysOut:
    """What to try when nothing was found: other words, fewer filters, categories to look around in."""

    spellings: list[Chip]
    without: list[Chip]
    near: list[Chip]


@dataclass(frozen=True, slots=True)
class ListPage:
    query: SearchQuery
    path: str
    title: str
    intro: str
    crumbs: list[tuple[str, str]]
    understood: str
    partly: bool
    unread: list[str]
    branches: list[Chip]
    applied: list[Applied]
    count: str
    sorts: list[Chip]
    cards: list[Card]
    eager: int
    next_url: str
    first_url: str
    hidden: list[tuple[str, str]]
    groups: list[Group]
    in_season_count: int
    ways_out: WaysOut
    popular: list[Card]
    is_open: bool


def list_page(asked: SearchQuery, kept: Kept, *, at: datetime) -> ListPage:
    """One stretch of goods for a query, with every filter and order as an address."""
    found = finding.find(kept_query(asked, kept), at=at)
    query = found.query
    address = kept.address
    nothing = not found.cards
    in_use = applied(query, address)
    return ListPage(
        query=query,
        path=address.path,
        title=_title(query, kept),
        intro=_intro(kept),
        crumbs=_crumbs(kept),
        understood=found.understood,
        partly=found.partly,
        unread=[str(problem.sentence) for problem in query.problems],
        branches=_branches(query, kept, found),
        applied=in_use,
        count=found.count,
        sorts=[(label, address.changed(query, sort=sort), sort == query.sort) for sort, label in _sorts(query)],
        cards=found.cards,
        eager=0 if query.cursor else 2,
        next_url=address.of(found.next_query) if found.next_query else "",
        first_url=address.changed(query),
        hidden=_hidden(query),
        groups=groups(found.facets, in_use, address),
        in_season_count=found.facets.in_season.count if found.facets.in_season else 0,
        ways_out=_ways_out(found, address),
        popular=finding.popular(at=at) if nothing and not query.cursor else [],
        is_open=bool(address.held) and {name for name, _value in query.parameters()} <= {address.held},
    )


def kept_query(query: SearchQuery, kept: Kept) -> SearchQuery:
    """The search with the filter that the page's own path holds."""
    if kept.branch:
        return replace(query, category=kept.branch.slug)
    if kept.province:
        return replace(query, province=kept.province.code)
    return query


def _title(query: SearchQuery, kept: Kept) -> str:
    if kept.branch:
        return kept.branch.name
    if kept.province:
        return _("What %(place)s offers") % {"place": kept.province.full_name}
    return _("Search: %(words)s") % {"words": query.q} if query.q else _("All goods")


def _intro(kept: Kept) -> str:
    if kept.branch:
        return _("%(kind)s from Vietnam's mountains, bought from those who grow and make them.") % {
            "kind": kept.branch.name
        }
    if kept.province:
        return _("Goods from %(place)s, bought from those who grow and make them.") % {"place": kept.province.full_name}
    return ""


def _crumbs(kept: Kept) -> list[tuple[str, str]]:
    if kept.branch:
        above = [(name_of(node), category_path(node.slug)) for node in kept.branch.line[:-1]]
        return [(_("All goods"), SEARCH), *above, (kept.branch.name, "")]
    if kept.province:
        return [(_("All goods"), SEARCH), (kept.province.full_name, "")]
    return []


def _branches(query: SearchQuery, kept: Kept, found: Found) -> list[Chip]:
    """The branches below the page's category that have goods, each with the rest of the search kept."""
    if kept.branch is None:
        return []
    found_here = _below(found.facets.categories, kept.branch.slug)
    return [(one.label, Address(category_path(one.value), "category").changed(query), False) for one in found_here]


def _below(branches: Sequence[FacetBranch], slug: str) -> Sequence[FacetBranch]:
    for branch in branches:
        below = branch.children if branch.value == slug else _below(branch.children, slug)
        if below:
            return below
    return ()


def _sorts(query: SearchQuery) -> list[tuple[str, str]]:
    best = _("Best match") if query.q else _("Recommended")
    return [
        (RELEVANCE, best),
        (PRICE_ASC, _("Lowest price")),
        (PRICE_DESC, _("Highest price")),
        (NEWEST, _("Newest")),
    ]


def _hidden(query: SearchQuery) -> list[tuple[str, str]]:
    """What the filter form carries along unseen."""
    return [(name, text) for name, text in query.parameters() if name in {"q", "seller", "sort"}]


def _ways_out(found: Found, address: Address) -> WaysOut:
    """What to try when nothing was found, as the search proposes it."""
    by_kind: dict[str, list[Suggestion]] = {}
    for one in found.suggestions:
        by_kind.setdefault(one.kind, []).append(one)
    fewer = Address(SEARCH)
    labels = {one.name: one.label for one in applied(found.query, fewer)}
    labels |= {"price_min": labels.get("price", ""), "price_max": labels.get("price", "")}
    return WaysOut(
        spellings=[(one.label, address.of(one.query), False) for one in by_kind.get("spelling", ())],
        without=[
            (_without(labels.get(one.label, "")), fewer.of(one.query), False) for one in by_kind.get("without", ())
        ],
        near=[(one.label, category_path(one.query.category), False) for one in by_kind.get("category", ())],
    )


def _without(label: str | None) -> str:
    return _("without “%(filter)s”") % {"filter": label} if label else _("without any filter")
