"""Counts for browsing without words: all goods by category and province, counted once a minute in each process."""

from collections.abc import Collection, Mapping
from time import monotonic

from chophien.catalog.search.facets import Counts, count
from chophien.catalog.search.statements import CUBE

KEPT_SECONDS = 60.0


class Cube:
    """The answers of all goods in cells of one category and one province; sums are worked out when asked for."""

    def __init__(self, cells: Mapping[tuple[int, int], bytes], day: object) -> None:
        self.cells = cells
        self.day = day
        self.made_at = monotonic()
        self.size = sum(map(len, cells.values())) // 8
        self._counts: dict[tuple[tuple[int, ...], int | None], Counts] = {}

    def total(self, categories: Collection[int] | None, province: int | None) -> int:
        """How many goods lie in these categories (all when none are named) and in this province."""
        return sum(len(packed) for cell, packed in self.cells.items() if _lies_in(cell, categories, province)) // 8

    def counts(self, categories: Collection[int] | None, province: int | None) -> Counts:
        """All counts for the goods in these categories and this province."""
        key = (tuple(sorted(categories)) if categories is not None else (), province)
        if key not in self._counts:
            chosen = [packed for cell, packed in self.cells.items() if _lies_in(cell, categories, province)]
            self._counts[key] = count(b"".join(chosen))
        return self._counts[key]


_kept: Cube | None = None


def kept_cube(day: object) -> Cube | None:
    """The cube of this process, if it has been counted within the last minute and for this day."""
    if _kept is None or _kept.day != day or monotonic() - _kept.made_at > KEPT_SECONDS:
        return None
    return _kept


def cube(parameters: Mapping[str, object]) -> Cube:
    """The cube, counted anew if it is older than a minute. One statement then."""
    global _kept  # noqa: PLW0603 -- one cube for the whole process
    day = parameters["day"]
    found = kept_cube(day)
    if found is None:
        rows = CUBE.run({**parameters})
        found = _kept = Cube({(cell >> 8, cell & 255): packed for cell, packed in rows}, day)
    return found


def forget_cube() -> None:
    """Count anew at the next need."""
    global _kept  # noqa: PLW0603 -- one cube for the whole process
    _kept = None


def _lies_in(cell: tuple[int, int], categories: Collection[int] | None, province: int | None) -> bool:
    return (categories is None or cell[0] in categories) and (province is None or cell[1] == province)
