"""Movements on the market's account that other apps know of: what the words of the bank's statement may name.

Whoever compares the statement with the books stands below some of those apps, or beside them, and asks here. An app
hands in, when it is ready, who finds what a movement names; and what follows where the books do not have it yet.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chophien.lib.actor import Actor
from chophien.lib.text import fold

NUMBER_LEAST = 6
"""Fewer letters and digits than these are no number to know a movement by."""

_NOT_LETTERS = re.compile(r"[^A-Z0-9]+")


class Settle(Protocol):
    """Write down that the bank has paid it: by its number, on that day."""

    def __call__(self, *, reference: str, on: date, actor: Actor, at: datetime) -> object: ...


@dataclass(frozen=True)
class Words:
    """What the bank tells of one movement: its words with the bank's own number, and the market's codes in them."""

    text: str
    codes: Collection[str]
    amount_vnd: int
    incoming: bool

    def says(self, number: str) -> bool:
        """Whether a partner's number stands in the words, however a bank broke and joined them."""
        short = _bare(number)
        return len(short) >= NUMBER_LEAST and short in _bare(self.text)


@dataclass(frozen=True)
class Foreseen:
    """One movement that is known: by a code of its own, of so many đồng. Without `settle` the books have it already.

    `paid`: so many movements the books have, where the bank may send it back to be paid once more. Where it is not
    asked for, nobody has agreed to it, or not any more.
    """

    code: str
    amount_vnd: int
    settle: Settle | None = None
    is_asked_for: bool = True
    paid: int = 0


Find = Callable[[Words, date], Iterable[Foreseen]]
_FINDERS: dict[str, tuple[Mapping[str, int], Find]] = {}


def provide(name: str, *, kinds: Mapping[str, int], find: Find) -> None:
    """Let `find` say what of its app a movement of a day names. `kinds`: the codes of its own that words may hold, two
    letters and so many symbols.
    """
    _FINDERS[name] = (kinds, find)


def kinds_of_codes() -> dict[str, int]:
    """The codes that apps have handed in."""
    return {prefix: symbols for kinds, _find in _FINDERS.values() for prefix, symbols in kinds.items()}


def foreseen_by(words: Words, *, on: date) -> list[Foreseen]:
    """All that apps know of and these words name; each code once for each amount that it may be."""
    found = (one for _name, (_kinds, find) in sorted(_FINDERS.items()) for one in find(words, on))
    return list({(one.code, one.amount_vnd): one for one in found}.values())


def _bare(text: str) -> str:
    return _NOT_LETTERS.sub("", fold(text).upper())
