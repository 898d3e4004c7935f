"""Walking around a field: which places count, in which order, and when there are too few."""

from datetime import timedelta

import pytest

from chophien.growing.errors import AreaTooSmall, FixesTooCoarse
from chophien.growing.tests.factories import LAT, LON, NOON
from chophien.growing.walking import Fix, walked
from chophien.lib.geo.ground import hectares

CORNERS = [(LON, LAT), (LON + 0.002, LAT), (LON + 0.002, LAT + 0.002), (LON, LAT + 0.002)]


def fixes(*accuracies, places=CORNERS):
    return [
        Fix(place, accuracy, NOON + timedelta(seconds=10 * number))
        for number, (place, accuracy) in enumerate(zip(places, accuracies, strict=True))
    ]


def test_s11_a_walk_becomes_a_ring_whatever_the_order_it_arrives_in():
    found = walked(fixes(3, 4, 5, 9.9)[::-1], most_m=10)

    assert found.land == {"type": "Polygon", "coordinates": [[list(place) for place in [*CORNERS, CORNERS[0]]]]}
    assert (found.accuracy_m, found.kept, found.left_out) == (9.9, 4, 0)
    assert hectares(found.land) == pytest.approx(4.5322, abs=1e-3)


def test_s11_places_over_ten_metres_are_left_out():
    found = walked(fixes(3, 4, 5, 10.1), most_m=10)

    assert (len(found.land["coordinates"][0]), found.accuracy_m, found.left_out) == (4, 5, 1)


def test_a_walk_that_goes_on_after_the_phone_died_is_one_walk_and_counts_nothing_twice():
    first, second = fixes(3, 3, 3, 3)[:3], fixes(3, 3, 3, 3)[1:]

    assert walked([*first, *second], most_m=10).kept == 4


@pytest.mark.parametrize("accuracies", [(50, 60, 70, 80), (3, 4, 50, 60), (-1, -1, 3, 3)])
def test_too_few_sure_places_are_no_border(accuracies):
    with pytest.raises(FixesTooCoarse):
        walked(fixes(*accuracies), most_m=10)


def test_standing_still_is_no_border():
    with pytest.raises(AreaTooSmall):
        walked(fixes(3, 3, 3, 3, places=[(LON, LAT)] * 4), most_m=10)
