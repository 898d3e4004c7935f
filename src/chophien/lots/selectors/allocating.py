"""Who gets how much of a lot that is shorter than what is wanted of it: pure arithmetic, by the rule that was fixed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from chophien.lib.money import share_by_largest_remainder
from chophien.lots.states import Allocation


@dataclass(frozen=True)
class Want:
    """What somebody wants of a lot, in the order in which they asked; a lower `rank` is served before."""

    key: str
    quantity: Decimal
    rank: int = 0


def allocate(left: Decimal, wants: Sequence[Want], rule: Allocation, *, step: Decimal) -> dict[str, Decimal]:
    """Who gets how much of what is left, by the rule, in whole steps; never more than wanted, never more than is left.

    :raises ValueError: if something below zero is wanted or left, or the step is not above zero
    """
    if left < 0 or step <= 0 or any(one.quantity < 0 for one in wants):
        msg = "quantities are zero or more, in steps above zero"
        raise ValueError(msg)
    if sum(one.quantity for one in wants) <= left:
        return {one.key: one.quantity for one in wants}
    if rule == Allocation.PRO_RATA:
        return _the_same_part(left, wants, step=step)
    order = sorted(wants, key=lambda one: one.rank) if rule == Allocation.PRIORITY else wants
    parts = {}
    for one in order:
        parts[one.key] = min(one.quantity, left // step * step)
        left -= parts[one.key]
    return parts


def _the_same_part(left: Decimal, wants: Sequence[Want], *, step: Decimal) -> dict[str, Decimal]:
    """Shares by largest remainder of whole steps. What is too much for one is never its share, as all is too little."""
    steps = share_by_largest_remainder(int(left // step), [one.quantity for one in wants])
    return {one.key: min(step * count, one.quantity) for one, count in zip(wants, steps, strict=True)}
