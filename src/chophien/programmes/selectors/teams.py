"""Reads about teams and helpers: whom an office looks after, and who can be given something to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from chophien.accounts.models import Grant, Person
from chophien.accounts.selectors import in_force, reach_of
from chophien.accounts.states import Role, Scope
from chophien.places.models import TODAY, Commune
from chophien.programmes.models import Member, Team
from chophien.sellers.policies import LOOKING_ON


@dataclass(frozen=True)
class HelperThere:
    """Somebody who helps in a commune."""

    person: Person
    commune_code: str
    commune_name: str


def communes_overseen_by(person: Person, *, at: datetime, province_code: str = "") -> QuerySet[Commune]:
    """The communes of today in somebody's area as officer or operator, with their provinces; of one province only,
    where that is named.
    """
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    area = Commune.objects.filter(reach.q(province="province__code", commune="code"), vintage=TODAY)
    if province_code:
        area = area.filter(province__code=province_code)
    return area.select_related("province").order_by("province__sort_key", "sort_key")


def teams_overseen_by(person: Person, *, at: datetime) -> QuerySet[Team]:
    """The teams of somebody's area with their members of today, newest first. Two statements."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    area = Team.objects.filter(
        reach.q(province="commune__province__code", commune="commune__code"), closed_at__isnull=True
    )
    return _with_members(area).order_by("-pk")


def teams_of(helper: Person) -> list[Team]:
    """The teams somebody belongs to, with all their members of today."""
    mine = Member.objects.filter(person=helper, left_at__isnull=True).values("team")
    return list(_with_members(Team.objects.filter(pk__in=mine, closed_at__isnull=True)).order_by("pk"))


def member_of(team: Team, person_code: str) -> Member | None:
    """Somebody's place in a team; none for who is not in it."""
    here = Member.objects.filter(team=team, person__code=person_code, left_at__isnull=True)
    return here.select_related("team__commune__province", "person").order_by("pk").first()


def helpers_overseen_by(person: Person, *, at: datetime) -> Sequence[HelperThere]:
    """The community helpers of somebody's area, by commune and name. Three statements."""
    helping = Grant.objects.filter(in_force(at), role=Role.HELPER, scope_kind=Scope.COMMUNE, person__is_active=True)
    there = communes_overseen_by(person, at=at).filter(code__in=helping.values("scope_code"))
    communes = {one.code: one.full_name for one in there}
    held = helping.filter(scope_code__in=communes)
    rows = held.select_related("person").order_by("scope_code", "person__name", "pk")
    return [HelperThere(one.person, one.scope_code, communes[one.scope_code]) for one in rows]


def _with_members(teams: QuerySet[Team]) -> QuerySet[Team]:
    here = Member.objects.filter(left_at__isnull=True).select_related("person").order_by("person__name", "pk")
    return teams.select_related("commune__province").prefetch_related(Prefetch("members", queryset=here))
