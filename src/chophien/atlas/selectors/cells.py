"""Growing areas by the square kilometre that they lie in: the finest that the public map tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Window

from chophien.atlas.asking import Question
from chophien.atlas.keeping import memory
from chophien.atlas.selectors.counts import areas_asked, edition
from chophien.atlas.selectors.results import within

MOST_CELLS = 600
"""A drawing with more is heavier than a slow phone should fetch, and its squares hide each other."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Longitude and latitude of the middle of each square that is drawn, with how many areas lie there; and how many
    squares there are in all.
    """

    drawn: Sequence[tuple[float, float, int]]
    number: int

    @property
    def left_out(self) -> int:
        """How many squares the drawing does not show."""
        return self.number - len(self.drawn)


def cells_of(question: Question) -> Cells:
    """The squares of the places asked for: all of them, or the `MOST_CELLS` in which most areas lie."""
    return memory.get(("cells", question), stamp=edition(), count=lambda: _cells(question))


def _cells(question: Question) -> Cells:
    rows: Any = within(areas_asked(question), question).order_by().values_list("cell_lon", "cell_lat")
    found = rows.annotate(Count("pk"), squares=Window(Count("*"))).order_by("-pk__count", "cell_lon", "cell_lat")
    shown = list(found[:MOST_CELLS])
    return Cells([(lon, lat, count) for lon, lat, count, _squares in shown], shown[0][3] if shown else 0)
