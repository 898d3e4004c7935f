"""What of a lot's steps everybody is told: no sale by its day, and no amount from which one household's falls out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.traceability.selectors.chain import History, Step

SOLD, PACKING = "retail_selling", "packing"
TRANSFORMATION, MADE_ANEW = "TransformationEvent", "transforming"
"""Events by which lots became lots, and how their step is called in histories."""
OF_ORDERS = frozenset({"shipping", "receiving", SOLD, "unpacking", "void_shipping"})
"""What is done for one order. How much of a lot goes off on which day is the shop's own affair."""


@dataclass(frozen=True)
class Told:
    """The steps for everybody, oldest first, and when the lot was sold: the first time and the last, if it was."""

    steps: Sequence[Step]
    sold: tuple[datetime, datetime] | None


def told_of_steps(history: History, *, least: int) -> Told:
    """The steps of a lot without those of orders, and with the amounts that may be told of so few households.

    Fewer households than `least` behind the lot: no amount of any step. On one day fewer than `least`: no amount of any
    weighing, loss or processing, else that day's is found by subtraction, and of packing only where the lot was made of
    no other. What a shop grew all itself is its own to tell.
    """
    own = [step for one in history.steps if (step := _without_orders(one)) is not None]
    sold = [one.at for one in history.steps if one.biz_step == SOLD]
    few = 0 < history.households < least
    if few or any(0 < one.households < least for one in own):
        kept = frozenset() if few or history.sources else frozenset({PACKING})
        own = [one if one.biz_step in kept else _without_amounts(one) for one in own]
    return Told(own, (min(sold), max(sold)) if sold else None)


def is_of_an_order(kind: str, biz_step: str) -> bool:
    """Whether an event of this kind and step is of an order, of which nothing is told but that it was sold."""
    return biz_step in OF_ORDERS or (biz_step == PACKING and kind != TRANSFORMATION)


def _without_orders(step: Step) -> Step | None:
    """The step as far as it is the lot's: packing for sale, and not putting packs into parcels."""
    if step.biz_step in OF_ORDERS:
        return None
    if step.biz_step != PACKING:
        return step
    kept = tuple(one for one in step.quantities if one.way)
    return step._replace(quantities=kept) if kept else None


def _without_amounts(step: Step) -> Step:
    return step._replace(quantities=tuple(one._replace(amount=None) for one in step.quantities))
