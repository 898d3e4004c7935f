"""An independent program reads the API, and what it reads is as coarse as the public map."""

import json
from io import BytesIO

import pytest
import requests
from django.db import connection
from django.test.utils import CaptureQueriesContext
from owslib.ogcapi.features import Features

from chophien.atlas.keeping import memory
from chophien.atlas.tests.world import land
from chophien.catalog.selectors import category_names
from chophien.lib.geo.ground import coarse

SITE = "http://testserver"


class Wire(requests.adapters.BaseAdapter):
    """Carries what `requests` sends into Django's test client instead of a socket."""

    def __init__(self, client):
        super().__init__()
        self.client = client

    def send(self, request, **_options):
        sent = {name: value for name, value in request.headers.items() if name != "Accept-Encoding"}
        answered = self.client.get(request.path_url, headers=sent)
        response = requests.Response()
        response.status_code, response.url, response.request = answered.status_code, request.url, request
        response.headers = requests.structures.CaseInsensitiveDict(answered.headers)
        response.raw = BytesIO(answered.content)
        return response

    def close(self):
        pass


@pytest.fixture
def features(built, client, monkeypatch):
    monkeypatch.setattr(requests.Session, "get_adapter", lambda self, url: Wire(client))
    return Features(f"{SITE}/ogc")


def test_owslib_reads_the_collections_and_pages_through_them(features, built):
    assert features.feature_collections() == [
        "growing-areas", "shops", "products", "packing-houses", "collection-points", "cash-points",
    ]  # fmt: skip
    assert features.api()["openapi"] == "3.0.3"
    first = features.collection_items("growing-areas", limit=3)
    rest = features.collection_items("growing-areas", limit=3, offset=3)
    assert sorted(one["id"] for one in first["features"] + rest["features"]) == sorted(
        area.code for area in built["areas"]
    )
    assert features.collection_item("packing-houses", "DG-THU1")["properties"]["packing_code"] == "VN-LSPH-001"
    assert len(features.collection_items("products", bbox=[102, 6, 118, 24])["features"]) == 3


def test_land_is_told_by_its_square_kilometre_only(built, client):
    found = json.loads(client.get("/ogc/collections/growing-areas/items").content)["features"]

    for one in found:
        lon, lat = one["geometry"]["coordinates"]
        assert coarse((lon, lat)) == pytest.approx((lon, lat), abs=1e-5)
        assert "land" not in json.dumps(one)


def test_one_and_more_areas_take_the_same_number_of_statements(built, client):
    def asked():
        memory.forget()
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/ogc/collections/growing-areas/items").status_code == 200
        return len(seen)

    category_names()
    before = asked()
    land(built["shops"][0])
    land(built["shops"][0])

    assert asked() == before == 3
