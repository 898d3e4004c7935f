"""Prices as they are said: what a kilogram, litre or metre of something costs."""

from decimal import Decimal
from functools import lru_cache

from chophien.lib.errors import DomainError
from chophien.lib.quantity import BasePrice, Unit, UnitKind, base_price, parse_measure

MOST_PACKS = 8_192


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
