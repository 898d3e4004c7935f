"""The interactive map: heaps by tile, few bytes a view, its base from a setting, nothing of anybody else's site."""

import json
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.fresh import forget_everything

from chophien.atlas.keeping import memory
from chophien.atlas.selectors.tiles import tile_box
from chophien.atlas.tests.world import MEO_VAC, a_shop, land

pytestmark = pytest.mark.usefixtures("built")
COUNTRY = [(5, x, y) for x in (24, 25, 26) for y in (13, 14, 15)]


def tile(client, z, x, y, asked=""):
    response = client.get(f"/ban-do/o/{z}/{x}/{y}.json{asked}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/geo+json"
    return json.loads(response.content)["features"]


def test_the_heaps_of_all_tiles_are_all_areas_and_lie_in_their_tiles(client):
    found = []
    for z, x, y in COUNTRY:
        west, south, east, north = tile_box(z, x, y)
        for one in tile(client, z, x, y, "?lop=vung-trong"):
            lon, lat = one["geometry"]["coordinates"]
            assert west <= lon <= east
            assert south <= lat <= north
            found.append(one["properties"])

    assert sum(one["n"] for one in found) == 4


@pytest.mark.parametrize(("layer", "number"), [("hang", 3), ("gian-hang", 3), ("dong-goi", 1), ("tien-mat", 0)])
def test_other_layers_lie_at_the_points_of_their_communes(client, layer, number):
    heaps = [one for place in COUNTRY for one in tile(client, *place, f"?lop={layer}")]

    assert sum(one["properties"]["n"] for one in heaps) == number


def test_a_question_narrows_the_heaps(client):
    heaps = [one for place in COUNTRY for one in tile(client, *place, "?lop=vung-trong&chung-nhan=vietgap&tu-ha=5")]

    assert sum(one["properties"]["n"] for one in heaps) == 2


def test_land_that_lies_alone_is_named_by_crop_and_commune_and_not_as_its_shop_calls_it(client):
    area = land(a_shop(MEO_VAC), name="Nương nhà bà Máy", cell_lon=105.0, cell_lat=22.0)

    [found] = tile(client, 10, 810, 447, "?lop=vung-trong")

    assert found["properties"]["name"] == f"Chè, {area.commune.full_name}"


@pytest.mark.parametrize("place", ["3/1/1", "15/1/1", "5/32/1", "5/1/99"])
def test_there_is_no_tile_outside_the_map(client, place):
    assert client.get(f"/ban-do/o/{place}.json").status_code == 404


def test_a_tile_takes_two_statements_whatever_lies_in_it_and_one_again(client, built):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            tile(client, 5, 25, 13, "?lop=vung-trong")
        return len(seen)

    tile(client, 5, 25, 13, "?lop=vung-trong")
    memory.forget()
    first, again = asked(), asked()
    land(built["shops"][0])
    memory.forget()

    assert (first, again, asked()) == (2, 1, 2)


def test_the_first_view_takes_at_most_150_kb(client):
    page = client.get("/ban-do/lon/?lop=vung-trong").content
    files = ["web/base.css", "atlas/atlas.css", "atlas/leaflet/leaflet.css", "atlas/leaflet/leaflet.js", "atlas/map.js"]
    sent = [page, client.get("/ban-do/ranh-gioi/vn.json").content]
    with_files = sent + [Path(finders.find(name)).read_bytes() for name in files]

    assert sum(len(brotli.compress(one, quality=5)) for one in with_files) <= 120_000


def test_borders_are_those_of_the_country_or_of_one_province(client):
    assert len(json.loads(client.get("/ban-do/ranh-gioi/08.json").content)["objects"]["08"]["geometries"]) == 124
    assert client.get("/ban-do/ranh-gioi/99.json").status_code == 404


def test_the_policy_follows_the_setting_of_the_base(client, settings):
    plain = client.get("/ban-do/lon/")["Content-Security-Policy"]
    settings.MAP_TILES, settings.MAP_CREDIT = "https://{s}.tiles.example/{z}/{x}/{y}.png", "© Example"
    with_tiles = client.get("/ban-do/lon/")

    assert "tiles.example" not in plain
    assert "img-src 'self' data: blob: https://*.tiles.example;" in with_tiles["Content-Security-Policy"]
    assert "tiles.example" not in client.get("/ban-do/")["Content-Security-Policy"]
    assert "© Example" in with_tiles.content.decode()
    assert "default-src 'self'; script-src 'self'; style-src 'self';" in with_tiles["Content-Security-Policy"]


def test_without_a_script_the_page_leads_to_the_drawn_map(client):
    body = client.get("/ban-do/lon/?lop=vung-trong&q=chè").content.decode()

    assert "<noscript>" in body
    assert 'href="/ban-do/?lop=vung-trong&amp;nhom=che"' in body
    assert "style=" not in body
    forget_everything()
