"""Tiles of the interactive map: what lies in one square of the map, gathered into at most 16 heaps.

Tiles are those of every map on the web: zoom, column, row on the Mercator square. Growing areas lie at the middles of
their square kilometre; everything else at the point of its commune.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Min, Sum, Value
from django.db.models.expressions import ExpressionWrapper
from django.db.models.functions import Floor

from chophien.atlas.asking import Question
from chophien.atlas.keeping import memory
from chophien.atlas.selectors.counts import areas_asked, edition, figures
from chophien.atlas.selectors.places import communes_on_map
from chophien.atlas.selectors.results import within
from chophien.atlas.states import Layer

LEAST_ZOOM, MOST_ZOOM = 4, 14
"""Closer than 14 nothing is told apart any more: a tile is as wide there as two cells."""
SIDE = 4
"""Heaps in a row of a tile: 64 pixels apart, so that their numbers can be read and touched."""


@dataclass(frozen=True, slots=True)
class Heap:
    """What lies close together: where its middle is, how many, of how many hectares, and of a single one the name, or
    the crop (a category's slug) where it is land: what a shop calls its land may name a person.
    """

    lon: float
    lat: float
    number: int
    hectares: Decimal | None = None
    name: str = ""
    commune: str = ""
    crop: str = ""


def is_tile(z: int, x: int, y: int) -> bool:
    return LEAST_ZOOM <= z <= MOST_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z


def tile_box(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile in degrees."""
    side = 1 << z

    def north_of(row: int) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / side))))

    return x / side * 360 - 180, north_of(y + 1), (x + 1) / side * 360 - 180, north_of(y)


def heaps(question: Question, z: int, x: int, y: int, *, at: datetime) -> list[Heap]:
    """What the question finds in a tile. Two statements for growing areas, one where they were kept."""
    box = tile_box(z, x, y)
    if question.layer != Layer.AREAS:
        return list(_of_communes(question, box, at=at))
    return memory.get(("tile", question, z, x, y), stamp=edition(), count=lambda: _of_areas(question, box))


def _of_areas(question: Question, box: tuple[float, float, float, float]) -> list[Heap]:
    west, south, east, north = box
    column = _bin("cell_lon", west, (east - west) / SIDE)
    row = _bin("cell_lat", south, (north - south) / SIDE)
    rows = within(areas_asked(question), question).filter(
        cell_lon__gte=west, cell_lon__lt=east, cell_lat__gte=south, cell_lat__lt=north
    )
    gathered: Any = (
        rows.order_by()
        .annotate(column=column, row=row)
        .values_list("column", "row")
        .annotate(Avg("cell_lon"), Avg("cell_lat"), Count("pk"), Sum("hectares"), Min("crop"), Min("commune__code"))
        .order_by("column", "row")
    )
    return [
        Heap(lon, lat, number, hectares, commune=commune if number == 1 else "", crop=crop if number == 1 else "")
        for _column, _row, lon, lat, number, hectares, crop, commune in gathered
    ]


def _bin(field: str, start: float, width: float) -> Floor:
    share = ExpressionWrapper((F(field) - Value(start)) / Value(width), output_field=FloatField())
    return Floor(share)


def _of_communes(question: Question, box: tuple[float, float, float, float], *, at: datetime) -> Iterator[Heap]:
    """Figures of communes gathered in memory: there are some thousand communes, whatever lies in them."""
    west, south, east, north = box
    wide, high = (east - west) / SIDE, (north - south) / SIDE
    communes = communes_on_map()
    found: dict[tuple[int, int], list[tuple[float, float, int, str]]] = {}
    for code, one in figures(question, at=at).items():
        place, number = communes.get(code), one.of(question.layer)
        if place is None or not number or place.lat is None or place.lon is None or not _is_asked(question, code):
            continue
        if west <= place.lon < east and south <= place.lat < north:
            key = int((place.lon - west) / wide), int((place.lat - south) / high)
            found.setdefault(key, []).append((place.lon, place.lat, number, code))
    for heap in found.values():
        number = sum(one[2] for one in heap)
        lon, lat = sum(one[0] * one[2] for one in heap) / number, sum(one[1] * one[2] for one in heap) / number
        alone = heap[0][3] if len(heap) == 1 else ""
        yield Heap(lon, lat, number, None, communes[alone].full_name if alone else "", alone)


def _is_asked(question: Question, code: str) -> bool:
    if question.communes:
        return code in question.communes
    return not question.province or communes_on_map()[code].province == question.province
