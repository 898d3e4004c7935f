"""What of a lot's steps everybody is told: no sale by its day, and no amount from which one household's falls out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.traceability.selectors.chain import History, Step

SOLD, PACKING = "retail_selling", "packing"
TRANSFORMATION, MADE_ANEW = "TransformationEvent", "transforming"
"""Events by which lots became lots, and how their step is called in histories."""
OF_PLACES = frozenset(
    {
        *("commissioning", "creating_class_instance", MADE_ANEW, PACKING, "removing", "destroying", "decommissioning"),
        *("inspecting", "sampling", "sensor_reporting", "storing", "stocking", "stock_taking", "cycle_counting"),
    }
)
"""What is done with goods where they grow, are made and wait: words of CBV 2.0 that send them to nobody."""
OF_LOTS = OF_PLACES | {"holding"}
"""The steps that everybody is told. All others may be of one order, whichever word a shop's program has for it: how
much of a lot goes off on which day, and to where, is the shop's own affair, and its buyer's.
"""


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


def step_told(kind: str, biz_step: str) -> str:
    """How the step of an event of this kind is called in what everybody is told; empty for one that may be of an order,
    of which nothing is told but that it was sold.
    """
    if kind == TRANSFORMATION:
        return PACKING if biz_step == PACKING else MADE_ANEW
    return biz_step if biz_step in OF_LOTS - {PACKING, MADE_ANEW} else ""


def _without_orders(step: Step) -> Step | None:
    """The step as far as it is the lot's: packing for sale, and not putting packs into parcels."""
    if step.biz_step not in OF_LOTS:
        return None
    if step.biz_step != PACKING:
        return step
    kept = tuple(one for one in step.quantities if one.way)
    return step._replace(quantities=kept) if kept else None


def _without_amounts(step: Step) -> Step:
    return step._replace(quantities=tuple(one._replace(amount=None) for one in step.quantities))
