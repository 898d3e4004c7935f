"""The dictionary of the market, kept in each process: it tells known words, completes begun ones, mends wrong ones.

Wrong words are found by leaving out one letter at a time, on both sides: two words that are one mistake apart (a
letter too many, missing, wrong, or two swapped) meet in a common remainder. No list is searched through.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from math import log
from time import monotonic

from chophien.catalog.models import SearchState, SearchWord
from chophien.catalog.search.words import MARKED, bare
from chophien.web.statements import Statement

CHECK_SECONDS = 30.0
MOST_COMPLETIONS = 10
SHORTEST_MENDED = 2

_SOUNDS = (("f", "ph"), ("j", "gi"), ("z", "d"), ("w", "u"), ("k", "c"), ("i", "y"), ("y", "i"))
"""How people write sounds that have another spelling, and what telex leaves behind."""


class Vocabulary:
    """Words, neighbours and marked words with how many listings have them in title and names."""

    def __init__(self, edition: int) -> None:
        self.edition = edition
        self.last_id = 0
        self.checked_at = monotonic()
        self.weights: dict[str, int] = {}
        self.pairs: dict[str, int] = {}
        self.marked: set[str] = set()
        self._shortened: dict[str, list[str]] = defaultdict(list)
        self._sorted: dict[str, list[str]] = {}

    def add(self, rows: Iterable[tuple[int, str, int, int]]) -> None:
        """Take in words with their number, in titles and in names; a word only of stories is known, never proposed."""
        for pk, word, in_titles, in_names in rows:
            self.last_id = max(self.last_id, pk)
            weight = 3 * in_titles + in_names
            if word[0] == MARKED:
                self.marked.add(word[1:])
            elif "_" in word:
                self.pairs[word] = weight
            else:
                if weight and word not in self.weights and not word.isdigit():
                    for remainder in _shorter(word):
                        self._shortened[remainder].append(word)
                self.weights[word] = weight
        self._sorted.clear()

    def knows(self, word: str) -> bool:
        """Whether any listing has this word, be it in its story."""
        return word in self.weights

    def pair(self, one: str, two: str) -> int:
        """How often two words stand side by side in titles and names."""
        return self.pairs.get(f"{one}_{two}", 0)

    def completions(self, begun: str, *, after: str = "") -> list[str]:
        """Words that begin so, the most frequent first; after another word only those that follow it somewhere."""
        if after:
            pairs = self._beginning("pairs", self.pairs, f"{after}_{begun}")
            best = sorted(pairs, key=lambda pair: -self.pairs[pair])
            return [pair.partition("_")[2] for pair in best[:MOST_COMPLETIONS]]
        found = [word for word in self._beginning("words", self.weights, begun) if self.weights[word]]
        return sorted(found, key=lambda word: -self.weights[word])[:MOST_COMPLETIONS]

    def marked_completions(self, begun: str) -> set[str]:
        """Words without marks whose form with marks begins so."""
        return {bare(word) for word in self._beginning("marked", self.marked, begun)}

    def neighbours(self, word: str) -> list[str]:
        """Words one mistake away, the most frequent first."""
        if len(word) < SHORTEST_MENDED:
            return []
        found = set(self._shortened.get(word, ()))
        for remainder in _shorter(word):
            found.update(self._shortened.get(remainder, ()))
            if self.weights.get(remainder):
                found.add(remainder)
        found.update(other for other in _respelt(word) if self.weights.get(other))
        found.discard(word)
        near = [other for other in found if _is_one_mistake(word, other) or other in _respelt(word)]
        return sorted(near, key=lambda other: (other[0] != word[0], -self.weights[other]))

    def split(self, word: str) -> tuple[str, str] | None:
        """Two words that were written as one: ``matong -> mat ong``; the most frequent such pair."""
        best, most = None, 0
        for place in range(1, len(word)):
            weight = self.pair(word[:place], word[place:])
            if weight > most:
                best, most = (word[:place], word[place:]), weight
        return best

    def likelihood(self, one: str, two: str) -> float:
        """How well two words go together, for choosing between corrections."""
        return 4 * log(1 + self.pair(one, two)) + log(1 + self.weights.get(two, 0)) / 2

    def _beginning(self, kind: str, words: Collection[str], begun: str) -> Iterator[str]:
        if kind not in self._sorted:
            self._sorted[kind] = sorted(words)
        row = self._sorted[kind]
        place = bisect_left(row, begun)
        while place < len(row) and row[place].startswith(begun):
            yield row[place]
            place += 1


_KNOWN = Statement(
    "SELECT id, word, in_titles, in_names FROM catalog_searchword WHERE word = ANY(%(words)s::varchar[])"
)
_kept: Vocabulary | None = None


def vocabulary() -> Vocabulary:
    """The dictionary of this process; new words are fetched every half minute, all after the nightly count."""
    global _kept  # noqa: PLW0603 -- one dictionary for the whole process
    kept = _kept
    if kept is None or not kept.weights:
        kept = _kept = _read()
    elif monotonic() - kept.checked_at > CHECK_SECONDS:
        kept.checked_at = monotonic()
        if kept.edition != _edition():
            kept = _kept = _read()
        else:
            _add_newer(kept)
    return kept


def forget_vocabulary() -> None:
    """Read the dictionary again at the next search."""
    global _kept  # noqa: PLW0603 -- one dictionary for the whole process
    _kept = None


def learn(words: Collection[str]) -> None:
    """Ask the database for words that the dictionary does not know: they may have come in a moment ago."""
    kept = vocabulary()
    listed = "{" + ",".join(words) + "}"
    if found := _KNOWN.run({"words": listed}):
        last = kept.last_id
        kept.add(found)
        kept.last_id = last
        _add_newer(kept)


def _read() -> Vocabulary:
    fresh = Vocabulary(_edition())
    _add_newer(fresh)
    return fresh


def _add_newer(kept: Vocabulary) -> None:
    rows = SearchWord.objects.filter(pk__gt=kept.last_id).values_list("pk", "word", "in_titles", "in_names")
    if found := list(rows):
        kept.add(found)


def _edition() -> int:
    return SearchState.objects.values_list("words_edition", flat=True).first() or 0


def _shorter(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def _respelt(word: str) -> list[str]:
    plain = word.rstrip("sfrxj") if len(word) > SHORTEST_MENDED else word
    found = [plain] if plain != word else []
    return found + [word.replace(wrong, right) for wrong, right in _SOUNDS if wrong in word]


def _is_one_mistake(one: str, two: str) -> bool:
    """Whether two different words are one letter too many, missing or wrong, or two swapped, apart."""
    if len(one) > len(two):
        one, two = two, one
    if len(two) - len(one) > 1:
        return False
    start = 0
    while start < len(one) and one[start] == two[start]:
        start += 1
    if len(one) < len(two):
        return one[start:] == two[start + 1 :]
    if one[start + 1 :] == two[start + 1 :]:
        return True
    return one[start : start + 2] == two[start : start + 2][::-1] and one[start + 2 :] == two[start + 2 :]
