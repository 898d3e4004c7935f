"""The criteria of OCOP as dated data: which are in force, what they ask, and how many points make how many stars.

Decision 148/QĐ-TTg of 24 February 2023: part A 40, B 25, C 35 points. Where the questions of the criteria in force are
not known, those of the last known ones are asked, and their points are stretched to the parts in force: an estimate,
which says so.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
PARTS = ("A", "B", "C")
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Version:
    """One edition of the criteria. `questions` names the file of its questions, empty while nobody has them."""

    key: str
    name: str
    valid_from: date
    valid_to: date | None
    questions: str
    note: str


@dataclass(frozen=True)
class Question:
    """One question: any of `answers` (words, points). `by_commune`: the commune gives the points."""

    key: str
    part: str
    section: str
    text: str
    note: str
    answers: tuple[tuple[str, int], ...]
    by_commune: bool

    @property
    def most(self) -> int:
        return max(points for _words, points in self.answers)


@dataclass(frozen=True)
class Score:
    """Points by part, in tenths, and in all; how many questions were answered, and the stars they would make."""

    parts: Mapping[str, Decimal]
    total: Decimal
    answered: int
    stars: int


@lru_cache(maxsize=1)
def versions() -> tuple[Version, ...]:
    """All editions, the oldest first."""
    return tuple(
        Version(
            key=row["key"],
            name=row["name"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            questions=row["questions"],
            note=row["note"],
        )
        for row in _rows("versions.csv")
    )


def version_on(day: date) -> Version:
    """The edition in force on a day; before the first one, the first."""
    begun = [one for one in versions() if one.valid_from <= day]
    return begun[-1] if begun else versions()[0]


def version(key: str) -> Version:
    """:raises KeyError: if there is no such edition, which is a bug"""
    return {one.key: one for one in versions()}[key]


@lru_cache(maxsize=1)
def product_types() -> dict[str, str]:
    """Kinds of products that have questions: slug → name."""
    return {row["slug"]: row["name_vi"] for row in _rows("product_types.csv")}


def is_estimate(of: Version) -> bool:
    """Whether an edition's own questions are unknown, so that older ones are asked."""
    return not of.questions


def questions(of: Version, product_type: str) -> tuple[Question, ...]:
    """What is asked of a kind of product, in order; nothing for a kind that nobody knows."""
    before = [one for one in versions() if one.valid_from <= of.valid_from and one.questions]
    return _read(before[-1].questions).get(product_type, ()) if before else ()


def score(
    asked: Sequence[Question], given: Mapping[str, int], *, weights: Mapping[str, int], stars: Mapping[str, int]
) -> Score:
    """Points of the answers `given` (question key → place of the answer), stretched to the `weights` of the parts.

    `stars` says from how many points on there are how many stars. Each part is rounded to a tenth, half up.
    """
    parts = {}
    for part in PARTS:
        mine = [one for one in asked if one.part == part]
        most = sum(one.most for one in mine)
        got = sum(one.answers[given[one.key]][1] for one in mine if one.key in given)
        share = Decimal(got * weights[part]) / most if most else Decimal(0)
        parts[part] = share.quantize(TENTH, ROUND_HALF_UP)
    total = sum(parts.values(), Decimal(0))
    reached = [int(count) for count, least in stars.items() if total >= least]
    return Score(parts, total, len([one for one in asked if one.key in given]), max(reached, default=0))


@lru_cache(maxsize=4)
def _read(name: str) -> dict[str, tuple[Question, ...]]:
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in _rows(name):
        found.setdefault((row["product_type"], row["number"]), []).append(row)
    asked: dict[str, list[Question]] = {}
    for (product_type, key), rows in found.items():
        first = rows[0]
        answers = tuple((row["answer"], int(row["points"])) for row in rows)
        one = Question(
            key, first["part"], first["section"], first["question"], first["note"], answers, first["commune"] == "1"
        )
        asked.setdefault(product_type, []).append(one)
    return {product_type: tuple(ones) for product_type, ones in asked.items()}


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))
