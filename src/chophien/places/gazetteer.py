"""What is typed finds what the place is called today: all names in memory, searched in well under a millisecond.

Some 14,000 names. Each process reads them once from the database, at the first question.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from chophien.places.place_names import Name, Names, Place, read_names
from chophien.places.words import KIND_WORDS, LOOSE, one_slip_apart, squeezed, without_kind, without_telex, words

KEYS_SCANNED = 600
REPAIRS_TRIED = 40
SHORTEST_REPAIRED = 3


class Found(NamedTuple):
    """A place, the old name that found it (empty if by its own), and how well it fits: less is better."""

    place: Place
    old_name: str
    rank: tuple[int | str, ...]


class Gazetteer:
    """All names, ready to be searched."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.keys = sorted(names.by_words)
        self.vocabulary = frozenset(word for key in self.keys for word in key.split()).union(*names.near.values())

    def search(self, text: str, *, limit: int, kind: str = "", province_code: str = "") -> list[Found]:
        """Places whose name of today or yesterday begins with what was typed, best first.

        What follows the name may say where it is, in any order. When nothing fits, what stands before the first
        "xã", "phường" … is left out, then one slip of the keys is forgiven.
        """
        for attempt in self._attempts(words(text)):
            found = [
                one
                for one in self._matches(attempt, text.lower())
                if (not kind or one.place.kind == kind)
                and (not province_code or one.place.province_code == province_code)
            ]
            if found:
                return _best(found)[:limit]
        return []

    def named(self, text: str) -> list[Found]:
        """The places that are called exactly so: those of the name that fits best, nothing begun or repaired."""
        found = [one for one in self._matches(words(text), text.lower()) if not one.rank[0]]
        best = min((one.rank[:4] for one in found), default=())
        return _best(one for one in found if one.rank[:4] == best)

    def _attempts(self, typed: list[str]) -> Iterator[list[str]]:
        if not typed:
            return
        yield typed
        for start in range(1, len(typed)):
            if typed[start] in KIND_WORDS or " ".join(typed[start : start + 2]) in KIND_WORDS:
                yield typed[start:]
        joined = self.names.joined.get(squeezed(typed))
        if joined:
            yield joined.split()
        meant = [word if word in self.vocabulary else without_telex(word, self.vocabulary) for word in typed]
        if meant != typed:
            yield meant
        yield from self._repairs(meant)

    def _repairs(self, typed: list[str]) -> Iterator[list[str]]:
        """The words with one of them exchanged for a known word one slip away; unknown words first."""
        left = REPAIRS_TRIED
        for place in sorted(range(len(typed)), key=lambda place: typed[place] in self.vocabulary):
            if len(typed[place]) < SHORTEST_REPAIRED:
                continue
            for known in sorted(word for word in self.vocabulary if one_slip_apart(typed[place], word)):
                yield [*typed[:place], known, *typed[place + 1 :]]
                left -= 1
                if not left:
                    return

    def _matches(self, typed: list[str], lowered: str) -> Iterator[Found]:
        for length in range(len(typed), 0, -1):
            near = typed[length:]
            for own, kinds in without_kind(typed[:length]):
                key = " ".join(own)
                for name in self.names.by_words.get(key, ()):
                    if _lies_near(near, name.near):
                        yield from _found(name, kinds, lowered, begun=0)
                if not near:
                    for name in self._begun(key):
                        yield from _found(name, kinds, lowered, begun=1)

    def _begun(self, key: str) -> Iterator[Name]:
        """The names of which only the beginning was typed."""
        start = bisect_left(self.keys, key)
        for longer in self.keys[start : start + KEYS_SCANNED]:
            if not longer.startswith(key):
                return
            if longer != key:
                yield from self.names.by_words[longer]


def _lies_near(typed: list[str], near: frozenset[str]) -> bool:
    """Whether all words are among those that say where it is; the last may be unfinished."""
    if not typed:
        return True
    *whole, last = typed
    if any(word not in near and word not in LOOSE for word in whole):
        return False
    return last in near or last in LOOSE or any(word.startswith(last) for word in near)


def _found(name: Name, kinds: frozenset[str], lowered: str, *, begun: int) -> Iterator[Found]:
    other_kind = int(bool(kinds) and name.unit_kind not in kinds)
    other_marks = int(not lowered.isascii() and name.bare not in lowered)
    for place in name.places:
        rank = (begun, other_kind, other_marks, name.order, len(name.bare), name.bare, place.province_code, place.code)
        yield Found(place, name.old_name, rank)


def _best(found: Iterable[Found]) -> list[Found]:
    """Each place once, by the name that fits best."""
    best: dict[Place, Found] = {}
    for one in found:
        if one.place not in best or one.rank < best[one.place].rank:
            best[one.place] = one
    return sorted(best.values(), key=lambda one: one.rank)


_books: list[Gazetteer] = []


def gazetteer() -> Gazetteer:
    """The names of this process, read at the first question."""
    if not _books:
        _books.append(Gazetteer(read_names()))
    return _books[0]


def forget() -> None:
    """Read the names again at the next question: the map was loaded anew."""
    _books.clear()
