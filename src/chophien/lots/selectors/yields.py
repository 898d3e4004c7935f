"""How much usually remains of what is processed."""

from datetime import datetime

from chophien.rules import selectors as rules

ALL = 100


def usual_yield(category_slug: str, *, at: datetime) -> tuple[int, int]:
    """What usually remains of 100 kg of goods of a category: between how many kg and how many.

    Dated data (`lots.yield_percent`); a category that nobody wrote down may leave anything.
    """
    known = rules.value("lots.yield_percent", at=at)
    found = known.get(category_slug) if isinstance(known, dict) else None
    if not isinstance(found, list):
        return 0, ALL
    least, most = found
    return int(least), int(most)
