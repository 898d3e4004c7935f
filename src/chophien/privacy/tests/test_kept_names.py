"""Whoever is erased is named nowhere: not by a yes that was said before, and not on any land."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.growing.actions.households import HouseholdText, add_household
from chophien.growing.errors import SaidItself
from chophien.growing.tests.factories import agreed_on_paper, an_area
from chophien.lib.actor import SYSTEM
from chophien.lots.actions.growers import GrowerText, add_grower, end_grower
from chophien.lots.models import Grower
from chophien.lots.tests.factories import a_cooperative, a_grower
from chophien.privacy.actions.erasing import erase
from chophien.privacy.kept.account import forget_account
from chophien.privacy.kept.lots import brought_together
from chophien.scans.actions.naming import say_naming
from chophien.scans.selectors.kept import are_still_named
from chophien.scans.selectors.naming import named_among
from chophien.traceability.models import NamingWish

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def test_s36_the_yes_of_a_household_that_is_erased_counts_no_more_on_its_page_and_on_its_land():
    seller = a_cooperative()
    grower, other = a_grower(seller, phone="0912345691"), a_grower(seller, "Lò Văn Ín", phone="0912345692")
    text = HouseholdText(grower.name, "", grower.code)
    household = add_household(area=an_area(seller), text=text, actor=SYSTEM, at=NOON)
    for one in (grower, other):
        say_naming(grower=one, may_be_named=True, actor=one.person, at=NOON)
    assert named_among([grower, other]) == {grower.pk, other.pk}

    outcome = erase(person=grower.person, actor=operator(), at=NOON + timedelta(hours=1))

    assert {line["key"]: line["gone"] for line in outcome}["lots"] == 1
    assert named_among([grower, other]) == {other.pk}
    assert not are_still_named({grower.pk})
    household.refresh_from_db()
    assert (household.naming, household.naming_way) == ("unnamed", "own")
    assert [one.may_be_named for one in NamingWish.objects.filter(grower=grower).order_by("pk")] == [True, False]
    with pytest.raises(SaidItself):
        agreed_on_paper(household, at=NOON + timedelta(hours=2))


def test_s36_a_number_that_a_shop_wrote_down_goes_with_its_owner_who_never_said_to_be_that_household():
    owner = PersonFactory(phone="+84912345695")
    shops = [a_cooperative(), a_cooperative()]
    growers = [
        add_grower(seller=shop, text=GrowerText(name="Lò Văn Ín", phone="0912345695"), actor=SYSTEM, at=NOON)
        for shop in shops
    ]
    other = add_grower(seller=shops[0], text=GrowerText(name="Sùng Thị Máy", phone="0912345696"), actor=SYSTEM, at=NOON)
    end_grower(grower=growers[1], actor=SYSTEM, at=NOON)
    assert [row["code"] for row in brought_together(owner)] == [one.code for one in growers]

    outcome = erase(person=owner, actor=operator(), at=NOON + timedelta(hours=1))

    assert {line["key"]: line["gone"] for line in outcome}["lots"] == 2
    said = Grower.objects.order_by("pk").values_list("name", "phone_said", "person")
    assert list(said) == [
        ("Lò Văn Ín", "", None),
        ("Lò Văn Ín", "", None),
        ("Sùng Thị Máy", other.phone_said, None),
    ]
    assert other.phone_said == "+84912345696"


def test_s36_a_no_and_an_erasure_write_no_name_down_again_and_those_of_before_are_taken_out():
    grower = a_grower(a_cooperative(), phone="0912345697")
    say_naming(grower=grower, may_be_named=True, actor=grower.person, at=NOON)
    say_naming(grower=grower, may_be_named=False, actor=grower.person, at=NOON)
    NamingWish.objects.create(grower=grower, may_be_named=False, name=grower.name, said_by="x", at=NOON)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(import_module("chophien.traceability.migrations.0011_a_no_names_nobody").TAKE_OUT)
    erase(person=grower.person, actor=operator(), at=NOON + timedelta(hours=1))

    assert list(NamingWish.objects.order_by("pk").values_list("may_be_named", "name")) == [
        (True, grower.name),
        (False, ""),
        (False, ""),
        (False, ""),
    ]


def test_s36_who_was_erased_before_that_was_so_is_named_no_more_either():
    seller = a_cooperative()
    grower, other = a_grower(seller, phone="0912345693"), a_grower(seller, "Lò Văn Ín", phone="0912345694")
    for one in (grower, other):
        say_naming(grower=one, may_be_named=True, actor=one.person, at=NOON - timedelta(days=30))
    forget_account(grower.person, at=NOON)

    with connection.cursor() as cursor:
        migration = "chophien.traceability.migrations.0009_who_was_erased_before_is_named_no_more"
        cursor.execute(import_module(migration).SAY_NO)

    assert named_among([grower, other]) == {other.pk}
