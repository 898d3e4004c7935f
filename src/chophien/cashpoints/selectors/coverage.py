"""Which communes have a cash point near them and which have not: each commune against every serving point."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.cashpoints.models import AgentPost, Point, Till
from chophien.cashpoints.policies import LOOKING_ON
from chophien.cashpoints.selectors.contracts import contract_at
from chophien.cashpoints.selectors.points import NEAREST_SHOWN, NearPoint
from chophien.lib.earth import Nearest, km_between
from chophien.places.models import TODAY, Commune
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller
from chophien.sellers.states import OF_ONE_HOUSEHOLD, SellerStatus

EVERYWHERE = Q()


@dataclass(frozen=True)
class Where:
    """A serving cash point on the map: its own place, or its commune's point where nobody wrote that down."""

    code: str
    name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Reached:
    """A commune with the cash point that is nearest to its point inside; none at all where no point serves.

    `sellers` are its shops that sell, `households` those of them that are one household.
    """

    code: str
    name: str
    slug: str
    province_code: str
    lat: float
    lon: float
    point_code: str
    km: float | None
    covered: bool
    sellers: int
    households: int


@dataclass(frozen=True)
class ProvinceReached:
    """A province's communes in figures; `sellers` and `households` are those of communes without a point."""

    code: str
    name: str
    communes: int
    uncovered: int
    sellers: int
    households: int


@dataclass(frozen=True)
class Coverage:
    """How far cash points reach at one moment: `within_km` is near by the rule of that day."""

    within_km: int
    communes: tuple[Reached, ...]
    points: tuple[Where, ...]
    provinces: tuple[ProvinceReached, ...]

    @property
    def uncovered(self) -> tuple[Reached, ...]:
        """The communes without a point so near, in the order of the alphabet."""
        return tuple(one for one in self.communes if not one.covered)

    def by_distance(self) -> list[Reached]:
        """Those without a point, the farthest first."""
        far = float("inf")
        return sorted(self.uncovered, key=lambda one: (-(far if one.km is None else one.km), one.code))

    def by_shops(self) -> list[Reached]:
        """Those without a point, where most households sell first, then most shops, then the farthest."""
        return sorted(self.by_distance(), key=lambda one: (-one.households, -one.sellers))


def coverage(*, at: datetime, communes: Q = EVERYWHERE) -> Coverage:
    """Compare the communes of today, or those that `communes` picks, with every serving point of the country.

    Distances are along the great circle from a commune's point inside to the cash point. Three statements and the
    rule's; a tenth of a second for the whole country.
    """
    within_km = rules.whole("cashpoints.reach_km", at=at)
    points = serving_places(at=at)
    near = Nearest((one.code, one.lat, one.lon) for one in points)
    rows = Commune.objects.filter(communes, vintage=TODAY, lat__isnull=False, lon__isnull=False)
    shops = _shops(rows)
    found: list[Reached] = []
    provinces: dict[str, str] = {}
    fields = ("code", "full_name", "slug", "province__code", "province__full_name", "lat", "lon")
    for code, name, slug, province, province_name, lat, lon in rows.order_by(
        "province__sort_key", "sort_key", "code"
    ).values_list(*fields):
        nearest = near.to(lat, lon)
        provinces[province] = province_name
        sellers, households = shops.get(code, (0, 0))
        found.append(
            Reached(
                code=code,
                name=name,
                slug=slug,
                province_code=province,
                lat=lat,
                lon=lon,
                point_code=nearest[0] if nearest else "",
                km=nearest[1] if nearest else None,
                covered=nearest is not None and nearest[1] <= within_km,
                sellers=sellers,
                households=households,
            )
        )
    return Coverage(within_km, tuple(found), tuple(points), _by_province(found, provinces))


def coverage_seen_by(person: Person, *, at: datetime, province_code: str = "") -> Coverage:
    """The same for the communes of somebody's area; with a province, for those of them that lie in it."""
    area = reach_of(person.code, roles=LOOKING_ON, at=at).q(province="province__code", commune="code")
    return coverage(at=at, communes=area & Q(province__code=province_code) if province_code else area)


def serving_places(*, at: datetime) -> list[Where]:
    """Where cash can be had now, in the order of the codes: one statement."""
    rows = serving_points(at=at).order_by("code")
    fields = ("code", "name", "lat", "lon", "commune__lat", "commune__lon")
    found = []
    for code, name, own_lat, own_lon, commune_lat, commune_lon in rows.values_list(*fields):
        lat, lon = (own_lat, own_lon) if own_lat is not None else (commune_lat, commune_lon)
        if lat is not None and lon is not None:
            found.append(Where(code, name, lat, lon))
    return found


def serving_near(commune: Commune, *, at: datetime, most: int = NEAREST_SHOWN) -> list[NearPoint]:
    """The serving points that are nearest to a commune's point inside, the nearest first. One statement."""
    found = []
    for point in serving_points(at=at).select_related("commune__province"):
        lat, lon = (point.lat, point.lon) if point.lat is not None else (point.commune.lat, point.commune.lon)
        known = None not in {lat, lon, commune.lat, commune.lon}
        km = km_between((commune.lat or 0, commune.lon or 0), (lat or 0, lon or 0)) if known else None
        found.append(NearPoint(point, km))
    found.sort(key=lambda one: (one.km is None, one.km or 0, one.point.code))
    return found[:most]


def serving_points(*, at: datetime) -> QuerySet[Point]:
    """Points that are open and have an agent and a till: a place where nobody sits serves nobody."""
    posts = AgentPost.objects.filter(_still("ends_at", at), point=OuterRef("pk"), begins_at__lte=at)
    tills = Till.objects.filter(_still("closed_at", at), point=OuterRef("pk"), opened_at__lte=at)
    return Point.objects.filter(_still("closed_at", at), Exists(posts), Exists(tills), opened_at__lte=at)


def serves_in(vintage: str, province_code: str, at: datetime) -> bool:
    """Whether a point of a province serves: its code among the places of that vintage. One statement."""
    return serving_points(at=at).filter(commune__vintage=vintage, commune__province__code=province_code).exists()


def gives_in(vintage: str, province_code: str, at: datetime) -> bool:
    """Whether real money is given at a point of a province that serves. One statement, none without a contract."""
    contract = contract_at(at)
    if contract is None:
        return False
    there = serving_points(at=at).filter(contract=contract.number)
    return there.filter(commune__vintage=vintage, commune__province__code=province_code).exists()


def _still(field: str, at: datetime) -> Q:
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gt": at})


def _shops(communes: QuerySet[Commune]) -> dict[str, tuple[int, int]]:
    """For each commune with shops that sell: how many, and how many of them are one household."""
    rows: Any = Seller.objects.filter(status=SellerStatus.APPROVED, commune__in=communes).values("commune__code")
    counted = rows.annotate(shops=Count("pk"), homes=Count("pk", filter=Q(kind__in=sorted(OF_ONE_HOUSEHOLD))))
    return {row["commune__code"]: (row["shops"], row["homes"]) for row in counted}


def _by_province(communes: Sequence[Reached], names: dict[str, str]) -> tuple[ProvinceReached, ...]:
    found = []
    for code, name in names.items():
        mine = [one for one in communes if one.province_code == code]
        without = [one for one in mine if not one.covered]
        found.append(
            ProvinceReached(
                code=code,
                name=name,
                communes=len(mine),
                uncovered=len(without),
                sellers=sum(one.sellers for one in without),
                households=sum(one.households for one in without),
            )
        )
    return tuple(found)
