"""Pieces of land: how large they are, whether they cross themselves or each other, and how coarsely to show them.

Sizes are measured on the WGS 84 ellipsoid (Karney, Algorithms for geodesics, Journal of Geodesy 87, 2013), not on a
flat map. Land is given as geometry of GeoJSON, checked by `chophien.lib.geo.geojson` before: Polygon or MultiPolygon.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pyproj import Geod, Transformer
from shapely import make_valid, simplify, transform
from shapely.geometry import LinearRing, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry, BaseMultipartGeometry
from shapely.validation import explain_validity

from chophien.lib.geo.geojson import Position, by_the_right_hand

Land = Mapping[str, Any]
"""A Polygon or MultiPolygon of GeoJSON."""
SQUARE_METRES_IN_HECTARE = 10_000
METRES_IN_DEGREE = 111_320
DECIMALS = 7
"""Of a degree: a centimetre."""
_EARTH = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Overlap:
    """What two pieces of land have in common: a part of the smaller one from 0 to 1, and a place in it."""

    share: float
    place: Position


def hectares(land: Land) -> float:
    """How large the land is on the ellipsoid, holes left out, in hectares."""
    return _square_metres(shape(land)) / SQUARE_METRES_IN_HECTARE


def crossing(land: Land) -> Position | None:
    """Where the land's border crosses or touches itself, or leaves its own hole; None where it is sound."""
    found = shape(land)
    if found.is_valid:
        return None
    said = explain_validity(found)
    lon, _space, lat = said[said.find("[") + 1 : said.find("]")].partition(" ")
    try:
        return float(lon), float(lat)
    except ValueError:
        middle = found.representative_point() if not found.is_empty else None
        return (middle.x, middle.y) if middle is not None else (math.nan, math.nan)


def overlap(one: Land, other: Land) -> Overlap | None:
    """What two sound pieces of land have in common; None where they only touch or lie apart."""
    first, second = shape(one), shape(other)
    if not first.intersects(second):
        return None
    common = make_valid(first.intersection(second))
    size = _square_metres(common)
    if not size:
        return None
    place = common.representative_point()
    return Overlap(size / min(_square_metres(first), _square_metres(second)), (place.x, place.y))


def lies_near(one: Land, other: Land, *, metres: float) -> bool:
    """Whether two pieces of land share ground, touch, or lie no further apart than so many metres."""
    first, second = shape(one), shape(other)
    middle = first.representative_point()
    there, _back = _flat(round(middle.x, 2), round(middle.y, 2))
    flat = [transform(found, there.transform, interleaved=False) for found in (first, second)]
    return bool(flat[0].distance(flat[1]) <= metres)


def simplified(land: Land, *, metres: float = 1.0) -> dict[str, Any]:
    """The same land with fewer corners, none of its borders moved by more than `metres`; written by the right hand."""
    found = shape(land)
    middle = found.representative_point()
    there, back = _flat(round(middle.x, 2), round(middle.y, 2))
    flat = transform(found, there.transform, interleaved=False)
    smooth = simplify(flat, metres, preserve_topology=True)
    return _written(transform(smooth, back.transform, interleaved=False))


def box(land: Land) -> tuple[float, float, float, float]:
    """West, south, east, north, in degrees."""
    west, south, east, north = shape(land).bounds
    return (west, south, east, north)


def inside(land: Land) -> Position:
    """A point that is surely within the land."""
    place = shape(land).representative_point()
    return place.x, place.y


def coarse(place: Position, *, metres: int = 1_000) -> Position:
    """The middle of the cell of a fixed net that the place lies in: what strangers see instead of it.

    Cells are `metres` high, and at least as wide; all places of one cell are told alike.
    """
    lon, lat = place
    high = metres / METRES_IN_DEGREE
    row = math.floor(lat / high)
    middle = (row + 0.5) * high
    wide = metres / (METRES_IN_DEGREE * math.cos(math.radians(middle)))
    return round((math.floor(lon / wide) + 0.5) * wide, DECIMALS), round(middle, DECIMALS)


def _square_metres(found: BaseGeometry) -> float:
    if isinstance(found, BaseMultipartGeometry):
        return sum(_square_metres(part) for part in found.geoms)
    if not isinstance(found, Polygon):
        return 0.0
    return _within_ring(found.exterior) - sum(_within_ring(hole) for hole in found.interiors)


def _within_ring(ring: LinearRing) -> float:
    return abs(float(_EARTH.geometry_area_perimeter(Polygon(ring))[0]))


@lru_cache(maxsize=256)
def _flat(lon: float, lat: float) -> tuple[Transformer, Transformer]:
    """To metres around a place, and back to degrees."""
    around = f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m"
    return (
        Transformer.from_crs("EPSG:4326", around, always_xy=True),
        Transformer.from_crs(around, "EPSG:4326", always_xy=True),
    )


def _written(found: BaseGeometry) -> dict[str, Any]:
    written: dict[str, Any] = mapping(found)
    kind, rings = written["type"], written["coordinates"]
    parts = [rings] if kind == "Polygon" else rings
    turned = [
        [[list(map(_short, place)) for place in ring] for ring in by_the_right_hand(polygon)] for polygon in parts
    ]
    return {"type": kind, "coordinates": turned[0] if kind == "Polygon" else turned}


def _short(degrees: float) -> float:
    return round(degrees, DECIMALS)
