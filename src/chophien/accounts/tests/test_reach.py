"""Every role over every kind of area, asked about every kind of target: the verdict and the queryset agree."""

from datetime import UTC, datetime, timedelta

import pytest

from chophien.accounts.models import Grant
from chophien.accounts.policies import has_role_over
from chophien.accounts.selectors import (
    asked_once,
    grants_of,
    holds_nationwide,
    people_with_role_at,
    reach_of,
    scope_codes,
)
from chophien.accounts.states import SCOPES_OF_ROLE, Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory, holder_of
from chophien.lib.actor import SYSTEM, GuestActor
from chophien.messages.models import Notice
from chophien.places.models import BEFORE
from chophien.places.tests.factories import a_commune, a_province

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)

MINE, NEIGHBOUR, ELSEWHERE = "00004", "00008", "00721"  # two communes of Hà Nội (01), one of Tuyên Quang (08)
AREA_CODES = {Scope.NATION: "", Scope.PROVINCE: "01", Scope.COMMUNE: MINE, Scope.SELLER: "HTX-1"}

# What lies where: (shop, commune, province). Empty: the thing is no shop, or belongs to no single commune.
TARGETS = {
    "the nation": ("", "", ""),
    "my province": ("", "", "01"),
    "another province": ("", "", "08"),
    "my commune": ("", MINE, "01"),
    "the next commune": ("", NEIGHBOUR, "01"),
    "a commune elsewhere": ("", ELSEWHERE, "08"),
    "my shop": ("HTX-1", MINE, "01"),
    "a shop in my commune": ("HTX-2", MINE, "01"),
    "a shop in the next commune": ("HTX-3", NEIGHBOUR, "01"),
    "a shop elsewhere": ("HTX-4", ELSEWHERE, "08"),
}
REACHES = {
    Scope.NATION: set(TARGETS),
    Scope.PROVINCE: {
        "my province",
        "my commune",
        "the next commune",
        "my shop",
        "a shop in my commune",
        "a shop in the next commune",
    },
    Scope.COMMUNE: {"my commune", "my shop", "a shop in my commune"},
    Scope.SELLER: {"my shop"},
}
HELD = [(role, scope) for role in Role for scope in sorted(SCOPES_OF_ROLE[role])]


def verdict(actor, roles, target):
    seller_code, commune_code, province_code = TARGETS[target]
    return has_role_over(
        actor,
        roles,
        at=NOON,
        seller_code=seller_code,
        commune=a_commune(commune_code) if commune_code else None,
        province_code=province_code,
    )


def found(person, roles):
    """The same question to a table: each target is a row that names its shop, commune and province."""
    for place, (seller_code, commune_code, province_code) in enumerate(TARGETS.values()):
        Notice.objects.create(
            code=f"T{place}",
            text=list(TARGETS)[place],
            person_code=seller_code,
            about=commune_code,
            link=province_code,
            written_at=NOON,
        )
    reach = reach_of(person.code, roles=roles, at=NOON)
    rows = Notice.objects.filter(reach.q(seller="person_code", commune="about", province="link"))
    return set(rows.values_list("text", flat=True))


def test_every_role_is_in_the_matrix():
    assert len(HELD) == 8
    assert {role for role, _ in HELD} == set(Role)


@pytest.mark.parametrize(("role", "scope"), HELD)
def test_a_role_reaches_exactly_over_its_area(role, scope):
    person = holder_of(role, scope, AREA_CODES[scope])

    reached = {target for target in TARGETS if verdict(person, [role], target)}

    assert reached == REACHES[scope]
    assert found(person, [role]) == REACHES[scope]


@pytest.mark.parametrize(("role", "scope"), HELD)
def test_a_role_counts_only_where_it_is_asked_for(role, scope):
    person = holder_of(role, scope, AREA_CODES[scope])
    others = [other for other in Role if other != role]

    assert [target for target in TARGETS if verdict(person, others, target)] == []
    assert found(person, others) == set()


