"""Which packs an order is packed of: of the lot that it was promised from, then first what is best before the earliest
day; remembered, and given back.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from chophien.catalog.models import Variant
from chophien.lib.dates import local_date
from chophien.lib.quantity import UNITS, format_quantity
from chophien.lots.errors import LotShort
from chophien.lots.events import goods_taken_in
from chophien.lots.models import Draw, Lot, LotGoods, Pack
from chophien.lots.selectors.composition import made_of_it

SHELF_LIFE, DAYS_MOST = "hsd_ngay", 36_500
"""Under which word the page of goods says how many days they keep, and how many can be."""


@dataclass(frozen=True)
class Need:
    """What one line of an order needs. `key` names the line within its order, `lot_id` the lot it was promised from."""

    key: str
    variant_id: int
    quantity: Decimal
    title: str
    unit: str
    lot_id: int | None = None


@transaction.atomic
def draw(*, order_code: str, needs: Sequence[Need], at: datetime) -> list[Draw]:
    """Take what an order is packed of out of lots, first-expiring first. Goods that are not sold from lots need none.

    What was promised from a lot is taken of it and of what was made of it, as far as that goes, and then of the others.

    One statement where nothing is. Follows from packing, whose policies decide; the caller holds the order. Asked
    again, it draws nothing more.

    :raises LotShort: if packs hold too little of something; nothing is drawn then
    """
    fed = set(LotGoods.objects.filter(variant_id__in=[one.variant_id for one in needs]).values_list("variant_id"))
    needs = [one for one in needs if (one.variant_id,) in fed]
    if not needs or Draw.objects.filter(order_code=order_code).exists():
        return []
    packs = _hold([one.variant_id for one in needs], on=local_date(at))
    draws, left = [], {one.pk: one.remaining for one in packs}
    made_of = {lot: made_of_it(lot) for lot in {one.lot_id for one in needs} if lot is not None}
    for need in needs:
        wanted = need.quantity
        promised = made_of.get(need.lot_id or 0, frozenset())
        for pack in sorted(packs, key=lambda one: one.lot_id not in promised):
            part = min(left[pack.pk], wanted) if pack.variant_id == need.variant_id else Decimal(0)
            if part:
                left[pack.pk] -= part
                wanted -= part
                draws.append(Draw(order_code=order_code, line_key=need.key, pack=pack, units=part, at=at))
        if wanted:
            raise _short(need, need.quantity - wanted)
    for pack in packs:
        if left[pack.pk] != pack.remaining:
            Pack.objects.filter(pk=pack.pk).update(remaining=left[pack.pk])
    return Draw.objects.bulk_create(draws)


@transaction.atomic
def give_back(*, order_codes: Collection[str]) -> int:
    """What orders were packed of is in its packs again, all of it, once: they never left. Returns how many draws."""
    draws = _held_draws(order_codes)
    for one in draws:
        _back(one, one.units - one.given_back)
    return len(draws)


@transaction.atomic
def take_in(*, order_code: str, quantities: Mapping[str, Decimal], at: datetime) -> int:
    """Goods of an order came back good: so much of each line goes back into the packs it was drawn of, last ones first.

    Never more than was drawn. Returns into how many packs something went.
    """
    left = dict(quantities)
    returned: dict[Draw, Decimal] = {}
    for one in reversed(_held_draws([order_code])):
        part = min(left.get(one.line_key, Decimal(0)), one.units - one.given_back)
        if part > 0:
            _back(one, part)
            left[one.line_key] -= part
            returned[one] = part
    if returned:
        goods_taken_in.send(sender=Draw, order_code=order_code, returned=returned, at=at)
    return len(returned)


def _hold(variant_ids: Collection[int], *, on: date) -> list[Pack]:
    """The packs with something good in them that is not called back, held after their lots, first-expiring first.

    One without a last day ends as many days after it was made as the goods' page says that they keep; where the page
    says nothing it goes behind those that end, the older first.
    """
    lots = Pack.objects.filter(variant_id__in=variant_ids, remaining__gt=0).values("lot")
    list(Lot.objects.select_for_update(no_key=True).filter(pk__in=lots).order_by("pk").values_list("pk"))
    rows = Pack.objects.select_for_update(of=("self",)).filter(
        variant_id__in=variant_ids, remaining__gt=0, lot__stopped_at__isnull=True
    )
    held = [one for one in rows.order_by("pk") if one.best_before is None or one.best_before >= on]
    keeps = _days_kept({one.variant_id for one in held if one.best_before is None})

    def ends(pack: Pack) -> date:
        if pack.best_before is not None or pack.variant_id not in keeps:
            return pack.best_before or date.max
        return pack.day_made + timedelta(days=keeps[pack.variant_id])

    return sorted(held, key=lambda one: (ends(one), one.day_made, one.packed_at, one.pk))


def _days_kept(variant_ids: Collection[int]) -> dict[int, int]:
    """How many days goods keep, by their page. One statement, none for nothing."""
    if not variant_ids:
        return {}
    rows = Variant.objects.filter(pk__in=variant_ids).values_list("pk", f"listing__live__attributes__{SHELF_LIFE}")
    return {pk: int(said) for pk, said in rows if str(said).isdecimal() and 0 < int(said) <= DAYS_MOST}


def _held_draws(order_codes: Collection[str]) -> list[Draw]:
    rows = Draw.objects.filter(order_code__in=order_codes, given_back__lt=F("units"))
    lots = sorted(set(rows.values_list("pack__lot_id", flat=True)))
    list(Lot.objects.select_for_update().filter(pk__in=lots).order_by("pk"))
    draws = list(rows.select_for_update(of=("self",)).select_related("pack").order_by("pk"))
    list(Pack.objects.select_for_update().filter(pk__in=[one.pack_id for one in draws]).order_by("pk"))
    return draws


def _back(one: Draw, units: Decimal) -> None:
    """Put so much of a draw back. What counted as sold of its lot counts no more."""
    settled = min(one.settled_g, int(units * one.pack.unit_g))
    Pack.objects.filter(pk=one.pack_id).update(remaining=F("remaining") + units)
    Lot.objects.filter(pk=one.pack.lot_id).update(settled_g=F("settled_g") - settled)
    Draw.objects.filter(pk=one.pk).update(given_back=F("given_back") + units, settled_g=F("settled_g") - settled)


def _short(need: Need, there: Decimal) -> LotShort:
    unit = UNITS.get(need.unit)
    words = {"wanted": format_quantity(need.quantity, unit), "left": format_quantity(there, unit)}
    return LotShort(facts={"goods": need.title, **words})
