"""What the growers of a lot receive, where their shop agreed to tell it. Sums of many households, never one's own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from chophien.lots.models import Earning, Grade, Lot
from chophien.rules import selectors as rules
from chophien.scans.models import SharesShown
from chophien.sellers.models import Seller
from chophien.web.arrays import among

HUNDRED = 100


@dataclass(frozen=True)
class ToGrowers:
    """`percent` of what the shop earned by the lot goes to its growers, nothing before the first sale; `prices` is the
    lowest and the highest price of a kilogram that was agreed for what they brought, in đồng.
    """

    percent: Decimal | None
    prices: tuple[int, int] | None


def are_shown(seller: Seller) -> bool:
    """Whether the shop agreed that its pages tell it."""
    return SharesShown.objects.filter(seller=seller, shown=True).exists()


def to_growers(lot: Lot, behind: Collection[int], *, households: int, on: date) -> ToGrowers | None:
    """What is told of a lot with so many households; None when nothing may be told. Three statements at most.

    Of fewer than ``scans.households_least`` households a sum would tell what one of them earned.
    """
    if households < rules.whole("scans.households_least", at=on) or not are_shown(lot.seller):
        return None
    sums = Earning.objects.filter(lot=lot).aggregate(net=Sum("net_vnd"), shared=Sum("shared_vnd"))
    grades = Grade.objects.filter(lot_id__in=among(behind), lot__contributions__isnull=False).distinct()
    prices = list(grades.values_list("price_vnd", flat=True))
    percent = round(Decimal(sums["shared"] * HUNDRED) / sums["net"]) if (sums["net"] or 0) > 0 else None
    return ToGrowers(
        percent=Decimal(percent) if percent is not None else None,
        prices=(min(prices), max(prices)) if prices else None,
    )
