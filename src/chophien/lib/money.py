"""Money in whole đồng: shares, line totals, and how people write amounts.

An amount is an `int` of đồng, always. Floats are refused everywhere.
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError

MAX_VND = 999_999_999_999_999
THOUSAND = 1_000
"""The largest amount the market handles, a little under 10^15 đồng.

Nine thousand amounts of this size still sum up inside a BIGINT (9.2 × 10^18), and one stays
exact as a JSON number in any browser, where whole numbers end at 2^53 ≈ 9.007 × 10^15.
"""

NBSP = "\u00a0"

_CURRENCY = re.compile(r"\s*(?:đồng|đ|₫|vnđ|vnd|dong|d)\.?$", re.IGNORECASE)
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?P<mark>[., ])[0-9]{3}(?:(?P=mark)[0-9]{3})*")


class NotAnAmount(DomainError):
    """The text is no amount of đồng that can be read in only one way."""

    code = "not_an_amount"
    message = _("Write the amount in whole đồng, like 1.250.000.")


class AmountTooLarge(DomainError):
    """The amount is beyond what the market handles."""

    code = "amount_too_large"
    message = _("This amount is too large. Check the price and the quantity.")


def share_by_largest_remainder(total: int, weights: Sequence[int | Decimal]) -> list[int]:
    """Split `total` đồng in proportion to `weights`, so that the shares sum to it exactly.

    Each share is rounded down; the đồng that are left go to the largest remainders, earlier
    positions first. A weight of zero gets nothing, unless all are zero: then all share alike.

    :raises ValueError: if the total or a weight is negative or not finite, or if there is
        something to share and nobody to share it with
    :raises TypeError: if a weight is a float
    """
    if any(isinstance(weight, float) for weight in weights) or isinstance(total, float):
        msg = "money is never shared by floats"
        raise TypeError(msg)
    if total < 0 or not all(Decimal(weight).is_finite() and weight >= 0 for weight in weights):
        msg = "money is shared in parts that are zero or more"
        raise ValueError(msg)
    if not weights:
        if total:
            msg = "there is nobody to share with"
            raise ValueError(msg)
        return []

    parts = [Fraction(weight) for weight in weights]
    whole = sum(parts)
    if not whole:
        parts, whole = [Fraction(1)] * len(parts), Fraction(len(parts))

    exact = [total * part / whole for part in parts]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: shares[place] - exact[place])
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares


def line_total(price_vnd: int, quantity: Decimal) -> int:
    """Price times quantity in whole đồng, half a đồng rounded up.

    :raises AmountTooLarge: beyond `MAX_VND`
    :raises ValueError: if the price or the quantity is negative or not finite
    :raises TypeError: if either is a float
    """
    if isinstance(price_vnd, float) or isinstance(quantity, float):
        msg = "money is never computed from floats"
        raise TypeError(msg)
    if price_vnd < 0 or not Decimal(quantity).is_finite() or quantity < 0:
        msg = "a price and a quantity are zero or more"
        raise ValueError(msg)
    total = int(price_vnd * Fraction(quantity) + Fraction(1, 2))
    if total > MAX_VND:
        raise AmountTooLarge
    return total


def format_vnd(amount: int) -> str:
    """Write an amount as people read it: ``1.250.000 đ``, the space unbreakable (U+00A0)."""
    return f"{amount:,}".replace(",", ".") + f"{NBSP}đ"


def parse_vnd(text: str) -> int:
    """Read an amount typed by a person: ``1.250.000 đ``, ``1250000``, ``1,250,000 VND``.

    A dot, a comma or a space may only part groups of three digits, so ``12.5`` is refused
    and never becomes 125 or 12.

    :raises NotAnAmount: for anything that is no whole, non-negative number of đồng
    :raises AmountTooLarge: beyond `MAX_VND`
    :raises TypeError: if `text` is no text
    """
    if not isinstance(text, str):
        msg = "amounts are read from text"
        raise TypeError(msg)
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    number = _CURRENCY.sub("", plain)
    if not (_PLAIN.fullmatch(number) or _GROUPED.fullmatch(number)):
        raise NotAnAmount
    digits = re.sub(r"[., ]", "", number).lstrip("0") or "0"
    if len(digits) > len(str(MAX_VND)):
        raise AmountTooLarge
    return int(digits)


def deposit_of(goods_vnd: int, *, percent: int) -> int:
    """A part of the goods' price in đồng, a started thousand counted whole, never more than the goods cost."""
    return min(goods_vnd, -(-goods_vnd * percent // (100 * THOUSAND)) * THOUSAND)
