"""The list of words that goods may not say, or only with a paper, or that make somebody look: data, with dates."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.utils.translation import get_language

from chophien.catalog.states import Severity
from chophien.lib.dates import local_date

DATA = Path(__file__).resolve().parents[1] / "data"
ANYWHERE, TITLE, DESCRIPTION, CATEGORY = "any", "title", "description", "category"


@dataclass(frozen=True)
class WordGroup:
    """Words of one kind: what they do to goods, why, by which law, and which paper makes it right.

    Where a group is `negatable`, "no such thing in it" is not a hit.
    """

    code: str
    severity: Severity
    negatable: bool
    source: str
    said: Mapping[str, str] = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """What the goods are, in the reader's language."""
        return self._in_language("name")

    @property
    def reason(self) -> str:
        """Why, as a sentence in the reader's language."""
        return self._in_language("reason")

    @property
    def paper(self) -> str:
        """Which paper is asked for, in the reader's language; empty where none helps."""
        return self._in_language("paper")

    def _in_language(self, name: str) -> str:
        return self.said[f"{name}_en" if get_language() == "en" else f"{name}_vi"]


@dataclass(frozen=True)
class ListedWord:
    """One entry: a term of one or several words, or a category as a whole; phrases in which it means something else."""

    key: str
    group: WordGroup
    term: str
    where: str
    unless: tuple[str, ...]
    category_slug: str
    effective_from: date
    effective_to: date | None

    def in_force(self, day: date) -> bool:
        """Whether `day` lies in its period; both ends belong to it."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


def words_in_force(*, at: datetime | date) -> tuple[ListedWord, ...]:
    """Every entry that counts on the day of `at`."""
    return _in_force(local_date(at) if isinstance(at, datetime) else at)


def edition_of_words(*, at: datetime | date) -> str:
    """A digest of what counts on the day of `at`: it changes when the list does, or when a date passes."""
    told = "\n".join(
        "\t".join((one.key, one.group.code, one.group.severity, one.term, one.where, *one.unless, one.category_slug))
        for one in words_in_force(at=at)
    )
    return sha256(told.encode()).hexdigest()


def word_group(code: str) -> WordGroup | None:
    """The group with this code, or none."""
    return word_groups().get(code)


@lru_cache(maxsize=1)
def word_groups() -> dict[str, WordGroup]:
    """Every group by its code, in the order of the list."""
    return {
        row["group"]: WordGroup(
            row["group"], Severity(row["severity"]), row["negatable"] == "1", row["source"], dict(row)
        )
        for row in _rows("word_groups.csv")
    }


@lru_cache(maxsize=1)
def word_list() -> tuple[ListedWord, ...]:
    """Every entry, in force or not."""
    groups = word_groups()
    return tuple(
        ListedWord(
            key=row["key"],
            group=groups[row["group"]],
            term=row["term"],
            where=row["where"],
            unless=tuple(phrase for phrase in row["unless"].split("|") if phrase),
            category_slug=row["category_slug"],
            effective_from=date.fromisoformat(row["effective_from"]),
            effective_to=date.fromisoformat(row["effective_to"]) if row["effective_to"] else None,
        )
        for row in _rows("word_list.csv")
    )


@lru_cache(maxsize=4)
def _in_force(day: date) -> tuple[ListedWord, ...]:
    return tuple(one for one in word_list() if one.in_force(day))


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))
