"""What stands in an address: read leniently, written back the same, never a reason to fail."""

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from chophien.catalog.search.find import search
from chophien.catalog.search.query import MOST_LIMIT, SearchQuery, read_query
from chophien.catalog.tests.search_worlds import DAY, goods
from chophien.lib.money import MAX_VND

NAMES = ("q", "category", "province", "seller", "price_min", "price_max", "ocop_min", "cert", "seller_kind", "in_season",
         "sort", "limit", "cursor")  # fmt: skip
HOSTILE = (
    "", " ", "\x00", "a\x00b", "' OR 1=1 --", "'); DROP TABLE x; --", "\\", "''", '"', "{}", '}{",', "!", "&", "|", ":*", "a:b",
    "1" * 5_000, "-1", "0", "1e3", "1.5", str(10**30), "٣", "NaN", "true", "🍵", "🍵🍵", "שלום", "\u202edrow", "\ud800", "ﬃ", "Ⅷ",
    "che,,", "vietgap,,organic", "ocop,ocop", "../../", "%00", "<script>", "<->", "mật\u0303", "ß", "ǆ", "\u200b", "中文 茶",
    "-", "_", "a_b", "=che", "1che", "A", "P08", "C1", "'A'",
)  # fmt: skip


def test_all_of_it_is_read():
    given_address = QueryDict(
        "q=ch%C3%A8+shan&category=che&province=08&seller=htx-a&price_min=50.000&price_max=1%20000%20000&ocop_min=3"
        "&cert=vietgap&cert=organic,ocop&seller_kind=cooperative&in_season=1&sort=newest&limit=12"
    )

    query = read_query(given_address)

    assert query == SearchQuery(
        q="chè shan", category="che", province="08", seller="htx-a", price_min=50_000, price_max=1_000_000, ocop_min=3,
        cert=("vietgap", "organic", "ocop"), seller_kind="cooperative", in_season=True, sort="newest", limit=12,
    )  # fmt: skip
    assert query.problems == ()
    assert read_query(QueryDict(query.address())) == query


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("category", "Chè!"), ("province", "8"), ("province", "abc"), ("price_min", "-5"), ("price_max", "12.5"), ("ocop_min", "6"),
        ("ocop_min", "-1"), ("cert", "nobel"), ("seller_kind", "bank"), ("in_season", "maybe"), ("sort", "best"), ("limit", "x"),
        ("seller", "a b"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_left_out_and_noted(name, text):
    query = read_query({name: text})

    assert query == SearchQuery()
    assert [problem.field for problem in query.problems] == [name]
    assert str(query.problems[0].sentence)


def test_amounts_beyond_everything_are_the_most_there_is():
    assert read_query({"price_max": str(10**30)}).price_max == MAX_VND


def test_the_ends_of_a_range_are_put_in_order():
    query = read_query({"price_min": "200000", "price_max": "100000"})

    assert (query.price_min, query.price_max) == (100_000, 200_000)


@pytest.mark.parametrize(("text", "limit"), [("0", 1), ("1", 1), ("61", MOST_LIMIT), ("9" * 400, MOST_LIMIT)])
def test_the_length_of_a_page_has_its_limits(text, limit):
    assert read_query({"limit": text}).limit == limit


def test_long_words_are_cut_and_it_is_said():
    query = read_query({"q": "chè " * 500})

    assert len(query.q) <= 120
    assert [problem.field for problem in query.problems] == ["q"]


def test_a_space_at_the_end_says_that_the_last_word_is_whole():
    assert read_query({"q": "chè "}).q == "chè "


def test_a_changed_search_begins_at_its_first_page():
    query = SearchQuery(q="che", province="08", cursor="x")

    assert query.but(province="20") == SearchQuery(q="che", province="20")
    assert query.without("province") == SearchQuery(q="che")
    assert query.filters == ("province",)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_stands_in_an_address_breaks_the_search(name):
    goods("Chè Shan tuyết 'A' \\ \"đặc biệt\" 🍵 中文")

    for text in HOSTILE:
        for others in ({}, {"q": "che"}):
            page = search(read_query({**others, name: text}), at=DAY)
            assert page.total in {0, 1}


@pytest.mark.django_db
@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_can_be_searched_for(text):
    page = search(read_query({"q": text}), at=DAY)

    assert page.total == 0
