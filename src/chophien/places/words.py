"""How place names are cut into words, so that what is typed and what is official can be compared."""

import re
from collections.abc import Iterable, Iterator

from chophien.lib.text import fold

KIND_WORDS: dict[str, frozenset[str]] = {
    "xa": frozenset({"xa"}),
    "x": frozenset({"xa"}),
    "phuong": frozenset({"phuong"}),
    "p": frozenset({"phuong"}),
    "f": frozenset({"phuong"}),
    "thi tran": frozenset({"thi-tran"}),
    "tt": frozenset({"thi-tran"}),
    "dac khu": frozenset({"dac-khu"}),
    "tinh": frozenset({"tinh"}),
    "t": frozenset({"tinh"}),
    "thanh pho": frozenset({"thanh-pho"}),
    "tp": frozenset({"thanh-pho"}),
    "huyen": frozenset({"huyen"}),
    "h": frozenset({"huyen"}),
    "quan": frozenset({"quan"}),
    "q": frozenset({"quan"}),
    "thi xa": frozenset({"thi-xa"}),
    "tx": frozenset({"thi-xa"}),
}
"""What people write before a name, and which kinds of unit they mean by it."""

LOOSE = frozenset(word for phrase in KIND_WORDS for word in phrase.split()) | {"viet", "nam", "vn"}
"""Words that may stand anywhere after a name without saying where it is."""

LONGEST_QUERY = 120

_LETTERS_AND_DIGITS = re.compile(r"[a-z]+|[0-9]+|[^\W_]+")
_LEADING_ZEROS = re.compile(r"^0+(?=[0-9])")
_TELEX_DOUBLES = re.compile(r"dd|aa|ee|oo")
_TELEX_TONES = "sfrxj"


def words(text: str) -> list[str]:
    """The words of a name without case, marks and signs: ``"Phường 01, Q.3" -> ["phuong", "1", "q", "3"]``."""
    return [_LEADING_ZEROS.sub("", word) for word in _LETTERS_AND_DIGITS.findall(fold(text[:LONGEST_QUERY]))]


def without_kind(typed: list[str]) -> Iterator[tuple[list[str], frozenset[str]]]:
    """The words as they stand, then without what names a kind of unit in front; with the kinds that were meant."""
    yield typed, frozenset()
    for length in (2, 1):
        kinds = KIND_WORDS.get(" ".join(typed[:length]))
        if kinds and len(typed) > length:
            yield typed[length:], kinds


def squeezed(parts: Iterable[str]) -> str:
    """The words as one: people write ``Ea M' Doal``, ``Ea M'Doal`` and ``Ea MDoal``."""
    return "".join(parts)


def without_telex(word: str, known: Iterable[str]) -> str:
    """What was meant by keys typed without a Vietnamese keyboard: ``ddieenj -> dien``. The word itself if unclear."""
    bare = _TELEX_DOUBLES.sub(lambda double: double[0][0], word).replace("w", "")
    for candidate in (bare, *(bare.replace(tone, "", 1) for tone in _TELEX_TONES if tone in bare)):
        if candidate in known:
            return candidate
    return word


def one_slip_apart(one: str, other: str) -> bool:
    """Whether one letter missing, added, wrong, or two swapped make one word of the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = 0
    shorter = min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    rest, others = one[start:], other[start:]
    if len(rest) == len(others):
        return rest[1:] == others[1:] or (rest[:2] == others[1::-1] and rest[2:] == others[2:])
    longer, lesser = (rest, others) if len(rest) > len(others) else (others, rest)
    return longer[1:] == lesser
