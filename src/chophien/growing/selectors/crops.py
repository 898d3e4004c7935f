"""What grows on land, by the categories of goods that come of it.

Read from `data/grown.csv`, once in each process: it changes with a release. Where goods are called otherwise than what
stands in the field, as noodles are made of canna, the file says what stands there. Bees are in it, for their place on
the land is known and their honey weighed like a harvest; eggs, meat, crafts and places to visit are not.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True)
class Grown:
    """One thing that grows: the slug of its goods' category, and what it is called in the field."""

    slug: str
    name_vi: str
    name_en: str

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.name_en if get_language() == "en" else self.name_vi


@lru_cache(maxsize=1)
def grown() -> Mapping[str, Grown]:
    """All that grows, by its slug, in the order in which it is offered."""
    with (DATA / "grown.csv").open(encoding="utf-8", newline="") as file:
        return {row["slug"]: Grown(**row) for row in csv.DictReader(file)}
