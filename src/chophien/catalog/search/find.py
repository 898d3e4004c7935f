"""The search of the market: one question in, one page of goods with its counts out.

One statement answers most searches. A second is run for pages of more than 2,000 hits, and others only when nothing
good was found: for begun or wrong words, and to say which filter hides what.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from chophien.catalog.search import words
from chophien.catalog.search.asked import Asked, ask
from chophien.catalog.search.cube import Cube, cube, kept_cube
from chophien.catalog.search.cursors import write_cursor
from chophien.catalog.search.facets import Counts, count, facets
from chophien.catalog.search.plan import Plan, array_of, lookups, named_categories, words_of
from chophien.catalog.search.query import NEWEST, RELEVANCE, SearchQuery
from chophien.catalog.search.ranking import ENOUGH
from chophien.catalog.search.reference import Branch, Reference
from chophien.catalog.search.results import Hit, SearchPage, Suggestion, hit_of
from chophien.catalog.search.statements import BROWSED, LISTED, MOST_COUNTED, SEARCH, TIERS
from chophien.catalog.search.vocabulary import vocabulary
from chophien.catalog.search.wording import Reading, first_reading, other_readings
from chophien.lib.dates import local_date

LARGE_SHARE = 0.01
"""From this share of the market on a page is read along its order's index, below it by looking up the filters.

