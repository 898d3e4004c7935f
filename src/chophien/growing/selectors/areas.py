"""Growing areas as everybody may see them, and as their shops and officers do."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.growing.models import AreaCode, AreaCodeStep, AreaHousehold, AreaSeason, GrowingArea, LandImport
from chophien.growing.states import AreaStatus, CodeStatus
from chophien.sellers.models import Seller
from chophien.sellers.policies import LOOKING_ON

COMMUNE, PROVINCE = "commune__code", "commune__province__code"


@dataclass(frozen=True)
class Held:
    """A code as it stood on one day."""

    code: AreaCode
    status: CodeStatus


@dataclass(frozen=True)
class Growers:
    """How many grow on an area, for everybody to read; None: nobody said so. Who of them is read by name follows from
    what the shop calls them today: `scans.selectors.naming.read_on`.
    """

    count: int | None


def areas_of(seller: Seller) -> QuerySet[GrowingArea]:
    """The shop's areas, those given up last."""
    rows = GrowingArea.objects.filter(seller=seller).select_related("commune__province")
    return rows.order_by("status", "name", "code")


def areas_overseen_by(person: Person, *, at: datetime) -> QuerySet[GrowingArea]:
    """The areas in whose communes the person is an officer or operator."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    rows = GrowingArea.objects.select_related("seller", "commune__province").order_by("pk")
    if reach.nation:
        return rows
    within = Q(**{f"{COMMUNE}__in": reach.communes}) | Q(**{f"{PROVINCE}__in": reach.provinces})
    return rows.filter(within, commune__vintage="2025")


def areas_shown() -> QuerySet[GrowingArea]:
    """What the public map shows: what is grown on, of shops that are open. Cells only, never borders."""
    rows = GrowingArea.objects.filter(status=AreaStatus.ACTIVE, seller__status="approved")
    return rows.select_related("seller", "commune__province").order_by("pk")


def codes_on(areas: Collection[GrowingArea], *, day: date) -> Mapping[int, Sequence[Held]]:
    """The codes that each area had on a day, and how each stood then, by the areas' keys. Two statements.

    A step counts from its own day on, however late it was written down.
    """
    codes = {code.pk: code for code in AreaCode.objects.filter(area__in=areas, granted_on__lte=day).order_by("pk")}
    stood: dict[int, str] = {}
    for step in AreaCodeStep.objects.filter(code__in=codes, on__lte=day).order_by("on", "pk"):
        stood[step.code_id] = step.to_status
    found: defaultdict[int, list[Held]] = defaultdict(list)
    for pk, code in codes.items():
        if pk in stood:
            found[code.area_id].append(Held(code, CodeStatus(stood[pk])))
    return found


def codes_of(area: GrowingArea) -> list[AreaCode]:
    """Every code that the area ever had, with its steps from the first on. Two statements."""
    rows = AreaCode.objects.filter(area=area).select_related("merged_into").order_by("pk")
    return list(rows.prefetch_related(Prefetch("steps", AreaCodeStep.objects.order_by("on", "pk"))))


def code_of(area: GrowingArea, scheme: str, value: str, market: str) -> AreaCode | None:
    """One code of an area, by what names it."""
    return AreaCode.objects.filter(area=area, scheme=scheme, value=value, market=market).first()


def season_of(area: GrowingArea, day: date) -> AreaSeason | None:
    """The season in which a day lies: of the area's own crop before others, else the one that began last."""
    rows = list(AreaSeason.objects.filter(area=area, starts_on__lte=day, ends_on__gte=day))
    return max(rows, key=lambda one: (one.crop == area.crop, one.starts_on, one.pk), default=None)


def seasons_of(area: GrowingArea) -> list[AreaSeason]:
    """The seasons of an area, the newest first."""
    return list(AreaSeason.objects.filter(area=area).order_by("-starts_on", "-pk"))


def households_on(area: GrowingArea) -> list[AreaHousehold]:
    """The households that grow there now, for the shop's own eyes."""
    rows = AreaHousehold.objects.filter(area=area, until__isnull=True)
    rows = rows.select_related("area__seller__commune", "area__commune", "word")
    return list(rows.order_by("owner_name", "pk"))


def growers_of(areas: Collection[GrowingArea]) -> Mapping[int, Growers]:
    """How many grow on each area as everybody may read it, by the areas' keys. One statement.

    Where households are listed they are counted, else what the shop said counts.
    """
    rows = AreaHousehold.objects.filter(area__in=areas, until__isnull=True).values_list("area")
    listed = dict(rows.annotate(count=Count("pk")).order_by())
    return {area.pk: Growers(max(listed.get(area.pk, 0), area.households_said or 0) or None) for area in areas}


def files_of(seller: Seller) -> QuerySet[LandImport]:
    """Files with land that were read and wait for somebody to say that they are right."""
    return LandImport.objects.filter(seller=seller).select_related("seller__commune", "commune__province")


def file_of(seller: Seller, code: str) -> LandImport | None:
    """One of these files."""
    return files_of(seller).filter(code=code).first()
