"""Where exactly areas lie. The only door to it: every look of somebody else's is written down with its purpose."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from chophien.audit.actions import record_look
from chophien.growing import policies
from chophien.growing.models import AreaShape, GrowingArea
from chophien.lib.actor import Actor
from chophien.lib.geo.geojson import Position
from chophien.lib.geo.ground import METRES_IN_DEGREE, box, lies_near, overlap
from chophien.sellers.models import Seller
from chophien.sellers.policies import may
from chophien.sellers.states import Deed

Land = dict[str, Any]
MAPPING = gettext_lazy("Drawing the shop's growing areas")
"""The purpose of a look of somebody who maps for a shop without being of it."""
SIDE, MARGIN = 320, 16
"""Of the drawing of one piece of land."""


def own_land(area: GrowingArea, *, actor: Actor, at: datetime) -> Land:
    """The border of an area, for those who map it. An operator's look is written down, for it is not their land.

    :raises NotPermitted: to everybody else
    """
    policies.can_map(actor, area.seller, at=at).require()
    _note_others_look(area.seller, area.code, actor=actor, at=at)
    return _land(area)


def own_lands(seller: Seller, *, actor: Actor, at: datetime) -> dict[str, Land]:
    """The borders of all areas of the shop that are grown on or rest, by their codes, for those who map them. An
    operator's look is written down.

    :raises NotPermitted: to everybody else
    """
    policies.can_map(actor, seller, at=at).require()
    _note_others_look(seller, seller.code, actor=actor, at=at)
    rows = AreaShape.objects.filter(area__seller=seller, is_current=True).exclude(area__status="given_up")
    return dict(rows.order_by("pk").values_list("area__code", "land"))


def _note_others_look(seller: Seller, code: str, *, actor: Actor, at: datetime) -> None:
    if not may(actor, Deed.LIST, seller, at=at):
        record_look("growing.land", actor=actor, subject_code=code, purpose=str(MAPPING), at=at)


def land_for_purpose(area: GrowingArea, *, actor: Actor, purpose: str, at: datetime) -> Land:
    """The border of an area, for officers who have a reason to look and for buyers to whom its owner said yes; the
    look is written down.

    :raises NotPermitted: if `actor` is none of those who may
    :raises PurposeMissing: without a purpose
    """
    policies.can_see_exactly(actor, area, at=at).require()
    if not may(actor, Deed.LIST, area.seller, at=at):
        record_look("growing.land", actor=actor, subject_code=area.code, purpose=purpose, at=at)
    return _land(area)


@dataclass(frozen=True)
class Shared:
    """What new land has in common with an area on the map; `is_own` if that is the same shop's."""

    share: float
    place: Position
    is_own: bool


def worst_overlap(land: Land, *, of: int, leave_out: int | None = None) -> Shared | None:
    """What land of the shop `of` (its id) has in common with the area on the map with which it has most; None where it
    has nothing.
    """
    found = [
        Shared(one.share, one.place, is_own=seller_id == of)
        for seller_id, other in _near(land, leave_out)
        if (one := overlap(land, other)) is not None
    ]
    return max(found, key=lambda one: one.share, default=None)


def is_near_others(land: Land, *, of: int, metres: int) -> bool:
    """Whether land of the shop `of` (its id) lies within so many metres of somebody else's, or on it."""
    return any(
        seller_id != of and lies_near(land, other, metres=metres) for seller_id, other in _near(land, None, metres)
    )


def _near(land: Land, leave_out: int | None, metres: int = 0) -> Iterator[tuple[int, Land]]:
    """Land on the map whose box meets the box of this one, made wider by so many metres, with whose it is. Points have
    no land to share.
    """
    west, south, east, north = box(land)
    high = metres / METRES_IN_DEGREE
    wide = high / math.cos(math.radians(min(max(abs(south), abs(north)), 89.0)))
    west, south, east, north = west - wide, south - high, east + wide, north + high
    rows = AreaShape.objects.filter(
        is_current=True, west__lte=east, east__gte=west, south__lte=north, north__gte=south
    ).exclude(area__status="given_up")
    for seller_id, one in rows.exclude(area=leave_out).values_list("area__seller_id", "land").order_by("pk"):
        if one["type"] != "Point":
            yield seller_id, one


def _land(area: GrowingArea) -> Land:
    return dict(AreaShape.objects.get(area=area, is_current=True).land)


def paths_of(land: Mapping[str, Any]) -> list[str]:
    """Land as paths of a square drawing of `SIDE` units, north up; none for a point."""
    polygons = {"Polygon": [land["coordinates"]], "MultiPolygon": land["coordinates"]}.get(land["type"], [])
    rings = [ring for polygon in polygons for ring in polygon]
    if not rings:
        return []
    lons, lats = zip(*(place[:2] for ring in rings for place in ring), strict=True)
    narrowing = math.cos(math.radians((min(lats) + max(lats)) / 2))
    extent = max((max(lons) - min(lons)) * narrowing, max(lats) - min(lats))
    scale = (SIDE - 2 * MARGIN) / extent if extent else 1.0
    left = (SIDE - (max(lons) - min(lons)) * narrowing * scale) / 2
    top = (SIDE - (max(lats) - min(lats)) * scale) / 2
    return [
        "M"
        + "L".join(
            f"{left + (lon - min(lons)) * narrowing * scale:.1f} {top + (max(lats) - lat) * scale:.1f}"
            for lon, lat, *_high in ring[:-1]
        )
        + "Z"
        for ring in rings
    ]
