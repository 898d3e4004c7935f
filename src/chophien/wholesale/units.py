"""Quantities in units of bulk. Nothing is converted silently: what is said in another weight stands beside it."""

from decimal import Decimal

from chophien.lib.errors import DomainError
from chophien.lib.quantity import UNITS, UnitKind, convert, format_quantity


def in_words(quantity: Decimal, unit: str) -> str:
    """A quantity as it was written, and in kilograms beside it where it was written in another weight: both stand
    there (``2 tấn = 2.000 kg``).
    """
    known = UNITS.get(unit)
    written = format_quantity(quantity, known)
    if known is None or known.kind != UnitKind.WEIGHT or known.code in {"kg", "g"}:
        return written
    return f"{written} = {format_quantity(convert(quantity, known, UNITS['kg']), UNITS['kg'])}"


def in_unit(quantity: Decimal, before: str, after: str) -> Decimal | None:
    """The same quantity in another unit; none where it cannot be said exactly: then somebody has to write it."""
    first, second = UNITS.get(before), UNITS.get(after)
    if first is None or second is None:
        return None
    try:
        found = convert(quantity, first, second)
        return found if convert(found, second, first) == quantity else None
    except DomainError:
        return None
