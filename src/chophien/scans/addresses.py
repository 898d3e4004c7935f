"""The address that somebody scanned, read as a GS1 Digital Link of this market, and the one form that it should have.

Whoever made the code may have put the pairs in another order, a batch behind the question mark, a GTIN of 13 digits, or
words for numbers as release 1.1 had them. All of that is understood; the answer is the same link in its canonical form
(URI Syntax 1.4, sections 4.8 to 4.12), to which the reader is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from chophien.lib.gs1.dictionary import dictionary
from chophien.lib.gs1.digital_link import WORDS, BadLink, DigitalLink, build_link, parse_link, unescape
from chophien.lib.gs1.keys import GTIN_LENGTHS

GTIN, GTIN_DIGITS = "01", 14
LONGEST = 2_000
_CHECKS = ("csum", "csumalpha")


class Fault(StrEnum):
    """Why an address leads nowhere."""

    UNKNOWN = "unknown"
    """It begins with no key of GS1: not found."""
    DIGIT = "digit"
    """The check digit does not fit: the code is damaged or was typed wrong."""
    SHAPE = "shape"
    """Something else in it cannot be."""


class BadAddress(Exception):
    """An address that is no Digital Link."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Asked:
    """What an address names. `other` are the pairs of its query that say how the answer is wanted."""

    link: DigitalLink
    other: tuple[tuple[str, str], ...]
    is_canonical: bool

    @property
    def values(self) -> dict[str, str]:
        """The value of each identifier."""
        return self.link.values

    @property
    def key(self) -> str:
        """The identifier that it begins with."""
        return self.link.key[0]

    def wanted(self, name: str) -> str:
        """A word about the answer, such as ``linkType``; empty when it is not said."""
        return next((value for key, value in self.other if key.lower() == name.lower()), "")


def read_address(path: str, query: str, *, stem: str) -> Asked:
    """Read the path and the query of a request; `path` is decoded already, as the server gives it.

    :raises BadAddress: if it is no Digital Link of GS1
    """
    segments = path.strip("/").split("/")
    if len(path) + len(query) > LONGEST or not segments[0]:
        raise BadAddress(Fault.SHAPE)
    first = _as_ai(segments[0])
    known = dictionary().get(first)
    if known is None or len(segments) == 1:
        raise BadAddress(Fault.UNKNOWN)
    if len(segments) % 2:
        raise BadAddress(Fault.SHAPE)
    pairs = [(_as_ai(segments[place]), segments[place + 1]) for place in range(0, len(segments), 2)]
    behind, other = _query(query)
    if not any(ai in dictionary() and dictionary()[ai].is_key for ai, _value in (*pairs, *behind)):
        raise BadAddress(Fault.UNKNOWN)
    elements = [_filled(pair) for pair in (*pairs, *behind)]
    if len({ai for ai, _value in elements}) != len(elements):
        raise BadAddress(Fault.SHAPE)
    link = _as_it_stands(path, query, stem=stem) or _built(elements, stem=stem)
    written = "/" + "/".join(f"{ai}/{value}" for ai, value in (link.key, *link.qualifiers))
    moved = {ai for ai, _value in behind} != {ai for ai, _value in link.attributes}
    return Asked(link, other, is_canonical=path == written and not moved)


def canonical_address(asked: Asked) -> str:
    """The same in its canonical form, with what was said about the answer kept behind it."""
    link = asked.link
    return str(DigitalLink(link.stem, link.key, link.qualifiers, tuple(sorted(link.attributes)), asked.other))


def anchor_of(link: DigitalLink) -> str:
    """The item itself: the link without a query."""
    return str(DigitalLink(link.stem, link.key, link.qualifiers))


def written_path(path: str) -> str:
    """A path that was decoded, encoded again so that it can stand in an address."""
    return quote(path, safe="/-._~")


def _as_it_stands(path: str, query: str, *, stem: str) -> DigitalLink | None:
    """The link if it follows the grammar as it is: its identifiers in their order, nothing before them."""
    try:
        link = parse_link(stem + written_path(path) + (f"?{query}" if query else ""), short_gtins=True)
    except (BadLink, UnicodeEncodeError):
        return None
    return DigitalLink(stem, link.key, link.qualifiers, link.attributes) if link.stem == stem else None


def _built(elements: Sequence[tuple[str, str]], *, stem: str) -> DigitalLink:
    try:
        return build_link(elements, stem=stem, unknown=False)
    except BadLink as refusal:
        fault, _of, _ai = refusal.fault.partition(" of ")
        raise BadAddress(Fault.DIGIT if fault in _CHECKS else Fault.SHAPE) from refusal


def _query(query: str) -> tuple[list[tuple[str, str]], tuple[tuple[str, str], ...]]:
    """Identifiers behind the question mark, and everything else."""
    elements: list[tuple[str, str]] = []
    other: list[tuple[str, str]] = []
    for piece in query.split("&"):
        name, sign, value = piece.partition("=")
        if not name:
            continue
        pair = (unescape(name, query=True), unescape(value, query=True))
        if sign and (name in dictionary() or name in WORDS):
            elements.append((_as_ai(pair[0]), pair[1]))
        else:
            other.append(pair)
    return elements, tuple(other)


def _as_ai(segment: str) -> str:
    return WORDS.get(segment, segment)


def _filled(pair: tuple[str, str]) -> tuple[str, str]:
    ai, value = pair
    is_short = ai == GTIN and len(value) in GTIN_LENGTHS and value.isascii() and value.isdigit()
    return (ai, value.zfill(GTIN_DIGITS)) if is_short else pair
