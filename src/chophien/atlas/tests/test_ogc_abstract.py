"""The 34 abstract tests of OGC API - Features, Part 1: Core, each as one test of its name.

Documents are held against the standard's own schemas, from its repository (`opengeospatial/ogcapi-features`).
"""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

import jsonschema_rs
import pytest
import yaml
from schemathesis.specs.openapi.definitions import OPENAPI_30_VALIDATOR

from chophien.atlas.ogc.collections import COLLECTIONS
from chophien.lib.geo.geojson import features_of
from chophien.lib.tests.vectors import vector_file

pytestmark = pytest.mark.usefixtures("built")
SCHEMAS = "sup_geo/opengeospatial+ogcapi-features/core/openapi/schemas/{}"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
AREAS = "/ogc/collections/growing-areas/items"
EVERYWHERE = "-180,-90,180,90"


@pytest.fixture
def get(client):
    """Ask for a document as JSON, by its path or its whole address; refusals only where they are expected."""

    def ask(address, *, status=200):
        parts = urlsplit(address)
        response = client.get(parts.path + (f"?{parts.query}" if parts.query else ""))
        assert response.status_code == status, (address, response.status_code)
        return json.loads(response.content)

    return ask


@pytest.fixture
def page(client):
    """The same document as a page."""

    def ask(path, **given):
        response = client.get(path, {**given, "f": "html"})
        assert response.status_code == 200
        assert response["Content-Type"].startswith("text/html")
        return response.content.decode()

    return ask


@cache
def schema_of(name, above=()):
    """A schema of the standard with what it refers to put in, but not into itself; YAML's null as the type meant."""
    found = yaml.safe_load(vector_file(SCHEMAS.format(name)).read_text("utf-8"))
    return {} if name in above else mended(found, above=(*above, name))


def mended(value, key="", *, above):
    if isinstance(value, dict):
        if "$ref" in value:
            return schema_of(value["$ref"], above)
        return {name: mended(one, name, above=above) for name, one in value.items() if name != "example"}
    if isinstance(value, list):
        return [mended(one, key, above=above) for one in value]
    return "null" if value is None and key == "type" else value


def is_valid(document, name):
    jsonschema_rs.validator_for(schema_of(name)).validate(document)
    return True


def rels(document, *, media=""):
    return [link["rel"] for link in document["links"] if not media or link["type"].startswith(media)]


def href(document, rel, media=""):
    return next(
        link["href"] for link in document["links"] if link["rel"] == rel and link["type"].startswith(media or "")
    )


def are_whole(links):
    return all(link["rel"] and link["type"] and link["href"] for link in links)


def items_of(name):
    return f"/ogc/collections/{name}/items"


def parameter(get, name):
    definition = get("/ogc/api")
    listed = definition["paths"]["/collections/growing-areas/items"]["get"]["parameters"]
    assert {"$ref": f"#/components/parameters/{name}"} in listed
    found = definition["components"]["parameters"][name]
    return {key: found[key] for key in ("name", "in", "required", "schema", "style", "explode")}


def test_core_http(client):
    response = client.get("/ogc/")

    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"


def test_core_root_op(get):
    assert get("/ogc/") == get("/ogc")


def test_core_root_success(get, page):
    document = get("/ogc/")

    assert is_valid(document, "landingPage.yaml")
    assert {"service-desc", "service-doc", "conformance", "data", "self", "alternate"} <= set(rels(document))
    assert "service-desc" in page("/ogc/")


def test_core_api_definition_op(client, get):
    landing = get("/ogc/")

    for rel in ("service-desc", "service-doc"):
        parts = urlsplit(href(landing, rel))
        assert client.get(f"{parts.path}?{parts.query}").status_code == 200


