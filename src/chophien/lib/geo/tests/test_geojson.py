"""RFC 7946, strictly: the fixtures of its schema, what the schema cannot see, and what comes from hostile places."""

import json
from pathlib import Path

import pytest
from django.utils import translation

from chophien.lib.geo.geojson import BadGeoJson, Feature, by_the_right_hand, features_of, loads

FIXTURES = json.loads((Path(__file__).with_name("data") / "geojson_fixtures.json").read_text(encoding="utf-8"))
SQUARE = [[105.0, 22.0], [105.1, 22.0], [105.1, 22.1], [105.0, 22.1], [105.0, 22.0]]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def polygon(*rings):
    return {"type": "Polygon", "coordinates": [list(map(list, ring)) for ring in rings]}


def refusal(value, **limits):
    with pytest.raises(BadGeoJson) as refused:
        loads(value, **limits) if isinstance(value, bytes | str) else features_of(value, **limits)
    return str(refused.value), refused.value.pointer


def test_every_fixture_is_there():
    assert (len(FIXTURES), sum(name.startswith("valid/") for name in FIXTURES)) == (66, 30)


@pytest.mark.parametrize("name", [name for name in FIXTURES if name.startswith("valid/")])
def test_what_the_schema_allows_is_read(name):
    assert all(isinstance(one, Feature) for one in features_of(FIXTURES[name]))


@pytest.mark.parametrize("name", [name for name in FIXTURES if name.startswith("invalid/")])
def test_what_the_schema_refuses_is_refused_with_the_place(name):
    _said, pointer = refusal(FIXTURES[name])

    assert pointer.startswith("/")


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ([], "/"),
        ({"type": "point", "coordinates": [0, 0]}, "/type"),
        (polygon(SQUARE[:3]), "/coordinates/0"),
        (polygon(SQUARE[:4]), "/coordinates/0/3"),
        ({"type": "LineString", "coordinates": [[105, 22]]}, "/coordinates"),
        ({"type": "Point", "coordinates": [True, 22]}, "/coordinates"),
        ({"type": "Point", "coordinates": ["105", "22"]}, "/coordinates"),
        ({"type": "Point", "coordinates": [22.1, 105.2]}, "/coordinates"),
        ({"type": "Point", "coordinates": [580_000, 2_450_000]}, "/coordinates"),
        ({"type": "Feature", "geometry": None, "properties": []}, "/properties"),
        ({"type": "Feature", "geometry": None, "properties": {}, "features": []}, "/features"),
        ({"type": "Point", "coordinates": [105, 22], "properties": {}}, "/properties"),
        ({"type": "FeatureCollection", "features": [polygon(SQUARE)]}, "/features/0"),
        (
            {"type": "Point", "coordinates": [105, 22], "crs": {"properties": {"name": "EPSG:3405"}}},
            "/crs",
        ),
    ],
)
def test_what_a_schema_cannot_see_is_refused_too(value, pointer):
    assert refusal(value)[1] == pointer


def test_swapped_degrees_are_said_to_be_swapped():
    assert "swapped" in refusal({"type": "Point", "coordinates": [22.1, 105.2]})[0]


def test_who_names_what_is_taken_for_granted_says_nothing_wrong():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}

    assert features_of({"type": "FeatureCollection", "features": [], "crs": crs}) == []


def test_a_bare_geometry_a_feature_and_a_collection_are_features():
    geometry = polygon(SQUARE)
    feature = {"type": "Feature", "id": 7, "geometry": geometry, "properties": {"crop": "chè"}}

    assert features_of(geometry) == [Feature(geometry)]
    assert features_of(feature) == [Feature(geometry, {"crop": "chè"}, 7)]
    assert (
        features_of({"type": "FeatureCollection", "features": [feature, feature]})
        == [Feature(geometry, {"crop": "chè"}, 7)] * 2
    )


@pytest.mark.parametrize(
    "sent",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"type": "Point", "coordinates": [NaN, 1]}', '{"type":"Point"'],
    ids=["empty", "cut", "bytes", "deep", "nan", "text"],
)
def test_what_is_no_json_gets_a_sentence(sent):
    assert refusal(sent)[0] == "This is not a JSON file, or it was cut off."


def test_collections_in_collections_end():
    value = {"type": "Point", "coordinates": [105, 22]}
    for _time in range(20):
        value = {"type": "GeometryCollection", "geometries": [value]}

    assert "too deep" in refusal(value)[0]


def test_a_hundred_thousand_positions_are_read_and_more_than_allowed_are_not():
    ring = [[105 + number / 1_000_000, 22.0] for number in range(100_000)]
    ring.append(ring[0])

    assert len(features_of(polygon(ring))) == 1
    assert refusal(polygon(ring), most_positions=100_000)[0] == "There are more than 100000 positions."
    assert refusal(b" " * 2_000_001, most_bytes=2_000_000)[0] == "The file is larger than 1 MB."


def test_rings_are_written_by_the_right_hand():
    outer, hole = [tuple(one) for one in SQUARE], [(105.02, 22.02), (105.04, 22.02), (105.04, 22.04), (105.02, 22.02)]

    assert by_the_right_hand([outer, hole]) == [outer, hole[::-1]]
    assert by_the_right_hand([outer[::-1], hole[::-1]]) == [outer, hole[::-1]]
