"""Element strings: what a bar code says, written with brackets for people or with separators for machines.

Sections are those of the GS1 General Specifications: 3.2 identifiers, 4.15 brackets, 7.8 the order and the separator.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.gs1.dictionary import Dictionary, dictionary

Elements: TypeAlias = "tuple[tuple[str, str], ...]"
"""Identifiers and their values, in the order they came in."""
MAX_ELEMENTS = 64
SEPARATOR = "^"
"""Stands for FNC1, and for the group separator behind a value without a fixed end."""

_BRACKETED = re.compile(r"\(([0-9]{2,4})\)((?:[^(\\]|\\\()*)")


class BadElements(DomainError):
    """What was scanned or typed is no row of GS1 elements."""

    code = "bad_gs1_elements"
    message = _("The contents of this code are damaged near (%(ai)s).")

    def __init__(self, ai: str, fault: str) -> None:
        super().__init__(facts={"ai": ai})
        self.ai, self.fault = ai, fault


def checked(elements: Iterable[tuple[str, str]], *, unknown: bool = False, numbers: bool = True) -> Elements:
    """The same elements, each value known to fit its identifier; one that comes twice alike is kept once.

    With `unknown`, identifiers that the dictionary lacks pass with any value of 1 to 90 letters of CSET 82. Without
    `numbers`, check digits and dates are not looked at, lengths and letters are.

    :raises BadElements: with the identifier, and the name of the check that it failed (`unknown`, `length`, `twice` or
        a check of the dictionary)
    """
    listed = dictionary()
    kept: dict[str, str] = {}
    for ai, value in elements:
        known = listed.get(ai)
        if known is None:
            fault = "" if unknown and re.fullmatch(r"[!-_a-z]{1,90}", value) else "unknown"
        else:
            fault = known.fault(value, numbers=numbers)
        if not fault and kept.setdefault(ai, value) != value:
            fault = "twice"
        if fault or len(kept) > MAX_ELEMENTS:
            raise BadElements(ai, fault or "length")
    return tuple(kept.items())


def read_bracketed(text: str, *, unknown: bool = False) -> Elements:
    r"""Read elements as they are printed under a bar code: ``(01)09521234543213(10)ABC``; ``\(`` is a bracket itself.

    :raises BadElements: if the text has another form, or a value does not fit
    """
    found: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        shape = _BRACKETED.match(text, place)
        if shape is None:
            raise BadElements(found[-1][0] if found else "", "form")
        found.append((shape[1], shape[2].replace("\\(", "(")))
        place = shape.end()
    return checked(found, unknown=unknown)


def bracketed(elements: Iterable[tuple[str, str]]) -> str:
    """Write elements as they are printed under a bar code."""
    return "".join(f"({ai}){value.replace('(', chr(92) + '(')}" for ai, value in elements)


def read_scanned(text: str) -> Elements:
    """Read elements as a scanner gives them: ``^`` or the group separator where FNC1 stands.

    :raises BadElements: if an identifier is unknown, a value does not fit, or a separator is missing
    """
    listed = dictionary()
    found: list[tuple[str, str]] = []
    rest = text.replace("\x1d", SEPARATOR).removeprefix(SEPARATOR)
    while rest:
        length = listed.lengths.get(rest[:2])
        known = listed.get(rest[:length]) if length else None
        if known is None:
            raise BadElements(rest[:2], "unknown")
        body = rest[len(known.ai) :]
        end = body.find(SEPARATOR) if known.delimited else known.longest
        value = body if end < 0 else body[:end]
        found.append((known.ai, value))
        rest = body[len(value) :].removeprefix(SEPARATOR)
        if len(found) > MAX_ELEMENTS:
            raise BadElements(known.ai, "length")
    return checked(found)


def scanned(elements: Sequence[tuple[str, str]], listed: Dictionary | None = None) -> str:
    """Write elements as they are encoded in a bar code, in the given order (7.8.3): ``^`` stands for FNC1."""
    identifiers = listed or dictionary()
    text = SEPARATOR
    for place, (ai, value) in enumerate(elements):
        known = identifiers.get(ai)
        last = place == len(elements) - 1
        text += ai + value + (SEPARATOR if (known is None or known.delimited) and not last else "")
    return text
