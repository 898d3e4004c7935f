"""How far cash points reach, over the real map of today."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import JOINED, PersonFactory, holder_of, operator
from chophien.cashpoints.models import AgentPost, Till
from chophien.cashpoints.selectors.coverage import coverage, coverage_seen_by, serving_near
from chophien.cashpoints.tests.places import DONG_VAN, a_point, commune_of_today
from chophien.lib.earth import km_between
from chophien.places.models import TODAY, Commune
from chophien.sellers.states import SellerKind, SellerStatus
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 3, tzinfo=UTC)


def middle(code=DONG_VAN):
    commune = commune_of_today(code)
    return commune.lat, commune.lon


def covered(found):
    return sorted(one.code for one in found.communes if one.covered)


def within(place, km):
    """Which communes have their middle so near, by looking at all of them."""
    rows = Commune.objects.filter(vintage=TODAY).values_list("code", "lat", "lon")
    return sorted(code for code, lat, lon in rows if km_between(place, (lat, lon)) <= km)


def test_without_any_point_no_commune_of_the_country_has_one():
    found = coverage(at=AT)

    assert (len(found.communes), len(found.uncovered), len(found.provinces)) == (3321, 3321, 34)
    assert {(one.km, one.point_code) for one in found.communes} == {(None, "")}
    assert sum(one.uncovered for one in found.provinces) == 3321


def test_a_point_covers_the_communes_within_ten_kilometres_of_it_and_no_others():
    lat, lon = middle()
    point = a_point(lat=lat, lon=lon)

    found = coverage(at=AT)

    assert covered(found) == within((lat, lon), 10)
    assert DONG_VAN in covered(found)
    assert found.within_km == 10
    assert {one.point_code for one in found.communes} == {point.code}
    ha_noi = next(one for one in found.communes if one.code == "00004")
    assert ha_noi.km == pytest.approx(km_between((lat, lon), (ha_noi.lat, ha_noi.lon)))


def test_near_is_what_the_rule_of_the_day_says(monkeypatch):
    lat, lon = middle()
    a_point(lat=lat, lon=lon)
    monkeypatch.setattr("chophien.cashpoints.selectors.coverage.rules.whole", lambda _key, at: 25)

    found = coverage(at=AT)

    assert covered(found) == within((lat, lon), 25)


def test_a_point_whose_own_place_nobody_wrote_down_counts_at_the_middle_of_its_commune():
    a_point(lat=None, lon=None, commune=commune_of_today())

    assert covered(coverage(at=AT)) == within(middle(), 10)


@pytest.mark.parametrize(
    "facts",
    [
        {"closed_at": AT},
        {"opened_at": AT + timedelta(hours=1)},
        {"agent": False},
        {"till": False},
    ],
)
def test_a_point_where_nobody_serves_covers_nothing(facts):
    a_point(commune=commune_of_today(), **facts)

    assert covered(coverage(at=AT)) == []


def test_a_point_stops_covering_when_its_last_agent_or_till_is_gone():
    lasting, emptied = a_point(commune=commune_of_today()), a_point(commune=commune_of_today("26740"))
    AgentPost.objects.filter(point=emptied).update(ends_at=AT)
    a_point(commune=commune_of_today("00004"))
    Till.objects.filter(point__commune__code="00004").update(closed_at=AT)

    assert [one.code for one in coverage(at=AT).points] == [lasting.code]


def test_the_farthest_stand_first_or_those_where_most_households_sell():
    a_point(commune=commune_of_today())
    for kind in (SellerKind.INDIVIDUAL, SellerKind.HOUSEHOLD_BUSINESS, SellerKind.COOPERATIVE):
        a_seller(commune_code="00004", kind=kind)
    a_seller(commune_code="00008", kind=SellerKind.COOPERATIVE)
    a_seller(commune_code="00008", kind=SellerKind.INDIVIDUAL, status=SellerStatus.DRAFT)
    a_seller(commune_code=DONG_VAN, kind=SellerKind.INDIVIDUAL)

    found = coverage(at=AT)

    far = found.by_distance()
    assert far[0].code == "22736"
    assert all(one.km >= after.km for one, after in pairwise(far))
    first, second = found.by_shops()[:2]
    assert (first.code, first.households, first.sellers) == ("00004", 2, 3)
    assert (second.code, second.households, second.sellers) == ("00008", 0, 1)
    ha_noi = next(one for one in found.provinces if one.code == "01")
    assert (ha_noi.communes, ha_noi.uncovered, ha_noi.households, ha_noi.sellers) == (126, 126, 2, 4)
    assert next(one for one in found.provinces if one.code == "08").households == 0


@pytest.mark.parametrize("points", [1, 3])
def test_it_takes_three_statements_for_any_number_of_points(points, django_assert_num_queries):
    for _number in range(points):
        a_point(commune=commune_of_today())

    with django_assert_num_queries(3):
        found = coverage(at=AT)

    assert len(found.points) == points


def test_everybody_sees_their_own_area_and_nobody_else_any():
    people = {
        "operator": operator(),
        "province": holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "08"),
        "commune": holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, DONG_VAN),
        "buyer": PersonFactory(),
    }

    seen = {name: len(coverage_seen_by(person, at=AT).communes) for name, person in people.items()}
    elsewhere = {
        name: len(coverage_seen_by(person, at=AT, province_code="01").communes) for name, person in people.items()
    }

    of_province = Commune.objects.filter(vintage=TODAY, province__code="08").count()
    assert seen == {"operator": 3321, "province": of_province, "commune": 1, "buyer": 0}
    assert elsewhere == {"operator": 126, "province": 0, "commune": 0, "buyer": 0}


def test_the_nearest_points_to_a_commune_come_nearest_first():
    lat, lon = middle()
    far = a_point(commune=commune_of_today("00004"))
    near = a_point(lat=lat + 0.05, lon=lon)
    here = a_point(lat=lat, lon=lon)
    a_point(lat=lat, lon=lon, closed_at=JOINED)

    found = serving_near(commune_of_today(), at=AT)

    assert [one.point.code for one in found] == [here.code, near.code, far.code]
    assert [round(one.km, 1) for one in found[:2]] == [0.0, 5.6]
