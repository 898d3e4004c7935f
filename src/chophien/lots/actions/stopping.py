"""Lots of which nothing is packed, processed or sent any more, because they are called back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from django.db import transaction

from chophien.lib.actor import SystemActor
from chophien.lots.actions._steps import lock_lots
from chophien.lots.models import Lot, Pack
from chophien.supply.actions import set_stocks
from chophien.supply.errors import StockMoved
from chophien.supply.selectors import available

TRIES = 5
STOPPING = SystemActor("system:recall")


Units: TypeAlias = dict[int, Decimal]
"""So many units of each variant, by its id."""


def hold_lots(lot_ids: Collection[int]) -> None:
    """Nobody else stops these lots or lets them go until the caller's transaction ends."""
    lock_lots(lot_ids)


@transaction.atomic
def stop_lots(*, lot_ids: Collection[int], subject_code: str, at: datetime) -> dict[int, Units]:
    """Stop these lots; what is in their packs cannot be bought any more. Returns what went out of stock with each lot
    by it. What is stopped already stays so. Follows from calling them back, whose policies decide.
    """
    lots = lock_lots(lot_ids)
    newly = [pk for pk, lot in lots.items() if lot.stopped_at is None]
    Lot.objects.filter(pk__in=newly).update(stopped_at=at)
    there = _in_packs(newly)
    left = _change_stock(_sum(there.values()), -1, subject_code=subject_code, at=at)
    gone: dict[int, Units] = {}
    for pk, units in there.items():
        for variant, count in units.items():
            if part := min(count, left.get(variant, Decimal(0))):
                left[variant] -= part
                gone.setdefault(pk, {})[variant] = part
    return gone


@transaction.atomic
def let_go(*, lot_ids: Collection[int], units: Mapping[int, Decimal], subject_code: str, at: datetime) -> None:
    """Nothing is wrong with these lots after all: `units` of each variant, which went out of stock when they were
    stopped, are in stock again.
    """
    Lot.objects.filter(pk__in=list(lock_lots(lot_ids))).update(stopped_at=None)
    _change_stock(units, 1, subject_code=subject_code, at=at)


def _in_packs(lot_ids: Collection[int]) -> dict[int, Units]:
    """What is in the packs of each lot."""
    found: dict[int, Units] = {}
    for pack in Pack.objects.filter(lot__in=lot_ids, remaining__gt=0).order_by("lot", "pk"):
        units = found.setdefault(pack.lot_id, {})
        units[pack.variant_id] = units.get(pack.variant_id, Decimal(0)) + pack.remaining
    return found


def _sum(parts: Iterable[Units]) -> Units:
    found: defaultdict[int, Decimal] = defaultdict(Decimal)
    for units in parts:
        for variant, count in units.items():
            found[variant] += count
    return dict(found)


def _change_stock(units: Mapping[int, Decimal], sign: int, *, subject_code: str, at: datetime) -> Units:
    """So much more or less can be bought, never less than nothing; returns by how much. Who buys meanwhile is seen.

    :raises StockMoved: if somebody buys at every try
    """
    for attempt in range(TRIES if units else 0):
        seen = available(list(units))
        wanted = {variant: max(seen[variant] + sign * count, Decimal(0)) for variant, count in units.items()}
        try:
            set_stocks(quantities=wanted, actor=STOPPING, at=at, subject_code=subject_code, seen=seen)
        except StockMoved:
            if attempt == TRIES - 1:
                raise
        else:
            return {variant: abs(wanted[variant] - seen[variant]) for variant in units}
    return {}
