"""Weights as people say them at the scales: whole grams inside, kilograms with a comma outside."""

from decimal import Decimal

from chophien.lib.quantity import UNITS, format_quantity

KILO = 1_000


def kilograms(grams: int) -> str:
    """``12,5 kg``."""
    return format_quantity(Decimal(grams) / KILO, UNITS["kg"])


def packed_weight(grams: int) -> str:
    """``100 g``, ``1,25 kg``: as it stands on packs."""
    return kilograms(grams) if grams >= KILO else format_quantity(Decimal(grams), UNITS["g"])


def grams_of(kilograms_said: Decimal) -> int:
    """Whole grams of a weight in kilograms, which has at most three places."""
    return int(kilograms_said * KILO)
