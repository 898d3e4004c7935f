"""Prices as they are said: what one buys for it, and what a kilogram, litre or metre of it costs."""

from decimal import Decimal
from functools import lru_cache

from chophien.lib.errors import DomainError
from chophien.lib.quantity import BasePrice, Unit, UnitKind, base_price, parse_measure, unit_label

MOST_PACKS = 8_192


@lru_cache(maxsize=MOST_PACKS)
def what_it_buys(unit: str, pack: str) -> str:
    """What one pays for: ``hộp 100 g``, ``kg``."""
    label = unit_label(unit)
    measure = _measure(pack)
    if not pack or (measure and measure[0] == 1 and measure[1].code == unit):
        return label
    return f"{label} {pack}"


def whole_price(price_vnd: int, unit: str, pack: str) -> BasePrice | None:
    """The price of a kilogram, litre or metre, where the pack says what it holds and the price does not say it."""
    measure = _measure(pack)
    if measure is None or price_vnd <= 0:
        return None
    found = base_price(price_vnd, *measure)
    return None if found is None or found.unit.code == unit or found.vnd == price_vnd else found


@lru_cache(maxsize=MOST_PACKS)
def _measure(pack: str) -> tuple[Decimal, Unit] | None:
    try:
        amount, unit = parse_measure(pack)
    except DomainError:
        return None
    return (amount, unit) if amount > 0 and unit.kind != UnitKind.PIECE else None
