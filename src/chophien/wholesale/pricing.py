"""What a forward contract's price and penalties come to, to the đồng. Pure computation, no database.

Everything is rounded once, at the end, half a đồng up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

PERCENT, PERMYRIAD = 100, 10_000
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Formula:
    """A price in đồng a unit; with `base_index`, `share_percent` of it follow an index, within floor and cap."""

    base_vnd: int
    base_index: Decimal | None = None
    share_percent: int = 0
    floor_vnd: int | None = None
    cap_vnd: int | None = None

    @property
    def follows_index(self) -> bool:
        return self.base_index is not None and self.share_percent > 0

    def price_at(self, index: Decimal | None) -> int:
        """What a unit costs when the index stands there.

        :raises ValueError: if the price follows an index and none is given
        """
        if self.base_index is None or not self.share_percent:
            return self._within(self.base_vnd)
        if index is None:
            msg = "the price follows an index that is not known"
            raise ValueError(msg)
        moved = Fraction(index) / Fraction(self.base_index)
        share = Fraction(self.share_percent, PERCENT)
        return self._within(int(self.base_vnd * (1 - share + share * moved) + HALF))

    def _within(self, vnd: int) -> int:
        least = vnd if self.floor_vnd is None else max(vnd, self.floor_vnd)
        return least if self.cap_vnd is None else min(least, self.cap_vnd)


@dataclass(frozen=True)
class Penalties:
    """Rates as the contract has them: for each day late in hundredths of a per cent of what came late, for what never
    came in per cent of it, and the most of one delivery's worth in per cent.
    """

    late_permyriad: int
    short_percent: int
    most_percent: int


@dataclass(frozen=True)
class Part:
    """So much came on that day."""

    on: date
    quantity: Decimal


@dataclass(frozen=True)
class Reckoning:
    """How one delivery stands, in đồng: what it is worth, what came, and what is owed for late and short."""

    worth_vnd: int
    came: Decimal
    missing: Decimal
    days_late: int
    late_vnd: int
    short_vnd: int
    penalty_vnd: int


def reckon(
    *,
    quantity: Decimal,
    due_on: date,
    price_vnd: int,
    parts: Sequence[Part],
    rates: Penalties,
    on: date,
    is_closed: bool,
) -> Reckoning:
    """How a delivery stands on a day. What has not come counts as late, once the delivery is closed as short.

    Late and short together never come to more than `rates.most_percent` of the delivery's worth.
    """
    came = sum((part.quantity for part in parts), Decimal(0))
    missing = max(quantity - came, Decimal(0))
    worth = _vnd(price_vnd * Fraction(quantity))
    days = [_days_late(part.on, due_on) for part in parts]
    weighted = sum((Fraction(part.quantity) * late for part, late in zip(parts, days, strict=True)), Fraction(0))
    waiting = 0 if is_closed or not missing else _days_late(on, due_on)
    weighted += Fraction(missing) * waiting
    late = _vnd(price_vnd * weighted * rates.late_permyriad / PERMYRIAD)
    short = _vnd(price_vnd * Fraction(missing) * rates.short_percent / PERCENT) if is_closed else 0
    most = int(Fraction(worth * rates.most_percent, PERCENT))
    return Reckoning(
        worth_vnd=worth,
        came=came,
        missing=missing,
        days_late=max([waiting, *days]),
        late_vnd=late,
        short_vnd=short,
        penalty_vnd=min(late + short, most),
    )


def share_of_deposit(
    *, deposit_vnd: int, used_vnd: int, sent: Decimal, part: Decimal, all_of_it: Decimal, goods_vnd: int
) -> int:
    """How much of a deposit is taken off a part that is sent, in đồng: in proportion to all that the contract brings.

    `used_vnd` was taken off what was `sent` before. With the last part all that is left is taken off; never more
    than the part's goods cost, which leaves it for the next.
    """
    reached = int(deposit_vnd * min(Fraction(sent + part) / Fraction(all_of_it), Fraction(1)))
    return min(max(reached - used_vnd, 0), goods_vnd)


def _days_late(on: date, due_on: date) -> int:
    return max((on - due_on).days, 0)


def _vnd(amount: Fraction) -> int:
    return int(amount + HALF)
