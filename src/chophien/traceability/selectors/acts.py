"""What was done with a lot otherwise than usual, and why: for the shop and the officers who look at its chain."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from chophien.lots.models import Lot
from chophien.lots.selectors.amounts import kilograms, packed_weight
from chophien.lots.selectors.lots import odd_packs, odd_yields
from chophien.sellers.selectors.doers import doers_of


@dataclass(frozen=True)
class OddAct:
    """An unusual yield or pack with the reason that was given, and who gave it."""

    text: str
    reason: str
    who: str
    at: datetime


def odd_acts(lot: Lot) -> list[OddAct]:
    """What of a lot was made or packed otherwise than usual, the oldest first. Four statements at most."""
    packs, yields = odd_packs(lot), odd_yields(lot)
    if not packs and not yields:
        return []
    names = doers_of({(one.packed_by, one.on_behalf_of) for one in packs} | {(one.done_by, "") for one in yields})
    found = [
        OddAct(
            _("%(made)s made of %(used)s") % {"made": kilograms(one.made_g), "used": kilograms(one.used_g)},
            one.reason,
            names[one.done_by, ""],
            one.at,
        )
        for one in yields
    ]
    for pack in packs:
        text = _("Packs %(code)s with %(here)s in each") % {"code": pack.code, "here": packed_weight(pack.unit_g)}
        who = names[pack.packed_by, pack.on_behalf_of]
        found.append(OddAct(text, pack.reason, who, pack.packed_at))
    return sorted(found, key=lambda one: one.at)
