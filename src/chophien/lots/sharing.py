"""Who gets how much of a lot: pure arithmetic in whole numbers and fractions, no rounding but the last one.

A contribution weighs as many as its grams times the price of a kilogram of its grade. What is processed on takes its
weights along in proportion, so that a đồng of the tea finds back to the leaves. Only at the end, when money is shared,
are whole đồng made of it, by largest remainder.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from chophien.lib.money import share_by_largest_remainder

ALL_OF_IT = 10_000
"""Basis points."""
Weights = Mapping[str, Fraction]
"""What each household has in a lot, by its code. Only their proportions count."""


@dataclass(frozen=True)
class Used:
    """So many grams of a lot went on into other lots: the weights of all of it, and how much all of it was."""

    weights: Weights
    grams: int
    total_g: int


@dataclass(frozen=True)
class Taken:
    """What a sale brings a lot, in đồng: the shop's fee, shared costs, and what is left for the households."""

    net_vnd: int
    fee_vnd: int
    cost_vnd: int

    @property
    def shared_vnd(self) -> int:
        return self.net_vnd - self.fee_vnd - self.cost_vnd


def weights_of(brought: Iterable[tuple[str, int, int]]) -> dict[str, Fraction]:
    """What each household has in a lot, of (household, grams that count, price of a kilogram of the grade)."""
    sums: defaultdict[str, Fraction] = defaultdict(Fraction)
    for grower, grams, price_vnd in brought:
        if grams:
            sums[grower] += Fraction(grams * price_vnd)
    return dict(sums)


def flow(inputs: Iterable[Used], *, made_g: int, all_made_g: int) -> dict[str, Fraction]:
    """The weights of one lot that was made, `made_g` of `all_made_g` that came out of the inputs.

    :raises ValueError: if more came out of it than there is
    """
    if not 0 < made_g <= all_made_g:
        msg = "a lot that was made is a part of all that was made"
        raise ValueError(msg)
    sums: defaultdict[str, Fraction] = defaultdict(Fraction)
    for one in inputs:
        part = Fraction(one.grams, one.total_g) * Fraction(made_g, all_made_g)
        for grower, weight in one.weights.items():
            sums[grower] += weight * part
    return dict(sums)


def share(total_vnd: int, weights: Weights) -> dict[str, int]:
    """What each household has of so much, to the đồng; they sum up to it exactly. By code where remainders are equal.

    :raises ValueError: if the sum is below zero, or there is nobody
    """
    growers = sorted(weights)
    common = lcm(*(weights[one].denominator for one in growers)) if growers else 1
    whole = [int(weights[one] * common) for one in growers]
    return dict(zip(growers, share_by_largest_remainder(total_vnd, whole), strict=True))


def newly_shared(total_vnd: int, weights: Weights, given: Mapping[str, int]) -> dict[str, int]:
    """What each household gets or gives back now, so that all together has what it should of `total_vnd`.

    So it does not matter in how many sales a lot is sold: at the end each has its share of the sum, to the đồng.
    """
    should = share(total_vnd, weights)
    changes = {one: should.get(one, 0) - given.get(one, 0) for one in sorted({*should, *given})}
    return {one: amount for one, amount in changes.items() if amount}


def take_off(net_vnd: int, *, fee_basis_points: int, cost_open_vnd: int, sold_g: int, unsold_g: int) -> Taken:
    """What a sale brings the households: less the fee (half a đồng rounded down, for the household), less its part of
    the shared costs that no sale has borne yet. A cost is never more than what is there.

    `unsold_g` is what of the lot was not sold before, this sale among it.
    """
    fee = (net_vnd * fee_basis_points * 2 + ALL_OF_IT - 1) // (ALL_OF_IT * 2)
    cost = cost_open_vnd if sold_g >= unsold_g else cost_open_vnd * sold_g // unsold_g
    return Taken(net_vnd, fee, min(cost, net_vnd - fee))


def moved_cost(cost_open_vnd: int, *, used_g: int, unsold_g: int) -> int:
    """The shared costs that go on with so many grams of what is neither sold nor gone."""
    return cost_open_vnd if used_g >= unsold_g else cost_open_vnd * used_g // unsold_g
