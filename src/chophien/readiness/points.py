"""The checklists as dated data: what to look at before somebody asks for a certificate. Our own short words; the
standard itself is named beside each.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

DATA = Path(__file__).resolve().parent / "data" / "checklists.csv"


@dataclass(frozen=True)
class Question:
    """One point to look at, and the standard that asks for it."""

    kind: str
    key: str
    question_vi: str
    question_en: str
    valid_from: date
    source: str

    @property
    def words(self) -> str:
        """In the reader's language."""
        return self.question_en if get_language() == "en" else self.question_vi


def kinds() -> list[str]:
    """The kinds of certificates that have a checklist."""
    return list(dict.fromkeys(one.kind for one in _all()))


def questions(kind: str, *, on: date) -> list[Question]:
    """What to look at for a kind of certificate, as of a day."""
    return [one for one in _all() if one.kind == kind and one.valid_from <= on]


@lru_cache(maxsize=1)
def _all() -> tuple[Question, ...]:
    with DATA.open(encoding="utf-8", newline="") as source:
        return tuple(
            Question(
                row["kind"],
                row["key"],
                row["question_vi"],
                row["question_en"],
                date.fromisoformat(row["valid_from"]),
                row["source"],
            )
            for row in csv.DictReader(source)
        )
