"""The numbers of GS1 keys: check digits, the one length of a GTIN, numbers that only this market may use.

Sections are those of the GS1 General Specifications: 7.9 check digits, 3.3.2 the GTIN in 14 digits, 1.4 GS1 prefixes
and restricted circulation.
"""

import re

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError

GTIN_LENGTHS = (8, 12, 13, 14)
GLN_LENGTH = 13
SSCC_LENGTH = 18
PREFIX_LEAST, PREFIX_MOST = 4, 12
RESTRICTED_PREFIXES = ("02", "04", *(str(prefix) for prefix in range(20, 30)))
"""GS1 prefixes that no company is ever given (General Specifications 1.4.3)."""

CSET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
"""The letters of lots and serials, in the order that gives each its value (7.11, figure 7.11-1)."""
CSET_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The letters of a check pair, without those that are misread (7.9.5)."""

_DIGITS = re.compile(r"[0-9]+")
_VALUES = {letter: value for value, letter in enumerate(CSET_82)}
_LONGEST_WITH_PAIR = 99


class BadKey(DomainError):
    """A number that is no sound GS1 key."""

    code = "bad_gs1_key"
    message = _("This code is damaged or was typed wrong: its check digit does not fit.")


def check_digit(digits: str) -> str:
    """The digit that belongs behind `digits`, of whatever GS1 key (7.9.1: weights 3 and 1 from the right, modulo 10).

    :raises ValueError: if there is anything but digits, or nothing
    """
    if not _DIGITS.fullmatch(digits):
        raise ValueError("a check digit is of digits")
    return str(-sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(digits))) % 10)


def with_check_digit(digits: str) -> str:
    """`digits` and their check digit.

    :raises ValueError: if there is anything but digits, or nothing
    """
    return digits + check_digit(digits)


def has_check_digit(number: str) -> bool:
    """Whether `number` is digits of which the last is the check digit of the others."""
    return len(number) > 1 and _DIGITS.fullmatch(number) is not None and check_digit(number[:-1]) == number[-1]


def is_gtin(number: str) -> bool:
    """Whether `number` is a GTIN-8, -12, -13 or -14 with the right check digit."""
    return len(number) in GTIN_LENGTHS and has_check_digit(number)


def is_gln(number: str) -> bool:
    """Whether `number` has the 13 digits and the check digit of a GLN."""
    return len(number) == GLN_LENGTH and has_check_digit(number)


def is_sscc(number: str) -> bool:
    """Whether `number` has the 18 digits and the check digit of an SSCC."""
    return len(number) == SSCC_LENGTH and has_check_digit(number)


def gtin14(number: str) -> str:
    """A GTIN of any length in the 14 digits that data bases and Digital Links hold (3.3.2).

    :raises BadKey: if it has another length than 8, 12, 13 or 14, or the wrong check digit
    """
    if not is_gtin(number):
        raise BadKey
    return number.zfill(14)


def is_restricted(gtin: str) -> bool:
    """Whether a GTIN of any length belongs to restricted circulation, so that nobody else can look it up (1.4.3).

    Restricted are the GS1 prefixes 02, 04 and 20 to 29, and eight digits that begin with 0 or 2 (1.4.4).

    :raises BadKey: if it is no GTIN
    """
    whole = gtin14(gtin)
    if whole.startswith("000000"):
        return whole[6] in "02"
    return whole[1:3] in RESTRICTED_PREFIXES


def is_company_prefix(digits: str) -> bool:
    """Whether it can be the company prefix with which GS1 lets somebody's numbers begin: 4 to 12 digits, none of
    restricted circulation (1.4.2 and 1.4.3). Whether it was given out, the licence says.
    """
    if not (digits.isascii() and digits.isdecimal() and PREFIX_LEAST <= len(digits) <= PREFIX_MOST):
        return False
    return digits[:2] not in RESTRICTED_PREFIXES and not digits.startswith("000")


def restricted_gtin(number: int, prefix: str = "29") -> str:
    """A GTIN-13 for use inside this market only: two digits of prefix, ten of `number`, the check digit.

    Whoever has no company prefix gets such a number. Numbers of other prefixes, 893 of Vietnam among them, are given
    out by GS1 alone and are never made up.

    :raises ValueError: if the prefix is not one of restricted circulation, or the number has more than ten digits
    """
    if prefix not in RESTRICTED_PREFIXES:
        raise ValueError(f"{prefix} is not a prefix of restricted circulation")
    if not 0 <= number < 10**10:
        raise ValueError("a number in restricted circulation has at most ten digits")
    return with_check_digit(f"{prefix}{number:010d}")


def check_pair(text: str) -> str:
    """The two letters that belong behind the text of a GMN or an MUDI (7.9.5: prime weights, modulo 1021).

    :raises ValueError: if the text is longer than 97 letters or has a letter outside CSET 82
    """
    if len(text) > _LONGEST_WITH_PAIR - 2 or any(letter not in _VALUES for letter in text):
        raise ValueError("a check pair is of at most 97 letters of CSET 82")
    weighed = sum(_VALUES[letter] * prime for letter, prime in zip(reversed(text), _PRIMES, strict=False))
    high, low = divmod(weighed % 1021, len(CSET_32))
    return CSET_32[high] + CSET_32[low]


def has_check_pair(text: str) -> bool:
    """Whether `text` is letters of CSET 82 of which the last two are the check pair of the others."""
    return (
        2 <= len(text) <= _LONGEST_WITH_PAIR
        and all(letter in _VALUES for letter in text)
        and check_pair(text[:-2]) == text[-2:]
    )


def _primes(count: int) -> tuple[int, ...]:
    found: list[int] = []
    number = 2
    while len(found) < count:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return tuple(found)


_PRIMES = _primes(_LONGEST_WITH_PAIR - 2)
