"""Lots of which nothing is packed, processed or sent any more, because they are called back."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from chophien.lib.actor import SystemActor
from chophien.lots.actions._steps import lock_lots
from chophien.lots.models import Lot, Pack
from chophien.supply.actions import set_stocks
from chophien.supply.errors import StockMoved
from chophien.supply.selectors import available

TRIES = 5
STOPPING = SystemActor("system:recall")


@transaction.atomic
def stop_lots(*, lot_ids: Collection[int], subject_code: str, at: datetime) -> dict[int, Decimal]:
    """Stop these lots; what is in their packs cannot be bought any more. Returns how many units of which variant went
    out of stock by it. What is stopped already stays so. Follows from calling them back, whose policies decide.
    """
    lots = lock_lots(lot_ids)
    newly = [pk for pk, lot in lots.items() if lot.stopped_at is None]
    Lot.objects.filter(pk__in=newly).update(stopped_at=at)
    return _change_stock(_in_packs(newly), -1, subject_code=subject_code, at=at)


@transaction.atomic
def let_go(*, lot_ids: Collection[int], units: Mapping[int, Decimal], subject_code: str, at: datetime) -> None:
    """Nothing is wrong with these lots after all: `units`, as `stop_lots` returned them, are in stock again."""
    Lot.objects.filter(pk__in=list(lock_lots(lot_ids))).update(stopped_at=None)
    _change_stock(units, 1, subject_code=subject_code, at=at)


def _in_packs(lot_ids: Collection[int]) -> dict[int, Decimal]:
    found: defaultdict[int, Decimal] = defaultdict(Decimal)
    for pack in Pack.objects.filter(lot__in=lot_ids, remaining__gt=0).order_by("pk"):
        found[pack.variant_id] += pack.remaining
    return dict(found)


def _change_stock(units: Mapping[int, Decimal], sign: int, *, subject_code: str, at: datetime) -> dict[int, Decimal]:
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
