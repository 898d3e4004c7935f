from datetime import UTC, datetime

import pytest

from chophien.accounts.actions.people import ensure_person
from chophien.accounts.errors import AccountClosed
from chophien.accounts.models import Person
from chophien.accounts.selectors import found_by, language_of, people_visible_to, person_by_phone, with_grants
from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory, holder_of, operator
from chophien.audit.models import Entry
from chophien.lib.actor import SYSTEM
from chophien.lib.names import BadName
from chophien.lib.phone import BadPhone
from chophien.places.tests.factories import a_commune

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def test_a_new_number_becomes_a_person_who_has_no_password():
    person = ensure_person(phone="0912 345 678", name="  Sùng  A Páo ", actor=SYSTEM, at=NOON)

    assert (person.phone, person.name, person.language, person.joined_at) == (
        "+84912345678",
        "Sùng A Páo",
        "vi",
        NOON,
    )
    assert not person.has_usable_password()
    assert Entry.objects.get().what == "accounts.person_added"


def test_a_known_number_is_the_same_person_and_keeps_its_name():
    pao = ensure_person(phone="0912345678", name="Páo", actor=SYSTEM, at=NOON)

    again = ensure_person(phone="+84912345678", name="Somebody Else", actor=SYSTEM, at=NOON)

    assert (again, again.name) == (pao, "Páo")
    assert Entry.objects.count() == 1


def test_a_name_that_was_missing_is_filled_in():
    ensure_person(phone="0912345678", actor=SYSTEM, at=NOON)

    assert ensure_person(phone="0912345678", name="H' Y Ban Niê", actor=SYSTEM, at=NOON).name == "H' Y Ban Niê"


@pytest.mark.parametrize(
    ("phone", "name", "refusal"), [("091", "Páo", BadPhone), ("0912345678", "www.shop.vn", BadName)]
)
def test_a_bad_number_or_name_adds_nobody(phone, name, refusal):
    with pytest.raises(refusal):
        ensure_person(phone=phone, name=name, actor=SYSTEM, at=NOON)

    assert not Person.objects.exists()


def test_a_closed_account_is_not_opened_again_by_the_way():
    PersonFactory(phone="+84912345678", is_active=False)

    with pytest.raises(AccountClosed):
        ensure_person(phone="0912345678", actor=SYSTEM, at=NOON)

    assert person_by_phone("+84912345678") is None


def test_an_operator_sees_everybody_an_officer_those_of_the_province_and_others_nobody():
    a_commune("00004")
    a_commune("00721")
    helper_here = holder_of(Role.HELPER, Scope.COMMUNE, "00004")
    helper_away = holder_of(Role.HELPER, Scope.COMMUNE, "00721")
    officer = holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "01")
    boss = operator()

    assert set(people_visible_to(boss.code, at=NOON)) == {helper_here, helper_away, officer, boss}
    assert set(people_visible_to(officer.code, at=NOON)) == {helper_here}
    assert set(people_visible_to(helper_here.code, at=NOON)) == set()


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_of_people_with_their_roles_takes_the_same_queries_for_any_number(people, django_assert_num_queries):
    for _ in range(people):
        GrantFactory()

    with django_assert_num_queries(2):
        listed = [(person.code, len(person.roles_held)) for person in with_grants(Person.objects.all(), at=NOON)]

    assert [count for _, count in listed] == [1] * people


@pytest.mark.parametrize("text", ["0912 345 678", "+84912345678", "páo", "nd-00001", " "])
def test_people_are_found_by_number_name_or_code(text):
    pao = PersonFactory(phone="+84912345678", name="Sùng A Páo", code="ND-00001")

    assert list(found_by(Person.objects.all(), text)) == [pao]


def test_nobody_is_found_by_a_strangers_number():
    PersonFactory(phone="+84912345678", name="Sùng A Páo")

    assert not found_by(Person.objects.all(), "0987654321").exists()


def test_the_language_of_a_guest_is_vietnamese():
    reader = PersonFactory(language="en")

    assert (language_of(reader.code), language_of("guest")) == ("en", "vi")
