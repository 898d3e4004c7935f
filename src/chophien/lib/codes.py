"""Public codes that are short and sayable, and secrets that nobody can guess.

A code is two letters for the kind of thing, then symbols in groups of four: ``CP-7K3M-92``.
The symbols are those that are not mistaken for one another: no 0 and O, no 1, I and L, and of
the pairs 2/Z, 5/S, 6/G, 8/B only the digit. Without vowels no code spells a word. There are 23,
a prime, so that a weighted sum modulo 23 (as in ISBN-10) notices every single wrong symbol and
every two that were swapped. The last symbol makes that sum zero.
"""

import hmac
import re
import secrets
import unicodedata
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError

ALPHABET = "23456789CDFHJKMNPRTVWXY"
MISREAD = str.maketrans("ZSGB", "2568")
MIN_LENGTH, MAX_LENGTH = 3, len(ALPHABET) - 1
GROUP = 4

_PREFIX = re.compile(r"[A-Z]{2}")
_WITH_DASH = re.compile(r"\s*[A-Z]{2}\s*[-–]")


class BadCode(DomainError):
    """The text is not a code, or a symbol in it is wrong."""

    code = "bad_code"
    message = _("This code has a typing mistake. Compare it with the message you received.")


def new_code(prefix: str, length: int = 6) -> str:
    """Draw a code at random: ``new_code("CP") -> "CP-7K3M-92"``.

    `length` counts the symbols after the prefix, the check symbol included: 6 give 6.4 million
    codes, 7 give 148 million, 8 give 3.4 thousand million. Codes are not secrets and may
    repeat: the column is unique and the caller draws again.

    :raises ValueError: if the prefix is not two capital letters or the length is not 3 to 22
    """
    if not _PREFIX.fullmatch(prefix):
        msg = "a code begins with two capital letters"
        raise ValueError(msg)
    if not MIN_LENGTH <= length <= MAX_LENGTH:
        msg = f"a code has {MIN_LENGTH} to {MAX_LENGTH} symbols"
        raise ValueError(msg)
    symbols = "".join(secrets.choice(ALPHABET) for _place in range(length - 1))
    return _written(prefix, symbols + _check_symbol(symbols))


def normalise_code(text: str, *, prefix: str = "") -> str:
    """Read a code as people type it and return it as it is written.

    Small letters, spaces, missing dashes and the usual misreadings (S for 5, Z for 2, G for 6,
    B for 8) are understood. With `prefix` given the two letters may be missing; two others with their dash are those
    of another kind, never symbols.

    :raises BadCode: if it is no code, if a symbol is wrong or two are swapped, or if the code
        belongs to something else than `prefix`
    """
    written = unicodedata.normalize("NFKC", text[:100]).upper()
    typed = re.sub(r"[^0-9A-Z]", "", written)
    readings = [(typed[:2], typed[2:].translate(MISREAD))]
    if prefix:
        readings = [reading for reading in readings if reading[0] == prefix]
        if readings or not _WITH_DASH.match(written):
            readings.append((prefix, typed.translate(MISREAD)))
    for kind, symbols in readings:
        if _PREFIX.fullmatch(kind) and _is_sound(symbols):
            return _written(kind, symbols)
    raise BadCode


def new_token() -> str:
    """Draw a secret of 256 bits that may stand in an address (43 characters)."""
    return secrets.token_urlsafe(32)


def new_pin(length: int = 6) -> str:
    """Draw the digits of a sign-in code, leading zeros included."""
    return "".join(secrets.choice("0123456789") for _place in range(length))


def token_digest(token: str) -> str:
    """The SHA-256 of a token in 64 hexadecimal digits: what the database keeps of it."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def token_matches(token: str, digest: str) -> bool:
    """Compare a token with a kept digest in constant time."""
    return hmac.compare_digest(token_digest(token).encode(), digest.encode())


def _written(prefix: str, symbols: str) -> str:
    groups = [symbols[start : start + GROUP] for start in range(0, len(symbols), GROUP)]
    return "-".join([prefix, *groups])


def _weighted_sum(symbols: str) -> int:
    return sum(place * ALPHABET.index(symbol) for place, symbol in enumerate(symbols, start=1))


def _check_symbol(symbols: str) -> str:
    prime = len(ALPHABET)
    inverse = pow(len(symbols) + 1, -1, prime)
    return ALPHABET[-_weighted_sum(symbols) * inverse % prime]


def _is_sound(symbols: str) -> bool:
    return (
        MIN_LENGTH <= len(symbols) <= MAX_LENGTH
        and all(symbol in ALPHABET for symbol in symbols)
        and _weighted_sum(symbols) % len(ALPHABET) == 0
    )
