import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chophien.lib.earth import Nearest, km_between

HA_NOI, TP_HCM, DONG_VAN = (21.0285, 105.8542), (10.7769, 106.7009), (23.2779, 105.3620)


def by_haversine(one, other):
    """The textbook's formula, to compare with."""
    (lat, lon), (lat_2, lon_2) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((lat_2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat_2) * math.sin((lon_2 - lon) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        (HA_NOI, HA_NOI, 0.0),
        (HA_NOI, TP_HCM, 1143.506),
        (HA_NOI, DONG_VAN, 255.206),
        ((0.0, 0.0), (0.0, 1.0), 111.195),
        ((0.0, 0.0), (0.0, 180.0), 20015.114),
    ],
)
def test_kilometres_over_the_ground(one, other, km):
    assert round(km_between(one, other), 3) == km
    assert round(km_between(other, one), 3) == km


PLACE = st.tuples(st.floats(6.0, 23.5), st.floats(102.0, 117.9))


@given(PLACE, PLACE)
def test_the_way_is_what_the_haversine_formula_says(one, other):
    assert math.isclose(km_between(one, other), by_haversine(one, other), rel_tol=1e-9, abs_tol=1e-4)


@given(st.lists(PLACE, min_size=1, max_size=40), PLACE)
def test_the_nearest_of_many_is_the_one_that_looking_at_all_finds(points, place):
    named = [(f"{number:02d}", lat, lon) for number, (lat, lon) in enumerate(points)]

    found = Nearest(named).to(*place)

    assert found is not None
    shortest = min(km_between(place, point) for point in points)
    assert math.isclose(found[1], shortest, rel_tol=1e-9, abs_tol=1e-6)
    assert math.isclose(km_between(place, points[int(found[0])]), shortest, rel_tol=1e-9, abs_tol=1e-6)


def test_of_two_at_the_same_place_the_first_in_the_alphabet_is_told():
    assert Nearest([("b", 21.0, 105.0), ("a", 21.0, 105.0), ("c", 22.0, 105.0)]).to(21.0, 105.0) == ("a", 0.0)


def test_among_no_points_none_is_near():
    assert Nearest([]).to(21.0, 105.0) is None
