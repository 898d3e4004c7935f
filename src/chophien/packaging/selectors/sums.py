"""What a group order costs: the price by the step that the sum reaches, the delivery by quantity."""

from collections.abc import Sequence
from dataclasses import dataclass

from chophien.lib.money import share_by_largest_remainder


@dataclass(frozen=True)
class Share:
    """One shop's đồng."""

    goods_vnd: int
    delivery_vnd: int

    @property
    def total_vnd(self) -> int:
        return self.goods_vnd + self.delivery_vnd


def price_at(steps: Sequence[Sequence[int]], quantity: int) -> int:
    """Đồng a unit when `quantity` units are ordered: the price of the highest step that it reaches."""
    reached = [price for least, price in steps if least <= quantity]
    return reached[-1] if reached else steps[0][1]


def next_step(steps: Sequence[Sequence[int]], quantity: int) -> tuple[int, int] | None:
    """The next quantity from which it is cheaper, and that price; none when the last step is reached."""
    return next(((least, price) for least, price in steps if least > quantity), None)


def shares_of(quantities: Sequence[int], *, price_vnd: int, delivery_vnd: int) -> list[Share]:
    """Each one's đồng, in the same order: goods exactly, the delivery by the largest remainder. They sum up to all."""
    if not quantities:
        return []
    delivery = share_by_largest_remainder(delivery_vnd, quantities)
    return [Share(one * price_vnd, part) for one, part in zip(quantities, delivery, strict=True)]
