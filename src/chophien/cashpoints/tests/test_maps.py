"""The map of how far cash points reach, as people get it."""

import gzip
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest
from django.db.models import Q
from django.utils.translation import override

from chophien.cashpoints.selectors.coverage import coverage
from chophien.cashpoints.selectors.maps import FAR, LAND, NEAR, POINT, coverage_map, legend_mark, sheet_for
from chophien.cashpoints.tests.places import a_point, commune_of_today
from chophien.places.models import Commune
from chophien.places.selectors import shapes

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 3, tzinfo=UTC)


def path(drawing, colour):
    """The line of one colour: land is filled, dots and crosses are strokes, diamonds are filled."""
    root = ET.fromstring(str(drawing))
    [found] = [one for one in root.iter("path") if colour in {one.get("fill"), one.get("stroke")}]
    return found.get("d")


def test_the_country_with_every_commune_and_the_islands_is_small():
    lat, lon = commune_of_today().lat, commune_of_today().lon
    a_point(lat=lat, lon=lon)
    found = coverage(at=AT)

    drawing = coverage_map(found)

    assert len(gzip.compress(str(drawing).encode())) <= 40_000
    assert path(drawing, NEAR).count("h0") == len([one for one in found.communes if one.covered])
    assert path(drawing, FAR).count("l6 6") == len(found.uncovered)
    assert path(drawing, POINT).count("z") == 1
    assert [one.text for one in ET.fromstring(str(drawing)).iter("text")] == ["Hoàng Sa", "Trường Sa"]


def test_it_needs_no_style_and_no_script_and_says_in_words_what_it_shows():
    a_point(lat=23.2779, lon=105.3620)
    found = coverage(at=AT, communes=Q(province__code="08"))

    with override("en"):
        drawing = coverage_map(found, province_code="08")

    root = ET.fromstring(str(drawing))
    used = {name for element in root.iter() for name in element.attrib}
    assert not used & {"style", "onload", "onclick", "href"}
    near = len(found.communes) - len(found.uncovered)
    assert root.get("role") == "img"
    assert root.get("aria-label") == (
        f"Map: {near} communes with a cash point within 10 km, {len(found.uncovered)} without, 1 cash point"
    )


def test_a_province_fills_its_sheet_with_its_communes_those_on_small_islands_too():
    for code, rings in shapes().items():
        communes = list(Commune.objects.filter(vintage="2025", province__code=code).values_list("lat", "lon"))
        sheet = sheet_for(rings, communes)
        spots = [sheet.spot(*place) for ring in [*rings, communes] for place in ring]

        across, down = [x for x, _y in spots], [y for _x, y in spots]
        assert (min(across), max(across), min(down)) == (24, 976, 24), code
        assert sheet.height - 25 <= max(down) <= sheet.height - 24, code


def test_relative_steps_lead_back_to_the_places_they_were_made_from():
    found = coverage(at=AT, communes=Q(code__in=["00721", "00745", "00778"]))
    sheet = sheet_for(shapes()["08"], [(one.lat, one.lon) for one in found.communes])

    drawing = coverage_map(found, province_code="08")

    spots = [sheet.spot(one.lat, one.lon) for one in found.communes]
    assert walked(path(drawing, FAR)) == spots


def walked(line):
    """Where each cross has its middle, by walking along the line as a pen does."""
    x = y = 0
    middles = []
    for move, numbers in re.findall(r"([ml])([^ml]*)", line):
        first, second = map(int, re.findall(r"-?\d+", numbers))
        x, y = x + first, y + second
        if move == "m" and (first, second) == (-9, -9):
            middles.append((x + 9, y + 9))
    return middles


def test_the_marks_of_the_legend_are_those_of_the_map():
    assert {kind: colour in legend_mark(kind) for kind, colour in (("near", NEAR), ("far", FAR), ("point", POINT))} == {
        "near": True,
        "far": True,
        "point": True,
    }
    assert LAND not in legend_mark("near")
