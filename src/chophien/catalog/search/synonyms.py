"""Words that mean the same: chè and trà, ngô and bắp. The list is data (`catalog/data/synonyms.csv`)."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from chophien.catalog.search.words import bare, split_words

DATA = Path(__file__).resolve().parents[1] / "data" / "synonyms.csv"


class Phrase(NamedTuple):
    """One or more words that stand side by side, without and with their marks."""

    plain: tuple[str, ...]
    marked: tuple[str, ...]


class Synonyms(NamedTuple):
    """Each phrase's others, by its words without marks; and how many words the longest has."""

    groups: dict[tuple[str, ...], list[tuple[Phrase, tuple[Phrase, ...]]]]
    longest: int


@lru_cache(maxsize=1)
def synonyms(path: Path = DATA) -> Synonyms:
    """The list, read once for each process."""
    by_group: dict[str, list[Phrase]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            words = tuple(split_words(row["term"]))
            by_group[row["group_id"]].append(Phrase(tuple(map(bare, words)), words))
    groups: dict[tuple[str, ...], list[tuple[Phrase, tuple[Phrase, ...]]]] = defaultdict(list)
    for phrases in by_group.values():
        for phrase in phrases:
            groups[phrase.plain].append((phrase, tuple(other for other in phrases if other != phrase)))
    return Synonyms(dict(groups), max((len(plain) for plain in groups), default=1))


def same_meaning(marked: Sequence[str]) -> list[Phrase]:
    """Other phrases for exactly these words. Words typed without marks stand for any; typed marks must agree."""
    plain = tuple(map(bare, marked))
    found: list[Phrase] = []
    for phrase, others in synonyms().groups.get(plain, ()):
        if all(typed in (folded, meant) for typed, folded, meant in zip(marked, plain, phrase.marked, strict=True)):
            found.extend(other for other in others if other not in found)
    return found
