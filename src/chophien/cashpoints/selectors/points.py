"""Where cash points are, who serves there, and their tills."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.cashpoints.models import AgentPost, Point, Till
from chophien.cashpoints.policies import LOOKING_ON
from chophien.lib.earth import km_between
from chophien.places.models import Commune
from chophien.web.desks import Desk

NEAREST_SHOWN = 5
COUNTER = "/diem-tien-mat/"


@dataclass(frozen=True)
class NearPoint:
    """A cash point and how far it is from the middle of a commune, as the crow flies; not known of some."""

    point: Point
    km: float | None


def points_at(at: datetime) -> QuerySet[Point]:
    """The cash points that are open at that moment, with commune and province, by name."""
    there = Point.objects.filter(opened_at__lte=at).exclude(closed_at__lte=at)
    return there.select_related("commune__province").order_by("name", "pk")


def points_near(commune: Commune, *, at: datetime, most: int = NEAREST_SHOWN) -> list[NearPoint]:
    """The open points of a commune, then those of its province and around it, the nearest first. One statement."""
    found = []
    for point in points_at(at):
        km = None
        if None not in {point.lat, point.lon, commune.lat, commune.lon}:
            km = km_between((commune.lat or 0, commune.lon or 0), (point.lat or 0, point.lon or 0))
        found.append(NearPoint(point, km))
    found.sort(key=lambda one: (one.point.commune_id != commune.pk, one.km is None, one.km or 0, one.point.name))
    near = [one for one in found if one.km is not None or one.point.commune.province_id == commune.province_id]
    return near[:most]


def point_by_code(code: str) -> Point | None:
    """The point with this code, with its place, open or not."""
    return Point.objects.select_related("commune__province").filter(code=code).first()


def points_seen_by(person: Person, *, at: datetime) -> QuerySet[Point]:
    """The points of somebody's area, and those where they serve: the queryset to `policies.can_see_point`."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    own = posts_of(person, at=at).values("point")
    area = reach.q(province="commune__province__code", commune="commune__code")
    return Point.objects.filter(area | Q(pk__in=own)).select_related("commune__province").order_by("name", "pk")


def posts_of(person: Person, *, at: datetime) -> QuerySet[AgentPost]:
    """Where somebody serves as an agent at that moment, at points that are open."""
    held = AgentPost.objects.filter(person=person, begins_at__lte=at).exclude(ends_at__lte=at)
    return held.exclude(point__closed_at__lte=at).select_related("point__commune__province").order_by("pk")


def counter_desk(person_code: str, at: datetime) -> Desk | None:
    """The way to the counter, for who serves at one. One statement."""
    held = AgentPost.objects.filter(person__code=person_code, begins_at__lte=at, person__is_active=True)
    if not held.exclude(ends_at__lte=at).exclude(point__closed_at__lte=at).exists():
        return None
    return Desk(_("Go to my cash point"), COUNTER, "cash")


def agents_of(point: Point, *, at: datetime) -> QuerySet[AgentPost]:
    """Who serves at a point now, with the people, the longest-serving first."""
    held = AgentPost.objects.filter(point=point, begins_at__lte=at, person__is_active=True).exclude(ends_at__lte=at)
    return held.select_related("person").order_by("begins_at", "pk")


def tills_of(point: Point, *, at: datetime) -> QuerySet[Till]:
    """The tills of a point that are open at that moment, the oldest first."""
    there = Till.objects.filter(point=point, opened_at__lte=at).exclude(closed_at__lte=at)
    return there.select_related("point__commune__province").order_by("opened_at", "pk")


def tills_served_by(person: Person, *, at: datetime) -> QuerySet[Till]:
    """The open tills at which somebody may serve: the queryset to `policies.can_serve`."""
    there = Till.objects.filter(point__in=posts_of(person, at=at).values("point"), opened_at__lte=at)
    return there.exclude(closed_at__lte=at).select_related("point__commune__province").order_by("point", "pk")


def lock_point(pk: int) -> Point:
    """Fetch the point and hold its row until the transaction ends: its limits and tills move in turn."""
    return Point.objects.select_for_update(of=("self",)).select_related("commune__province").get(pk=pk)


def tills_by_code(codes: Collection[str]) -> dict[str, Till]:
    """Tills by their code, with point and place."""
    found = Till.objects.filter(code__in=codes).select_related("point__commune__province")
    return {till.code: till for till in found}
