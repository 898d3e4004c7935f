"""A movement on the account as any source tells it, and by what two tellings are known to be of one movement."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from chophien.lib.text import fold

TEXT_MOST, REFERENCE_MOST, NAME_MOST = 500, 80, 120
NO_REFERENCE = frozenset({"", "NONREF", "NOTPROVIDED", "NOREF", "NA", "0"})
"""What banks write where they have no number."""
WORDS_LEAST = 6
"""Fewer letters than these are no words to know a transfer by."""

_NOT_LETTERS = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True)
class RawLine:
    """One movement. The amount is above zero. `number` tells apart lines of one file that are alike in everything."""

    incoming: bool
    booked_on: date
    amount_vnd: int
    text: str
    reference: str = ""
    payer_name: str = ""
    payer_account: str = ""
    number: int = 0
    takes_back: bool = False
    """Whether it stands with a minus where money comes in: read once as money that came."""


@dataclass(frozen=True)
class Read:
    """What a file says: its lines, and which account it is of where it says so."""

    lines: tuple[RawLine, ...]
    account: str = ""


def bare(text: str) -> str:
    """Letters and digits only, without marks and case: banks break, cut and capitalise words each in their own way."""
    return _NOT_LETTERS.sub("", fold(text).upper())


def reference_of(text: str) -> str:
    """The bank's number as every source writes it, without the branch behind a backslash; empty where there is none."""
    number = bare(text.partition("\\")[0])
    return "" if number in NO_REFERENCE else number[:REFERENCE_MOST]


def digest_of(line: RawLine) -> str:
    """By what a movement is kept once: the bank's number, day, amount and words."""
    said = (
        "in" if line.incoming else "out",
        reference_of(line.reference),
        line.booked_on.isoformat(),
        str(line.amount_vnd),
        bare(line.text),
        "" if reference_of(line.reference) else str(line.number),
    )
    return sha256("\0".join(said).encode()).hexdigest()


def says_the_same(one: str, other: str) -> bool:
    """Whether two texts may be the words of one transfer: a bank cuts them off, or puts its own before and behind."""
    short, long = sorted((bare(one), bare(other)), key=len)
    return short == long or (len(short) >= WORDS_LEAST and short in long)


def numbered(lines: Iterable[RawLine]) -> tuple[RawLine, ...]:
    """Count those that are alike and have no number of the bank, in the order of the file."""
    seen: Counter[str] = Counter()
    counted = []
    for line in lines:
        digest = digest_of(replace(line, number=0))
        counted.append(replace(line, number=seen[digest]))
        seen[digest] += 1
    return tuple(counted)
