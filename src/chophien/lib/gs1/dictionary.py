"""The application identifiers of GS1, as the GS1 Barcode Syntax Dictionary lists them.

`data/gs1-syntax-dictionary.txt` is GS1's own file, unchanged; its head says what each column means. Nothing about a
single identifier is written in code, so that a newer file brings newer identifiers.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chophien.lib.gs1.linters import passes

FILE = Path(__file__).parent / "data" / "gs1-syntax-dictionary.txt"
SHORTEST_AI, LONGEST_AI = 2, 4

_LINE = re.compile(r"(?P<first>[0-9]{2,4})(?:-(?P<last>[0-9]{2,4}))?\s+(?:(?P<flags>[*?]+)\s+)?(?P<rest>.+)", re.DOTALL)
_PART = re.compile(r"(?P<letters>[NXYZ])(?P<open>\.\.)?(?P<length>[0-9]+)(?P<checks>(?:,[a-z0-9]+)*)")
_LETTERS = {"N": "csetnumeric", "X": "cset82", "Y": "cset39", "Z": "cset64"}


@dataclass(frozen=True)
class Part:
    """One part of an element: which letters, how many, what else must hold. Only a last part has an open length."""

    letters: str
    shortest: int
    longest: int
    needed: bool
    checks: tuple[str, ...]

    def fault(self, value: str, *, numbers: bool) -> str:
        """The name of the first check that `value` fails; empty when it passes. Without `numbers`, letters alone."""
        checks = self.checks if numbers else ()
        return next((name for name in (_LETTERS[self.letters], *checks) if not passes(name, value)), "")


@dataclass(frozen=True)
class Identifier:
    """One application identifier.

    `delimited` says that its value has no fixed end, so that a separator follows it in a bar code. `attribute` says
    that it may stand behind the question mark of a Digital Link. `chains` are the qualifiers that may follow it there,
    in their order, where it is a primary key; an identifier that is no primary key has none, not even an empty one.
    `needs` are groups of which one must be met whole, each time; `excludes` what may not come along. Both hold
    patterns such as ``31nn``.
    """

    ai: str
    title: str
    parts: tuple[Part, ...]
    delimited: bool
    attribute: bool
    chains: tuple[tuple[str, ...], ...]
    needs: tuple[tuple[tuple[str, ...], ...], ...]
    excludes: tuple[str, ...]

    @property
    def is_key(self) -> bool:
        """Whether a Digital Link may begin with it."""
        return bool(self.chains)

    @property
    def longest(self) -> int:
        return sum(part.longest for part in self.parts)

    def fault(self, value: str, *, numbers: bool = True) -> str:
        """Why `value` cannot be this identifier's: the name of a check, `length`, or empty when it can.

        Without `numbers` only lengths and letters count, not what the digits say.
        """
        place = 0
        for part in self.parts:
            piece = value[place : place + part.longest]
            if not piece and not part.needed:
                break
            if len(piece) < part.shortest:
                return "length"
            fault = part.fault(piece, numbers=numbers)
            if fault:
                return fault
            place += len(piece)
        return "length" if place != len(value) else ""


class Dictionary:
    """Every identifier of one file."""

    def __init__(self, text: str) -> None:
        """Read a syntax dictionary.

        :raises ValueError: if a line does not follow the file's own description
        """
        self._by_ai: dict[str, Identifier] = {}
        for line in text.splitlines():
            if line.strip() and not line.startswith("#"):
                self._by_ai.update((known.ai, known) for known in _read_line(line))
        self.lengths = {ai[:2]: len(ai) for ai in self._by_ai}
        """How many digits an identifier has, by its first two (General Specifications 3.2)."""

    def __len__(self) -> int:
        return len(self._by_ai)

    def __contains__(self, ai: object) -> bool:
        return ai in self._by_ai

    def __getitem__(self, ai: str) -> Identifier:
        return self._by_ai[ai]

    def get(self, ai: str) -> Identifier | None:
        return self._by_ai.get(ai)

    def keys_of_links(self) -> tuple[str, ...]:
        """The identifiers that a Digital Link may begin with."""
        return tuple(ai for ai, known in self._by_ai.items() if known.is_key)

    def missing_with(self, ais: frozenset[str]) -> tuple[str, ...]:
        """Those of `ais` that need another beside them which is not there (General Specifications 4.14.2)."""
        return tuple(
            ai
            for ai in sorted(ais)
            if ai in self and not all(any(_met(group, ais - {ai}) for group in need) for need in self[ai].needs)
        )

    def excluded_with(self, ais: frozenset[str]) -> tuple[tuple[str, str], ...]:
        """The pairs among `ais` that may not stand on the same item (General Specifications 4.14.1)."""
        return tuple(
            (ai, other)
            for ai in sorted(ais)
            if ai in self
            for other in sorted(ais - {ai})
            if any(_matches(pattern, other) for pattern in self[ai].excludes)
        )


@lru_cache
def dictionary() -> Dictionary:
    """The dictionary that came with the product, read once."""
    return Dictionary(FILE.read_text("utf-8"))


def _read_line(line: str) -> list[Identifier]:
    body, _, title = line.partition("#")
    shape = _LINE.fullmatch(body.strip())
    if shape is None:
        raise ValueError(f"no line of a syntax dictionary: {line}")
    parts: list[Part] = []
    marks: list[tuple[str, str]] = []
    for word in shape["rest"].split():
        part = _part(word)
        if part:
            parts.append(part)
        else:
            name, _, value = word.partition("=")
            marks.append((name, value))
    if not parts:
        raise ValueError(f"an identifier without a format: {line}")
    first, last = shape["first"], shape["last"] or shape["first"]
    return [
        Identifier(
            ai=f"{number:0{len(first)}d}",
            title=title.strip(),
            parts=tuple(parts),
            delimited="*" not in (shape["flags"] or ""),
            attribute="?" in (shape["flags"] or ""),
            chains=tuple(
                tuple(chain.split(",")) if chain else ()
                for name, value in marks
                if name == "dlpkey"
                for chain in value.split("|")
            ),
            needs=tuple(
                tuple(tuple(group.split("+")) for group in value.split(",")) for name, value in marks if name == "req"
            ),
            excludes=tuple(pattern for name, value in marks if name == "ex" for pattern in value.split(",")),
        )
        for number in range(int(first), int(last) + 1)
    ]


def _part(word: str) -> Part | None:
    """One word of the format column; `[N3],iso3166` is a part that may be missing."""
    shape = _PART.fullmatch(word.replace("[", "").replace("]", ""))
    if shape is None:
        return None
    length = int(shape["length"])
    return Part(
        letters=shape["letters"],
        shortest=1 if shape["open"] else length,
        longest=length,
        needed=not word.startswith("["),
        checks=tuple(shape["checks"].split(",")[1:]),
    )


def _met(group: tuple[str, ...], ais: frozenset[str]) -> bool:
    return all(any(_matches(pattern, ai) for ai in ais) for pattern in group)


def _matches(pattern: str, ai: str) -> bool:
    digits = pattern.rstrip("n")
    return len(ai) == len(pattern) and ai.startswith(digits)
