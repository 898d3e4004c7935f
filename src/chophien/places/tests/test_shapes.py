"""The shapes of the provinces, from the file in the program."""

import csv
from itertools import pairwise

from chophien.places.actions import DATA
from chophien.places.selectors import shapes


def provinces():
    with (DATA / "provinces.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def holds(ring, lat, lon):
    """Whether a place lies within a closed line: how often a line to the east of it crosses the border."""
    crossings = 0
    for (lat_1, lon_1), (lat_2, lon_2) in pairwise(ring):
        if (lat_1 > lat) != (lat_2 > lat):
            crossings += lon < (lon_2 - lon_1) * (lat - lat_1) / (lat_2 - lat_1) + lon_1
    return crossings % 2 == 1


def test_every_province_of_today_has_a_shape_around_its_point():
    found = shapes()

    assert sorted(found) == [row["code"] for row in provinces()]
    outside = [
        row["name"]
        for row in provinces()
        if sum(holds(ring, float(row["lat"]), float(row["lon"])) for ring in found[row["code"]]) % 2 == 0
    ]
    assert outside == []


def test_every_ring_is_closed():
    assert [code for code, rings in shapes().items() for ring in rings if ring[0] != ring[-1] or len(ring) < 4] == []


def test_hoang_sa_and_truong_sa_are_on_the_map():
    east = {code: max(lon for ring in shapes()[code] for _lat, lon in ring) for code in ("48", "56")}

    assert east == {"48": 112.6332, "56": 117.828}
