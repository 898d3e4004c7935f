"""Teams of helpers: registered by the officers of their commune or province, who add members and let them go."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.actions.people import ensure_person
from chophien.accounts.actions.roles import end_role, give_role
from chophien.accounts.selectors import grants_of
from chophien.accounts.states import Role, Scope
from chophien.audit.actions import record
from chophien.lib.actor import SYSTEM, Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import Invalid, NotPermitted
from chophien.lib.names import BadName
from chophien.lib.phone import BadPhone
from chophien.lib.text import clean_line, fold
from chophien.messages.actions.telling import tell
from chophien.places.models import TODAY, Commune
from chophien.programmes import policies
from chophien.programmes.errors import TeamNotEmpty
from chophien.programmes.models import Member, Task, Team
from chophien.programmes.states import PENDING

PREFIX, SYMBOLS = "TO", 8
NAME_LEAST, NAME_MOST = 2, 120
VILLAGES_MOST, VILLAGE_MOST = 30, 120


@transaction.atomic
def register_team(*, commune: Commune, name: str, actor: Actor, at: datetime) -> Team:
    """Register a team of a commune. The same name again is the same team.

    :raises NotPermitted: if `actor` is no officer or operator of the commune
    :raises Invalid: if the name says nothing or the commune is none of today
    """
    policies.can_register_team(actor, commune, at=at).require()
    tidy = clean_line(name)[:NAME_MOST]
    if len(tidy) < NAME_LEAST:
        raise Invalid({"name": [_("Write the team's name.")]})
    if commune.vintage != TODAY:
        raise Invalid({"commune_code": [_("Choose a commune of today.")]})
    same = Team.objects.filter(commune=commune, name=tidy, closed_at__isnull=True).order_by("pk").first()
    if same is not None:
        return same

    team = Team.objects.create(
        code=new_code(PREFIX, SYMBOLS), commune=commune, name=tidy, made_by=actor.code, made_at=at
    )
    record("programmes.team_registered", actor=actor, subject_code=team.code, at=at, facts={"commune": commune.code})
    return team


@transaction.atomic
def close_team(*, team: Team, actor: Actor, at: datetime) -> Team:
    """Close a team that has no members any more. Closing it again changes nothing.

    :raises NotPermitted: if `actor` is no officer or operator of the commune
    :raises TeamNotEmpty: while there are members
    """
    team = _held(team)
    policies.can_register_team(actor, team.commune, at=at).require()
    if team.closed_at is not None:
        return team
    if team.members.filter(left_at__isnull=True).exists():
        raise TeamNotEmpty
    team.closed_at = at
    team.save(update_fields=["closed_at"])
    record("programmes.team_closed", actor=actor, subject_code=team.code, at=at)
    return team


@transaction.atomic
def add_member(*, team: Team, phone: str, name: str, villages: Iterable[str], actor: Actor, at: datetime) -> Member:
    """Take somebody into a team: from now on they are a community helper of its commune, and are told so.

    Adding a member again only changes their villages.

    :raises NotPermitted: if `actor` is no officer or operator of the commune, or adds themselves
    :raises Invalid: if the number or the name cannot be used
    :raises AccountClosed: if the person's account was closed
    """
    team = _held(team)
    policies.can_register_team(actor, team.commune, at=at).require()
    try:
        person = ensure_person(phone=phone, name=name, actor=actor, at=at)
    except BadPhone as fault:
        raise Invalid({"phone": [str(fault)]}) from fault
    except BadName as fault:
        raise Invalid({"name": [str(fault)]}) from fault
    if person.code == actor.code:
        raise NotPermitted(_("Nobody can give a role to themselves."))
    if not person.name:
        raise Invalid({"name": [_("Write the name of the helper.")]})

    asked = tidy_villages(villages)
    member = team.members.filter(person=person, left_at__isnull=True).first()
    if member is not None:
        member.villages = asked
        member.save(update_fields=["villages"])
    else:
        member = Member.objects.create(team=team, person=person, villages=asked, added_by=actor.code, joined_at=at)
    give_role(
        person=person, role=Role.HELPER, scope_kind=Scope.COMMUNE, scope_code=team.commune.code, actor=SYSTEM, at=at
    )
    facts = {"member": person.code, "villages": len(asked)}
    record("programmes.member_added", actor=actor, subject_code=team.code, at=at, facts=facts)
    if member.joined_at == at:
        tell(
            kind="account.role",
            person_code=person.code,
            text=_("You are now a community helper of %(commune)s. Your desk shows whom you help."),
            facts={"commune": team.commune.full_name},
            link="/giup/",
            about=team.code,
            at=at,
        )
    return member


@transaction.atomic
def remove_member(*, member: Member, actor: Actor, at: datetime) -> Member:
    """Let somebody leave a team. Without another team there they are no helper of the commune any more, mandates no
    longer count, and what they had to do is given back. Doing it again changes nothing.

    :raises NotPermitted: if `actor` is no officer or operator of the commune
    """
    team = _held(member.team)
    policies.can_register_team(actor, team.commune, at=at).require()
    member = Member.objects.select_related("person").get(pk=member.pk)
    if member.left_at is not None:
        return member
    member.left_at, member.team = at, team
    member.save(update_fields=["left_at"])

    person, commune = member.person, team.commune
    elsewhere = Member.objects.filter(
        person=person, left_at__isnull=True, team__commune=commune, team__closed_at__isnull=True
    )
    if not elsewhere.exists():
        held = grants_of(person.code, at=at).filter(role=Role.HELPER, scope_kind=Scope.COMMUNE, scope_code=commune.code)
        for grant in held:
            end_role(grant=grant, actor=SYSTEM, at=at)
        given = Task.objects.filter(assigned_to=person, seller__commune=commune, status__in=PENDING)
        given.update(assigned_to=None, status="open")
    record("programmes.member_left", actor=actor, subject_code=team.code, at=at, facts={"member": person.code})
    return member


def tidy_villages(villages: Iterable[str]) -> list[str]:
    """Names of villages fit to keep: cleaned, each once, in the order in which they were typed."""
    found: dict[str, str] = {}
    for one in villages:
        tidy = clean_line(one)[:VILLAGE_MOST]
        if tidy:
            found.setdefault(fold(tidy), tidy)
    return list(found.values())[:VILLAGES_MOST]


def _held(team: Team) -> Team:
    return Team.objects.select_for_update(of=("self",)).select_related("commune__province").get(pk=team.pk)
