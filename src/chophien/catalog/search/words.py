"""Text made into words for the search table, and filters made into tokens beside them.

A word carries where it stands as its first letter, so that "in the title" is a plain look-up and the rows themselves
need no text: ``1che`` in the title, ``2ha_giang`` side by side in title, producer or place, ``3suoi`` in any of these
or the story, ``=chè`` in the title with its marks. Filters are tokens that begin with a capital: ``P08``, ``C12``.
Names of categories are not among the words: who looks for one is given the category's token.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import islice, pairwise

from chophien.lib.text import APOSTROPHES, fold, normalise_tone_placement

TITLE, NAMES, ANYWHERE, MARKED = "1", "2", "3", "="
EVERY = "A"
"""The token that every listing has."""

MOST_WORDS = 400
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
    """The word without marks, đ as d: ``"tuyết" -> "tuyet"``. Only letters and digits; empty when there are none."""
    return "".join(letter for letter in fold(word) if letter.isalnum())[:LONGEST_WORD]


def bare_words(text: str) -> list[str]:
    """The words of a text without marks, in their order."""
    return [plain for plain in map(bare, split_words(text)) if plain]


def _phrases(text: str) -> Iterator[list[str]]:
    return (split_words(part) for part in _BREAK.split(text))


def _title_words(title: str) -> tuple[set[str], set[str]]:
    """The words and neighbours of a title, and those of its words that have marks, as they are."""
    found: set[str] = set()
    marked: set[str] = set()
    for phrase in _phrases(title):
        plain = [bare(word) for word in phrase]
        found.update(word for word in plain if word)
        found.update(f"{one}_{two}" for one, two in pairwise(plain) if one and two)
        marked.update(word for word, folded in zip(phrase, plain, strict=True) if folded and word != folded)
    return found, marked


@lru_cache(maxsize=20_000)
def phrase_words(text: str) -> frozenset[str]:
    """The words and neighbours of a name, without a class before them. Names come again and again: kept."""
    found: set[str] = set()
    for phrase in _phrases(text):
        plain = [word for word in map(bare, phrase) if word and not word.isdigit()]
        found.update(plain)
        found.update(f"{one}_{two}" for one, two in pairwise(plain))
    return frozenset(found)


def entry_words(*, title: str, names: Iterable[str], story: str) -> set[str]:
    """All words of one listing: those of its title, of title and names together, and of all its texts together."""
    in_title, marked = _title_words(title)
    in_names = in_title.union(*map(phrase_words, names))
    anywhere = dict.fromkeys(word for word in in_names if "_" not in word)
    anywhere.update(dict.fromkeys(word for word in bare_words(story) if not word.isdigit()))
    found = {TITLE + word for word in in_title}
    found.update(NAMES + word for word in in_names)
    found.update(MARKED + word for word in marked)
    found.update(ANYWHERE + word for word in islice(anywhere, MOST_WORDS))
    return found


def vector(found: Collection[str], tokens: Iterable[str]) -> str:
    """Words and tokens as PostgreSQL writes a tsvector. Words need no quoting: they are letters and digits."""
    quoted = "' '".join(found)
    return " ".join([f"'{quoted}'" if found else "", *map(lexeme, tokens)])


def lexeme(text: str) -> str:
    """A word as it stands in a tsvector or tsquery."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


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


def month_token(month: int) -> str:
    return f"M{month}"


def price_token(price_vnd: int) -> str:
    return f"B{bisect_left(PRICE_BANDS, price_vnd)}"


def price_tokens(least: int | None, most: int | None) -> list[str]:
    """The bands that a range of prices touches; empty when it touches all of them."""
    first = 0 if least is None else bisect_left(PRICE_BANDS, least)
    last = len(PRICE_BANDS) if most is None else bisect_left(PRICE_BANDS, most)
    if first == 0 and last == len(PRICE_BANDS):
        return []
    return [f"B{band}" for band in range(first, last + 1)]
