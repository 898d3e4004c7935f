"""Where exactly areas lie. The only door to it: every look of somebody else's is written down with its purpose."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from chophien.audit.actions import record_look
from chophien.growing import policies
from chophien.growing.models import AreaShape, GrowingArea
from chophien.lib.actor import Actor
from chophien.lib.geo.ground import Overlap, box, overlap
from chophien.sellers.policies import may
from chophien.sellers.states import Deed

Land = dict[str, Any]


def own_land(area: GrowingArea, *, actor: Actor, at: datetime) -> Land:
    """The border of an area, for those who map it.

    :raises NotPermitted: to everybody else
    """
    policies.can_map(actor, area.seller, at=at).require()
    return _land(area)


def land_for_purpose(area: GrowingArea, *, actor: Actor, purpose: str, at: datetime) -> Land:
    """The border of an area, for officers who have a reason to look; the look is written down.

    :raises NotPermitted: if `actor` is none of those who may
    :raises PurposeMissing: without a purpose
    """
    policies.can_see_exactly(actor, area, at=at).require()
    if not may(actor, Deed.LIST, area.seller, at=at):
        record_look("growing.land", actor=actor, subject_code=area.code, purpose=purpose, at=at)
    return _land(area)


def worst_overlap(land: Land, *, leave_out: int | None = None) -> Overlap | None:
    """What the land has in common with the area on the map with which it has most; None where it has nothing."""
    found = [one for one in (overlap(land, other) for other in _near(land, leave_out)) if one is not None]
    return max(found, key=lambda one: one.share, default=None)


def _near(land: Land, leave_out: int | None) -> Iterator[Land]:
    """Land on the map whose box meets the box of this one. Points have no land to share."""
    west, south, east, north = box(land)
    rows = AreaShape.objects.filter(
        is_current=True, west__lte=east, east__gte=west, south__lte=north, north__gte=south
    ).exclude(area__status="given_up")
    for one in rows.exclude(area=leave_out).values_list("land", flat=True).order_by("pk"):
        if one["type"] != "Point":
            yield one


def _land(area: GrowingArea) -> Land:
    return dict(AreaShape.objects.get(area=area, is_current=True).land)
