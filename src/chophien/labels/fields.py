"""What the law wants on the label of goods, as dated data: of all goods, and of each kind."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

from chophien.catalog.quality.score_rules import label_fields

DATA = Path(__file__).resolve().parent / "data" / "common_fields.csv"
SHELF_LIFE = "hsd_ngay"
ORDER = ("name", "pack", "thanh_phan", "nguyen_lieu", "made_on", SHELF_LIFE, "lot", "use", "storage", "nutrition")
LAST = ("warning", "origin", "responsible")


@dataclass(frozen=True)
class LabelRule:
    """One thing that a label must say, and by which law. Any of `keys` answers it; the first one names it."""

    keys: tuple[str, ...]
    label_vi: str
    label_en: str
    source: str

    @property
    def key(self) -> str:
        return self.keys[0]

    @property
    def label(self) -> str:
        """What it is called, in the reader's language."""
        return self.label_en if get_language() == "en" else self.label_vi


def mandatory(path: Sequence[str], *, on: date) -> list[LabelRule]:
    """What the label of goods of a category must say on a day, in the order in which it stands on the label.

    `path` is the category's slugs from the root. Decree 37/2026/NĐ-CP, article 42 and appendix I; of prepacked food
    Circular 29/2023/TT-BYT too. Each thing once, however many laws ask for it.
    """
    found: dict[str, LabelRule] = {}
    for row in _common():
        if (not row.category_slug or row.category_slug in path) and row.covers(on):
            found.setdefault(row.rule.key, row.rule)
    for field in label_fields(path):
        found.setdefault(field.keys[0], LabelRule(field.keys, field.label_vi, field.label_en, field.source))
    return sorted(found.values(), key=lambda rule: _place(rule.key))


@dataclass(frozen=True)
class _Row:
    category_slug: str
    valid_from: date
    valid_to: date | None
    rule: LabelRule

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@lru_cache(maxsize=1)
def _common() -> tuple[_Row, ...]:
    with DATA.open(encoding="utf-8", newline="") as source:
        return tuple(
            _Row(
                row["category_slug"],
                date.fromisoformat(row["valid_from"]),
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                LabelRule((row["key"],), row["label_vi"], row["label_en"], row["source"]),
            )
            for row in csv.DictReader(source)
        )


def _place(key: str) -> tuple[int, int]:
    if key in ORDER:
        return (0, ORDER.index(key))
    return (2, LAST.index(key)) if key in LAST else (1, 0)