def test_core_api_definition_success(client, get):
    response = client.get("/ogc/api", headers={"accept": "application/vnd.oai.openapi+json;version=3.0"})
    document = json.loads(response.content)

    assert response["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert document["openapi"].startswith("3.0")
    assert len(document["paths"]) == 4 + 3 * len(COLLECTIONS)
    OPENAPI_30_VALIDATOR.validate(document)


def test_core_conformance_op(get):
    assert get(href(get("/ogc/"), "conformance")) == get("/ogc/conformance")


def test_core_conformance_success(get, page):
    document = get("/ogc/conformance")

    assert is_valid(document, "confClasses.yaml")
    for edition in ("1.0", "1.1"):
        for name in ("core", "geojson", "html", "oas30"):
            assert f"http://www.opengis.net/spec/ogcapi-features-1/{edition}/conf/{name}" in document["conformsTo"]
    assert "conf/core" in page("/ogc/conformance")


def test_core_fc_md_op(get):
    assert get("/ogc/collections")["collections"]


def test_core_fc_md_success(get, page):
    document = get("/ogc/collections")

    assert is_valid(document, "collections.yaml")
    assert all(one["crs"][0] == CRS84 for one in document["collections"])
    assert "growing-areas" in page("/ogc/collections")


def test_core_fc_md_links(get):
    document = get("/ogc/collections")

    assert set(rels(document)) >= {"self", "alternate"}
    assert are_whole(document["links"])


def test_core_fc_md_items(get):
    document = get("/ogc/collections")

    assert [one["id"] for one in document["collections"]] == list(COLLECTIONS)
    assert all(is_valid(one, "collection.yaml") for one in document["collections"])


def test_core_fc_md_items_links(get):
    for one in get("/ogc/collections")["collections"]:
        assert are_whole(one["links"])
        assert {link["type"] for link in one["links"] if link["rel"] == "items"} == {
            "application/geo+json",
            "text/html",
        }


def test_core_fc_md_extent(get):
    for one in get("/ogc/collections")["collections"]:
        assert is_valid(one["extent"], "extent.yaml")
        west, south, east, north = one["extent"]["spatial"]["bbox"][0]
        first = one["extent"].get("temporal", {"interval": [[None, None]]})["interval"][0][0]
        for feature in get(items_of(one["id"]))["features"]:
            lon, lat = feature["geometry"]["coordinates"]
            assert west <= lon <= east
            assert south <= lat <= north
            moments = [value for name, value in feature["properties"].items() if name in MOMENTS]
            assert all(datetime.fromisoformat(moment) >= datetime.fromisoformat(first) for moment in moments)


MOMENTS = {"added", "approved", "published", "opened"}


def test_core_fc_md_extent_multi(get):
    for one in get("/ogc/collections")["collections"]:
        assert len(one["extent"]["spatial"]["bbox"]) == 1
        assert len(one["extent"].get("temporal", {"interval": [[]]})["interval"]) == 1


def test_core_sfc_md_op(get):
    for name in COLLECTIONS:
        assert get(f"/ogc/collections/{name}")["id"] == name
    assert get("/ogc/collections/khong-co", status=404)["title"] == "Không có gì ở đây."


def test_core_sfc_md_success(get):
    for listed in get("/ogc/collections")["collections"]:
        one = get(f"/ogc/collections/{listed['id']}")
        for name in ("id", "title", "description", "extent", "itemType"):
            assert one[name] == listed[name]
        assert all(link in one["links"] for link in listed["links"])


def test_core_fc_op(client):
    for name in COLLECTIONS:
        response = client.get(items_of(name))
        assert response.status_code == 200
        assert response["Content-Type"] == "application/geo+json"


def test_core_fc_response(get, page):
    for name in COLLECTIONS:
        document = get(items_of(name))
        assert is_valid(document, "featureCollectionGeoJSON.yaml")
        assert document["type"] == "FeatureCollection"
        assert len(features_of(document)) == len(document["features"])
    assert "(VT-THU" in page(AREAS)
    assert "Nương" not in page(AREAS) + json.dumps(get(AREAS), ensure_ascii=False)


def test_core_fc_links(get):
    first = get(f"{AREAS}?limit=2")
    second = get(href(first, "next"))

    assert {"self", "alternate", "next", "collection"} <= set(rels(first))
    assert "prev" in rels(second)
    assert "next" not in rels(second)
    assert are_whole([*first["links"], *second["links"]])
    assert get(href(first, "self", "application/geo+json"))["features"] == first["features"]
    assert get(href(second, "prev"))["features"] == first["features"]
    seen = [one["id"] for one in [*first["features"], *second["features"]]]
    assert sorted(seen) == sorted(one["id"] for one in get(AREAS)["features"])


def test_core_fc_timestamp(get):
    told = datetime.fromisoformat(get(AREAS)["timeStamp"])

    assert abs(datetime.now(UTC) - told) < timedelta(minutes=1)


def test_core_fc_number_matched(get):
    assert get(f"{AREAS}?limit=1")["numberMatched"] == 4
    assert get(f"{AREAS}?standard=vietgap&limit=1")["numberMatched"] == 3


def test_core_fc_number_returned(get):
    for limit in (1, 3, 1000):
        document = get(f"{AREAS}?limit={limit}")
        assert document["numberReturned"] == len(document["features"])


def test_core_fc_limit_definition(get):
    found = parameter(get, "limit")

    assert found.pop("schema")["type"] == "integer"
    assert found == {"name": "limit", "in": "query", "required": False, "style": "form", "explode": False}


def test_core_fc_limit_response(get):
    assert len(get(f"{AREAS}?limit=3")["features"]) == 3
    assert len(get(f"{AREAS}?limit=999999")["features"]) == 4


def test_core_fc_bbox_definition(get):
    assert parameter(get, "bbox") == {
        "name": "bbox",
        "in": "query",
        "required": False,
        "schema": {
            "type": "array",
            "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
            "items": {"type": "number"},
        },
        "style": "form",
        "explode": False,
    }


def test_core_fc_bbox_response(get):
    everything = {one["id"]: one["geometry"]["coordinates"] for one in get(AREAS)["features"]}
    lon, lat = next(iter(everything.values()))
    west, south, east, north = lon - 0.05, lat - 0.05, lon + 0.05, lat + 0.05
    inside = {key for key, (x, y) in everything.items() if west <= x <= east and south <= y <= north}

    assert 0 < len(inside) < len(everything)
    for box in (f"{west},{south},{east},{north}", f"{west},{south},-100,{east},{north},9000"):
        assert {one["id"] for one in get(f"{AREAS}?bbox={box}")["features"]} == inside
    assert get(f"{AREAS}?bbox={EVERYWHERE}")["numberMatched"] == len(everything)
    assert get(f"{AREAS}?bbox=-20,-20,-10,-10")["features"] == []
    assert get(f"{AREAS}?bbox=150,-90,110,90")["numberMatched"] == len(everything)  # over the antimeridian


def test_core_fc_time_definition(get):
    assert parameter(get, "datetime") == {
        "name": "datetime",
        "in": "query",
        "required": False,
        "schema": {"type": "string"},
        "style": "form",
        "explode": False,
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2026-11-24T05:00:00Z", 4),
        ("2026-11-24T12:00:00%2B07:00", 4),
        ("2026-11-24", 4),
        ("2026-11-24T05:00:01Z", 0),
        ("2026-11-24T04:00:00Z/2026-11-24T06:00:00Z", 4),
        ("2026-11-25T00:00:00Z/..", 0),
        ("2026-11-24T05:00:00Z/", 4),
        ("../2026-11-24T05:00:00Z", 4),
        ("/2026-11-23T05:00:00Z", 0),
    ],
)
def test_core_fc_time_response(get, asked, found):
    assert get(f"{AREAS}?datetime={asked}")["numberMatched"] == found
    assert get(f"{AREAS}?datetime={asked}&bbox={EVERYWHERE}")["numberMatched"] == found


