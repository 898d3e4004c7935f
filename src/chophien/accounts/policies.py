"""Who may do what: a role reaches over a scope; nobody raises themselves."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Grant, Person
from chophien.accounts.reach import NOWHERE, Reach, reach_of
from chophien.accounts.states import COMMUNE_ROLES, SELLER_ROLES, Role, Scope
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.places.models import TODAY, Commune

NOT_YOURS_TO_GIVE = _("You may not give or end this role. Ask an operator of the market.")


def has_role_over(
    actor: Actor,
    roles: Collection[str],
    *,
    at: datetime,
    seller_code: str = "",
    commune: Commune | None = None,
    province_code: str = "",
) -> bool:
    """Whether `actor` holds one of `roles` over the thing that lies where the arguments say.

    A nation grant covers all, a province grant its communes and their sellers, a commune grant its
    sellers (when the seller's `commune` is given), a seller grant that shop. With nothing named only
    a nation grant counts. The market's own machinery holds every role, a guest none.
    """
    if actor.is_system:
        return True
    reach = reach_of(actor.code, roles=roles, at=at) if isinstance(actor, Person) else NOWHERE
    return covers(reach, seller_code=seller_code, commune=commune, province_code=province_code)


def covers(reach: Reach, *, seller_code: str = "", commune: Commune | None = None, province_code: str = "") -> bool:
    """`Reach.covers` for a commune that was fetched; one of yesterday's map lies nowhere."""
    if not reach or reach.nation:
        return reach.nation
    commune_code = ""
    if commune is not None and commune.vintage == TODAY:
        commune_code = commune.code
        province_code = province_code or (commune.province.code if reach.provinces else "")
    return reach.covers(province_code=province_code, commune_code=commune_code, seller_code=seller_code)


def can_give_role(
    actor: Actor, *, person: Person, role: str, scope_kind: str, scope_code: str, at: datetime
) -> Verdict:
    """An operator nationwide gives every role; below, one gives only in one's own area, and never to oneself."""
    if actor.is_system:
        return YES
    if actor.code == person.code:
        return no(_("Nobody can give a role to themselves."))
    return _may_manage(actor, role=role, scope_kind=scope_kind, scope_code=scope_code, at=at)


def can_end_role(actor: Actor, grant: Grant, *, at: datetime) -> Verdict:
    """Whoever may give a role may end it; everybody may lay down their own."""
    if actor.is_system or actor.code == grant.person.code:
        return YES
    return _may_manage(actor, role=grant.role, scope_kind=grant.scope_kind, scope_code=grant.scope_code, at=at)


def can_change_person(actor: Actor, person: Person) -> Verdict:
    """A name, a language and the ways to sign in are a person's own business."""
    return YES if actor.is_system or actor.code == person.code else no(_("Only the person themselves can change this."))


def _may_manage(actor: Actor, *, role: str, scope_kind: str, scope_code: str, at: datetime) -> Verdict:
    """The queryset to this verdict is `selectors.grants_manageable_by`."""
    if not isinstance(actor, Person):
        return no(NOT_YOURS_TO_GIVE)
    operator = reach_of(actor.code, roles=[Role.OPERATOR], at=at)
    if operator.nation:
        return YES
    if scope_kind == Scope.COMMUNE and role in COMMUNE_ROLES:
        officer = reach_of(actor.code, roles=[Role.PROVINCE_OFFICER], at=at)
        province = _province_of(scope_code)
        allowed = bool(province) and province in operator.provinces | officer.provinces
    elif scope_kind == Scope.PROVINCE and role == Role.PROVINCE_OFFICER:
        allowed = scope_code in operator.provinces
    elif scope_kind == Scope.SELLER and role in SELLER_ROLES:
        manager = reach_of(actor.code, roles=[Role.SELLER_MANAGER], at=at)
        allowed = scope_code in manager.sellers
    else:
        allowed = False
    return YES if allowed else no(NOT_YOURS_TO_GIVE)


def _province_of(commune_code: str) -> str:
    found = Commune.objects.filter(vintage=TODAY, code=commune_code).values_list("province__code", flat=True)
    return next(iter(found), "")
