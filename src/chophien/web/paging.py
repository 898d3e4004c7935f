"""Where a page of a list ended, as a signed text that a stranger can carry but not bend."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from django.core import signing

Mark: TypeAlias = "str | int | bool | Decimal | datetime | date | None"

SALT = "chophien.web.paging"
LONGEST = 1_000
DIGITS_MOST = 6
_READERS: dict[str, Callable[[str], Decimal | datetime | date]] = {
    "d": Decimal,
    "t": datetime.fromisoformat,
    "y": date.fromisoformat,
}


class BadCursor(ValueError):
    """The text is no cursor of ours: show the first page instead."""


def rows_before(text: str) -> int:
    """How many rows lie before a page whose address says it in a plain number; none where it says nothing sensible."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS_MOST else 0


def encode_cursor(values: Sequence[Mark], *, purpose: str = "") -> str:
    """Sign the sort values of the last row shown. `purpose` ties it to one list and order."""
    packed = json.dumps([_packed(value) for value in values], separators=(",", ":"), ensure_ascii=False)
    return signing.Signer(salt=SALT + purpose).sign_object(packed)


def decode_cursor(text: str, *, purpose: str = "") -> tuple[Mark, ...]:
    """Read a cursor that `encode_cursor` made for the same purpose.

    :raises BadCursor: if it was bent, belongs elsewhere, or is no cursor at all
    """
    if not text or len(text) > LONGEST:
        raise BadCursor
    try:
        packed = signing.Signer(salt=SALT + purpose).unsign_object(text)
        return tuple(_unpacked(value) for value in json.loads(packed))
    except (signing.BadSignature, ValueError, TypeError) as problem:
        raise BadCursor from problem


def _packed(value: Mark) -> object:
    if isinstance(value, Decimal):
        return {"d": str(value)}
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"y": value.isoformat()}
    return value


def _unpacked(value: object) -> Mark:
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _READERS[kind](text)
    if value is None or isinstance(value, str | int | bool):
        return value
    raise BadCursor
