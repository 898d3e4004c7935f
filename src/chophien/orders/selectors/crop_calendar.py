"""A province's season calendar: for each crop and week what is expected against what is ordered, in kilograms.

Expected is what sellers say: harvests to come, spread evenly over their days, and what is in stock of goods in
season, spread over what is left of it. Ordered is what was ordered of those harvests, and other orders by the week
in which they are promised. Sources without amounts only say in which weeks there is something at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, Sum

from chophien.catalog.models import Variant
from chophien.catalog.states import ListingStatus
from chophien.lib.dates import Season
from chophien.orders.models import OrderLine
from chophien.orders.states import OrderStatus, Origin
from chophien.places.models import Province
from chophien.seasons.models import Harvest
from chophien.seasons.selectors.crops import CropSeason, Idea, crop_of, crop_seasons_of, crops, ideas_for
from chophien.seasons.states import HarvestStatus
from chophien.sellers.states import SellerStatus

WEEK = timedelta(days=7)
WEEKS = 52
GRAMS = Decimal(1000)
SEASON_MOST = 370


@dataclass
class Cell:
    """One week of one crop: kilograms expected and ordered, and whether it is in season at all."""

    week: date
    expected_kg: Decimal = Decimal(0)
    ordered_kg: Decimal = Decimal(0)
    in_season: bool = False

    @property
    def wanted_percent(self) -> int:
        """How much of what is expected is ordered, in percent; 100 where nothing is expected."""
        return int(self.ordered_kg * 100 / self.expected_kg) if self.expected_kg else 100


@dataclass(frozen=True)
class CropRow:
    """One crop of a province, week by week."""

    crop: str
    name: str
    cells: tuple[Cell, ...]
    evidence: tuple[CropSeason, ...]

    @property
    def expected_kg(self) -> int:
        return round(sum((cell.expected_kg for cell in self.cells), Decimal(0)))

    @property
    def ordered_kg(self) -> int:
        return round(sum((cell.ordered_kg for cell in self.cells), Decimal(0)))


@dataclass(frozen=True)
class CommuneIdeas:
    """A commune in which everything rests now, and what could be sold there meanwhile."""

    name: str
    crops: tuple[str, ...]
    ideas: tuple[Idea, ...]


@dataclass
class _Sums:
    weeks: dict[date, Cell] = field(default_factory=dict)

    def at(self, week: date) -> Cell:
        return self.weeks.setdefault(week, Cell(week))


def monday_of(day: date) -> date:
    """The first day of a week."""
    return day - timedelta(days=day.weekday())


def crop_calendar(province: Province, *, on: date, weeks: int = WEEKS) -> list[CropRow]:
    """A province's crops from this week on, the most expected first. Three statements."""
    first = monday_of(on)
    range_of = [first + WEEK * number for number in range(weeks)]
    sums: dict[str, _Sums] = defaultdict(_Sums)
    for crop, week, kg in _harvested(province):
        sums[crop].at(week).expected_kg += kg
    for crop, week, kg in _in_stock(province, on=on, until=range_of[-1] + WEEK, sums=sums):
        sums[crop].at(week).expected_kg += kg
    for crop, week, kg in _ordered(province, since=first):
        sums[crop].at(week).ordered_kg += kg
    evidence = defaultdict(list)
    for season in crop_seasons_of(province.code):
        evidence[season.crop].append(season)
    rows = [_row(crop, sums[crop], evidence[crop], range_of) for crop in {*sums, *evidence}]
    named = crops()
    return sorted(rows, key=lambda row: (row.crop not in named or not row.name, -row.expected_kg, row.name))


def resting_communes(province: Province, *, on: date) -> list[CommuneIdeas]:
    """The communes of a province whose shops have only resting goods now, with ideas. One statement."""
    rows = Variant.objects.filter(
        listing__seller__commune__province=province,
        listing__seller__status=SellerStatus.APPROVED,
        listing__status=ListingStatus.PUBLISHED,
        is_active=True,
    ).values_list(
        "listing__seller__commune__full_name",
        "listing__live__title",
        "listing__live__season_from",
        "listing__live__season_to",
    )
    found: dict[str, set[str]] = defaultdict(set)
    awake: set[str] = set()
    for commune, title, begins, ends in rows:
        if not begins or Season(begins, ends).contains(on):
            awake.add(commune)
        else:
            found[commune].add(crop_of(title))
    named = crops()
    return [
        CommuneIdeas(
            name=commune,
            crops=tuple(sorted(named[key].name for key in keys if named[key].name)),
            ideas=tuple(ideas_for(keys, province_code=province.code)),
        )
        for commune, keys in sorted(found.items())
        if commune not in awake
    ]


