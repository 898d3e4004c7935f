"""Pages of a list: every hit once, whatever the order and however many are equal."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chophien.catalog.models import Listing, SearchEntry
from chophien.catalog.search import find, statements
from chophien.catalog.search.cube import forget_cube
from chophien.catalog.search.cursors import read_cursor, write_cursor
from chophien.catalog.search.find import search
from chophien.catalog.search.query import SORTS, SearchQuery
from chophien.catalog.tests.search_worlds import DAY, goods
from chophien.web.paging import decode_cursor

pytestmark = pytest.mark.django_db

ALL = [f"Chè số {number}" for number in range(11)]


@pytest.fixture
def eleven_equal_goods():
    listings = [goods(title) for title in ALL]
    Listing.objects.update(first_published_at=DAY)
    SearchEntry.objects.update(published_at=DAY)
    return listings


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("q", ["", "che", "che so"])
def test_each_hit_is_visited_once_when_all_are_equal(eleven_equal_goods, sort, q):
    for limit in (1, 3, 11, 60):
        visited = all_pages(SearchQuery(q=q, sort=sort, limit=limit))

        assert sorted(visited) == sorted(ALL)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("q", ["", "che"])
def test_lists_longer_than_what_is_counted_go_on_to_their_end(eleven_equal_goods, monkeypatch, sort, q):
    count_at_most(monkeypatch, 4)

    for filters in ({}, {"category": "che"}, {"province": "08"}, {"ocop_min": 0, "price_max": 10**9}):
        visited = all_pages(SearchQuery(q=q, sort=sort, limit=3, **filters))

        if q and sort == "relevance":
            assert len(visited) == len(set(visited)) == 5
        else:
            assert sorted(visited) == sorted(ALL)


def test_more_than_what_is_counted_is_said_so(eleven_equal_goods, monkeypatch):
    count_at_most(monkeypatch, 4)

    page = search(SearchQuery(q="che"), at=DAY)

    assert (page.total, page.more_than_total, page.facets.exact) == (4, True, False)


def test_browsing_counts_exactly_however_many_there_are(eleven_equal_goods, monkeypatch):
    count_at_most(monkeypatch, 4)

    page = search(SearchQuery(category="che", province="08"), at=DAY)

    assert (page.total, page.more_than_total, page.facets.exact) == (11, False, True)
    assert [(place.value, place.count) for place in page.facets.provinces] == [("08", 11)]


def test_orders_by_price_and_by_age():
    goods("Chè vừa", price_vnd=200_000, at=DAY - timedelta(days=3))
    goods("Chè đắt", price_vnd=10_000_000_000, at=DAY - timedelta(days=2))
    goods("Chè rẻ", price_vnd=5_000, at=DAY - timedelta(days=1))

    orders = {sort: all_pages(SearchQuery(q="che", sort=sort, limit=1)) for sort in SORTS}

    assert orders["price_asc"] == ["Chè rẻ", "Chè vừa", "Chè đắt"]
    assert orders["price_desc"] == ["Chè đắt", "Chè vừa", "Chè rẻ"]
    assert orders["newest"] == ["Chè rẻ", "Chè đắt", "Chè vừa"]


def test_a_cursor_of_another_search_or_a_bent_one_shows_the_first_page(eleven_equal_goods):
    query = SearchQuery(q="che", limit=3)
    first = search(query, at=DAY)

    of_another = search(SearchQuery(limit=3, cursor=first.next_cursor), at=DAY)
    bent = search(replace(query, cursor=first.next_cursor[:-2] + "xx"), at=DAY)

    assert of_another.hits == search(SearchQuery(limit=3), at=DAY).hits
    assert bent.hits == first.hits


def test_a_cursor_shows_no_number_of_a_row(eleven_equal_goods):
    query = SearchQuery(q="che", limit=3)
    cursor = write_cursor(query, 17, 4711)

    assert read_cursor(replace(query, cursor=cursor)) == ("17", 4711)
    assert 4711 not in decode_cursor(cursor, purpose="search:q=che")


def all_pages(query):
    """The titles of all pages, first to last."""
    visited = []
    for _page in range(30):
        page = search(query, at=DAY)
        visited += [hit.title for hit in page.hits]
        if page.next_query is None:
            return visited
        query = page.next_query
    raise AssertionError("pages without end")


def count_at_most(monkeypatch, most):
    """Let a small market be as large as one of which not all hits are counted."""
    forget_cube()
    searched = {
        order: statements.Statement(
            statement.text.decode().replace(f"{statements.MOST_COUNTED + 1} -", f"{most + 1} -")
        )
        for order, statement in statements.SEARCH.items()
    }
    for order, statement in statements.SEARCH.items():
        searched[order].names = statement.names
    monkeypatch.setattr(find, "SEARCH", searched)
    monkeypatch.setattr(find, "MOST_COUNTED", most)
