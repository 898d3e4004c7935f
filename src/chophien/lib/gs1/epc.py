"""EPC URIs: the same keys in the older form of EPCIS, with the company prefix set apart by a dot.

Forms are those of the EPC Tag Data Standard 2.0, section 6.3; the way into a Digital Link and back is that of EPCIS 2.0
section 8.3 and CBV 2.0 section 8. A Digital Link does not say how long its company prefix is, so that the way back
needs the length from whoever knows it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.gs1.digital_link import WORDS, BadLink, DigitalLink, parse_link, unescape
from chophien.lib.gs1.elements import BadElements, checked
from chophien.lib.gs1.keys import check_digit

SHORTEST_PREFIX, LONGEST_PREFIX = 6, 12
ANY = "*"

_URN = re.compile(r"urn:epc:(?P<level>id|class|idpat):(?P<scheme>[a-z]+):(?P<body>[!-~]{3,90})")
_FULL_LINK = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_NORMAL = re.compile(
    r"https://id\.gs1\.org/(?:00/[0-9]{18}|41[47]/[0-9]{13}|01/[0-9]{14}(?:/(?:10|21)/[A-Za-z0-9._-]{1,20})?)"
)
"""Most of what comes in stands in its normal form already; this spares reading it."""
_VERBATIM = frozenset("!'()*+,-.0123456789:;=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_VERBATIM_IN_LINK = frozenset("-._~';=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_FINEST = ("21", "235", "10", "254", "8011")
_NAMED = frozenset(
    {"00", "01", "253", "255", "401", "402", "414", "417", "8003", "8004", "8006", "8010", "8017", "8018"}
)
"""The keys that name something in an event (CBV 2.0 section 8.9.2)."""


class BadEpc(DomainError):
    """A URI that is no EPC, or one that has no form of the other kind."""

    code = "bad_epc"
    message = _("This is not a code of goods, places or papers that GS1 knows.")


@dataclass(frozen=True)
class Scheme:
    """How one kind of EPC is put together: `digits` of prefix and reference, `ai` of the key, `more` of what follows.

    `leading` moves the first digit of the reference before the prefix. `padding` stands before the digits of the key.
    `closed` says that a check digit follows. `more` is an identifier of its own, or empty where the serial is written
    right behind the key; `serial` says whether there is one.
    """

    ai: str
    digits: int
    more: str = ""
    leading: bool = False
    padding: str = ""
    closed: bool = True
    serial: bool = True
    level: str = "id"


SCHEMES: dict[str, Scheme] = {
    "sgtin": Scheme("01", 13, "21", leading=True),
    "lgtin": Scheme("01", 13, "10", leading=True, level="class"),
    "upui": Scheme("01", 13, "235", leading=True),
    "itip": Scheme("8006", 13, "21", leading=True),
    "sscc": Scheme("00", 17, leading=True, serial=False),
    "sgln": Scheme("414", 12, "254"),
    "pgln": Scheme("417", 12, serial=False),
    "grai": Scheme("8003", 12, padding="0"),
    "gdti": Scheme("253", 12),
    "sgcn": Scheme("255", 12),
    "gsrn": Scheme("8018", 17, serial=False),
    "gsrnp": Scheme("8017", 17, serial=False),
    "gsin": Scheme("402", 16, serial=False),
    "giai": Scheme("8004", 0, closed=False, serial=False),
    "ginc": Scheme("401", 0, closed=False, serial=False),
    "cpi": Scheme("8010", 0, "8011", closed=False),
}
"""By the word behind `urn:epc:id:`; `digits` 0 where the reference has no fixed length."""


def link_of(urn: str) -> DigitalLink:
    """The Digital Link that means the same as an EPC URI of an item, a class or a pattern.

    :raises BadEpc: if it is no such URI, or of a kind that is no GS1 key
    """
    shape = _URN.fullmatch(urn)
    scheme = SCHEMES.get(shape["scheme"]) if shape else None
    if shape is None or scheme is None or shape["level"] not in (scheme.level, "idpat"):
        raise BadEpc
    key, serial = _key_of(scheme, shape["scheme"], shape["body"])
    if (serial == ANY) != (shape["level"] == "idpat"):
        raise BadEpc
    elements = [(scheme.ai, key)]
    if serial and serial != ANY and not (scheme.more == "254" and serial == "0"):
        if scheme.more:
            elements.append((scheme.more, unescape(serial)))
        else:
            elements[0] = (scheme.ai, key + unescape(serial))
    try:
        fit = checked(elements)
    except BadElements as refusal:
        raise BadEpc from refusal
    return DigitalLink("https://id.gs1.org", fit[0], fit[1:])


def epc_of(link: DigitalLink, *, prefix_length: int) -> str:
    """The EPC URI of what a Digital Link identifies, of an item, a class or a pattern.

    `prefix_length` is how many digits the company prefix has, see `prefix_length_of`.

    :raises BadEpc: if the key has no EPC, or no company prefix of that length
    """
    values = link.values
    ai, value = link.key
    name = next((name for name, scheme in SCHEMES.items() if scheme.ai == ai and scheme.more in values), None)
    name = name or next((name for name, scheme in SCHEMES.items() if scheme.ai == ai), None)
    if name is None or not SHORTEST_PREFIX <= prefix_length <= LONGEST_PREFIX:
        raise BadEpc
    scheme = SCHEMES[name]
    if not scheme.digits:
        serial = f".{values.get(scheme.more, ANY)}" if scheme.serial else ""
        level = "idpat" if serial == f".{ANY}" else "id"
        return f"urn:epc:{level}:{name}:{value[:prefix_length]}.{_verbatim(value[prefix_length:])}{serial}"
    start = len(scheme.padding)
    digits, rest = value[start : start + scheme.digits], value[start + scheme.digits + scheme.closed :]
    first, digits = (digits[0], digits[1:]) if scheme.leading else ("", digits)
    body = f"{digits[:prefix_length]}.{first}{digits[prefix_length:]}"
    if name == "itip":
        body += f".{rest[:2]}.{rest[2:]}"
    if not scheme.serial:
        return f"urn:epc:id:{name}:{body}"
    serial = (values.get(scheme.more) if scheme.more else rest) or ("0" if scheme.more == "254" else ANY)
    if serial == ANY:
        return f"urn:epc:idpat:{name}:{body}.{ANY}"
    return f"urn:epc:{scheme.level}:{name}:{body}.{_verbatim(serial)}"


def prefix_length_of(key: str, table: Mapping[str, int]) -> int | None:
    """How many digits of `key` are its company prefix, by the longest beginning that `table` has; else nothing.

    `key` begins with the prefix: the indicator of a GTIN-14 and the first digit of an SSCC are left out.
    """
    for length in range(len(key), 0, -1):
        if key[:length] in table:
            return table[key[:length]]
    return None


def normal_form(uri: str) -> str | None:
    """The one form in which an identifier of whatever kind is hashed (CBV 2.0 section 8.9.2, rules 17 and 18).

    The domain is id.gs1.org, the query is gone, and only the key and its finest qualifier are left: the serial rather
    than the lot. Nothing comes back for a URI that is neither an EPC nor a Digital Link of such a key.
    """
    if _NORMAL.fullmatch(uri):
        return uri
    try:
        if uri.startswith("urn:epc:"):
            link = link_of(uri)
        elif _FULL_LINK.fullmatch(uri):
            link = parse_link(
                uri.partition("?")[0], words=_has_word(uri), short_gtins=True, unknown=True, numbers=False
            )
        else:
            return None
    except (BadEpc, BadLink):
        return None
    if link.key[0] not in _NAMED:
        return None
    finest = next(((ai, value) for ai in _FINEST for known, value in link.qualifiers if known == ai), None)
    path = (link.key, finest) if finest else (link.key,)
    return "https://id.gs1.org" + "".join(f"/{ai}/{_escaped(value, _VERBATIM_IN_LINK)}" for ai, value in path)


def _has_word(uri: str) -> bool:
    return not WORDS.keys().isdisjoint(uri.split("/"))


def _key_of(scheme: Scheme, name: str, body: str) -> tuple[str, str]:
    """The key's own value, and the serial as it is written."""
    prefix, _dot, rest = body.partition(".")
    if not prefix.isdigit() or not SHORTEST_PREFIX <= len(prefix) <= LONGEST_PREFIX:
        raise BadEpc
    if not scheme.digits:
        reference, _dot, serial = rest.rpartition(".") if scheme.serial else (rest, "", "")
        return prefix + unescape(reference), serial
    width = scheme.digits - len(prefix)
    reference, dot, serial = rest[:width], rest[width : width + 1], rest[width + 1 :]
    if len(reference) != width or (reference and not reference.isdigit()) or bool(dot) != scheme.serial:
        raise BadEpc
    if dot not in ("", ".") or (scheme.serial and not serial):
        raise BadEpc
    digits = reference[:1] + prefix + reference[1:] if scheme.leading else prefix + reference
    digits = scheme.padding + digits
    key = digits + check_digit(digits)
    if name == "itip":
        pieces = re.fullmatch(r"([0-9]{2})\.([0-9]{2})\.(.+)", serial)
        if pieces is None:
            raise BadEpc
        return key + pieces[1] + pieces[2], pieces[3]
    return key, serial


def _verbatim(text: str) -> str:
    return _escaped(text, _VERBATIM)


def _escaped(text: str, plain: frozenset[str]) -> str:
    return "".join(letter if letter in plain else f"%{ord(letter):02X}" for letter in text)
