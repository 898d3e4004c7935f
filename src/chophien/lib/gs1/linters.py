"""What one part of an element string may hold: the checks that the GS1 syntax dictionary names.

Each is the check of the same name in the GS1 Barcode Syntax Resource. Left out are `couponcode` and `couponposoffer`
(coupons of North America, AI 8110 and 8112) and `gcppos1` and `gcppos2`, which ask a table of company prefixes that
GS1 does not publish: their parts are taken as they are.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from chophien.lib.gs1.keys import CSET_82, has_check_digit, has_check_pair

CODES = Path(__file__).parent / "data" / "codes.txt"
NOT_CHECKED = frozenset({"couponcode", "couponposoffer", "gcppos1", "gcppos2"})
Check = Callable[[str], bool]

_CSET_39 = frozenset("#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_CSET_82 = frozenset(CSET_82)
_CSET_64 = re.compile(r"[A-Za-z0-9_-]*(={0,2})")
_SHORTEST_IBAN, _LONGEST_IBAN = 5, 34
_PARTS = (2, 4, 6, 8)


@lru_cache
def codes(kind: str) -> frozenset[str]:
    """The codes of one list: iso3166 and iso4217 (three digits), iso3166alpha2, packagetype (UN/ECE Rec. 21)."""
    rows = (line.split() for line in CODES.read_text("utf-8").splitlines())
    return frozenset({row[0]: row[1:] for row in rows}[kind])


def passes(name: str, value: str) -> bool:
    """Whether `value` passes the check that the dictionary calls `name`.

    :raises KeyError: if there is no such check
    """
    return name in NOT_CHECKED or CHECKS[name](value)


def _shape(pattern: str) -> Check:
    shape = re.compile(pattern)
    return lambda value: shape.fullmatch(value) is not None


def _listed(kind: str) -> Check:
    return lambda value: value in codes(kind)


def _up_to(digits: int, most: int) -> Check:
    return lambda value: bool(re.fullmatch(rf"[0-9]{{{digits}}}", value)) and int(value) <= most


def _day(century: int, *, without: bool) -> Check:
    """A date of two digits of year (`century` 2) or four; `without` a day the day is 00 (3.4.2)."""

    def holds(value: str) -> bool:
        if not re.fullmatch(rf"[0-9]{{{century + 4}}}", value):
            return False
        year, month, day = int(value[:-4]), int(value[-4:-2]), int(value[-2:])
        if not 1 <= month <= 12:
            return False
        longest = monthrange(year if century == 4 and year else 2000 + year % 100, month)[1]
        return day <= longest if without else 1 <= day <= longest

    return holds


def _base64url(value: str) -> bool:
    shape = _CSET_64.fullmatch(value)
    return shape is not None and (not shape[1] or len(value) % 3 == 0)


def _iban(value: str) -> bool:
    """ISO 13616: country, two check digits, account; modulo 97 of the whole is 1."""
    if not _SHORTEST_IBAN <= len(value) <= _LONGEST_IBAN or not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+", value):
        return False
    return (
        value[:2] in codes("iso3166alpha2") and int("".join(str(int(c, 36)) for c in value[4:] + value[:4])) % 97 == 1
    )


def _piece_of_total(value: str) -> bool:
    half = len(value) // 2
    if len(value) not in _PARTS or not re.fullmatch(r"[0-9]+", value):
        return False
    return 0 < int(value[:half]) <= int(value[half:])


def _position(value: str) -> bool:
    shape = re.fullmatch(r"([1-9][0-9]*)/([1-9][0-9]*)", value)
    return shape is not None and int(shape[1]) <= int(shape[2])


CHECKS: dict[str, Check] = {
    "cset39": _CSET_39.issuperset,
    "cset64": _base64url,
    "cset82": _CSET_82.issuperset,
    "csetnumeric": _shape(r"[0-9]*"),
    "csum": has_check_digit,
    "csumalpha": has_check_pair,
    "hasnondigit": lambda value: re.search(r"[^0-9]", value) is not None,
    "hh": _up_to(2, 23),
    "hhmi": _shape(r"([01][0-9]|2[0-3])[0-5][0-9]"),
    "hyphen": _shape(r"-+"),
    "iban": _iban,
    "importeridx": _shape(r"[-0-9A-Z_a-z]"),
    "iso3166": _listed("iso3166"),
    "iso3166999": lambda value: value == "999" or value in codes("iso3166"),
    "iso3166alpha2": _listed("iso3166alpha2"),
    "iso4217": _listed("iso4217"),
    "iso5218": _shape(r"[0129]"),
    "latitude": _up_to(10, 1_800_000_000),
    "longitude": _up_to(10, 3_600_000_000),
    "mediatype": _shape(r"0[1-9]|10|[89][0-9]"),
    "mi": _up_to(2, 59),
    "nonzero": _shape(r"[0-9]*[1-9][0-9]*"),
    "nozeroprefix": _shape(r"([1-9][0-9]*)?"),
    "packagetype": _listed("packagetype"),
    "pcenc": _shape(r"([^%]|%[0-9A-Fa-f]{2})*"),
    "pieceoftotal": _piece_of_total,
    "posinseqslash": _position,
    "ss": _up_to(2, 59),
    "winding": _shape(r"[019]"),
    "yesno": _shape(r"[01]"),
    "yymmd0": _day(2, without=True),
    "yymmdd": _day(2, without=False),
    "yyyymmd0": _day(4, without=True),
    "yyyymmdd": _day(4, without=False),
    "zero": _shape(r"0+"),
}
