"""Who may give and end which role where: the whole table, and what happens when it is done."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from chophien.accounts.actions.roles import end_role, give_role
from chophien.accounts.errors import AccountClosed, LastOperator, ScopeMismatch
from chophien.accounts.models import Grant
from chophien.accounts.policies import can_end_role, can_give_role
from chophien.accounts.selectors import grants_manageable_by, holds_nationwide
from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory, holder_of, operator
from chophien.audit.models import Entry
from chophien.lib.actor import SYSTEM, GuestActor
from chophien.lib.errors import DomainError, NotPermitted
from chophien.messages.models import Notice
from chophien.places.tests.factories import a_commune, a_province

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
HERE, NEXT, AWAY = "00004", "00008", "00721"

# Every grant that somebody might give: role, kind of area, area.
GRANTS = {
    "operator": (Role.OPERATOR, Scope.NATION, ""),
    "operator here": (Role.OPERATOR, Scope.PROVINCE, "01"),
    "province officer here": (Role.PROVINCE_OFFICER, Scope.PROVINCE, "01"),
    "province officer away": (Role.PROVINCE_OFFICER, Scope.PROVINCE, "08"),
    "commune officer here": (Role.COMMUNE_OFFICER, Scope.COMMUNE, HERE),
    "commune officer next": (Role.COMMUNE_OFFICER, Scope.COMMUNE, NEXT),
    "commune officer away": (Role.COMMUNE_OFFICER, Scope.COMMUNE, AWAY),
    "helper here": (Role.HELPER, Scope.COMMUNE, HERE),
    "helper away": (Role.HELPER, Scope.COMMUNE, AWAY),
    "manager mine": (Role.SELLER_MANAGER, Scope.SELLER, "HTX-1"),
    "accountant mine": (Role.SELLER_ACCOUNTANT, Scope.SELLER, "HTX-1"),
    "packer mine": (Role.SELLER_PACKER, Scope.SELLER, "HTX-1"),
    "packer other": (Role.SELLER_PACKER, Scope.SELLER, "HTX-2"),
}
LOCAL = {"commune officer here", "commune officer next", "helper here"}
STAFF = {"manager mine", "accountant mine", "packer mine"}
MAY_GIVE = {
    "operator": set(GRANTS),
    "operator here": LOCAL | {"province officer here"},
    "province officer here": LOCAL,
    "commune officer here": set(),
    "helper here": set(),
    "manager mine": STAFF,
    "accountant mine": set(),
    "packer mine": set(),
}


@pytest.fixture
def places(db):
    for code in (HERE, NEXT, AWAY):
        a_commune(code)


def holder(name):
    return holder_of(*GRANTS[name])


def give(name, *, person, actor, at=NOON):
    role, scope_kind, scope_code = GRANTS[name]
    return give_role(person=person, role=role, scope_kind=scope_kind, scope_code=scope_code, actor=actor, at=at)


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("giver", MAY_GIVE)
def test_everybody_gives_exactly_the_roles_below_them_in_their_own_area(giver):
    actor, somebody = holder(giver), PersonFactory()

    given = {
        name
        for name, (role, kind, code) in GRANTS.items()
        if can_give_role(actor, person=somebody, role=role, scope_kind=kind, scope_code=code, at=NOON)
    }

    assert given == MAY_GIVE[giver]


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("ender", MAY_GIVE)
def test_everybody_ends_exactly_the_roles_they_may_give_and_the_list_shows_just_these(ender):
    actor = holder(ender)
    grants = {
        name: GrantFactory(role=role, scope_kind=kind, scope_code=code) for name, (role, kind, code) in GRANTS.items()
    }

    endable = {name for name, grant in grants.items() if can_end_role(actor, grant, at=NOON)}
    listed = set(grants_manageable_by(actor.code, at=NOON))

    assert endable == MAY_GIVE[ender]
    assert listed == {grants[name] for name in MAY_GIVE[ender]}


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("giver", MAY_GIVE)
@pytest.mark.parametrize("name", GRANTS)
def test_nobody_raises_themselves(giver, name):
    actor = holder(giver)
    before = Grant.objects.count()

    with pytest.raises(NotPermitted):
        give(name, person=actor, actor=actor)

    assert Grant.objects.count() == before


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("name", GRANTS)
def test_guests_and_people_without_a_role_give_nothing_and_the_machinery_gives_all(name):
    with pytest.raises(NotPermitted):
        give(name, person=PersonFactory(), actor=GuestActor("guest"))
    with pytest.raises(NotPermitted):
        give(name, person=PersonFactory(), actor=PersonFactory())

    grant = give(name, person=PersonFactory(), actor=SYSTEM)

    assert (grant.role, grant.scope_kind, grant.scope_code) == GRANTS[name]


@pytest.mark.usefixtures("places")
def test_giving_a_role_is_written_down_and_told():
    actor, lan = operator(), PersonFactory()

    grant = give("helper here", person=lan, actor=actor)

    assert (grant.person, grant.given_by, grant.given_at, grant.ends_at) == (lan, actor.code, NOON, None)
    entry = Entry.objects.get()
    assert (entry.what, entry.actor_code, entry.subject_code) == ("accounts.role_given", actor.code, lan.code)
    assert entry.facts == {"role": "helper", "scope": "commune", "over": HERE}
    notice = Notice.objects.get()
    assert (notice.person_code, notice.link) == (lan.code, "/toi/")
    assert notice.text == "Bạn có vai trò mới ở chợ: Người của tổ công nghệ số cộng đồng."


@pytest.mark.usefixtures("places")
def test_giving_a_role_again_changes_nothing():
    actor, lan = operator(), PersonFactory()
    first = give("helper here", person=lan, actor=actor)

    second = give("helper here", person=lan, actor=actor, at=NOON + timedelta(days=1))

    assert second == first
    assert Entry.objects.count() == 1


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("role", "kind", "code"),
    [
        (Role.HELPER, Scope.NATION, ""),
        (Role.HELPER, Scope.COMMUNE, "99999"),
        (Role.PROVINCE_OFFICER, Scope.PROVINCE, "99"),
        (Role.SELLER_MANAGER, Scope.SELLER, ""),
        (Role.SELLER_MANAGER, Scope.COMMUNE, HERE),
        (Role.OPERATOR, Scope.NATION, "01"),
        ("king", Scope.NATION, ""),
    ],
)
def test_a_role_is_only_given_over_the_areas_that_it_has(role, kind, code):
    with pytest.raises(ScopeMismatch):
        give_role(person=PersonFactory(), role=role, scope_kind=kind, scope_code=code, actor=operator(), at=NOON)

    assert Grant.objects.count() == 1


@pytest.mark.usefixtures("places")
def test_a_closed_account_gets_no_role():
    with pytest.raises(AccountClosed):
        give("helper here", person=PersonFactory(is_active=False), actor=operator())


@pytest.mark.usefixtures("places")
def test_an_ended_role_stays_as_history_and_may_be_given_again():
    actor = operator()
    grant = give("helper here", person=PersonFactory(), actor=actor)

    ended = end_role(grant=grant, actor=actor, at=NOON + timedelta(hours=1))
    again = give("helper here", person=grant.person, actor=actor, at=NOON + timedelta(hours=2))

    assert ended.ends_at == NOON + timedelta(hours=1)
    assert Grant.objects.filter(person=grant.person).count() == 2
    assert again.ends_at is None
    assert Entry.objects.filter(what="accounts.role_ended", subject_code=grant.person.code).count() == 1


@pytest.mark.usefixtures("places")
def test_a_stranger_cannot_end_a_role_and_its_holder_can():
    grant = GrantFactory(role=Role.SELLER_PACKER, scope_kind=Scope.SELLER, scope_code="HTX-1")

    with pytest.raises(NotPermitted):
        end_role(grant=grant, actor=PersonFactory(), at=NOON)
    grant.refresh_from_db()
    assert grant.ends_at is None

    assert end_role(grant=grant, actor=grant.person, at=NOON).ends_at == NOON


@pytest.mark.django_db
def test_the_last_operator_cannot_go():
    grant = GrantFactory()

    with pytest.raises(LastOperator):
        end_role(grant=grant, actor=grant.person, at=NOON)

    assert holds_nationwide(grant.person.code, roles=[Role.OPERATOR], at=NOON)


@pytest.mark.django_db
def test_an_operator_of_a_province_and_a_closed_account_do_not_count_as_others():
    grant = GrantFactory()
    GrantFactory(scope_kind=Scope.PROVINCE, scope_code=a_province("01").code)
    GrantFactory(person__is_active=False)

    with pytest.raises(LastOperator):
        end_role(grant=grant, actor=SYSTEM, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_operators_who_end_each_other_at_once_do_not_leave_the_market_without_one():
    first, second = GrantFactory(), GrantFactory()
    gate = threading.Barrier(2)
    answers = []

    def end(grant, actor):
        gate.wait()
        try:
            end_role(grant=grant, actor=actor, at=NOON)
            answers.append("ended")
        except DomainError as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=end, args=pair) for pair in ((first, second.person), (second, first.person))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count("ended") == 1
    assert Grant.objects.filter(ends_at__isnull=True).count() == 1
