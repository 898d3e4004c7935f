"""What the rest of the market may ask about people and the roles they hold."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Prefetch, Q, QuerySet

from chophien.accounts.models import ApiKey, Grant, Passkey, Person, SignInCard, SignInCode
from chophien.accounts.reach import asked_once, grants_of, in_force, opened_by_card, reach_of
from chophien.accounts.states import COMMUNE_ROLES, OFFICE_ROLES, SELLER_ROLES, CodeUse, KeyOwner, Role, Scope
from chophien.lib.codes import token_digest
from chophien.lib.phone import BadPhone, parse_phone
from chophien.places.models import TODAY, Commune, Province

__all__ = [
    "PEOPLE_ON_A_PAGE",
    "asked_once",
    "card_of",
    "found_by",
    "grants_manageable_by",
    "grants_of",
    "grants_over",
    "holds_nationwide",
    "in_force",
    "key_in_force",
    "keys_in_use",
    "keys_of",
    "language_of",
    "language_of_phone",
    "names_of_people",
    "opened_by_card",
    "passkeys_of",
    "people_by_code",
    "people_visible_to",
    "people_with_role_at",
    "person_by_phone",
    "reach_of",
    "roles_shown",
    "scope_codes",
    "scope_name",
    "scope_names",
    "unit_exists",
    "with_grants",
]

PEOPLE_ON_A_PAGE = 30


def scope_codes(person_code: str, *, roles: Collection[str], scope: Scope, at: datetime) -> frozenset[str]:
    """Codes of the units of kind `scope` over which the person holds one of `roles`."""
    held = grants_of(person_code, at=at).filter(role__in=roles, scope_kind=scope)
    return frozenset(held.values_list("scope_code", flat=True))


def holds_nationwide(person_code: str, *, roles: Collection[str], at: datetime) -> bool:
    """Whether the person holds one of `roles` over the whole country."""
    return grants_of(person_code, at=at).filter(role__in=roles, scope_kind=Scope.NATION).exists()


def person_by_phone(phone: str) -> Person | None:
    """The person with this E.164 number, unless the account is closed."""
    return Person.objects.filter(phone=phone, is_active=True).order_by("pk").first()


def names_of_people(codes: Collection[str]) -> Mapping[str, str]:
    """How to name those with these codes who took a step: by name, or by the code where none is known. What is no
    person's code (the clock, nobody) is absent. One statement.
    """
    return {code: person.name or code for code, person in people_by_code(codes).items()}


def people_by_code(codes: Collection[str]) -> Mapping[str, Person]:
    """People by their code, closed accounts too: for naming those whom older rows mention."""
    return {person.code: person for person in Person.objects.filter(code__in=codes)}


def language_of(person_code: str) -> str:
    """The language somebody reads, ``vi`` for a guest or a code that is nobody's."""
    found = Person.objects.filter(code=person_code).values_list("language", flat=True)
    return next(iter(found), "vi")


def language_of_phone(phone: str) -> str:
    """The language of whoever has this number; empty when nobody has it."""
    found = Person.objects.filter(phone=phone).values_list("language", flat=True)
    return next(iter(found), "")


def code_waits(phone: str, *, use: CodeUse, at: datetime) -> bool:
    """Whether a code was sent to this number for that use and still works. One statement."""
    sent = SignInCode.objects.filter(phone=phone, use=use, used_at__isnull=True, expires_at__gt=at)
    return sent.exists()


def people_with_role_at(*, roles: Collection[str], scope: Scope, scope_code: str, at: datetime) -> QuerySet[Person]:
    """Everybody who holds one of `roles` over that one unit, such as the staff of a shop."""
    held = Grant.objects.filter(in_force(at), role__in=roles, scope_kind=scope, scope_code=scope_code)
    return Person.objects.filter(is_active=True, pk__in=held.values("person")).order_by("pk")


def grants_over(*, scope: Scope, scope_code: str, at: datetime) -> QuerySet[Grant]:
    """The roles in force over one unit with the people who hold them, such as a shop's staff list."""
    held = Grant.objects.filter(in_force(at), person__is_active=True, scope_kind=scope, scope_code=scope_code)
    return held.select_related("person").order_by("role", "given_at", "pk")


def grants_manageable_by(person_code: str, *, at: datetime) -> QuerySet[Grant]:
    """The grants in force that this person may end: the queryset to `policies.can_end_role`, own grants aside."""
    operator = reach_of(person_code, roles=[Role.OPERATOR], at=at)
    officer = reach_of(person_code, roles=[Role.PROVINCE_OFFICER], at=at)
    manager = reach_of(person_code, roles=[Role.SELLER_MANAGER], at=at)
    everyone = Grant.objects.filter(in_force(at)).exclude(person__code=person_code)
    if operator.nation:
        return everyone
    local = Q(role__in=COMMUNE_ROLES, scope_kind=Scope.COMMUNE)
    local &= Q(scope_code__in=_commune_codes(operator.provinces | officer.provinces))
    officers = Q(role=Role.PROVINCE_OFFICER, scope_kind=Scope.PROVINCE, scope_code__in=operator.provinces)
    staff = Q(role__in=SELLER_ROLES, scope_kind=Scope.SELLER, scope_code__in=manager.sellers)
    return everyone.filter(local | officers | staff)


