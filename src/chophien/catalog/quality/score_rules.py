"""How a listing is scored, as data: every edition of the rules, and what the label of each kind of goods must say."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

from chophien.lib.dates import local_date

DATA = Path(__file__).resolve().parents[1] / "data"
FULL_SCORE = 100


@dataclass(frozen=True)
class ScoreRule:
    """One thing that tells of goods: what it is worth, from which measure on it counts, from which it counts in full.

    `needed` is the least without which goods cannot be put on sale, or none.
    """

    edition: str
    effective_from: date
    key: str
    points: int
    none: int
    full: int
    needed: int | None
    step: str
    field: str
    not_for: tuple[str, ...]
    name_vi: str
    name_en: str
    fix_vi: str
    fix_en: str

    @property
    def name(self) -> str:
        """What it is called, in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_vi

    @property
    def fix(self) -> str:
        """What to do about it, in the reader's language; `%(fields)s` stands for what a label lacks."""
        return self.fix_en if get_language() == "en" else self.fix_vi

    def concerns(self, path: Sequence[str]) -> bool:
        """Whether goods of the category with these slugs from the root are asked for it."""
        return not set(self.not_for) & set(path)


@dataclass(frozen=True)
class LabelField:
    """One thing that the label of goods of a category must say. Any of `keys` answers it."""

    category_slug: str
    keys: tuple[str, ...]
    label_vi: str
    label_en: str
    source: str

    @property
    def label(self) -> str:
        """What it is called, in the reader's language."""
        return self.label_en if get_language() == "en" else self.label_vi


def score_rules(*, at: datetime | date) -> tuple[ScoreRule, ...]:
    """The edition of the rules in force on the day of `at`; before the first one, the first."""
    day = local_date(at) if isinstance(at, datetime) else at
    editions = score_editions()
    begun = [edition for edition in editions if edition[0].effective_from <= day]
    return begun[-1] if begun else editions[0]


def label_fields(path: Sequence[str]) -> tuple[LabelField, ...]:
    """What the label of goods of a category must say; `path` is its slugs from the root."""
    return tuple(field for field in _label_fields() if field.category_slug in path)


@lru_cache(maxsize=1)
def score_editions() -> tuple[tuple[ScoreRule, ...], ...]:
    """Every edition of the rules, the oldest first.

    :raises ValueError: if the points of an edition do not make a hundred
    """
    editions: dict[str, list[ScoreRule]] = {}
    for row in _rows("score_rules.csv"):
        editions.setdefault(row["edition"], []).append(_rule(row))
    for name, rules in editions.items():
        if sum(rule.points for rule in rules) != FULL_SCORE:
            raise ValueError(f"the points of edition {name} do not make {FULL_SCORE}")
    return tuple(sorted((tuple(rules) for rules in editions.values()), key=lambda rules: rules[0].effective_from))


@lru_cache(maxsize=1)
def _label_fields() -> tuple[LabelField, ...]:
    return tuple(
        LabelField(row["category_slug"], tuple(row["key"].split("|")), row["label_vi"], row["label_en"], row["source"])
        for row in _rows("label_fields.csv")
    )


def _rule(row: dict[str, str]) -> ScoreRule:
    return ScoreRule(
        edition=row["edition"],
        effective_from=date.fromisoformat(row["effective_from"]),
        key=row["key"],
        points=int(row["points"]),
        none=int(row["none"]),
        full=int(row["full"]),
        needed=int(row["needed"]) if row["needed"] else None,
        step=row["step"],
        field=row["field"],
        not_for=tuple(slug for slug in row["not_for"].split("|") if slug),
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        fix_vi=row["fix_vi"],
        fix_en=row["fix_en"],
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))