Measured at 152,000 goods: along the index 0.8 to 1.8 ms for every category and province above 1.3 %, by look-up 2 to
26.
"""

MOST_BRANCHES = 6
AS_BROWSED = Reading(Plan(()))


class _Row(NamedTuple):
    listing_id: int
    price_vnd: int
    published_at: datetime
    points: int
    live: int
    available: bool
    card: str


@dataclass(frozen=True)
class _Found:
    """What one run found: its counts, whether they are all, and the rows of the page and one more.

    `named` hits have the words in title or names, `strong` ones there or in the category.
    """

    counts: Counts
    all_counted: bool
    named: int
    strong: int
    rows: list[_Row]


def search(query: SearchQuery, *, at: datetime) -> SearchPage:
    """Find goods on sale. Day-dependent facts (stars, certificates, seasons) are those of the day of `at`.

    Never refuses: filters that name nothing known are left out and noted in the page's query.
    """
    asked = ask(query, on=local_date(at))
    marked = words_of(asked.query.q)
    if not marked:
        return _page(asked, _browse(asked), AS_BROWSED)
    return _find_words(asked, marked)


def _find_words(asked: Asked, marked: list[str]) -> SearchPage:
    last_is_whole = asked.query.q.endswith(" ")
    reading = first_reading(marked, last_is_whole=last_is_whole)
    found = _run(asked, reading)
    if found.strong or (not found.counts.total and asked.query.filters and _hidden_by_filters(asked, reading)):
        return _page(asked, found, reading)
    for other in other_readings(reading, last_is_whole=last_is_whole):
        if found.counts.total and other.partly and not reading.partly:
            break
        better = _run(asked, other)
        if better.strong or (better.counts.total and not found.counts.total):
            return _page(asked, better, other)
    return _page(asked, found, reading)


def _run(asked: Asked, reading: Reading) -> _Found:
    """Look for the words. Of more than 2,000 hits in another order than relevance the page is fetched by itself."""
    if not reading.plan.terms:
        return _Found(count(b""), all_counted=True, named=0, strong=0, rows=[])
    named = named_categories(reading.plan, asked.reference)
    tiers = lookups(reading.plan, vocabulary(), named, asked.filters)
    order = asked.query.sort
    if order != RELEVANCE:
        tiers = {tier: tiers[tier] for tier in ("names", "category", "story")}
    category_always = len(reading.plan.terms) == 1
    found = _searched(asked, tiers, {pk for numbers in named for pk in numbers}, category_always=category_always)
    if found.all_counted or order == RELEVANCE:
        return found
    every = list(tiers["names"])
    if category_always or found.named < ENOUGH:
        every += tiers["category"]
    if found.strong < ENOUGH:
        every += tiers["story"]
    return replace(found, rows=_listed(asked, every))


def _browse(asked: Asked) -> _Found:
    """Look at goods without words: all of them, or those that the filters leave."""
    is_cell = set(asked.query.filters) <= {"category", "province"}
    counted = kept_cube(asked.parameters["day"]) if is_cell else None
    if counted is not None and counted.total(asked.categories, asked.province) > MOST_COUNTED:
        return _browse_cell(asked, counted)
    every = asked.filters or words.lexeme(words.EVERY)
    found = _searched(asked, {"title": [every]})
    if found.all_counted:
        return found
    if is_cell:
        return _browse_cell(asked, cube(asked.parameters))
    return replace(found, rows=_listed(asked, [every]))


def _browse_cell(asked: Asked, counted: Cube) -> _Found:
    counts = counted.counts(asked.categories, asked.province)
    if counts.total < LARGE_SHARE * counted.size:
        rows = _listed(asked, [asked.filters])
    else:
        listed = None if asked.categories is None else "{" + ",".join(map(str, asked.categories)) + "}"
        place = {"categories": listed, "province": asked.province}
        rows = _rows(BROWSED[asked.query.sort].run({**asked.parameters, **place}))
    return _Found(counts, all_counted=True, named=0, strong=counts.total, rows=rows)


def _searched(
    asked: Asked, tiers: Mapping[str, Sequence[str]], named: Collection[int] = (), *, category_always: bool = False
) -> _Found:
    arrays = {tier: array_of(tiers.get(tier, ())) for tier in TIERS}
    words_only = {"named": "{" + ",".join(map(str, sorted(named))) + "}", "category_always": category_always}
    head, *rest = SEARCH[asked.shape].run({**asked.parameters, **arrays, **words_only})
    counts = count(head[7] or b"")
    return _Found(counts, counts.total <= MOST_COUNTED, head[1], head[3], _rows(rest))


def _listed(asked: Asked, every: Sequence[str]) -> list[_Row]:
    return _rows(LISTED[asked.shape].run({**asked.parameters, "every": array_of(every)}))


def _rows(rows: list[tuple[Any, ...]]) -> list[_Row]:
    return [_Row(*row[:7]) for row in rows]


def _page(asked: Asked, found: _Found, reading: Reading) -> SearchPage:
    query = asked.query
    shown = found.rows[: query.limit]
    page = SearchPage(
        query=query,
        hits=tuple(_hit(row, on=asked.on) for row in shown),
        total=_shown_total(found),
        more_than_total=not found.all_counted,
        facets=facets(found.counts, query, asked.reference, exact=found.all_counted),
        next_cursor=_cursor(query, shown[-1]) if len(found.rows) > query.limit else "",
        shown_text=reading.plan.text,
        corrected=reading.corrected,
        partly=reading.partly,
        suggestions=(),
    )
    return page if page.hits or query.cursor else replace(page, suggestions=tuple(_ways_out(asked, reading)))


def _hit(row: _Row, *, on: date) -> Hit:
    return hit_of(
        row.card,
        live=row.live,
        available=row.available,
        price_vnd=row.price_vnd,
        published_at=row.published_at,
        on=on,
    )


def _cursor(query: SearchQuery, last: _Row) -> str:
    key = last.points if query.sort == RELEVANCE else last.published_at if query.sort == NEWEST else last.price_vnd
    return write_cursor(query, key, last.listing_id)


def _hidden_by_filters(asked: Asked, reading: Reading) -> bool:
    """Whether the words are found once the filters are taken away: then they are right and the filters too narrow."""
    return _total(asked, asked.query.without(*asked.query.filters), reading) > 0


def _total(asked: Asked, query: SearchQuery, reading: Reading) -> int:
    """How many hits another search has, asked only once."""
    if query not in asked.totals:
        other = ask(replace(query, limit=1), on=asked.on)
        found = _run(other, reading) if reading.plan.terms else _browse(other)
        asked.totals[query] = _shown_total(found)
    return asked.totals[query]


def _shown_total(found: _Found) -> int:
    return found.counts.total if found.all_counted else min(found.counts.total, MOST_COUNTED)


def _ways_out(asked: Asked, reading: Reading) -> Iterator[Suggestion]:
    """What to try when nothing was found: the search without one filter or all, then categories near the words."""
    query = asked.query
    helpful = 0
    for names in _droppable(query):
        fewer = query.without(*names)
        if hits := _total(asked, fewer, reading):
            helpful += 1
            yield Suggestion("without", names[0], fewer, hits)
    if not helpful and len(query.filters) > 1 and (hits := _total(asked, query.without(*query.filters), reading)):
        yield Suggestion("without", "filters", query.without(*query.filters), hits)
    for branch in _near_branches(asked.reference, words.bare_words(query.q)):
        yield Suggestion("category", branch.name, SearchQuery(category=branch.slug))


def _droppable(query: SearchQuery) -> list[tuple[str, ...]]:
    """The filters one by one; both ends of the price count as one."""
    price = tuple(name for name in query.filters if name.startswith("price_"))
    return [(name,) for name in query.filters if name not in price] + ([price] if price else [])


def _near_branches(known: Reference, plain: list[str]) -> list[Branch]:
    near = [branch for branch in known.branches.values() if any(set(plain) & set(thing) for thing in branch.things)]
    top = [branch for branch in known.branches.values() if branch.parent is None]
    return sorted(near or top, key=lambda branch: branch.sort)[:MOST_BRANCHES]
