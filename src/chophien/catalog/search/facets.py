"""Counts beside a list: how many hits lie in each category, province, range of prices."""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from sys import byteorder

from django.utils.translation import gettext as _

from chophien.catalog.search.packing import CERTIFICATES, KINDS, PRICE_STEPS
from chophien.catalog.search.query import BLANK, SearchQuery
from chophien.catalog.search.reference import Branch, Reference
from chophien.catalog.search.results import FacetBranch, Facets, FacetValue
from chophien.lib.money import format_vnd

LEAST_STARS, MOST_STARS = 3, 5


@dataclass(frozen=True)
class Counts:
    """How often each answer occurs among the hits."""

    total: int
    categories: Counter[int]
    provinces: Counter[int]
    kinds: Counter[int]
    stars: Counter[int]
    certificates: Counter[int]
    prices: Counter[int]
    in_season: int


def count(packed: bytes) -> Counts:
    """Count the answers of all hits: eight bytes each, as `packing` lays them out."""
    pairs = array("H", packed)
    if byteorder == "little":
        pairs.byteswap()
    return Counts(
        total=len(packed) // 8,
        categories=Counter(pairs[0::4]),
        provinces=Counter(packed[2::8]),
        kinds=Counter(packed[3::8]),
        stars=Counter(packed[4::8]),
        certificates=Counter(packed[5::8]),
        prices=Counter(packed[6::8]),
        in_season=packed[7::8].count(1),
    )


def facets(counts: Counts, query: SearchQuery, reference: Reference, *, exact: bool) -> Facets:
    """The counts in the order in which a page shows them, each with the search that it leads to."""
    return Facets(
        categories=_categories(counts.categories, query, reference),
        provinces=_provinces(counts.provinces, query, reference),
        prices=tuple(_prices(counts.prices, query)),
        stars=tuple(_stars(counts.stars, query)),
        certificates=tuple(_certificates(counts.certificates, query)),
        seller_kinds=tuple(_kinds(counts.kinds, query)),
        in_season=_in_season(counts.in_season, query),
        exact=exact,
    )


def _categories(counted: Counter[int], query: SearchQuery, reference: Reference) -> tuple[FacetBranch, ...]:
    """The tree of the categories that have hits, each counting what lies below it."""
    sums: Counter[int] = Counter()
    for pk, times in counted.items():
        for above in reference.branches[pk].line if pk in reference.branches else ():
            sums[above] += times
    children: dict[int | None, list[Branch]] = {}
    for pk in sums:
        children.setdefault(reference.branches[pk].parent, []).append(reference.branches[pk])
    return _branches(children, None, sums, query)


def _branches(
    children: dict[int | None, list[Branch]], parent: int | None, sums: Counter[int], query: SearchQuery
) -> tuple[FacetBranch, ...]:
    return tuple(
        FacetBranch(
            value=branch.slug,
            label=branch.name,
            count=sums[branch.pk],
            chosen=branch.slug == query.category,
            base=query,
            changes={"category": "" if branch.slug == query.category else branch.slug},
            children=_branches(children, branch.pk, sums, query),
        )
        for branch in sorted(children.get(parent, ()), key=_by_sort)
    )


def _by_sort(branch: Branch) -> tuple[int, int]:
    return branch.sort


def _provinces(counted: Counter[int], query: SearchQuery, reference: Reference) -> tuple[FacetValue, ...]:
    """The provinces with hits, most hits first, then in the order of their names."""
    found = [
        _value("province", code, name, counted[int(code)], query)
        for code, name in reference.provinces.items()
        if counted[int(code)]
    ]
    return tuple(sorted(found, key=lambda value: -value.count))


def _prices(counted: Counter[int], query: SearchQuery) -> Iterable[FacetValue]:
    ends: Sequence[int | None] = (None, *PRICE_STEPS, None)
    for step, (below, upto) in enumerate(pairwise(ends)):
        if counted[step]:
            least = None if below is None else below + 1
            chosen = (query.price_min, query.price_max) == (least, upto)
            yield FacetValue(
                value=f"{least or 0}-{upto or ''}",
                label=_price_label(below, upto),
                count=counted[step],
                chosen=chosen,
                base=query,
                changes={"price_min": None if chosen else least, "price_max": None if chosen else upto},
            )


def _price_label(below: int | None, upto: int | None) -> str:
    if below is None and upto is not None:
        return _("Up to %(price)s") % {"price": format_vnd(upto)}
    if below is not None and upto is None:
        return _("Over %(price)s") % {"price": format_vnd(below)}
    return _("%(low)s to %(high)s") % {"low": format_vnd(below or 0), "high": format_vnd(upto or 0)}


def _stars(counted: Counter[int], query: SearchQuery) -> Iterable[FacetValue]:
    """For each number of stars, from the one asked for on, the goods that have at least so many."""
    for least in range(MOST_STARS, max(LEAST_STARS, query.ocop_min) - 1, -1):
        times = sum(number for stars, number in counted.items() if stars >= least)
        if times:
            label = _("OCOP %(stars)s stars") if least == MOST_STARS else _("OCOP %(stars)s stars or more")
            yield _value("ocop_min", least, label % {"stars": least}, times, query)


def _certificates(counted: Counter[int], query: SearchQuery) -> Iterable[FacetValue]:
    for place, kind in enumerate(CERTIFICATES):
        times = sum(number for bits, number in counted.items() if bits >> place & 1)
        if times:
            chosen = kind.value in query.cert
            others = tuple(other for other in query.cert if other != kind.value)
            yield FacetValue(
                value=kind.value,
                label=str(kind.label),
                count=times,
                chosen=chosen,
                base=query,
                changes={"cert": others if chosen else (*query.cert, kind.value)},
            )


def _kinds(counted: Counter[int], query: SearchQuery) -> Iterable[FacetValue]:
    for place, kind in enumerate(KINDS):
        if counted[place]:
            yield _value("seller_kind", kind.value, str(kind.label), counted[place], query)


def _in_season(times: int, query: SearchQuery) -> FacetValue | None:
    return _value("in_season", 1, _("In season now"), times, query) if times else None


def _value(name: str, value: str | int, label: str, times: int, query: SearchQuery) -> FacetValue:
    chosen = getattr(query, name) == value
    return FacetValue(
        value=str(value),
        label=label,
        count=times,
        chosen=chosen,
        base=query,
        changes={name: getattr(BLANK, name) if chosen else value},
    )
