"""The API's own description in OpenAPI 3.0: every path, parameter and answer that `views.ogc` has."""

from typing import Any

from django.utils.translation import gettext as _

from chophien.atlas.ogc.asked import FORMATS, MOST, USUAL
from chophien.atlas.ogc.collections import COLLECTIONS, Collection

Document = dict[str, Any]
GEOJSON, OPENAPI = "application/geo+json", "application/vnd.oai.openapi+json;version=3.0"
PROBLEM = "application/problem+json"


def definition(root: str) -> Document:
    """The document, with `root` as the address of the API."""
    paths: Document = {
        "/": _path("getLandingPage", _("What this API offers"), "landingPage"),
        "/conformance": _path("getConformanceDeclaration", _("To which standards it keeps"), "confClasses"),
        "/api": _definition_path(),
        "/collections": _path("getCollections", _("All collections"), "collections"),
    }
    for one in COLLECTIONS.values():
        base = f"/collections/{one.id}"
        paths[base] = _path(f"describe_{one.id}", str(one.title), "collection")
        paths[f"{base}/items"] = _items(one)
        paths[f"{base}/items/{{featureId}}"] = _item(one)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": _("Chợ Phiên: what lies where"),
            "version": "1.0.0",
            "description": _("Growing areas, shops, goods and public places of the market as OGC API - Features."),
        },
        "servers": [{"url": root}],
        "paths": paths,
        "components": {"parameters": _parameters(), "schemas": _schemas(), "responses": _refusals()},
    }


def _path(name: str, summary: str, schema: str, *, parameters: list[Document] | None = None) -> Document:
    ref = {"$ref": f"#/components/schemas/{schema}"}
    media = GEOJSON if schema.endswith("GeoJSON") else "application/json"
    answer = {
        "description": summary,
        "content": {media: {"schema": ref}, "text/html": {"schema": {"type": "string"}}},
    }
    return {
        "get": {
            "operationId": name.replace("-", "_"),
            "summary": summary,
            "parameters": [*(parameters or []), {"$ref": "#/components/parameters/f"}],
            "responses": {"200": answer, **_refused()},
        }
    }


def _definition_path() -> Document:
    path = _path("getApiDefinition", _("This description"), "landingPage")
    content = {OPENAPI: {"schema": {"type": "object"}}, "text/html": {"schema": {"type": "string"}}}
    path["get"]["responses"]["200"]["content"] = content
    return path


def _items(one: Collection) -> Document:
    shared = [{"$ref": f"#/components/parameters/{name}"} for name in ("bbox", "datetime", "limit", "offset")]
    own = [
        {"name": name, "in": "query", "required": False, "style": "form", "schema": {"type": "string"}}
        for name in one.filters
    ]
    return _path(f"get_{one.id}", str(one.description), "featureCollectionGeoJSON", parameters=[*shared, *own])


def _item(one: Collection) -> Document:
    named = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
    return _path(f"get_{one.id}_feature", str(one.title), "featureGeoJSON", parameters=[named])


def _refused() -> Document:
    return {
        code: {"$ref": f"#/components/responses/{name}"} for code, name in (("400", "BadQuery"), ("404", "NotFound"))
    }


def _refusals() -> Document:
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/exception"}}}
    return {
        "BadQuery": {"description": _("A parameter is not known, or its value makes no sense."), "content": content},
        "NotFound": {"description": _("There is nothing of this name."), "content": content},
    }


def _parameters() -> Document:
    numbers = {
        "type": "array",
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
        "items": {"type": "number"},
    }
    schemas: dict[str, Document] = {
        "bbox": numbers,
        "datetime": {"type": "string"},
        "limit": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
        "offset": {"type": "integer", "minimum": 0, "default": 0},
        "f": {"type": "string", "enum": list(FORMATS)},
    }
    return {
        name: {"name": name, "in": "query", "required": False, "schema": schema, "style": "form", "explode": False}
        for name, schema in schemas.items()
    }


def _schemas() -> Document:
    text, whole = {"type": "string"}, {"type": "integer", "minimum": 0}
    links = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
    named = {"id": text, "title": text, "description": text, "itemType": text}
    crs = {"type": "array", "items": text}
    geometry = {
        "type": "object",
        "nullable": True,
        "required": ["type", "coordinates"],
        "properties": {
            "type": {"type": "string", "enum": ["Point"]},
            "coordinates": {"type": "array", "minItems": 2, "items": {"type": "number"}},
        },
    }
    counted = {"timeStamp": {"type": "string", "format": "date-time"}, "numberMatched": whole, "numberReturned": whole}
    return {
        "link": _object(["href", "rel"], {"href": text, "rel": text, "type": text, "title": text, "hreflang": text}),
        "landingPage": _object(["links"], {"title": text, "description": text, "links": links}),
        "confClasses": _object(["conformsTo"], {"conformsTo": {"type": "array", "items": text}}),
        "collection": _object(["id", "links"], {**named, "links": links, "extent": {"type": "object"}, "crs": crs}),
        "collections": _object(
            ["links", "collections"],
            {"links": links, "collections": {"type": "array", "items": {"$ref": "#/components/schemas/collection"}}},
        ),
        "featureGeoJSON": _object(
            ["type", "geometry", "properties"],
            {
                "type": {"type": "string", "enum": ["Feature"]},
                "id": text,
                "geometry": geometry,
                "properties": {"type": "object", "nullable": True},
                "links": links,
            },
        ),
        "featureCollectionGeoJSON": _object(
            ["type", "features"],
            {
                "type": {"type": "string", "enum": ["FeatureCollection"]},
                "features": {"type": "array", "items": {"$ref": "#/components/schemas/featureGeoJSON"}},
                "links": links,
                **counted,
            },
        ),
        "exception": _object(
            [], {"type": text, "title": text, "status": {"type": "integer"}, "detail": text, "code": text}
        ),
    }


def _object(required: list[str], properties: Document) -> Document:
    found: Document = {"type": "object", "properties": properties}
    return {**found, "required": required} if required else found
