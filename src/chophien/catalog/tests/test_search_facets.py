"""The counts beside a list are those that one gets by going through all hits."""

from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chophien.catalog.models import Category
from chophien.catalog.search.find import search
from chophien.catalog.search.query import SearchQuery
from chophien.catalog.states import CertificateKind
from chophien.catalog.tests.factories import a_category
from chophien.catalog.tests.search_worlds import CHI_LANG, DAY, DONG_VAN, NA_RI, goods
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller

TODAY = date(2026, 11, 24)
PRICES = (50_000, 50_001, 100_000, 450_000, 1_000_000, 3_000_000)
SEASONS = (("", ""), ("10-15", "02-01"), ("03-01", "06-30"))
ENDS = (None, TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=9))

QUERIES = st.builds(
    SearchQuery,
    q=st.sampled_from(["", "che", "mat ong", "hang"]),
    category=st.sampled_from(["", "", "che", "mat-ong", "thuc-pham"]),
    province=st.sampled_from(["", "", "08", "20"]),
    price_min=st.sampled_from([None, None, 50_001, 400_000]),
    price_max=st.sampled_from([None, None, 100_000, 1_000_000]),
    ocop_min=st.sampled_from([0, 0, 3, 4, 5]),
    cert=st.sampled_from([(), (), ("vietgap",), ("ocop",), ("ocop", "vietgap")]),
    seller_kind=st.sampled_from(["", "", "individual", "cooperative"]),
    in_season=st.booleans(),
    sort=st.sampled_from(["relevance", "price_asc", "newest"]),
    limit=st.just(60),
)


@pytest.fixture
def market(db):
    """Forty goods with every mixture of facts."""
    top = a_category("thuc-pham", name_vi="Thực phẩm")
    for slug, name in (("che", "Chè"), ("mat-ong", "Mật ong")):
        a_category(slug, name_vi=name, parent=top)
    shops = [
        a_seller(name=f"HTX {place}", commune_code=place, kind=kind)
        for place, kind in product((DONG_VAN, CHI_LANG, NA_RI), (SellerKind.INDIVIDUAL, SellerKind.COOPERATIVE))
    ]
    for number in range(40):
        slug, name = (("che", "Chè"), ("mat-ong", "Mật ong"))[number % 2]
        end = ENDS[number % 4]
        papers = {CertificateKind.VIETGAP: ENDS[number % 3]} if number % 5 < 2 else {}
        goods(
            f"{name} hàng {number}",
            seller=shops[number % len(shops)],
            price_vnd=PRICES[number % len(PRICES)],
            category=slug,
            category_name=name,
            season=SEASONS[number % len(SEASONS)],
            stars=(0, 3, 4, 5)[number // 3 % 4],
            until=end,
            papers=papers,
            at=DAY - timedelta(days=number % 7),
        )
    assert Category.objects.count() == 3


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES)
def test_counts_equal_those_of_going_through_all_hits(market, query):
    page = search(query, at=DAY)

    facets, hits = page.facets, page.hits
    assert page.total == len(hits) or page.corrected or page.partly
    assert {place.value: place.count for place in facets.provinces} == Counter(hit.province_code for hit in hits)
    assert {branch.value: branch.count for top in facets.categories for branch in top.children} == Counter(
        hit.category_slug for hit in hits
    )
    assert sum(top.count for top in facets.categories) == len(hits)
    assert {int(value.value): value.count for value in facets.stars} == {
        least: number
        for least in (5, 4, 3)
        if least >= query.ocop_min and (number := sum(hit.stars >= least for hit in hits))
    }
    assert {value.value: value.count for value in facets.certificates} == Counter(
        kind for hit in hits for kind in hit.certificates
    )
    in_season = sum(hit.season_state == "in_season" for hit in hits)
    assert (facets.in_season.count if facets.in_season else 0) == in_season
    assert sum(value.count for value in facets.prices) == len(hits)
    assert sum(value.count for value in facets.seller_kinds) == len(hits)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES)
def test_choosing_a_value_leaves_as_many_hits_as_it_said(market, query):
    facets = search(query, at=DAY).facets

    values = [*facets.provinces, *facets.prices, *facets.stars, *facets.certificates, *facets.seller_kinds]
    narrower = [top for top in facets.categories if not any(branch.chosen for branch in top.children)]
    values += [*narrower, *(branch for top in facets.categories for branch in top.children)]
    for value in values:
        if not value.chosen:
            assert search(value.query, at=DAY).total == value.count, value


def test_a_chosen_value_leads_back(market):
    [place] = search(SearchQuery(province="08"), at=DAY).facets.provinces

    assert (place.chosen, place.query) == (True, SearchQuery())


def test_prices_are_offered_in_ranges_that_do_not_overlap(market):
    ranges = [value.query.parameters() for value in search(SearchQuery(), at=DAY).facets.prices]

    assert ranges == [
        [("price_max", "50000")],
        [("price_min", "50001"), ("price_max", "100000")],
        [("price_min", "200001"), ("price_max", "500000")],
        [("price_min", "500001"), ("price_max", "1000000")],
        [("price_min", "1000001")],
    ]