def people_visible_to(person_code: str, *, at: datetime) -> QuerySet[Person]:
    """The people an office desk lists: everybody for an operator nationwide, else those whose roles one manages."""
    if holds_nationwide(person_code, roles=[Role.OPERATOR], at=at):
        return Person.objects.order_by("-joined_at", "-pk")
    managed = grants_manageable_by(person_code, at=at).filter(role__in=OFFICE_ROLES)
    return Person.objects.filter(pk__in=managed.values("person")).order_by("-joined_at", "-pk")


def with_grants(people: QuerySet[Person], *, at: datetime) -> QuerySet[Person]:
    """The same people with their roles in force as `roles_held`, in two queries for any number."""
    held = Grant.objects.filter(in_force(at)).order_by("role", "scope_code", "pk")
    return people.prefetch_related(Prefetch("grants", queryset=held, to_attr="roles_held"))


def found_by(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Those of `people` whose number, code or name is meant by `text`; a number in any common form."""
    typed = text.strip()[:100]
    wanted = Q(name__icontains=typed) | Q(code__iexact=typed)
    with suppress(BadPhone):
        wanted |= Q(phone=parse_phone(typed))
    return people.filter(wanted) if typed else people


def passkeys_of(person: Person) -> QuerySet[Passkey]:
    return person.passkeys.order_by("added_at", "pk")


def scope_name(grant: Grant) -> str:
    """The name of the unit a grant reaches over; a shop is named by its code."""
    if grant.scope_kind == Scope.NATION:
        return str(Scope.NATION.label)
    return scope_names([grant])[grant.pk]


def scope_names(grants: Collection[Grant]) -> Mapping[int, str]:
    """For each grant, by primary key, the name of its unit, in at most two queries."""
    provinces = {grant.scope_code for grant in grants if grant.scope_kind == Scope.PROVINCE}
    communes = {grant.scope_code for grant in grants if grant.scope_kind == Scope.COMMUNE}
    names: dict[tuple[str, str], str] = {}
    if provinces:
        for code, name in Province.objects.filter(vintage=TODAY, code__in=provinces).values_list("code", "full_name"):
            names[Scope.PROVINCE, code] = name
    if communes:
        for code, name in Commune.objects.filter(vintage=TODAY, code__in=communes).values_list("code", "full_name"):
            names[Scope.COMMUNE, code] = name
    nation = str(Scope.NATION.label)
    return {
        grant.pk: nation
        if grant.scope_kind == Scope.NATION
        else names.get((grant.scope_kind, grant.scope_code), grant.scope_code)
        for grant in grants
    }


@dataclass(frozen=True)
class RoleShown:
    """A role as its holder reads it, and the path of the desk where it is used (empty: none yet)."""

    title: str
    area: str
    desk: str


def roles_shown(person_code: str, *, at: datetime) -> list[RoleShown]:
    """The person's roles in force with the name of each area, in at most three queries.

    Shops stand on a higher rung: a role in one has no area here, and the same role in several shops is one line.
    """
    held = list(grants_of(person_code, at=at).order_by("role", "scope_code", "pk"))
    names = scope_names(held)
    shown = (
        RoleShown(
            title=str(Role(one.role).label),
            area="" if one.scope_kind == Scope.SELLER else names[one.pk],
            desk=_desk(one.role),
        )
        for one in held
    )
    return list(dict.fromkeys(shown))


def unit_exists(*, scope: str, scope_code: str) -> bool:
    """Whether there is such a province or commune today. Shops stand on a higher rung and vouch for themselves."""
    if scope == Scope.NATION:
        return not scope_code
    if scope == Scope.PROVINCE:
        return Province.objects.filter(vintage=TODAY, code=scope_code).exists()
    if scope == Scope.COMMUNE:
        return Commune.objects.filter(vintage=TODAY, code=scope_code).exists()
    return scope == Scope.SELLER and bool(scope_code)


def _desk(role: str) -> str:
    """Where the desk of a role stands. The desks are apps above this one, so they are known by their address only."""
    if role in SELLER_ROLES:
        return "/ban-hang/"
    if role == Role.HELPER:
        return "/giup/"
    return "/dieu-hanh/" if role in OFFICE_ROLES else ""


def _commune_codes(provinces: Collection[str]) -> QuerySet[Commune, str]:
    return Commune.objects.filter(vintage=TODAY, province__code__in=provinces).values_list("code", flat=True)


def person_by_code(code: str) -> Person:
    """The person with this public code.

    :raises Person.DoesNotExist: if there is none
    """
    return Person.objects.get(code=code)


def keys_of(*, owner_kind: KeyOwner, owner_code: str) -> QuerySet[ApiKey]:
    """The API's keys of one owner, those in use first, then the latest."""
    mine = ApiKey.objects.filter(owner_kind=owner_kind, owner_code=owner_code)
    return mine.order_by(F("revoked_at").asc(nulls_first=True), "-made_at", "-pk")


def keys_in_use(*, owner_kind: KeyOwner, owner_code: str, at: datetime) -> list[ApiKey]:
    """Those of an owner's keys that still open something."""
    mine = keys_of(owner_kind=owner_kind, owner_code=owner_code)
    return list(mine.filter(revoked_at__isnull=True).exclude(expires_at__lte=at))


def key_in_force(token: str, *, at: datetime) -> ApiKey | None:
    """The key whose text this is, unless it is over or was taken back."""
    found = ApiKey.objects.filter(digest=token_digest(token), revoked_at__isnull=True)
    return found.exclude(expires_at__lte=at).first()


def card_of(*, opens: str) -> SignInCard | None:
    """The card that opens this desk now; none when none was printed or it was taken back."""
    return SignInCard.objects.filter(opens=opens, revoked_at__isnull=True).select_related("person").first()
