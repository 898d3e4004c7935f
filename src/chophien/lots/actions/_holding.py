"""What a pack holds of its lot: as many grams as the goods say, or a reason why it is otherwise."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from chophien.catalog.models import Variant
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.quantity import grams_held, sold_by_the_piece
from chophien.lib.text import clean_line
from chophien.lots.actions._days import wrong_days
from chophien.lots.actions.weighing import REASON_MOST
from chophien.lots.errors import OddPack, PacksHoldMore
from chophien.lots.models import Lot, Pack
from chophien.lots.selectors.amounts import kilograms, packed_weight
from chophien.rules import selectors as rules

HEAVY = _(
    "One of these goods weighs %(said)s with its wrapping; %(here)s do not fit in. Correct the number, or the weight of"
    " the goods; if it is right, say why."
)


@dataclass(frozen=True)
class Packing:
    """So many units of a variant, each with so many grams of the lot in it. Made on the day of packing where no day is
    said, and good until the day of its lot. `days_are_right` says that days which look mistyped are meant so:
    made before all weighing, or good until a day that is past.
    """

    variant: Variant
    units: Decimal
    unit_g: int
    best_before: date | None = None
    made_on: date | None = None
    reason: str = ""
    days_are_right: bool = False


def grams_packed(packing: Packing, lot: Lot, *, at: datetime) -> int:
    """How many grams of the lot go into the packs.

    :raises Invalid: naming each answer that cannot be used
    """
    faults: dict[str, list[Sentence]] = {}
    variant, units = packing.variant, packing.units
    whole = units == units.to_integral_value()
    if units <= 0 or (not whole and sold_by_the_piece(variant.unit, variant.step)):
        faults["units"] = [_("Write how many were packed.")]
    if packing.unit_g <= 0:
        faults["unit_g"] = [_("Write how many grams are in one.")]
    elif not faults and (units * packing.unit_g) % 1:
        faults["units"] = [_("That makes no whole number of grams.")]
    faults |= wrong_days(
        [lot.pk],
        made_on=packing.made_on or local_date(at),
        last=packing.best_before or lot.best_before,
        are_right=packing.days_are_right,
        today=local_date(at),
    )
    if faults:
        raise Invalid(faults)
    return int(units * packing.unit_g)


def require_what_it_holds(packing: Packing, lot: Lot, *, at: datetime) -> str:
    """Let packs pass that hold what the goods say, give or take `lots.pack_percent`, or no more than one weighs with
    its wrapping where they say no weight; all others only with a reason, which comes back cleaned to be kept.

    A reason makes no goods out of nothing, and neither does the slack: by what the goods say, all packs of the lot
    together hold no more than what came into it and was neither lost nor processed, give or take `lots.pack_percent`;
    and where the usual ones count as they were weighed, no more at all.

    :raises OddPack: if it needs a reason and there is none
    :raises PacksHoldMore: if the packs would hold more than there is
    """
    variant = packing.variant
    held, slack = grams_held(variant.unit, variant.pack), rules.whole("lots.pack_percent", at=at)
    if held is None:
        usual, said = packing.unit_g <= variant.weight_g, variant.weight_g
    else:
        usual = 100 * abs(packing.unit_g - held) <= slack * held
        said = int(held)
    reason = "" if usual else clean_line(packing.reason)[:REASON_MOST]
    if not usual and not any(letter.isalnum() for letter in reason):
        raise OddPack(
            HEAVY if held is None else "", facts={"said": packed_weight(said), "here": packed_weight(packing.unit_g)}
        )
    new = Pack(lot=lot, variant=variant, units=packing.units, unit_g=packing.unit_g, reason=reason)
    packs = [new, *Pack.objects.filter(lot=lot).select_related("variant")]
    by_words = sum(_said_to_hold(one, slack=slack) for one in packs)
    strictly = sum(_said_to_hold(one, slack=slack) if one.reason else int(one.units * one.unit_g) for one in packs)
    there = lot.total_g - lot.gone_g
    more = by_words if 100 * by_words > (100 + slack) * there else strictly if reason and strictly > there else 0
    if more:
        facts = {"said": packed_weight(said), "held": kilograms(more), "there": kilograms(there)}
        raise PacksHoldMore(facts=facts)
    return reason


def _said_to_hold(pack: Pack, *, slack: int) -> int:
    """How many grams are in these packs: weighed, or by what the goods say if that is more. Packs without a reason
    that are far from what the goods say today were packed when the goods said otherwise: they count as weighed.
    """
    held = grams_held(pack.variant.unit, pack.variant.pack) or 0
    if not pack.reason and 100 * abs(held - pack.unit_g) > slack * held:
        held = 0
    return int(pack.units * max(held, pack.unit_g))
