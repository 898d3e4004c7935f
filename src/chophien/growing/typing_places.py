"""Places as people type them or copy them off a map: one a line. Pure, in degrees."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError

MOST_LINES, LEAST_CORNERS = 20_000, 3
NUMBER = re.compile(r"-?\d{1,3}(?:[.,]\d+)?")
LATITUDE_MOST = 90


class BadPlaces(DomainError):
    """A line that is no place; the sentence names it."""

    code = "bad_places"


def typed_land(text: str) -> dict[str, Any]:
    """A point out of one line, an area out of three or more: ``23.2801, 105.3602``, with point or comma.

    Which number is the longitude needs no order here: in Vietnam it alone is over 90.

    :raises BadPlaces: naming the line
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise BadPlaces(_("There are more than %(most)s positions."), facts={"most": MOST_LINES})
    places = [_place(line, number) for number, line in enumerate(lines, start=1)]
    if len(places) > 1 and places[0] == places[-1]:
        places.pop()
    if len(places) == 1:
        return {"type": "Point", "coordinates": places[0]}
    if len(places) < LEAST_CORNERS:
        raise BadPlaces(_("Give one place, or three corners or more."))
    return {"type": "Polygon", "coordinates": [[*places, places[0]]]}


def _place(line: str, number: int) -> list[float]:
    found = [float(one.replace(",", ".")) for one in NUMBER.findall(line)]
    if len(found) != 2 or (abs(found[0]) > LATITUDE_MOST) == (abs(found[1]) > LATITUDE_MOST):
        raise BadPlaces(
            _("Line %(line)s is no place in Vietnam. Write it like 23.2801, 105.3602."), facts={"line": number}
        )
    lat, lon = found if abs(found[1]) > LATITUDE_MOST else reversed(found)
    return [lon, lat]
