"""A household's yes to its name is shown by paper or a witness, never by the shop's own press; its no needs nothing."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory, holder_of, operator
from chophien.audit.models import Entry, SensitiveLook
from chophien.growing.actions.households import HouseholdText, add_household
from chophien.growing.actions.mapping import redraw_area
from chophien.growing.actions.naming import agree_by_paper, look_at_paper, take_name_back
from chophien.growing.actions.witnessing import answer_as_witness, ask_witness
from chophien.growing.errors import NoWitness, WitnessWaits
from chophien.growing.models import AreaHousehold, AreaShape, HouseholdWord
from chophien.growing.selectors.naming import named_on, witnesses_for, words_of
from chophien.growing.states import Naming
from chophien.growing.tests.factories import LON, NOON, a_square, agreed_on_paper, an_area, drawn
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import Invalid, NotFound, NotPermitted, StepNotAllowed
from chophien.messages.models import Notice
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of, packer_of
from chophien.uploads.models import PrivateFile
from chophien.uploads.tests.factories import PDF

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def area():
    return an_area(a_seller())


@pytest.fixture
def household(area):
    return add_household(area=area, text=HouseholdText("Sùng Thị Dợ", "Bản Bẹ"), actor=SYSTEM, at=NOON)


def officer_of(area, **facts):
    return holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, area.commune.code, **facts)


def stands(household):
    household.refresh_from_db()
    return household.naming, household.naming_way


def test_a_paper_is_sealed_with_the_yes_and_an_officer_sees_it_for_a_purpose(area, household):
    manager = manager_of(area.seller)
    for file, day in ((None, DAY), (BytesIO(PDF), None), (BytesIO(PDF), date(2026, 12, 20)), (BytesIO(b"x"), DAY)):
        with pytest.raises(Invalid):
            agree_by_paper(household=household, file=file, said_on=day, actor=manager, at=NOON)
    assert stands(household) == ("not_asked", "")

    agree_by_paper(household=household, file=BytesIO(PDF), said_on=DAY, actor=manager, at=NOON)

    assert (stands(household), named_on([area])) == (("agreed", "paper"), [household])
    paper = PrivateFile.objects.get()
    assert (paper.owner_code, paper.kind, household.word.file_code) == (household.code, "naming", paper.code)
    for stranger in (manager, PersonFactory(), helper_in(area.commune.code)):
        with pytest.raises(NotPermitted):
            look_at_paper(household=household, purpose="Xem thử", actor=stranger, at=NOON)
    officer = officer_of(area)
    assert look_at_paper(household=household, purpose="Hộ hỏi lại", actor=officer, at=NOON).data == PDF
    look = SensitiveLook.objects.get()
    assert (look.what, look.subject_code, look.purpose) == ("uploads.naming", household.code, "Hộ hỏi lại")
    take_name_back(household=household, actor=officer, at=NOON)
    with pytest.raises(NotFound):
        look_at_paper(household=household, purpose="Hộ hỏi lại", actor=officer, at=NOON)


def test_who_writes_a_yes_and_who_a_no(area, household):
    manager, helper = manager_of(area.seller), helper_in(area.commune.code)
    a_mandate(seller=area.seller, helper=helper, at=NOON - timedelta(hours=1))
    officer, afar = officer_of(area), holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00745")
    strangers = (PersonFactory(), manager_of(a_seller()), packer_of(area.seller), afar, helper_in(area.commune.code))

    for person in (*strangers, officer):
        with pytest.raises(NotPermitted):
            agreed_on_paper(household, actor=person)
    for person in strangers:
        with pytest.raises(NotPermitted):
            take_name_back(household=household, actor=person, at=NOON)
    for person in (manager, helper, operator()):
        agreed_on_paper(household, actor=person)
        assert stands(household)[0] == "agreed"
        take_name_back(household=household, actor=officer if person == helper else person, at=NOON)
        assert stands(household) == ("unnamed", "")
    assert [word.on_behalf_of for word in words_of(household)].count(area.seller.code) == 1
    assert Entry.objects.filter(what="growing.household", facts__step="agreed").count() == 3


def test_a_witness_is_of_the_commune_and_nobody_of_the_shop_and_says_so_alone(area, household):
    manager, helper = manager_of(area.seller), helper_in(area.commune.code, name="Anh Páo")
    packer = packer_of(area.seller)
    officer = officer_of(area, name="Chị Lan")
    holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00745", name="Xã khác")
    assert [one.name for one in witnesses_for(area, at=NOON)] == ["Anh Páo", "Chị Lan"]
    for code in (packer.code, manager.code, "", "ND-NOBODY"):
        with pytest.raises(NoWitness):
            ask_witness(household=household, witness_code=code, said_on=DAY, actor=manager, at=NOON)
    with pytest.raises(Invalid):
        ask_witness(household=household, witness_code=helper.code, said_on=None, actor=manager, at=NOON)

    ask = ask_witness(household=household, witness_code=helper.code, said_on=DAY, actor=manager, at=NOON)

    assert (stands(household), Notice.objects.filter(person_code=helper.code).count()) == (("not_asked", ""), 1)
    with pytest.raises(WitnessWaits):
        ask_witness(household=household, witness_code=officer.code, said_on=DAY, actor=manager, at=NOON)
    for person in (manager, officer, PersonFactory()):
        with pytest.raises(NotPermitted):
            answer_as_witness(ask=ask, step="hear", actor=person, at=NOON)
    answer_as_witness(ask=ask, step="hear", actor=helper, at=NOON)
    assert (stands(household), household.word.witness, household.word.said_on) == (
        ("agreed", "witness"),
        helper,
        DAY,
    )
    with pytest.raises(StepNotAllowed):
        answer_as_witness(ask=ask, step="deny", actor=helper, at=NOON)
    take_name_back(household=household, actor=helper, at=NOON)
    assert stands(household) == ("unnamed", "")


def test_a_witness_who_did_not_hear_it_or_works_for_the_shop_now_names_nobody(area, household):
    manager, helper = manager_of(area.seller), helper_in(area.commune.code, name="Anh Páo")
    denied = ask_witness(household=household, witness_code=helper.code, said_on=DAY, actor=manager, at=NOON)
    answer_as_witness(ask=denied, step="deny", actor=helper, at=NOON)
    assert (stands(household), Notice.objects.filter(person_code=manager.code).count()) == (("not_asked", ""), 1)

    again = ask_witness(household=household, witness_code=helper.code, said_on=DAY, actor=manager, at=NOON)
    take_name_back(household=household, actor=manager, at=NOON)
    with pytest.raises(StepNotAllowed):
        answer_as_witness(ask=again, step="hear", actor=helper, at=NOON)
    hired = ask_witness(household=household, witness_code=helper.code, said_on=DAY, actor=manager, at=NOON)
    GrantFactory(person=helper, role=Role.SELLER_PACKER, scope_kind=Scope.SELLER, scope_code=area.seller.code)
    with pytest.raises(NotPermitted):
        answer_as_witness(ask=hired, step="hear", actor=helper, at=NOON)
    assert stands(household) == ("unnamed", "")


def test_the_database_keeps_words_and_borders_and_no_yes_without_what_shows_it(area, household):
    agreed_on_paper(household)
    redraw_area(area=area, drawn=drawn(a_square(LON + 0.0005)), actor=SYSTEM, at=NOON)
    old = AreaShape.objects.filter(is_current=False)
    assert (old.count(), AreaShape.objects.count()) == (1, 2)

    for wrong in (
        lambda: HouseholdWord.objects.update(naming=Naming.UNNAMED),
        lambda: HouseholdWord.objects.all().delete(),
        lambda: HouseholdWord.objects.create(
            household=household, naming=Naming.AGREED, way="paper", said_on=DAY, at=NOON
        ),
        lambda: AreaHousehold.objects.update(word=None),
        lambda: old.update(land={}),
        lambda: old.update(is_current=True),
        lambda: AreaShape.objects.filter(is_current=True).update(is_current=False, west=0),
        old.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()


def test_the_yes_that_nothing_showed_is_asked_again_and_stays_readable(area, household):
    agreed_on_paper(household)
    add_household(area=area, text=HouseholdText("Giàng A Páo"), actor=SYSTEM, at=NOON)
    reset = MigrationExecutor(connection).loader.get_migration(
        "growing", "0006_a_yes_that_nothing_shows_counts_no_more"
    )

    with connection.cursor() as cursor:
        for operation in reset.operations:
            cursor.execute(operation.sql)

    word = HouseholdWord.objects.latest("pk")
    assert (stands(household), household.said_on, named_on([area])) == (("not_asked", ""), None, [])
    assert (word.household, word.naming, word.way, word.is_shown) == (household, "agreed", "paper", False)
    assert HouseholdWord.objects.count() == 2
