"""Who grew a lot and where, as far as everybody may know it.

A household is named only while its last word about it is yes; it is asked each time a page is drawn, so that whoever
takes it back is gone at once. All others are a number and, where enough of them live there, the name of a hamlet.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min

from chophien.catalog.selectors import category_names
from chophien.growing.models import GrowingArea
from chophien.growing.selectors.areas import codes_on
from chophien.growing.states import CodeStatus
from chophien.lib.dates import local_date
from chophien.lots.models import Contribution, Grower, Lot
from chophien.lots.states import ContributionStatus
from chophien.places.models import TODAY, Commune
from chophien.scans.selectors.naming import named_among
from chophien.web.arrays import among

NAMED_MOST = 40


@dataclass(frozen=True)
class Growers:
    """Who brought to a lot: the names of those who agreed, how many others, and the hamlets that many of them share.

    `named_ids` are those who are named.
    """

    named: Sequence[str]
    others: int
    hamlets: Sequence[str]
    is_shop: bool
    named_ids: frozenset[int] = frozenset()

    @property
    def count(self) -> int:
        """All households together."""
        return len(self.named) + self.others


@dataclass(frozen=True)
class GrownOn:
    """A growing area as everybody may know it: what grows there, its commune and code, and the codes that authorities
    gave it, as they stood that day. What its shop calls it is not told: that may name a person.
    """

    name: str
    codes: Sequence[str]


@dataclass(frozen=True)
class Origin:
    """Where a lot comes from: communes, areas with their codes, days of harvest, who grew it."""

    growers: Growers
    communes: Sequence[Commune]
    areas: Sequence[GrownOn]
    harvest: tuple[date, date] | None


def origin_of(lot: Lot, behind: Collection[int], *, on: date, least: int) -> Origin:
    """What is told of where a lot comes from. `behind` are the lot and those it was made of, by id.

    Seven statements for any number of households. The codes of growing areas are those of the day `on`, which a shop
    wrote and may have mistyped; `least` is as many households as a hamlet must have today to be named.
    """
    rows = Contribution.objects.filter(lot_id__in=among(behind), status=ContributionStatus.COUNTED).order_by()
    brought = rows.aggregate(first=Min("recorded_at"), last=Max("recorded_at"))
    growers = list(Grower.objects.filter(pk__in=rows.values("grower")).order_by("name", "pk"))
    codes = rows.exclude(area_code="").values_list("area_code", flat=True).distinct()
    sellers = Lot.objects.filter(pk__in=among(behind)).values("seller")
    own = GrowingArea.objects.filter(code__in=codes, seller__in=sellers)
    areas = list(own.select_related("commune__province").order_by("code"))
    held = codes_on(areas, day=on)
    grown_in = [*(one.commune for one in areas), *([] if areas else [lot.seller.commune])]
    days = [day for day in Lot.objects.filter(pk__in=among(behind)).values_list("harvested_on", flat=True) if day]
    if not days and brought["first"]:
        days = [local_date(brought["first"]), local_date(brought["last"])]
    return Origin(
        growers=told_of(growers, named=named_among(growers), least=least),
        communes=list({one.pk: one for one in grown_in if one.vintage == TODAY}.values()),
        areas=[
            GrownOn(_called(one), [row.code.value for row in held.get(one.pk, ()) if row.status == CodeStatus.GRANTED])
            for one in areas
        ],
        harvest=(min(days), max(days)) if days else None,
    )


def _called(area: GrowingArea) -> str:
    return f"{category_names().get(area.crop, area.crop)}, {area.commune.full_name} ({area.code})"


def told_of(growers: Sequence[Grower], *, named: Collection[int], least: int) -> Growers:
    """What is told of these households. A hamlet is named when `least` of them live there."""
    households = [one for one in growers if not one.is_shop]
    agreed = [one for one in households if one.pk in named][:NAMED_MOST]
    lived = Counter(one.hamlet for one in households if one.hamlet)
    return Growers(
        named=[one.name for one in agreed],
        others=len(households) - len(agreed),
        hamlets=[hamlet for hamlet, count in lived.most_common() if count >= least],
        is_shop=not households,
        named_ids=frozenset(one.pk for one in agreed),
    )
