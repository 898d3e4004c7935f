"""How goods are packed, as dated data: our own short words and drawings, no standard. Where a step rests on something
published, it is named beside it. The days are the most that goods keep in this packaging; a label's own last day goes
before them.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

DATA = Path(__file__).resolve().parents[1] / "data" / "guides.csv"
DRAWINGS = DATA.parent / "drawings"


@dataclass(frozen=True)
class Step:
    """One thing to do, with the name of its drawing; `most_days` is empty where the goods do not spoil or nothing is
    packed yet.
    """

    category: str
    number: int
    text_vi: str
    text_en: str
    material: str
    drawing: str
    most_days: int | None
    valid_from: date
    source: str

    @property
    def words(self) -> str:
        """In the reader's language."""
        return self.text_en if get_language() == "en" else self.text_vi

    @property
    def picture(self) -> SafeString:
        """The drawing as SVG that stands in the page itself, so that it is there without a signal; it says no more than
        the words.
        """
        return _drawn(self.drawing)


@dataclass(frozen=True)
class Guide:
    """How the goods of one category are packed. `category` is the one that the guide was written for."""

    category: str
    steps: tuple[Step, ...]

    @property
    def materials(self) -> list[str]:
        """What is needed, each once."""
        return list(dict.fromkeys(one.material for one in self.steps if one.material))

    @property
    def most_days(self) -> int | None:
        """How many days the goods keep in it at most; none where they do not spoil."""
        return min((one.most_days for one in self.steps if one.most_days), default=None)

    @property
    def sources(self) -> list[str]:
        """What the steps rest on."""
        return list(dict.fromkeys(one.source for one in self.steps if one.source))

    def keeps_until(self, packed_on: date, *, best_before: date | None = None) -> date | None:
        """The last day for goods packed on a day: by the packaging or by their own last day, whichever is first."""
        days = [day for day in (self._last(packed_on), best_before) if day is not None]
        return min(days, default=None)

    def _last(self, packed_on: date) -> date | None:
        return packed_on + timedelta(days=self.most_days) if self.most_days else None


def guide_of(path: str, *, on: date) -> Guide | None:
    """The guide of the nearest category upwards on the way `path` ("thuc-pham/che-tra/che"), as of a day."""
    for slug in reversed(path.split("/")):
        steps = [one for one in _all() if one.category == slug and one.valid_from <= on]
        latest = max((one.valid_from for one in steps), default=None)
        if latest is not None:
            return Guide(slug, tuple(one for one in steps if one.valid_from == latest))
    return None


def guided(*, on: date) -> set[str]:
    """The categories with a guide of their own, as of a day."""
    return {one.category for one in _all() if one.valid_from <= on}


@cache
def _drawn(name: str) -> SafeString:
    return mark_safe((DRAWINGS / f"{name}.svg").read_text(encoding="utf-8").strip())


@lru_cache(maxsize=1)
def _all() -> tuple[Step, ...]:
    with DATA.open(encoding="utf-8", newline="") as source:
        return tuple(
            Step(
                row["category"],
                int(row["step"]),
                row["text_vi"],
                row["text_en"],
                row["material"],
                row["drawing"],
                int(row["most_days"]) if row["most_days"] else None,
                date.fromisoformat(row["valid_from"]),
                row["source"],
            )
            for row in csv.DictReader(source)
        )
