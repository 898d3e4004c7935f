"""Teams: officers register them, their members help in the commune, and who leaves helps no longer."""

import pytest

from chophien.accounts.selectors import grants_of
from chophien.accounts.states import Role
from chophien.accounts.tests.factories import PersonFactory
from chophien.lib.errors import Invalid, NotPermitted
from chophien.messages.models import Notice
from chophien.orders.tests.factories import NOON
from chophien.places.tests.factories import a_commune
from chophien.programmes.actions.tasks import assign_fact
from chophien.programmes.actions.teams import add_member, close_team, register_team, remove_member
from chophien.programmes.errors import TeamNotEmpty
from chophien.programmes.models import Member, Task, Team
from chophien.programmes.selectors.never_sold import fact_about
from chophien.programmes.selectors.teams import member_of, teams_overseen_by
from chophien.programmes.tests.factories import (
    ELSEWHERE,
    HERE,
    a_household,
    a_member,
    a_province_officer,
    a_team,
    an_officer,
)

pytestmark = pytest.mark.django_db


def communes_of(person):
    return list(grants_of(person.code, at=NOON).filter(role=Role.HELPER).values_list("scope_code", flat=True))


def test_s24_an_officer_registers_a_team_its_members_and_their_villages():
    officer, mi = an_officer(), PersonFactory(name="Vàng Mí Sính")
    team = register_team(commune=a_commune(HERE), name="Tổ Sủng Là", actor=officer, at=NOON)

    member = add_member(
        team=team, phone=mi.phone, name="", villages=["Sủng Là", "sủng là", " Lũng Cẩm "], actor=officer, at=NOON
    )

    assert member.villages == ["Sủng Là", "Lũng Cẩm"]
    assert communes_of(mi) == [HERE]
    assert Notice.objects.get(person_code=mi.code).link == "/giup/"


def test_somebody_new_needs_a_name():
    with pytest.raises(Invalid) as refused:
        add_member(team=a_team(), phone="0912 000 111", name="", villages=[], actor=an_officer(), at=NOON)

    assert list(refused.value.field_errors) == ["name"]
    assert not Member.objects.exists()


@pytest.mark.parametrize("who", ["officer elsewhere", "helper", "province elsewhere"])
def test_only_the_officers_of_the_area_register(who):
    team = a_team()
    people = {
        "officer elsewhere": lambda: an_officer(ELSEWHERE),
        "helper": lambda: a_member(team),
        "province elsewhere": lambda: a_province_officer("20"),
    }
    actor = people[who]()

    with pytest.raises(NotPermitted):
        register_team(commune=a_commune(HERE), name="Tổ khác", actor=actor, at=NOON)

    assert Team.objects.count() == 1


def test_nobody_makes_themselves_a_helper():
    officer = an_officer()

    with pytest.raises(NotPermitted):
        add_member(team=a_team(), phone=officer.phone, name="", villages=[], actor=officer, at=NOON)

    assert communes_of(officer) == []


def test_who_leaves_helps_no_longer_and_gives_back_what_there_was_to_do():
    team, seller = a_team(), a_household()
    helper = a_member(team)
    assign_fact(fact=fact_about(seller, at=NOON), seller=seller, helper=helper, actor=an_officer(), at=NOON)

    remove_member(member=member_of(team, helper.code), actor=an_officer(), at=NOON)

    assert communes_of(helper) == []
    assert list(Task.objects.values_list("assigned_to", "status")) == [(None, "open")]


def test_who_is_in_another_team_of_the_commune_goes_on_helping():
    first, second = a_team(), a_team(name="Tổ hai")
    helper = a_member(first)
    add_member(team=second, phone=helper.phone, name="", villages=[], actor=an_officer(), at=NOON)

    remove_member(member=member_of(first, helper.code), actor=an_officer(), at=NOON)

    assert communes_of(helper) == [HERE]


def test_a_team_is_closed_once_it_is_empty():
    team = a_team()
    helper = a_member(team)

    with pytest.raises(TeamNotEmpty):
        close_team(team=team, actor=an_officer(), at=NOON)
    remove_member(member=member_of(team, helper.code), actor=an_officer(), at=NOON)
    close_team(team=team, actor=an_officer(), at=NOON)

    assert list(teams_overseen_by(an_officer(), at=NOON)) == []
