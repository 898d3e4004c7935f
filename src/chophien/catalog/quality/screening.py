"""Finds the words of the list in what a seller wrote.

Whole words only. Case does not count, and marks that were left out do not either: ``RUOU`` and ``rươu`` are *rượu*.
Other marks than the term's make another word: *mặt gấu* is not *mật gấu*. Words spelt with dots (``r.ư.ợ.u``) are read
together.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from chophien.catalog.models import ListingVersion
from chophien.catalog.quality.word_list import ANYWHERE, CATEGORY, DESCRIPTION, TITLE, ListedWord, words_in_force
from chophien.catalog.states import Severity
from chophien.lib.dates import local_date
from chophien.lib.text import fold

WORD = re.compile(r"(?<![^\W_])(?:[^\W_][.\-*·_]){2,}[^\W_](?![^\W_])|[^\W_]+")
SHORT = 3
"""A term of so few letters, alone, needs all its marks: there are too many others like it."""
NEGATIONS = {"không": False, "chẳng": False, "ko": True, "chưa": True, "nỏ": True}
"""Words that turn what follows into its opposite: whether only with all their marks. *Chua* is sour, *chữa* heals."""
NOT_ONLY = ("chỉ", "những", "riêng")
"""After a negation they say that what follows is so, too."""
SENTENCE_ENDS = frozenset(".!?…;\n")
NEGATION_REACH = 4
FIELDS = ("title", "description", "special", "use", "storage", "origin")

Letters = tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True)
class Hit:
    """A word of the list in a text: where it stands. A category hit stands nowhere."""

    word: ListedWord
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class FieldHits:
    """The hits in one field of a version, by their places."""

    field: str
    text: str
    hits: tuple[Hit, ...]

    @property
    def pieces(self) -> list[tuple[str, Hit | None]]:
        """The text in pieces: what is a hit and what is not, for showing it highlighted."""
        pieces: list[tuple[str, Hit | None]] = []
        place = 0
        for hit in self.hits:
            if hit.start < place:
                continue
            pieces += [(self.text[place : hit.start], None), (self.text[hit.start : hit.end], hit)]
            place = hit.end
        return [(text, hit) for text, hit in [*pieces, (self.text[place:], None)] if text]


@dataclass(frozen=True)
class _Token:
    letters: Letters
    bare: str
    start: int
    end: int
    follows: bool
    """Nothing but space stands between the word before it and this one."""
    begins: bool
    """A sentence or a line ended before it."""


@dataclass(frozen=True)
class _Term:
    word: ListedWord
    tokens: tuple[Letters, ...]
    exact: bool
    loose: bool
    unless: tuple[tuple[Letters, ...], ...]


def screen(version: ListingVersion, *, at: datetime | date, more: Sequence[tuple[str, str]] = ()) -> list[FieldHits]:
    """Every field of a version in which words of the list stand, and its category if that is listed.

    `more` are further texts with the names of their fields, such as what a voice says.
    """
    day = local_date(at) if isinstance(at, datetime) else at
    texts = [(name, unicodedata.normalize("NFC", str(getattr(version, name)))) for name in FIELDS]
    texts += [("attributes", str(answer)) for answer in version.attributes.values() if isinstance(answer, str)]
    texts += [("offers", f"{offer['title']} {offer['pack']}") for offer in version.offers]
    found = [
        FieldHits(name, text, hits) for name, text in [*texts, *more] if text and (hits := hits_in(text, name, on=day))
    ]
    path = version.category.path.split("/") if version.category else []
    of_category = tuple(Hit(one) for one in words_in_force(at=day) if one.category_slug and one.category_slug in path)
    return [*found, FieldHits("category", "", of_category)] if of_category else found


def worst(found: Sequence[FieldHits]) -> Severity | None:
    """The gravest of all hits, or none."""
    met = {hit.word.group.severity for one in found for hit in one.hits}
    return next((severity for severity in Severity if severity in met), None)


def words_of(found: Sequence[FieldHits], severity: Severity) -> list[ListedWord]:
    """The entries of this severity that were met, each once, in the order they were met."""
    return list(dict.fromkeys(hit.word for one in found for hit in one.hits if hit.word.group.severity == severity))


def hits_in(text: str, field: str, *, on: date) -> tuple[Hit, ...]:
    """The words of the list in one text (NFC), by their places. What lies within a longer hit is not told again."""
    tokens = _tokens(unicodedata.normalize("NFC", text))
    terms = _terms(on)
    found = [
        Hit(term.word, token.start, tokens[place + len(term.tokens) - 1].end)
        for place, token in enumerate(tokens)
        for term in terms.get(token.bare, ())
        if _concerns(term.word, field) and _stands(term, tokens, place)
    ]
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.end > kept[-1].end:
            kept.append(hit)
    return tuple(kept)


def _concerns(word: ListedWord, field: str) -> bool:
    if word.where == TITLE:
        return field == "title"
    if word.where == DESCRIPTION:
        return field != "title"
    return word.where == ANYWHERE


def _stands(term: _Term, tokens: Sequence[_Token], place: int) -> bool:
    if not _matches(term.tokens, tokens, place, exact=term.exact, loose=term.loose):
        return False
    last = place + len(term.tokens) - 1
    if term.word.group.negatable and _is_negated(tokens, place):
        return False
    return not any(
        _matches(phrase, tokens, start) and start + len(phrase) - 1 >= last
        for phrase in term.unless
        for start in range(max(0, last - len(phrase) + 1), place + 1)
    )


def _is_negated(tokens: Sequence[_Token], place: int) -> bool:
    """Whether a negation stands shortly before it, in the same sentence."""
    for at in range(place - 1, max(0, place - NEGATION_REACH) - 1, -1):
        if tokens[at + 1].begins:
            return False
        if _is_negation(tokens[at].letters):
            return not any(_is_same(tokens[at + 1].letters, _letters(word), exact=False) for word in NOT_ONLY)
    return False


def _is_negation(letters: Letters) -> bool:
    return any(_is_same(letters, _letters(word), exact=exact) for word, exact in NEGATIONS.items())


def _matches(
    term: Sequence[Letters], tokens: Sequence[_Token], place: int, *, exact: bool = False, loose: bool = False
) -> bool:
    if place + len(term) > len(tokens):
        return False
    if not loose and not all(token.follows for token in tokens[place + 1 : place + len(term)]):
        return False
    return all(
        _is_same(token.letters, wanted, exact=exact)
        for token, wanted in zip(tokens[place : place + len(term)], term, strict=True)
    )


def _is_same(letters: Letters, wanted: Letters, *, exact: bool) -> bool:
    """The same letters, with no mark that the term has not; exactly the same marks where asked."""
    if len(letters) != len(wanted):
        return False
    return all(
        base == other and (marks == others if exact else marks <= others)
        for (base, marks), (other, others) in zip(letters, wanted, strict=True)
    )


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    for found in WORD.finditer(text):
        letters = _letters("".join(letter for letter in found.group() if letter.isalnum()))
        bare = "".join(base for base, _marks in letters)
        between = text[tokens[-1].end : found.start()] if tokens else ""
        begins = not SENTENCE_ENDS.isdisjoint(between)
        tokens.append(_Token(letters, bare, found.start(), found.end(), between.isspace(), begins))
    return tokens


@lru_cache(maxsize=16_384)
def _letters(word: str) -> Letters:
    """The letters of a word, each with its marks; the bar of đ is one."""
    return tuple(_spread(unicodedata.normalize("NFKD", word.casefold())))


def _spread(decomposed: str) -> Iterator[tuple[str, frozenset[str]]]:
    base, marks = "", set[str]()
    for letter in decomposed:
        if unicodedata.combining(letter):
            marks.add(letter)
            continue
        if base:
            yield base, frozenset(marks)
        base, marks = ("d", {"-"}) if letter == "đ" else (letter, set())
    if base:
        yield base, frozenset(marks)


@lru_cache(maxsize=4)
def _terms(day: date) -> dict[str, list[_Term]]:
    """The terms in force on a day, by the bare letters of their first word."""
    terms: dict[str, list[_Term]] = {}
    for word in words_in_force(at=day):
        if word.where == CATEGORY:
            continue
        read = _tokens(word.term)
        tokens = tuple(token.letters for token in read)
        loose = not all(token.follows for token in read[1:])
        exact = len(tokens) == 1 and len(fold(word.term)) <= SHORT
        unless = tuple(tuple(token.letters for token in _tokens(phrase)) for phrase in word.unless)
        terms.setdefault(read[0].bare, []).append(_Term(word, tokens, exact, loose, unless))
    return terms
