"""How much usually remains of what is processed."""

from datetime import date, datetime

from chophien.catalog.models import Category
from chophien.rules import selectors as rules

ALL = 100


def usual_yield(category: Category | None, *, at: datetime | date) -> tuple[int, int]:
    """What usually remains of 100 kg that goods of a category are made of: between how many kg and how many.

    Dated data (`lots.yield_percent`), by the nearest category upwards that is written down; any other may leave
    anything.
    """
    known = rules.value("lots.yield_percent", at=at)
    if category is None or not isinstance(known, dict):
        return 0, ALL
    for slug in reversed(category.path.split("/")):
        found = known.get(slug)
        if isinstance(found, list):
            least, most = found
            return int(least), int(most)
    return 0, ALL
