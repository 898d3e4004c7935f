"""GeoJSON as RFC 7946 writes it: read strictly, and written by its rules.

What stands in a document is a fault as soon as one sentence of the standard says so; it is told with a JSON pointer
(RFC 6901) to the place. Positions are (longitude, latitude) in degrees on WGS 84, as section 4 demands.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Never

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError, Sentence

Position = tuple[float, float]
Ring = list[Position]

MOST_BYTES = 5 * 1024 * 1024
MOST_POSITIONS = 200_000
DEEPEST = 8
"""How far collections may stand in one another; section 3.1.8 would rather have them not do so at all."""
FEATURE, COLLECTION, GEOMETRIES = "Feature", "FeatureCollection", "GeometryCollection"
DEPTHS: Mapping[str, int] = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3
}  # fmt: skip
"""How many arrays stand around a position, by type of geometry (sections 3.1.2 to 3.1.7)."""
OTHERS_MEMBERS: Mapping[str, frozenset[str]] = {
    FEATURE: frozenset({"coordinates", "geometries", "features"}),
    COLLECTION: frozenset({"coordinates", "geometries", "geometry", "properties"}),
    GEOMETRIES: frozenset({"coordinates", "geometry", "properties", "features"}),
}
"""Members that only other types have (section 7.1)."""
OF_NO_GEOMETRY = frozenset({"geometries", "geometry", "properties", "features"})
WGS84 = frozenset(
    {
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:OGC::CRS84",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        "EPSG:4326",
        "urn:ogc:def:crs:EPSG::4326",
    }
)
"""Names by which older programs say what RFC 7946 takes for granted."""


class BadGeoJson(DomainError):
    """The document is none that RFC 7946 allows. `pointer` leads to the place."""

    code = "bad_geojson"

    def __init__(self, message: Sentence, pointer: str = "", **facts: object) -> None:
        super().__init__(message, facts=facts)
        self.pointer = pointer


class SwappedPosition(BadGeoJson):
    """A latitude stands where the longitude belongs: the whole document may be right once `turned`."""

    code = "swapped_position"


@dataclass(frozen=True)
class Feature:
    """One thing on the map: what it is, and its geometry as GeoJSON, or None where it has no place."""

    geometry: dict[str, Any] | None
    properties: dict[str, Any] = field(default_factory=dict)
    id: str | int | float | None = None


def loads(sent: bytes | str, *, most_bytes: int = MOST_BYTES, most_positions: int = MOST_POSITIONS) -> list[Feature]:
    """Every feature of a document that came from outside: a collection, one feature, or a bare geometry.

    :raises BadGeoJson: if it is too large, no JSON, or breaks a sentence of RFC 7946
    """
    return features_of(parsed(sent, most_bytes=most_bytes), most_positions=most_positions)


def parsed(sent: bytes | str, *, most_bytes: int = MOST_BYTES) -> object:
    """A document that came from outside as JSON; of GeoJSON nothing is checked yet.

    :raises BadGeoJson: if it is too large or no JSON
    """
    if len(sent) > most_bytes:
        raise BadGeoJson(_("The file is larger than %(most)s MB."), most=most_bytes // 1024 // 1024)
    try:
        return json.loads(sent, parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:
        raise BadGeoJson(_("This is not a JSON file, or it was cut off.")) from fault


def turned(value: object) -> object:
    """The same document with longitude and latitude changed for each other wherever positions stand.

    What is too deep is left as it is: it is refused as such afterwards.
    """
    return _turned(value, 0)


def _turned(value: object, deep: int) -> object:
    if not isinstance(value, dict) or deep > 2 * DEEPEST:
        return value
    return {key: _turned_inner(key, inner, deep) for key, inner in value.items()}


def _turned_inner(key: str, inner: object, deep: int) -> object:
    if key == "coordinates":
        return _turned_positions(inner, 0)
    if key in {"geometry", "geometries", "features"}:
        return [_turned(one, deep + 1) for one in inner] if isinstance(inner, list) else _turned(inner, deep + 1)
    return inner


def _turned_positions(found: object, deep: int) -> object:
    if not isinstance(found, list) or deep > DEEPEST:
        return found
    if len(found) >= 2 and all(map(_is_number, found)):
        return [found[1], found[0], *found[2:]]
    return [_turned_positions(one, deep + 1) for one in found]


def features_of(value: object, *, most_positions: int = MOST_POSITIONS) -> list[Feature]:
    """Every feature of a document that is JSON already.

    :raises BadGeoJson: if it breaks a sentence of RFC 7946, or has more positions than `most_positions`
    """
    _Reading(most_positions).document(value, "", deep=0)
    return list(_features(value))


def _features(value: Any) -> Iterator[Feature]:
    if value["type"] == COLLECTION:
        for one in value["features"]:
            yield from _features(one)
    elif value["type"] == FEATURE:
        yield Feature(value["geometry"], value["properties"] or {}, value.get("id"))
    else:
        yield Feature(value)


class _Reading:
    """One walk through a document; positions are counted on the way."""

    def __init__(self, most_positions: int) -> None:
        self.left = self.most = most_positions

    def document(self, value: object, at: str, *, deep: int) -> None:
        if not isinstance(value, dict):
            raise BadGeoJson(_("A GeoJSON object is expected here."), at or "/")
        kind = value.get("type")
        if kind not in {FEATURE, COLLECTION, GEOMETRIES, *DEPTHS}:
            raise BadGeoJson(_("“type” is missing, or it is none of the nine types of GeoJSON."), f"{at}/type")
        self._old_coordinates(value, at)
        strange = OTHERS_MEMBERS.get(kind, OF_NO_GEOMETRY) & value.keys()
        if strange:
            raise BadGeoJson(_("A member of another type stands here."), f"{at}/{min(strange)}")
        if "bbox" in value:
            _box(value["bbox"], f"{at}/bbox")
        if kind == COLLECTION:
            for place, one in enumerate(_array(value, "features", at)):
                self._feature(one, f"{at}/features/{place}", deep=deep)
        elif kind == FEATURE:
            self._feature(value, at, deep=deep)
        else:
            self._geometry(value, at, deep=deep)

    def _feature(self, value: object, at: str, *, deep: int) -> None:
        if not isinstance(value, dict) or value.get("type") != FEATURE:
            raise BadGeoJson(_("Only features may stand in a collection of features."), at)
        strange = OTHERS_MEMBERS[FEATURE] & value.keys()
        if strange:
            raise BadGeoJson(_("A member of another type stands here."), f"{at}/{min(strange)}")
        if "geometry" not in value or not isinstance(value["geometry"], dict | None):
            raise BadGeoJson(_("A feature says its geometry, or null."), f"{at}/geometry")
        if "properties" not in value or not isinstance(value["properties"], dict | None):
            raise BadGeoJson(_("A feature says its properties, or null."), f"{at}/properties")
        if "id" in value and (not isinstance(value["id"], str | int | float) or isinstance(value["id"], bool)):
            raise BadGeoJson(_("An id is text or a number."), f"{at}/id")
        if "bbox" in value:
            _box(value["bbox"], f"{at}/bbox")
        if value["geometry"] is not None:
            self._geometry(value["geometry"], f"{at}/geometry", deep=deep)

    def _geometry(self, value: object, at: str, *, deep: int) -> None:
        if not isinstance(value, dict) or value.get("type") not in {GEOMETRIES, *DEPTHS}:
            raise BadGeoJson(_("This is no geometry of GeoJSON."), f"{at}/type")
        if deep > DEEPEST:
            raise BadGeoJson(_("Collections stand too deep in one another."), at)
        if "bbox" in value:
            _box(value["bbox"], f"{at}/bbox")
        kind = value["type"]
        if kind == GEOMETRIES:
            for place, one in enumerate(_array(value, "geometries", at)):
                self._geometry(one, f"{at}/geometries/{place}", deep=deep + 1)
            return
        where = f"{at}/coordinates"
        self._coordinates(kind, _array(value, "coordinates", at), where)

    def _coordinates(self, kind: str, found: Sequence[Any], where: str) -> None:
        if kind == "Point":
            self._position(found, where)
        elif kind in {"MultiPoint", "LineString"}:
            self._positions(found, where)
            if kind == "LineString" and len(found) == 1:
                raise BadGeoJson(_("A line has two positions at least."), where)
        else:
            inner = {"MultiLineString": "LineString", "MultiPolygon": "Polygon", "Polygon": ""}[kind]
            for place, one in enumerate(found):
                if not isinstance(one, list):
                    raise BadGeoJson(_("A list of positions is expected here."), f"{where}/{place}")
                if inner:
                    self._coordinates(inner, one, f"{where}/{place}")
                else:
                    self._ring(one, f"{where}/{place}")

    def _ring(self, found: Sequence[Any], where: str) -> None:
        self._positions(found, where)
        if len(found) < 4:
            raise BadGeoJson(_("A ring has four positions at least."), where)
        if found[0] != found[-1]:
            raise BadGeoJson(_("A ring ends where it began."), f"{where}/{len(found) - 1}")

    def _positions(self, found: Sequence[Any], where: str) -> None:
        self.left -= len(found)
        if self.left < 0:
            raise BadGeoJson(_("There are more than %(most)s positions."), most=self.most)
        for place, one in enumerate(found):
            self._position(one, f"{where}/{place}")

    def _position(self, found: object, where: str) -> None:
        if not isinstance(found, list) or len(found) < 2 or not all(map(_is_number, found)):
            raise BadGeoJson(_("A position is a longitude and a latitude, as numbers."), where)
        lon, lat = found[:2]
        if abs(lat) > 90 >= abs(lon):
            raise SwappedPosition(_("Longitude and latitude are swapped here: longitude comes first."), where)
        if abs(lon) > 180 or abs(lat) > 90:
            raise BadGeoJson(_("This place is not on earth: degrees are expected."), where)

    def _old_coordinates(self, value: Mapping[str, Any], at: str) -> None:
        """Section 4: other reference systems are gone from the standard; who names WGS 84 says nothing wrong."""
        crs = value.get("crs")
        if crs is None:
            return
        named = crs.get("properties") if isinstance(crs, dict) else None
        name = named.get("name") if isinstance(named, dict) else None
        if name not in WGS84:
            said = _("Only WGS 84 degrees can be read, not other coordinates (VN-2000 for example).")
            raise BadGeoJson(said, f"{at}/crs")


def _array(value: Mapping[str, Any], name: str, at: str) -> list[Any]:
    found = value.get(name)
    if not isinstance(found, list):
        raise BadGeoJson(_("“%(name)s” is missing, or it is no list."), f"{at}/{name}", name=name)
    return found


def _box(found: object, where: str) -> None:
    """Section 5: twice as many numbers as dimensions."""
    if not isinstance(found, list) or len(found) not in {4, 6} or not all(map(_is_number, found)):
        raise BadGeoJson(_("A bbox has four or six numbers."), where)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _no_number(name: str) -> Never:
    raise ValueError(name)


def by_the_right_hand(polygon: Sequence[Sequence[Position]]) -> list[Ring]:
    """The rings of a polygon as section 3.1.6 wants them written: the outer one against the clock, holes with it."""
    return [
        list(ring) if (_turn(ring) > 0) == (place == 0) else list(reversed(ring)) for place, ring in enumerate(polygon)
    ]


def _turn(ring: Sequence[Position]) -> float:
    """Above zero where the ring runs against the clock."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
