"""People with their roles, and choosing a role and the area it reaches over, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from chophien.accounts.models import Grant, Person
from chophien.accounts.selectors import grants_manageable_by, reach_of, scope_names, with_grants
from chophien.accounts.states import COMMUNE_ROLES, SCOPES_OF_ROLE, SELLER_ROLES, Role, Scope
from chophien.lib.errors import Sentence
from chophien.officedesk.selectors import OPERATING, sellers_found
from chophien.places.models import Commune, Province
from chophien.places.selectors import communes_of, provinces_today
from chophien.sellers.models import Seller

SHOPS_MOST = 20


@dataclass(frozen=True)
class RoleLine:
    """One role in words, and whether the reader may end it."""

    grant: Grant
    title: Sentence
    area: str
    endable: bool


@dataclass(frozen=True)
class PersonRow:
    """Somebody with the roles they hold now."""

    person: Person
    roles: Sequence[RoleLine]


@dataclass(frozen=True)
class Area:
    """What a role may reach over: provinces, communes of the chosen province, or shops that were searched."""

    role: Role
    nation: bool
    provinces: Sequence[Province]
    province: str
    communes: Sequence[Commune]
    shops: Sequence[Seller]


def rows_of(people: Sequence[Person], *, reader: Person, at: datetime) -> list[PersonRow]:
    """These people with their roles in words. Five statements at most."""
    held = {one.pk: list(getattr(one, "roles_held", ())) for one in _with_roles(people, at=at)}
    grants = [grant for some in held.values() for grant in some]
    names: Mapping[int, str] = scope_names(grants)
    shops = dict(
        Seller.objects.filter(
            code__in={one.scope_code for one in grants if one.scope_kind == Scope.SELLER}
        ).values_list("code", "name")
    )
    mine = grants_manageable_by(reader.code, at=at).filter(pk__in=[one.pk for one in grants])
    endable = set(mine.values_list("pk", flat=True)) if grants else set()
    return [
        PersonRow(
            person,
            [
                RoleLine(
                    grant=grant,
                    title=Role(grant.role).label,
                    area=shops.get(grant.scope_code) or names[grant.pk],
                    endable=grant.pk in endable,
                )
                for grant in held.get(person.pk, [])
            ],
        )
        for person in people
    ]


def roles_to_give(giver: Person, *, at: datetime) -> list[Role]:
    """The roles that somebody may give somewhere; the verdict about one area is `accounts.policies.can_give_role`."""
    operator = reach_of(giver.code, roles=OPERATING, at=at)
    if operator.nation:
        return list(Role)
    officer = reach_of(giver.code, roles=[Role.PROVINCE_OFFICER], at=at)
    roles = [Role(one) for one in Role if one in COMMUNE_ROLES] if operator or officer else []
    return [*roles, Role.PROVINCE_OFFICER] if operator else roles


def area_of(giver: Person, role: Role, *, province: str, text: str, at: datetime) -> Area:
    """What may be chosen for a role: provinces first, then a province's communes, or shops by name."""
    reach = reach_of(giver.code, roles=[Role.OPERATOR, Role.PROVINCE_OFFICER], at=at)
    scopes = SCOPES_OF_ROLE[role]
    provinces: QuerySet[Province] = provinces_today()
    allowed = list(provinces if reach.nation else provinces.filter(code__in=reach.provinces))
    chosen = province if any(one.code == province for one in allowed) else ""
    shops = sellers_found(Seller.objects.select_related("commune__province"), text=text, status="", province="")
    return Area(
        role=role,
        nation=Scope.NATION in scopes and reach.nation,
        provinces=allowed if role not in SELLER_ROLES else [],
        province=chosen,
        communes=list(communes_of(chosen)) if Scope.COMMUNE in scopes and chosen else [],
        shops=list(shops.order_by("folded_name", "pk")[:SHOPS_MOST]) if role in SELLER_ROLES and text.strip() else [],
    )


def endable_grant(reader: Person, person: Person, pk_code: str, *, at: datetime) -> Grant | None:
    """The grant of `person` that is named ``role.kind.code``, if the reader may end it."""
    role, _dot, rest = pk_code.partition(".")
    kind, _dot2, code = rest.partition(".")
    mine = grants_manageable_by(reader.code, at=at).filter(person=person, role=role, scope_kind=kind, scope_code=code)
    return mine.select_related("person").order_by("pk").first()


def _with_roles(people: Sequence[Person], *, at: datetime) -> QuerySet[Person]:
    return with_grants(Person.objects.filter(pk__in=[one.pk for one in people]), at=at)
