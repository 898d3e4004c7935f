"""GS1 Digital Link: identifiers as a web address, uncompressed.

Sections are those of "GS1 Digital Link Standard: URI Syntax", release 1.4: 4 the grammar, 4.8 the order of qualifiers,
4.9 attributes behind the question mark, 4.12 the canonical form. The words that stood for identifiers until release
1.2 (`gtin`, `lot` …) are understood only when asked for.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.gs1.dictionary import Identifier, dictionary
from chophien.lib.gs1.elements import BadElements, Elements, checked, scanned

ID_GS1_ORG = "https://id.gs1.org"
MAX_LENGTH = 2048
WORDS = {
    "sscc": "00",
    "gtin": "01",
    "lot": "10",
    "ser": "21",
    "cpv": "22",
    "gdti": "253",
    "glnx": "254",
    "gcn": "255",
    "ginc": "401",
    "gsin": "402",
    "gln": "414",
    "payTo": "415",
    "party": "417",
    "grai": "8003",
    "giai": "8004",
    "itip": "8006",
    "cpid": "8010",
    "cpsn": "8011",
    "gmn": "8013",
    "gsrnp": "8017",
    "gsrn": "8018",
    "srin": "8019",
    "refno": "8020",
}
"""Words for identifiers, deprecated since release 1.3 and gone in 1.4."""

_ADDRESS = re.compile(
    r"(?P<scheme>https?|HTTPS?)://(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?P<port>:[0-9]{1,5})?"
    r"(?P<path>/[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?"
)
_LETTERS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class BadLink(DomainError):
    """An address that is no GS1 Digital Link."""

    code = "bad_digital_link"
    message = _("This address is not a GS1 Digital Link.")

    def __init__(self, fault: str) -> None:
        super().__init__()
        self.fault = fault


@dataclass(frozen=True)
class DigitalLink:
    """What an address identifies: the primary key, its qualifiers in their order, attributes, and everything else.

    `stem` is the address before the primary key, without a slash behind it. `other` are the pairs of the query that
    say nothing of the item, such as ``linkType`` and ``context``; the resolver answers to them.
    """

    stem: str
    key: tuple[str, str]
    qualifiers: Elements = ()
    attributes: Elements = ()
    other: tuple[tuple[str, str], ...] = field(default=())

    @property
    def elements(self) -> Elements:
        """All identifiers with their values, as they stand in the address."""
        return (self.key, *self.qualifiers, *self.attributes)

    @property
    def values(self) -> dict[str, str]:
        """The value of each identifier."""
        return dict(self.elements)

    def __str__(self) -> str:
        pairs = [(ai, escape(value, query=True)) for ai, value in self.attributes]
        pairs += [(escape(name, query=True), escape(value, query=True)) for name, value in self.other]
        path = "".join(f"/{ai}/{escape(value)}" for ai, value in (self.key, *self.qualifiers))
        return self.stem + path + ("?" + "&".join(f"{name}={value}" for name, value in pairs) if pairs else "")


def parse_link(
    uri: str, *, words: bool = False, short_gtins: bool = False, unknown: bool = False, numbers: bool = True
) -> DigitalLink:
    """Read an uncompressed GS1 Digital Link (section 4).

    `words` understands ``/gtin/…/lot/…``, `short_gtins` fills up a GTIN of 8, 12 or 13 digits, `unknown` keeps numeric
    keys of the query that the dictionary lacks. Without `numbers`, check digits and dates are not looked at.

    :raises BadLink: with the reason, a word for machines
    """
    shape = _ADDRESS.fullmatch(uri) if len(uri) <= MAX_LENGTH and _LETTERS.fullmatch(uri) else None
    if shape is None:
        raise BadLink("address")
    segments = shape["path"].split("/")[1:]
    start = _start_of_key(segments, words=words)
    pairs = [
        (_as_ai(segments[place], words=words), unescape(segments[place + 1]))
        for place in range(start, len(segments), 2)
    ]
    if not _in_order([ai for ai, _value in pairs]):
        raise BadLink("order")
    attributes, other = _query(shape["query"] or "", path=[ai for ai, _value in pairs], unknown=unknown)
    if short_gtins:
        pairs, attributes = [_filled(pair) for pair in pairs], [_filled(pair) for pair in attributes]
    every = [ai for ai, _value in (*pairs, *attributes)]
    if len(set(every)) != len(every):
        raise BadLink("twice")
    try:
        fit = checked((*pairs, *attributes), unknown=unknown, numbers=numbers)
    except BadElements as refusal:
        raise BadLink(f"{refusal.fault} of {refusal.ai}") from refusal
    stem = "/".join([shape["scheme"] + "://" + shape["host"] + (shape["port"] or ""), *segments[:start]])
    return DigitalLink(stem, fit[0], fit[1 : len(pairs)], fit[len(pairs) :], tuple(other))


def build_link(elements: Iterable[tuple[str, str]], *, stem: str = ID_GS1_ORG, unknown: bool = False) -> DigitalLink:
    """Make a link of elements: the first that can be a primary key leads, its qualifiers follow in their order.

    Of two rows of qualifiers the longer one is taken. Attributes come with those of a fixed length first (4.9). The
    stem is the address to stand before it, e.g. ``https://chophien.example``.

    :raises BadLink: if no element is a primary key, or one of them may not stand in a link
    """
    try:
        fit = checked(elements, unknown=unknown)
    except BadElements as refusal:
        raise BadLink(f"{refusal.fault} of {refusal.ai}") from refusal
    listed, values = dictionary(), dict(fit)
    key = next((ai for ai in values if ai in listed and listed[ai].is_key), None)
    if key is None:
        raise BadLink("no primary key")
    chain = max(([ai for ai in chain if ai in values] for chain in listed[key].chains), key=len)
    rest = [ai for ai in values if ai != key and ai not in chain]
    barred = next((ai for ai in rest if ai in listed and not listed[ai].attribute), None)
    if barred is not None:
        raise BadLink(f"place of {barred}")
    rest.sort(key=lambda ai: ai not in listed or listed[ai].delimited)
    return DigitalLink(
        stem.rstrip("/"),
        (key, values[key]),
        tuple((ai, values[ai]) for ai in chain),
        tuple((ai, values[ai]) for ai in rest),
    )


def canonical(link: DigitalLink) -> str:
    """The one form of a link that can be compared (4.12).

    The domain is id.gs1.org, nothing stands before the primary key, identifiers are numbers, attributes follow by
    their number, and whatever says nothing of the item is gone.
    """
    return str(DigitalLink(ID_GS1_ORG, link.key, link.qualifiers, tuple(sorted(link.attributes))))


def element_string(link: DigitalLink) -> str:
    """The elements of a link as a bar code holds them; ``^`` stands for FNC1 (General Specifications 7.8)."""
    return scanned(link.elements)


def unescape(text: str, *, query: bool = False) -> str:
    """Undo percent-encoding, byte by byte; what is no such encoding stays. In a query ``+`` is a space (4.6)."""
    plain = text.replace("+", " ") if query else text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), plain)


def escape(text: str, *, query: bool = False) -> str:
    """Percent-encode everything but letters, digits and ``-._~``. In a query a space is ``+`` (4.6).

    :raises ValueError: if a letter has no byte of its own
    """
    try:
        return "".join(
            letter if letter in _PLAIN else "+" if query and letter == " " else f"%{letter.encode('latin-1')[0]:02X}"
            for letter in text
        )
    except UnicodeEncodeError as refusal:
        raise ValueError("only letters of one byte go into a link") from refusal


def _as_ai(segment: str, *, words: bool) -> str:
    return WORDS.get(segment, segment) if words else segment


def _start_of_key(segments: Sequence[str], *, words: bool) -> int:
    """Where the primary key stands: the last one from which pairs reach the end."""
    listed = dictionary()
    for place in range(len(segments) - 2, -1, -2):
        known = listed.get(_as_ai(segments[place], words=words))
        if known is not None and known.is_key:
            return place
    raise BadLink("no primary key")


def _in_order(path: Sequence[str]) -> bool:
    """Whether the qualifiers behind a key are some of one of its rows, in its order (4.8)."""
    for chain in dictionary()[path[0]].chains:
        places = [chain.index(ai) if ai in chain else -1 for ai in path[1:]]
        if all(place >= 0 for place in places) and all(low < high for low, high in pairwise(places)):
            return True
    return False


def _query(query: str, *, path: Sequence[str], unknown: bool) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The identifiers of a query, and its other pairs (4.9)."""
    attributes, other = [], []
    for piece in query.split("&"):
        name, sign, value = piece.partition("=")
        if not piece:
            continue
        if not name.isdigit() or not sign:
            other.append((unescape(name, query=True), unescape(value, query=True)))
            continue
        known = dictionary().get(name)
        if (known is None and not unknown) or (known is not None and not _may_follow(known, path)):
            raise BadLink(f"place of {name}")
        attributes.append((name, unescape(value, query=True)))
    return attributes, other


def _may_follow(known: Identifier, path: Sequence[str]) -> bool:
    """Whether an identifier is an attribute here, and not a qualifier that belongs into the path (4.9)."""
    if not known.attribute:
        return False
    chains = [chain for chain in dictionary()[path[0]].chains if set(path[1:]) <= set(chain)]
    return not any(known.ai in chain for chain in chains)


def _filled(pair: tuple[str, str]) -> tuple[str, str]:
    ai, value = pair
    return (ai, value.zfill(14)) if ai == "01" and len(value) in (8, 12, 13) else pair
