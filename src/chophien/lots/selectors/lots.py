"""Reads about lots: a shop's list, and everything that a lot's page shows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import F, QuerySet, Sum

from chophien.lots.models import Contribution, Draw, Earning, Grower, Lot, LotLink, Pack, Pledge, Transformation
from chophien.lots.selectors.composition import composition
from chophien.lots.states import ContributionStatus, LotStatus
from chophien.sellers.models import Seller

LISTED_MOST = 60
SHOWN_MOST = 200


@dataclass(frozen=True)
class Part:
    """One household in a lot: what it brought to it itself, in grams, and which part of the lot is its own."""

    grower: Grower
    grams: int
    rejected_g: int
    part: Fraction
    pledged_g: int = 0

    @property
    def percent(self) -> Decimal:
        """Of a hundred, for showing only."""
        return percent(self.part)


@dataclass(frozen=True)
class Brought:
    """What a lot brought in sales until now, in đồng."""

    net_vnd: int
    fee_vnd: int
    cost_vnd: int
    shared_vnd: int
    sales: int


@dataclass(frozen=True)
class LotPage:
    """One lot with all that happened to it."""

    lot: Lot
    parts: Sequence[Part]
    entries: Sequence[Contribution]
    late: Sequence[Contribution]
    packs: Sequence[Pack]
    made_of: Sequence[LotLink]
    made_into: Sequence[LotLink]
    brought: Brought

    @property
    def pledged_g(self) -> int:
        return sum(one.pledged_g for one in self.parts)


def percent(part: Fraction) -> Decimal:
    """A part of a whole as so many of a hundred with two places, for showing only."""
    return round(Decimal(part.numerator * 100) / part.denominator, 2)


def lots_of(seller: Seller) -> QuerySet[Lot]:
    """A shop's lots, those that are open first, then the newest."""
    rows = Lot.objects.filter(seller=seller).select_related("seller__commune__province", "category")
    return rows.order_by(F("frozen_at").desc(nulls_first=True), "-opened_at", "-pk")


def lots_to_use(seller: Seller) -> QuerySet[Lot]:
    """The shop's lots of which something is left to be packed or processed."""
    alive = lots_of(seller).filter(status__in=[LotStatus.OPEN, LotStatus.FROZEN], left_g__gt=0)
    return alive.filter(stopped_at__isnull=True)


def open_lots(seller: Seller) -> QuerySet[Lot]:
    """The shop's lots that can be brought to."""
    return lots_of(seller).filter(status=LotStatus.OPEN)


def growers_to_weigh(seller: Seller) -> QuerySet[Grower]:
    """The households that can bring to the shop's lots, the shop itself last."""
    return Grower.objects.filter(seller=seller, left_at__isnull=True).order_by("is_shop", "name", "pk")


def lot_page(lot: Lot) -> LotPage:
    """Ten statements, a few more for each step of processing behind the lot."""
    entries = list(
        Contribution.objects.filter(lot=lot)
        .select_related("grower", "grade")
        .order_by("-received_at", "-pk")[:SHOWN_MOST]
    )
    counted = [one for one in entries if one.status == ContributionStatus.COUNTED]
    links = list(LotLink.objects.filter(lot=lot).order_by("pk"))
    made_by = [one.transformation_id for one in links if one.is_output]
    used_by = [one.transformation_id for one in links if not one.is_output]
    beside = list(
        LotLink.objects.filter(transformation__in=[*made_by, *used_by])
        .exclude(lot=lot)
        .select_related("lot", "transformation")
        .order_by("pk")
    )
    return LotPage(
        lot=lot,
        parts=_parts(lot),
        entries=counted,
        late=[one for one in entries if one.status == ContributionStatus.TOO_LATE],
        packs=list(Pack.objects.filter(lot=lot).select_related("variant__listing__live").order_by("-packed_at", "-pk")),
        made_of=[one for one in beside if not one.is_output and one.transformation_id in made_by],
        made_into=[one for one in beside if one.is_output and one.transformation_id in used_by],
        brought=brought_by(lot),
    )


def odd_packs(lot: Lot) -> list[Pack]:
    """Packs of a lot that hold much more or less than their goods say, each with its reason. One statement."""
    rows = Pack.objects.filter(lot=lot).exclude(reason="").select_related("variant__listing__live")
    return list(rows.order_by("packed_at", "pk"))


def odd_yields(lot: Lot) -> list[Transformation]:
    """What was made of a lot, or it was made by, with a reason for an unusual yield. One statement."""
    return list(Transformation.objects.filter(links__lot=lot).exclude(reason="").order_by("at", "pk"))


def brought_by(lot: Lot) -> Brought:
    """What sales of a lot brought, what went back taken off. One statement."""
    rows = list(Earning.objects.filter(lot=lot))
    return Brought(
        net_vnd=sum(one.net_vnd for one in rows),
        fee_vnd=sum(one.fee_vnd for one in rows),
        cost_vnd=sum(one.cost_vnd for one in rows),
        shared_vnd=sum(one.shared_vnd for one in rows),
        sales=sum(not one.cause for one in rows),
    )


def packed_of(order_code: str) -> dict[str, list[Draw]]:
    """What each line of an order was packed of, by the line's key; what came back is not in it. One statement."""
    rows = Draw.objects.filter(order_code=order_code, given_back__lt=F("units")).select_related("pack__lot")
    found: defaultdict[str, list[Draw]] = defaultdict(list)
    for one in rows.order_by("pk"):
        found[one.line_key].append(one)
    return dict(found)


def _parts(lot: Lot) -> list[Part]:
    """Every household that brought to the lot or to those behind it, or means to; the largest part first."""
    weights = composition(lot.pk)
    whole = sum(weights.values())
    own = Contribution.objects.filter(lot=lot, status=ContributionStatus.COUNTED).order_by()
    sums = own.values("grower_id").annotate(grams=Sum("grams"), rejected=Sum("rejected_g"))
    brought = {row["grower_id"]: row for row in sums}
    pledged = dict(Pledge.objects.filter(lot=lot).values_list("grower_id", "grams"))
    growers = Grower.objects.filter(code__in=weights) | Grower.objects.filter(pk__in=pledged)
    parts = []
    for grower in growers.distinct().order_by("name", "pk"):
        row = brought.get(grower.pk, {"grams": 0, "rejected": 0})
        part = weights.get(grower.code, Fraction(0)) / whole if whole else Fraction(0)
        parts.append(Part(grower, row["grams"], row["rejected"], part, pledged.get(grower.pk, 0)))
    return sorted(parts, key=lambda one: -one.part)