@pytest.mark.parametrize("target", TARGETS)
def test_somebody_without_a_role_a_guest_and_a_closed_account_reach_nothing(target):
    closed = holder_of(Role.OPERATOR, Scope.NATION, "", is_active=False)

    assert not verdict(PersonFactory(), list(Role), target)
    assert not verdict(GuestActor("guest"), list(Role), target)
    assert not verdict(closed, list(Role), target)


@pytest.mark.parametrize("target", TARGETS)
def test_the_markets_own_machinery_reaches_everything(target):
    assert verdict(SYSTEM, [Role.OPERATOR], target)


def test_two_grants_reach_over_both_areas():
    person = holder_of(Role.SELLER_PACKER, Scope.SELLER, "HTX-1")
    GrantFactory(person=person, role=Role.SELLER_MANAGER, scope_kind=Scope.SELLER, scope_code="HTX-4")
    staff = [Role.SELLER_PACKER, Role.SELLER_MANAGER]

    assert found(person, staff) == {"my shop", "a shop elsewhere"}
    assert scope_codes(person.code, roles=staff, scope=Scope.SELLER, at=NOON) == {"HTX-1", "HTX-4"}


def test_a_commune_of_yesterdays_map_lies_nowhere_though_its_code_is_used_again():
    officer = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, MINE)
    old = a_commune(MINE)
    old.vintage = BEFORE

    assert has_role_over(officer, [Role.COMMUNE_OFFICER], commune=a_commune(MINE), at=NOON)
    assert not has_role_over(officer, [Role.COMMUNE_OFFICER], commune=old, at=NOON)


def test_the_province_of_a_commune_need_not_be_named():
    officer = holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, a_province("01").code)

    assert has_role_over(officer, [Role.PROVINCE_OFFICER], commune=a_commune(MINE), at=NOON)
    assert not has_role_over(officer, [Role.PROVINCE_OFFICER], commune=a_commune(ELSEWHERE), at=NOON)


@pytest.mark.parametrize(
    ("begins", "ends", "holds"),
    [(0, None, True), (1, None, False), (-1, 0, False), (-1, 1, True), (-2, -1, False)],
)
def test_a_grant_holds_from_its_first_moment_until_its_end(begins, ends, holds):
    grant = GrantFactory(
        given_at=NOON + timedelta(days=begins), ends_at=None if ends is None else NOON + timedelta(days=ends)
    )

    assert holds_nationwide(grant.person.code, roles=[Role.OPERATOR], at=NOON) is holds
    assert grants_of(grant.person.code, at=NOON).exists() is holds
    everybody = people_with_role_at(roles=[Role.OPERATOR], scope=Scope.NATION, scope_code="", at=NOON)
    assert everybody.filter(pk=grant.person.pk).exists() is holds


def test_a_verdict_takes_one_query(django_assert_num_queries):
    officer = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, MINE)
    commune = a_commune(MINE)

    with django_assert_num_queries(1):
        has_role_over(officer, [Role.COMMUNE_OFFICER], seller_code="HTX-1", commune=commune, at=NOON)


def test_a_grant_without_a_unit_or_with_an_unknown_role_cannot_be_stored():
    assert {constraint.name for constraint in Grant._meta.constraints} == {
        "accounts_grant_role_known",
        "accounts_grant_scope_named",
        "accounts_grant_once",
    }


def test_asked_once_for_many_things_roles_are_read_once_and_reach_as_far(django_assert_num_queries):
    person = PersonFactory()
    GrantFactory(person=person, role=Role.OPERATOR, scope_kind=Scope.PROVINCE, scope_code="08")
    GrantFactory(person=person, role=Role.HELPER, scope_kind=Scope.COMMUNE, scope_code="00721")
    asked_for = ([Role.OPERATOR], [Role.HELPER], [Role.OPERATOR, Role.HELPER], [Role.SELLER_PACKER])
    one_by_one = [reach_of(person.code, roles=roles, at=NOON) for roles in asked_for]

    with django_assert_num_queries(1), asked_once():
        together = [reach_of(person.code, roles=roles, at=NOON) for roles in asked_for]
    with django_assert_num_queries(1):
        again = reach_of(person.code, roles=[Role.HELPER], at=NOON)

    assert together == one_by_one
    assert again == one_by_one[1]
