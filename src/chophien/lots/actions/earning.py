"""What a sale brings the households whose goods were in it, and what of it goes back with a refund: rows of facts.

The books are written by `settlement`, which calls this, as it does with tax.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Sum

from chophien.lib.money import share_by_largest_remainder
from chophien.lots.actions._steps import lock_lots
from chophien.lots.models import Draw, Earning, Grower, Lot, LotShare
from chophien.lots.selectors.composition import compositions
from chophien.lots.sharing import Taken, Weights, newly_shared, take_off


@dataclass(frozen=True)
class SoldLine:
    """One line of a completed order: what the shop earned by it, in đồng, and how much of it was sold."""

    key: str
    net_vnd: int
    quantity: Decimal


@dataclass(frozen=True)
class Shared:
    """What one household has of one sale of one lot, in đồng; below zero what went back."""

    lot_code: str
    grower_code: str
    amount_vnd: int


def share_sale(*, order_code: str, lines: Sequence[SoldLine], at: datetime) -> list[Shared]:
    """Share what the shop earned by lines that were packed of lots. Once; asked again, it is nothing.

    Inside the transaction that completes the order. Returns what each household gets, without the shop itself.
    """
    draws = list(
        Draw.objects.filter(order_code=order_code, units__gt=F("given_back")).select_related("pack").order_by("pk")
    )
    if not draws:
        return []
    lots = lock_lots(sorted({one.pack.lot_id for one in draws}))
    if Earning.objects.filter(order_code=order_code, cause="").exists():
        return []
    net, grams = _by_lot(draws, lines, [one.units - one.given_back for one in draws])
    whose = compositions(list(lots))
    shared = []
    for pk, lot in lots.items():
        unsold = lot.total_g - lot.settled_g - lot.gone_g
        taken = take_off(
            net[pk],
            fee_basis_points=lot.fee_basis_points,
            cost_open_vnd=lot.cost_open_vnd,
            sold_g=grams[pk],
            unsold_g=unsold,
        )
        shared += _enter(lot, order_code, "", taken, whose[pk], at=at)
        changes = {"settled_g": F("settled_g") + grams[pk], "cost_charged_vnd": F("cost_charged_vnd") + taken.cost_vnd}
        Lot.objects.filter(pk=pk).update(**changes)
    for one in draws:
        one.settled_g = int((one.units - one.given_back) * one.pack.unit_g)
    Draw.objects.bulk_update(draws, ["settled_g"])
    return shared


def take_back_of_sale(*, order_code: str, cause: str, lines: Sequence[SoldLine], at: datetime) -> list[Shared]:
    """Money of a sale goes back to the buyer, and its `lines` bring the shop less now: so does what the households had
    of those lines, and that part of fee and costs. Once for each `cause`.
    """
    sums = (
        Earning.objects.filter(order_code=order_code)
        .values("lot_id")
        .annotate(net=Sum("net_vnd"), fee=Sum("fee_vnd"), cost=Sum("cost_vnd"))
        .order_by("lot_id")
    )
    standing = {row["lot_id"]: row for row in sums}
    if not standing or Earning.objects.filter(order_code=order_code, cause=cause).exists():
        return []
    lots = lock_lots(list(standing))
    draws = list(Draw.objects.filter(order_code=order_code).select_related("pack").order_by("pk"))
    now, _grams = _by_lot(draws, lines, [one.units for one in draws])
    whose = compositions(list(lots))
    shared = []
    for pk, lot in lots.items():
        row, left = standing[pk], min(now.get(pk, 0), standing[pk]["net"])
        back = {key: row[key] - _part(row[key], left, row["net"]) for key in ("net", "fee", "cost")}
        if not any(back.values()):
            continue
        taken = Taken(-back["net"], -back["fee"], -back["cost"])
        shared += _enter(lot, order_code, cause, taken, whose[pk], at=at)
        Lot.objects.filter(pk=pk).update(cost_charged_vnd=F("cost_charged_vnd") - back["cost"])
    return shared


def _by_lot(
    draws: Sequence[Draw], lines: Sequence[SoldLine], units: Sequence[Decimal]
) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """What came in for each lot, and how many grams of it were sold, of so many units of each draw. What no lot has
    part in is the shop's own.
    """
    units_of = dict(zip((one.pk for one in draws), units, strict=True))
    net: defaultdict[int, int] = defaultdict(int)
    grams: defaultdict[int, int] = defaultdict(int)
    for line in lines:
        of_line = [one for one in draws if one.line_key == line.key]
        drawn = [units_of[one.pk] for one in of_line]
        own = max(line.quantity - sum(drawn), Decimal(0))
        if not of_line:
            continue
        parts = share_by_largest_remainder(max(line.net_vnd, 0), [*drawn, own])
        for one, part, amount in zip(of_line, parts, drawn, strict=False):
            net[one.pack.lot_id] += part
            grams[one.pack.lot_id] += int(amount * one.pack.unit_g)
    return net, grams


def _part(amount: int, kept_vnd: int, of_vnd: int) -> int:
    return amount * kept_vnd // of_vnd if of_vnd else 0


def _enter(lot: Lot, order_code: str, cause: str, taken: Taken, weights: Weights, *, at: datetime) -> list[Shared]:
    """Write one earning and the shares that follow from it. All that a lot ever brought is shared as one sum."""
    rows = LotShare.objects.filter(earning__lot=lot).values("grower__code").annotate(sum=Sum("amount_vnd"))
    given = dict(rows.values_list("grower__code", "sum"))
    before = sum(given.values())
    earning = Earning.objects.create(
        lot=lot,
        order_code=order_code,
        cause=cause,
        net_vnd=taken.net_vnd,
        fee_vnd=taken.fee_vnd,
        cost_vnd=taken.cost_vnd,
        shared_vnd=taken.shared_vnd,
        at=at,
    )
    changes = newly_shared(before + taken.shared_vnd, weights, given)
    growers = {one.code: one for one in Grower.objects.filter(code__in=changes)}
    LotShare.objects.bulk_create(
        LotShare(earning=earning, grower=growers[code], amount_vnd=amount) for code, amount in changes.items()
    )
    return [Shared(lot.code, code, amount) for code, amount in changes.items() if not growers[code].is_shop]
