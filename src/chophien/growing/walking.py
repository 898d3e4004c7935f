"""A border walked with a phone: which places count, and the ring that they make. Pure, in degrees and metres."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.growing.errors import AreaTooSmall, FixesTooCoarse
from chophien.lib.geo.geojson import Position

LEAST_CORNERS = 3


@dataclass(frozen=True)
class Fix:
    """One place where the phone says it was, how sure it is (the radius of 68 %), and when by its own clock."""

    place: Position
    accuracy_m: float
    at: datetime


@dataclass(frozen=True)
class Walked:
    """The border of a walk as a polygon of GeoJSON, and the worst accuracy of what was kept."""

    land: dict[str, object]
    accuracy_m: float
    kept: int
    left_out: int


def walked(fixes: Sequence[Fix], *, most_m: float) -> Walked:
    """The border that somebody walked, in the order of the phone's clock, whatever the order they arrived in.

    Places of which the phone was less sure than `most_m` are left out; the same moment counts once.

    :raises FixesTooCoarse: if fewer than three are left
    :raises AreaTooSmall: if all of them are one place
    """
    good = {fix.at: fix for fix in fixes if 0 <= fix.accuracy_m <= most_m}
    kept = [good[at] for at in sorted(good)]
    if len(kept) < LEAST_CORNERS:
        raise FixesTooCoarse(len(kept))
    ring = [list(fix.place) for fix in kept]
    if len({tuple(place) for place in ring}) < LEAST_CORNERS:
        raise AreaTooSmall
    if ring[0] != ring[-1]:
        ring.append(list(ring[0]))
    worst = max(fix.accuracy_m for fix in kept)
    return Walked({"type": "Polygon", "coordinates": [ring]}, worst, len(kept), len(fixes) - len(kept))
