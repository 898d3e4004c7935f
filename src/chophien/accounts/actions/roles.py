"""Giving and ending roles."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts import policies
from chophien.accounts.errors import AccountClosed, LastOperator, ScopeMismatch
from chophien.accounts.models import Grant, Person
from chophien.accounts.reach import in_force
from chophien.accounts.selectors import unit_exists
from chophien.accounts.states import SCOPES_OF_ROLE, Role, Scope
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.messages.actions.telling import tell


@transaction.atomic
def give_role(*, person: Person, role: str, scope_kind: str, scope_code: str, actor: Actor, at: datetime) -> Grant:
    """Give a person a role over one unit, from now on, and tell them. Giving it again returns the grant in force.

    :raises NotPermitted: if `actor` may not give this role there
    :raises ScopeMismatch: if the role is not held over such a unit, or there is no such unit
    :raises AccountClosed: if the person's account was closed
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    policies.can_give_role(
        actor, person=person, role=role, scope_kind=scope_kind, scope_code=scope_code, at=at
    ).require()
    if scope_kind not in SCOPES_OF_ROLE.get(role, ()) or not unit_exists(scope=scope_kind, scope_code=scope_code):
        raise ScopeMismatch
    if not person.is_active:
        raise AccountClosed
    same = Grant.objects.filter(person=person, role=role, scope_kind=scope_kind, scope_code=scope_code)
    for held in same.filter(in_force(at), ends_at__isnull=True):
        return held

    grant = Grant.objects.create(
        person=person, role=role, scope_kind=scope_kind, scope_code=scope_code, given_by=actor.code, given_at=at
    )

    record("accounts.role_given", actor=actor, subject_code=person.code, facts=_grant_facts(grant), at=at)
    if not actor.is_system:
        tell(
            kind="account.role",
            person_code=person.code,
            phone=person.mobile,
            text=_("You have a new role at the market: %(role)s."),
            facts={"role": Role(role).label},
            language=person.language,
            link="/toi/",
            about=person.code,
            at=at,
        )
    return grant


@transaction.atomic
def end_role(*, grant: Grant, actor: Actor, at: datetime) -> Grant:
    """End a role now. The grant stays as history.

    :raises NotPermitted: if `actor` may not end this role
    :raises LastOperator: if nobody else would be an operator for the whole country
    """
    operators = Grant.objects.filter(in_force(at), role=Role.OPERATOR, scope_kind=Scope.NATION, person__is_active=True)
    if grant.role == Role.OPERATOR and grant.scope_kind == Scope.NATION:
        held = list(operators.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    else:
        held = []
    grant = Grant.objects.select_for_update(of=("self",)).select_related("person").get(pk=grant.pk)
    policies.can_end_role(actor, grant, at=at).require()
    if grant.ends_at is not None and grant.ends_at <= at:
        return grant
    if held and not operators.exclude(person=grant.person).exists():
        raise LastOperator

    grant.ends_at = at
    grant.save(update_fields=["ends_at"])

    record("accounts.role_ended", actor=actor, subject_code=grant.person.code, facts=_grant_facts(grant), at=at)
    return grant


def _grant_facts(grant: Grant) -> dict[str, object]:
    return {"role": grant.role, "scope": grant.scope_kind, "over": grant.scope_code}
