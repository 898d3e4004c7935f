"""Text made into words for the search table, and filters made into tokens beside them.

A word carries the class of text it stands in as its first letter, so that "in the title" is a plain look-up and the
rows themselves need no text: ``1che`` in the title, ``2ha_giang`` side by side in producer or place, ``=chè`` in the
title with its marks. Filters are tokens that begin with a capital: ``P08``, ``C12``, ``O4``.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from chophien.lib.text import APOSTROPHES, fold, normalise_tone_placement

TITLE, HEAD, CATEGORY, STORY, MARKED = "1", "2", "3", "4", "="
MOST_STORY_WORDS = 400
LONGEST_WORD = 40

PRICE_BANDS = (
    10_000, 20_000, 30_000, 50_000, 75_000, 100_000, 150_000, 200_000, 300_000,
    500_000, 750_000, 1_000_000, 1_500_000, 2_000_000, 3_000_000, 5_000_000, 10_000_000,
)  # fmt: skip
"""Upper ends of the bands in which a price lies; a filter by price looks up the bands first."""

_WORD = re.compile(r"[^\W\d_]+|\d+")
_BREAK = re.compile(r"[,;:()\[\]/|.!?…–—\n]|\s-\s")
_NO_APOSTROPHES = str.maketrans("", "", APOSTROPHES)


def split_words(text: str) -> list[str]:
    """The words of a text in small letters with their marks, NFC, tone marks in one place, apostrophes left out."""
    plain = unicodedata.normalize("NFC", text).lower().translate(_NO_APOSTROPHES)
    return [_tidied(word) for word in _WORD.findall(plain)]


@lru_cache(maxsize=50_000)
def _tidied(word: str) -> str:
    return normalise_tone_placement(word)[:LONGEST_WORD]


@lru_cache(maxsize=50_000)
def bare(word: str) -> str:
    """The word without marks, đ as d: ``"tuyết" -> "tuyet"``. Empty when nothing of it can be searched."""
    return fold(word)[:LONGEST_WORD]


def bare_words(text: str) -> list[str]:
    """The words of a text without marks, in their order."""
    return [plain for plain in map(bare, split_words(text)) if plain]


def _phrases(text: str) -> Iterator[list[str]]:
    return (split_words(part) for part in _BREAK.split(text))


def title_words(title: str) -> set[str]:
    """What a title is found by: its words, its neighbours, and its words with their marks."""
    found: set[str] = set()
    for phrase in _phrases(title):
        plain = [bare(word) for word in phrase]
        found.update(TITLE + word for word in plain if word)
        found.update(f"{TITLE}{one}_{two}" for one, two in pairwise(plain) if one and two)
        found.update(MARKED + word for word, folded in zip(phrase, plain, strict=True) if folded and word != folded)
    return found


@lru_cache(maxsize=20_000)
def phrase_words(text: str) -> frozenset[str]:
    """The words and neighbours of a name, without a class before them. Names come again and again: kept."""
    found: set[str] = set()
    for phrase in _phrases(text):
        plain = [word for word in map(bare, phrase) if word and not word.isdigit()]
        found.update(plain)
        found.update(f"{one}_{two}" for one, two in pairwise(plain))
    return frozenset(found)


def entry_words(*, title: str, names: Iterable[str], category: str, story: str) -> set[str]:
    """All words of one listing. A word stands once, in the weightiest class of text that has it."""
    found = title_words(title)
    taken = {word[1:] for word in found if word[0] == TITLE}
    for kind, texts in ((HEAD, names), (CATEGORY, (category,))):
        fresh = {word for text in texts for word in phrase_words(text)} - taken
        found.update(kind + word for word in fresh)
        taken |= fresh
    told = dict.fromkeys(word for word in bare_words(story) if not word.isdigit() and word not in taken)
    found.update(STORY + word for word in list(told)[:MOST_STORY_WORDS])
    return found


def category_token(category_id: int) -> str:
    return f"C{category_id}"


def province_token(code: str) -> str:
    return f"P{code}"


def seller_token(code: str) -> str:
    return f"S{code}"


def kind_token(kind: str) -> str:
    return f"K{kind}"


def certificate_token(kind: str) -> str:
    return f"V{kind}"


def stars_tokens(stars: int) -> list[str]:
    """One for each number of stars that it has at least."""
    return [f"O{least}" for least in range(1, stars + 1)]


def price_token(price_vnd: int) -> str:
    return f"B{bisect_left(PRICE_BANDS, price_vnd)}"


def price_tokens(least: int | None, most: int | None) -> list[str]:
    """The bands that a range of prices touches; empty when it touches all of them."""
    first = 0 if least is None else bisect_left(PRICE_BANDS, least)
    last = len(PRICE_BANDS) if most is None else bisect_left(PRICE_BANDS, most)
    if first == 0 and last == len(PRICE_BANDS):
        return []
    return [f"B{band}" for band in range(first, last + 1)]
