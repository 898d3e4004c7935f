"""Values of an EPCIS event in the one form that is hashed: CBV 2.0, section 8.9.2, rules 5 to 9, 14, 17 and 18."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from chophien.lib.gs1.epc import normal_form
from chophien.lib.gs1.epcis_context import BUILT_IN, URN_WORDS

_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:([Zz])|([+-])(\d\d):?(\d\d))", re.ASCII
)
_NUMBER = re.compile(r"[+-]?(?:\d{1,100}(?:\.\d{0,100})?|\.\d{1,100})(?:[eE][+-]?\d{1,2})?", re.ASCII)
_MAX_PLACES = 60
_SHORT = 128
"""How long a value may be to be remembered, so that long ones do not fill the memory."""


def canonical_text(text: str, *, rounded: bool = False) -> str:
    """A value in the one form that is hashed: without spaces around it, numbers plain, identifiers as Digital Links.

    Rules 5 to 7, 14, 17 and 18. `rounded` numbers are those of the reference implementation.
    """
    return _remembered(text, rounded) if len(text) <= _SHORT else _canonical(text, rounded)


def _canonical(text: str, rounded: bool) -> str:  # noqa: FBT001  (arguments of what is remembered)
    stripped = text.strip()
    if _NUMBER.fullmatch(stripped):
        return _number(stripped, rounded=rounded)
    for urn, address in URN_WORDS:
        if stripped.startswith(urn):
            return address + stripped.removeprefix(urn)
    prefix, colon, local = stripped.partition(":")
    if colon and prefix in ("gs1", "cbv", "epcis"):
        return BUILT_IN[prefix] + local
    return normal_form(stripped) or stripped


_remembered = lru_cache(maxsize=16384)(_canonical)


def utc_milliseconds(text: str) -> str:
    """A time in UTC with three digits of a second, half a millisecond rounded up (rules 8 and 9).

    What is no time with its distance from UTC stays as it is.
    """
    shape = _TIME.fullmatch(text.strip())
    if shape is None:
        return text.strip()
    year, month, day, hour, minute, second = (int(part) for part in shape.groups()[:6])
    fraction = (shape[7] or "").ljust(4, "0")
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        if shape[9]:
            away = timedelta(hours=int(shape[10]), minutes=int(shape[11]))
            moment = moment - away if shape[9] == "+" else moment + away
        moment += timedelta(milliseconds=int(fraction[:3]) + (fraction[3] >= "5"))
    except (ValueError, OverflowError):
        return text.strip()
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _number(text: str, *, rounded: bool) -> str:
    """A number without needless zeros and signs, never with an exponent."""
    value = Decimal(text)
    if rounded:
        value = Decimal(int(float(text))) if value == value.to_integral_value() else Decimal(repr(float(text)))
    if not value:
        return "0"
    if abs(value.adjusted()) > _MAX_PLACES:
        return text
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