def _row(crop: str, sums: _Sums, evidence: list[CropSeason], weeks: list[date]) -> CropRow:
    cells = [sums.weeks.get(week) or Cell(week) for week in weeks]
    for cell in cells:
        middle = cell.week + timedelta(days=3)
        cell.in_season = cell.in_season or cell.expected_kg > 0 or any(one.covers(middle) for one in evidence)
    return CropRow(crop, crops()[crop].name, tuple(cells), tuple(evidence))


def _harvested(province: Province) -> Iterator[tuple[str, date, Decimal]]:
    """What harvests to come bring, by crop and week."""
    coming = Harvest.objects.filter(
        status__in=[HarvestStatus.OPEN, HarvestStatus.CLOSED, HarvestStatus.BEGUN],
        variant__listing__seller__commune__province=province,
    )
    rows = coming.values_list("variant__listing__live__title", "begins_on", "ends_on", "cap", "variant__weight_g")
    for title, begins_on, ends_on, cap, weight_g in rows:
        yield from _spread(crop_of(title), begins_on, ends_on, cap * weight_g / GRAMS)


def _in_stock(
    province: Province, *, on: date, until: date, sums: dict[str, _Sums]
) -> Iterator[tuple[str, date, Decimal]]:
    """What is left of seasonal goods, spread over what is left of their season; marks the weeks of every season."""
    rows = Variant.objects.filter(
        listing__seller__commune__province=province,
        listing__seller__status=SellerStatus.APPROVED,
        listing__status=ListingStatus.PUBLISHED,
        is_active=True,
    ).exclude(listing__live__season_from="")
    facts = ("listing__live__title", "listing__live__season_from", "listing__live__season_to", "weight_g")
    for title, begins, ends, weight_g, left in rows.values_list(*facts, "stock__available"):
        season, crop = Season(begins, ends), crop_of(title)
        week = monday_of(on)
        while week < until:
            if season.contains(week) or season.contains(week + timedelta(days=6)):
                sums[crop].at(week).in_season = True
            week += WEEK
        if left and season.contains(on):
            last = next(day for day in _days(on) if not season.contains(day + timedelta(days=1)) or day >= until)
            yield from _spread(crop, on, last, left * weight_g / GRAMS)


def _ordered(province: Province, *, since: date) -> Iterator[tuple[str, date, Decimal]]:
    """What is ordered and not cancelled, by crop and week: before a harvest over its days, else when promised."""
    lines = OrderLine.objects.filter(order__seller__commune__province=province, order__promised_to__gte=since).exclude(
        order__status=OrderStatus.CANCELLED
    )
    rows = lines.values(
        "version__title",
        "order__origin",
        "order__promised_to",
        begins_on=F("order__preorder__begins_on"),
        ends_on=F("order__preorder__ends_on"),
    ).annotate(grams=Sum("weight_g"))
    for row in rows:
        crop, kg = crop_of(row["version__title"]), Decimal(row["grams"]) / GRAMS
        if row["order__origin"] == Origin.PREORDER and row["begins_on"]:
            yield from _spread(crop, row["begins_on"], row["ends_on"], kg)
        else:
            yield crop, monday_of(row["order__promised_to"]), kg


def _spread(crop: str, first: date, last: date, kg: Decimal) -> Iterator[tuple[str, date, Decimal]]:
    """An amount spread evenly over days, by week."""
    days = (last - first).days + 1
    shares: dict[date, int] = defaultdict(int)
    for number in range(days):
        shares[monday_of(first + timedelta(days=number))] += 1
    for week, count in shares.items():
        yield crop, week, kg * count / days


def _days(first: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range(SEASON_MOST))
