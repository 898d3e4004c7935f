"""Growing areas by the square kilometre that they lie in: the finest that the public map tells."""

from typing import Any

from django.db.models import Count

from chophien.atlas.asking import Question
from chophien.atlas.keeping import memory
from chophien.atlas.selectors.counts import areas_asked, edition
from chophien.atlas.selectors.results import within

MOST_CELLS = 2_000


def cells_of(question: Question) -> list[tuple[float, float, int]]:
    """Longitude and latitude of the middle of each cell in the places asked for, and how many areas lie there."""
    return memory.get(("cells", question), stamp=edition(), count=lambda: _cells(question))


def _cells(question: Question) -> list[tuple[float, float, int]]:
    rows: Any = within(areas_asked(question), question).order_by("cell_lon", "cell_lat")
    return list(rows.values_list("cell_lon", "cell_lat").annotate(Count("pk"))[:MOST_CELLS])
