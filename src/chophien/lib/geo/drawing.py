"""Maps as SVG: a sheet that says where places lie on it, and land as short paths. Every map of the market uses it.

Straight lines of latitude and longitude, true in the middle of the sheet; whole thousandths of its width, each step
from the one before: short numbers are what makes a drawing small.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH, MARGIN = 1000, 24

Ring = Sequence[tuple[float, float]]
"""A closed line of (latitude, longitude)."""
Spot = tuple[int, int]


@dataclass(frozen=True)
class Sheet:
    """Where places lie on the drawing."""

    west: float
    north: float
    per_degree: float
    narrowing: float
    height: int
    left: int = MARGIN
    top: int = MARGIN

    def spot(self, lat: float, lon: float) -> Spot:
        """The place in whole thousandths of the drawing's width, from its upper left corner."""
        return (
            round(self.left + (lon - self.west) * self.narrowing * self.per_degree),
            round(self.top + (self.north - lat) * self.per_degree),
        )


def sheet_for(rings: Iterable[Ring], places: Iterable[tuple[float, float]] = ()) -> Sheet:
    """A sheet that holds all of these rings and places, with a margin: small islands are in no ring."""
    held = [place for ring in [*rings, list(places)] for place in ring]
    lats, lons = [lat for lat, _lon in held], [lon for _lat, lon in held]
    narrowing = math.cos(math.radians((min(lats) + max(lats)) / 2))
    per_degree = (WIDTH - 2 * MARGIN) / ((max(lons) - min(lons)) * narrowing)
    high = math.ceil((max(lats) - min(lats)) * per_degree) + 2 * MARGIN
    return Sheet(min(lons), max(lats), per_degree, narrowing, high)


def land_path(rings: Iterable[Ring], sheet: Sheet) -> str:
    """The `d` of a path around this land; empty where it is smaller than the drawing can show."""
    drawn = []
    for ring in rings:
        spots = [sheet.spot(lat, lon) for lat, lon in ring]
        line = "".join(
            pair(x - was_x, y - was_y) for (was_x, was_y), (x, y) in pairwise(spots) if (x, y) != (was_x, was_y)
        )
        if line:
            drawn.append(f"M{spots[0][0]} {spots[0][1]}l{line.strip()}z")
    return "".join(drawn)


def steps(spots: Sequence[Spot]) -> list[Spot]:
    """Each spot as a step from the one before."""
    before = [(0, 0), *spots]
    return [(x - was_x, y - was_y) for (x, y), (was_x, was_y) in zip(spots, before, strict=False)]


def pair(x: int, y: int) -> str:
    """Two numbers as briefly as SVG takes them: a minus sign parts them, too."""
    first = f" {x}" if x >= 0 else f"{x}"
    return f"{first} {y}" if y >= 0 else f"{first}{y}"
