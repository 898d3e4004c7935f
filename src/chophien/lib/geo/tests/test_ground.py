"""Sizes on the ellipsoid, borders that cross, land that overlaps, lines with fewer corners, places told coarsely."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chophien.lib.earth import km_between
from chophien.lib.geo.ground import box, coarse, crossing, hectares, inside, overlap, simplified


def square(lon, lat, side, *holes):
    ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring, *holes]}


def circle(corners, radius=0.01):
    turns = [2 * math.pi * number / corners for number in range(corners)]
    ring = [[105 + radius * math.cos(turn), 22 + radius * math.sin(turn)] for turn in turns]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def test_a_degree_at_the_equator_is_as_large_as_geographiclib_says():
    assert hectares(square(0, 0, 1)) == pytest.approx(1_230_877.8361469, abs=1e-3)


def test_holes_are_left_out_and_parts_are_added_whichever_way_they_run():
    hole = square(105.002, 22.002, 0.002)["coordinates"][0]
    whole, small = hectares(square(105, 22, 0.01)), hectares(square(105.002, 22.002, 0.002))
    parts = {"type": "MultiPolygon", "coordinates": [square(105, 22, 0.01)["coordinates"], [hole[::-1]]]}

    assert hectares(square(105, 22, 0.01, hole)) == pytest.approx(whole - small)
    assert hectares(square(105, 22, 0.01, hole[::-1])) == pytest.approx(whole - small)
    assert hectares(parts) == pytest.approx(whole + small)


def test_a_border_that_crosses_itself_is_told_with_the_place():
    bow = {"type": "Polygon", "coordinates": [[[105, 22], [105.01, 22.01], [105.01, 22], [105, 22.01], [105, 22]]]}
    outside = square(106, 22, 0.01)["coordinates"][0]

    assert crossing(bow) == (105.005, 22.005)
    assert crossing(square(105, 22, 0.01, outside)) == (106, 22)
    assert crossing(square(105, 22, 0.01)) is None


def test_what_two_pieces_have_in_common_is_a_part_of_the_smaller_one():
    found = overlap(square(105, 22, 0.01), square(105.0075, 22, 0.01))
    within = overlap(square(105, 22, 0.01), square(105.004, 22.004, 0.002))

    assert found is not None
    assert within is not None
    assert found.share == pytest.approx(0.25, abs=1e-6)
    assert found.place == pytest.approx((105.00875, 22.005))
    assert within.share == pytest.approx(1.0)
    assert overlap(square(105, 22, 0.01), square(105.01, 22, 0.01)) is None
    assert overlap(square(105, 22, 0.01), square(106, 22, 0.01)) is None


def test_a_walk_of_thousands_of_steps_keeps_its_shape_with_few_corners():
    walked = circle(5_000)

    line = simplified(walked)

    assert len(line["coordinates"][0]) == 129
    assert hectares(line) == pytest.approx(hectares(walked), rel=0.0005)
    assert all(abs(place - round(place, 7)) < 1e-12 for corner in line["coordinates"][0] for place in corner)
    assert simplified({**walked, "coordinates": [walked["coordinates"][0][::-1]]}).keys() == line.keys()


@given(st.integers(4, 300), st.floats(0.5, 5))
def test_simplifying_moves_no_border_further_than_allowed(corners, metres):
    walked = circle(corners)

    size, kept = hectares(walked), hectares(simplified(walked, metres=metres))

    around_m = 2 * math.pi * 1_113
    assert abs(size - kept) * 10_000 <= around_m * metres


def test_a_box_and_a_point_within():
    west, south, east, north = box(square(105, 22, 0.01))
    lon, lat = inside(square(105, 22, 0.01))

    assert (west, south, east, north) == (105, 22, 105.01, 22.01)
    assert west < lon < east
    assert south < lat < north


@given(st.floats(102.2, 117.8), st.floats(8.3, 23.4))
def test_strangers_see_the_middle_of_a_cell_of_a_kilometre(lon, lat):
    seen = coarse((lon, lat))

    assert coarse(seen) == seen
    assert km_between((lat, lon), (seen[1], seen[0])) < 0.72


def test_neighbours_in_one_cell_are_told_alike():
    assert coarse((105.1234, 22.5678)) == coarse((105.1249, 22.5669)) == (105.1276332, 22.5700683)