@pytest.mark.parametrize(
    "given",
    [
        "limit=0",
        "limit=-1",
        "limit=x",
        "offset=-1",
        "bbox=1,2,3",
        "bbox=a,b,c,d",
        "bbox=1,50,2,40",
        "bbox=190,0,200,1",
        "bbox=nan,0,1,1",
        "datetime=yesterday",
        "datetime=2026-11-24T05:00:00",
        "datetime=2026-13-01",
        "datetime=2026-11-25T00:00:00Z/2026-11-24T00:00:00Z",
        "datetime=../../..",
        "f=xml",
        "limit=1&limit=2",
    ],
)
def test_core_query_param_invalid(get, given):
    refused = get(f"{AREAS}?{given}", status=400)

    assert is_valid(refused, "exception.yaml")
    assert refused["status"] == 400
    assert refused["detail"].endswith(".")


def test_core_query_param_unknown(get):
    assert "«la»" in get(f"{AREAS}?la=1", status=400)["detail"].replace("“", "«").replace("”", "»")
    for path in ("/ogc/", "/ogc/conformance", "/ogc/api", "/ogc/collections", "/ogc/collections/shops"):
        get(f"{path}?la=1", status=400)


def test_core_f_op(get):
    for name in COLLECTIONS:
        for listed in get(items_of(name))["features"]:
            assert get(f"{items_of(name)}/{listed['id']}")["properties"] == listed["properties"]
    assert get(f"{AREAS}/VT-KHONG", status=404)["detail"].endswith(".")


def test_core_f_success(get, page):
    one = get(AREAS)["features"][0]
    found = get(f"{AREAS}/{one['id']}")

    assert is_valid(found, "featureGeoJSON.yaml")
    assert len(features_of(found)) == 1
    assert one["properties"]["name"] in page(f"{AREAS}/{one['id']}")


def test_core_f_links(get):
    found = get(f"{AREAS}/{get(AREAS)['features'][0]['id']}")

    assert {"self", "alternate", "collection"} <= set(rels(found))
    assert are_whole(found["links"])


def test_core_crs84(get):
    for name in COLLECTIONS:
        for one in get(items_of(name))["features"]:
            lon, lat = one["geometry"]["coordinates"]
            assert 102 <= lon <= 118
            assert 6 <= lat <= 24
