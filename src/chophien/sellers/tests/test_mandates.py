"""A household lets a helper do named things until a day; every end of it counts at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.accounts.models import Grant
from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory, holder_of, operator
from chophien.audit.models import Entry
from chophien.jobs.queue import REGISTRY
from chophien.lib.actor import SystemActor
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, NotPermitted, StepNotAllowed
from chophien.messages.models import Message
from chophien.places.tests.factories import a_commune
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.sellers.actions.mandates import (
    ask_for_mandate,
    decline_mandate,
    expire_mandate,
    revoke_helpers_of,
    revoke_mandate,
    warn_of_end,
)
from chophien.sellers.actions.shops import ShopDetails, open_shop_for
from chophien.sellers.errors import NoPhoneOfItsOwn, TooManyHouseholds
from chophien.sellers.mandates import mandates_in_force
from chophien.sellers.models import Mandate
from chophien.sellers.policies import can_end_mandate, household_of, may
from chophien.sellers.selectors.helping import mandated_sellers, principal_of
from chophien.sellers.selectors.shops import desks_of
from chophien.sellers.states import Deed, MandateStatus, SellerKind, SellerStatus
from chophien.sellers.tests.factories import NOON, a_mandate, a_seller, helper_in, manager_of

pytestmark = pytest.mark.django_db


def a_rule(key: str, value: int) -> None:
    LegalParameter.objects.filter(key=key).update(value=value)
    forget()


CLOCK = SystemActor("system:test")
TODAY = local_date(NOON)
IN_MARCH = TODAY + timedelta(days=180)


def test_a_helper_asks_and_the_household_is_told_before_anything_counts():
    seller, pao = a_seller(name="Bà Sùng"), helper_in()
    sung = manager_of(seller)

    mandate = ask_for_mandate(seller=seller, deeds=[Deed.ACCEPT, Deed.LIST], valid_until=IN_MARCH, actor=pao, at=NOON)

    assert (mandate.status, mandate.deeds) == (MandateStatus.ASKED, [Deed.LIST, Deed.ACCEPT])
    assert [one.person_code for one in Message.objects.all()] == [sung.code]
    assert not may(pao, Deed.LIST, seller, at=NOON)
    assert list(mandated_sellers(pao, at=NOON)) == []


def test_asking_again_changes_the_question_and_is_no_second_one():
    seller, pao = a_seller(), helper_in()
    manager_of(seller)
    first = ask_for_mandate(seller=seller, deeds=[Deed.LIST], valid_until=IN_MARCH, actor=pao, at=NOON)

    again = ask_for_mandate(seller=seller, deeds=[Deed.ACCEPT], valid_until=IN_MARCH, actor=pao, at=NOON)

    assert (again.pk, again.deeds) == (first.pk, [Deed.ACCEPT])
    assert Mandate.objects.count() == 1


@pytest.mark.parametrize(
    ("deeds", "days", "field"),
    [([], 10, "deeds"), (["payout"], 10, "deeds"), ([Deed.LIST], -1, "valid_until"), ([Deed.LIST], 366, "valid_until")],
)
def test_a_mandate_names_deeds_and_a_day_within_the_rule(deeds, days, field):
    seller, pao = a_seller(), helper_in()
    manager_of(seller)

    with pytest.raises(Invalid) as refusal:
        ask_for_mandate(seller=seller, deeds=deeds, valid_until=TODAY + timedelta(days=days), actor=pao, at=NOON)

    assert list(refusal.value.field_errors) == [field]
    assert not Mandate.objects.exists()


def test_a_helper_of_another_commune_an_officer_and_the_shops_own_people_cannot_ask():
    seller = a_seller()
    strangers = [
        helper_in("02155"),
        holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, seller.commune.code),
        manager_of(seller),
        PersonFactory(),
    ]
    own_packer = helper_in()
    GrantFactory(person=own_packer, role=Role.SELLER_PACKER, scope_kind=Scope.SELLER, scope_code=seller.code)

    for person in [*strangers, own_packer]:
        with pytest.raises(NotPermitted):
            ask_for_mandate(seller=seller, deeds=[Deed.LIST], valid_until=IN_MARCH, actor=person, at=NOON)

    assert not Mandate.objects.exists()


def test_a_shop_run_with_the_helpers_own_number_gives_no_mandate():
    seller, pao = a_seller(), helper_in()
    GrantFactory(person=pao, role=Role.SELLER_MANAGER, scope_kind=Scope.SELLER, scope_code=seller.code)

    with pytest.raises(NoPhoneOfItsOwn):
        ask_for_mandate(seller=seller, deeds=[Deed.LIST], valid_until=IN_MARCH, actor=pao, at=NOON)


def test_one_helper_helps_so_many_households_and_no_more():
    pao = helper_in()
    a_rule("sellers.helper_households", 2)
    for _household in range(2):
        a_mandate(seller=a_seller(), helper=pao)
    third = a_seller()
    manager_of(third)

    with pytest.raises(TooManyHouseholds):
        ask_for_mandate(seller=third, deeds=[Deed.LIST], valid_until=IN_MARCH, actor=pao, at=NOON)


@pytest.mark.parametrize("deed", list(Deed))
@pytest.mark.parametrize("given", list(Deed))
def test_s22_a_mandate_lets_do_what_it_names_and_nothing_else(given, deed):
    seller, other, pao = a_seller(), a_seller(), helper_in()
    a_mandate(seller=seller, helper=pao, deeds=(given,))

    assert bool(may(pao, deed, seller, at=NOON)) is (deed == given)
    assert not may(pao, deed, other, at=NOON)


@pytest.mark.parametrize(
    "facts",
    [
        {"status": MandateStatus.ASKED},
        {"status": MandateStatus.DECLINED},
        {"status": MandateStatus.REVOKED},
        {"status": MandateStatus.EXPIRED},
        {"valid_from": TODAY + timedelta(days=1)},
        {"valid_from": TODAY - timedelta(days=9), "valid_until": TODAY - timedelta(days=1)},
        {"given_at": NOON + timedelta(minutes=1)},
    ],
)
def test_a_mandate_that_is_not_given_not_begun_or_over_lets_do_nothing(facts):
    seller, pao = a_seller(), helper_in()
    a_mandate(seller=seller, helper=pao, **facts)

    assert [bool(may(pao, deed, seller, at=NOON)) for deed in Deed] == [False] * 4
    assert list(mandated_sellers(pao, at=NOON)) == []
    assert [shop.seller for shop in desks_of(pao, at=NOON)] == []


def test_it_counts_on_its_last_day_until_midnight_in_vietnam():
    seller, pao = a_seller(), helper_in()
    a_mandate(seller=seller, helper=pao, valid_until=TODAY)
    midnight = NOON + timedelta(hours=12)

    assert may(pao, Deed.LIST, seller, at=midnight - timedelta(seconds=1))
    assert not may(pao, Deed.LIST, seller, at=midnight)


def test_a_helper_who_no_longer_helps_in_the_commune_does_nothing_more():
    seller, pao = a_seller(), helper_in()
    a_mandate(seller=seller, helper=pao)
    Grant.objects.filter(person=pao).update(ends_at=NOON)

    assert not may(pao, Deed.ACCEPT, seller, at=NOON)
    assert not mandates_in_force(at=NOON).exists()


def test_it_ends_for_the_day_after_as_many_acts_as_the_rule_allows():
    seller, pao = a_seller(), helper_in()
    a_mandate(seller=seller, helper=pao)
    a_rule("sellers.helper_acts_per_day", 2)
    for hours in (1, 2):
        Entry.objects.create(
            what="catalog.price_changed",
            actor_code=pao.code,
            on_behalf_of=seller.code,
            subject_code="SP-1",
            at=NOON - timedelta(hours=hours),
        )

    assert not may(pao, Deed.LIST, seller, at=NOON)
    assert may(pao, Deed.LIST, seller, at=NOON + timedelta(days=1))


def test_the_photos_of_an_act_are_no_acts_of_their_own():
    seller, pao = a_seller(), helper_in()
    a_mandate(seller=seller, helper=pao)
    a_rule("sellers.helper_acts_per_day", 1)
    Entry.objects.create(
        what="uploads.photo_taken", actor_code=pao.code, on_behalf_of=seller.code, subject_code=seller.code, at=NOON
    )

    assert may(pao, Deed.LIST, seller, at=NOON)


def test_who_acts_only_as_helper_acts_in_the_households_name():
    seller, pao, manager = a_seller(), helper_in(), None
    manager = manager_of(seller)
    a_mandate(seller=seller, helper=pao)

    assert principal_of(pao, seller, at=NOON) == seller.code
    assert principal_of(manager, seller, at=NOON) == ""
    assert principal_of(operator(), seller, at=NOON) == ""
    assert principal_of(PersonFactory(), seller, at=NOON) == ""
    assert principal_of(CLOCK, seller, at=NOON) == ""


def test_an_act_that_a_revocation_overtook_still_names_the_household():
    seller, pao = a_seller(), helper_in()
    a_mandate(seller=seller, helper=pao, status=MandateStatus.REVOKED)

    assert principal_of(pao, seller, at=NOON) == seller.code


@pytest.mark.parametrize("who", ["manager", "link", "commune_officer", "province_officer", "operator", "helper"])
def test_s22_household_officers_and_helper_end_it_at_once(who):
    seller, pao = a_seller(), helper_in()
    mandate = a_mandate(seller=seller, helper=pao)
    actor = {
        "manager": lambda: manager_of(seller),
        "link": lambda: household_of(mandate),
        "commune_officer": lambda: holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, seller.commune.code),
        "province_officer": lambda: holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, seller.commune.province.code),
        "operator": operator,
        "helper": lambda: pao,
    }[who]()

    ended = revoke_mandate(mandate=mandate, actor=actor, at=NOON)

    assert (ended.status, ended.ended_by, ended.ended_at) == (MandateStatus.REVOKED, actor.code, NOON)
    assert not may(pao, Deed.LIST, seller, at=NOON)
    assert {one.person_code for one in Message.objects.filter(kind="mandate.ended")} >= {pao.code}


def test_strangers_other_helpers_and_other_households_cannot_end_it():
    seller, pao = a_seller(), helper_in()
    mandate = a_mandate(seller=seller, helper=pao)
    another = a_mandate(seller=a_seller(), helper=pao)
    strangers = [
        PersonFactory(),
        helper_in(),
        manager_of(another.seller),
        household_of(another),
        holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "02155"),
        holder_of(Role.SELLER_PACKER, Scope.SELLER, seller.code),
    ]

    assert [bool(can_end_mandate(one, mandate, at=NOON)) for one in strangers] == [False] * 6
    for stranger in strangers:
        with pytest.raises(NotPermitted):
            revoke_mandate(mandate=mandate, actor=stranger, at=NOON)
    mandate.refresh_from_db()
    assert mandate.status == MandateStatus.GIVEN


def test_ending_it_twice_is_ending_it_once():
    seller, pao = a_seller(), helper_in()
    mandate, sung = a_mandate(seller=seller, helper=pao), manager_of(seller)
    revoke_mandate(mandate=mandate, actor=sung, at=NOON)

    again = revoke_mandate(mandate=mandate, actor=pao, at=NOON + timedelta(hours=1))

    assert (again.ended_by, again.ended_at) == (sung.code, NOON)
    assert Entry.objects.filter(what="sellers.mandate_revoked").count() == 1


def test_what_was_never_given_is_declined_not_revoked():
    seller, pao = a_seller(), helper_in()
    mandate, sung = a_mandate(seller=seller, helper=pao, status=MandateStatus.ASKED), manager_of(seller)

    with pytest.raises(StepNotAllowed):
        revoke_mandate(mandate=mandate, actor=sung, at=NOON)

    assert decline_mandate(mandate=mandate, actor=sung, at=NOON).status == MandateStatus.DECLINED


def test_by_message_a_household_ends_all_its_helpers_and_nobody_elses():
    seller, pao, vang = a_seller(), helper_in(), helper_in()
    sung = manager_of(seller)
    theirs = {a_mandate(seller=seller, helper=pao).pk, a_mandate(seller=seller, helper=vang).pk}
    elsewhere = a_mandate(seller=a_seller(), helper=pao)

    ended = revoke_helpers_of(person=sung, at=NOON)

    assert {one.pk for one in ended} == theirs
    elsewhere.refresh_from_db()
    assert elsewhere.status == MandateStatus.GIVEN
    assert revoke_helpers_of(person=sung, at=NOON) == []


def test_both_sides_are_warned_once_seven_days_before_the_end():
    seller, pao = a_seller(), helper_in()
    sung = manager_of(seller)
    soon = a_mandate(seller=seller, helper=pao, valid_until=TODAY + timedelta(days=7))
    later = a_mandate(seller=a_seller(), helper=pao, valid_until=TODAY + timedelta(days=8))

    said = [warn_of_end(mandate=one, actor=CLOCK, at=NOON) for one in (soon, soon, later)]

    assert said == [True, False, False]
    told = Message.objects.filter(kind="mandate.expiring").values_list("person_code", flat=True)
    assert sorted(told) == sorted([sung.code, pao.code])


@pytest.mark.parametrize(
    ("status", "after"),
    [(MandateStatus.GIVEN, MandateStatus.EXPIRED), (MandateStatus.ASKED, MandateStatus.DECLINED)],
)
def test_the_clock_ends_what_is_over(status, after):
    mandate = a_mandate(seller=a_seller(), helper=helper_in(), status=status, valid_until=TODAY)

    assert not expire_mandate(mandate=mandate, actor=CLOCK, at=NOON)
    assert expire_mandate(mandate=mandate, actor=CLOCK, at=NOON + timedelta(days=1))
    mandate.refresh_from_db()
    assert mandate.status == after


def test_every_morning_warns_of_what_ends_soon_and_ends_what_is_over():
    pao, today = helper_in(), local_date(timezone.now())
    over, soon, later = (
        a_mandate(seller=a_seller(), helper=pao, valid_until=today + timedelta(days=days)) for days in (-1, 7, 8)
    )

    for _morning in range(2):
        REGISTRY["sellers.look_after_mandates"](due_at="")

    assert [Mandate.objects.get(pk=one.pk).status for one in (over, soon, later)] == [
        *(MandateStatus.EXPIRED, MandateStatus.GIVEN, MandateStatus.GIVEN),
    ]
    warned = Message.objects.filter(kind="mandate.expiring", person_code=pao.code)
    assert list(warned.values_list("about", flat=True)) == [soon.code]


def test_s02_a_shop_opened_by_a_helper_belongs_to_the_household():
    pao = helper_in()
    details = ShopDetails(name="Hộ Sùng Thị Mỷ", kind=SellerKind.HOUSEHOLD_BUSINESS, commune=a_commune("00721"))

    seller = open_shop_for(phone="0987 654 321", name="Sùng Thị Mỷ", details=details, actor=pao, at=NOON)
    again = open_shop_for(phone="0987 654 321", name="Sùng Thị Mỷ", details=details, actor=pao, at=NOON)

    [grant] = Grant.objects.filter(scope_code=seller.code)
    assert (grant.person.name, grant.person.phone, grant.role) == ("Sùng Thị Mỷ", "+84987654321", Role.SELLER_MANAGER)
    assert (again.pk, seller.status, seller.phone) == (seller.pk, SellerStatus.DRAFT, "+84987654321")
    [entry] = Entry.objects.filter(what="sellers.started")
    assert (entry.actor_code, entry.on_behalf_of) == (pao.code, seller.code)
    assert not may(pao, Deed.LIST, seller, at=NOON)


def test_a_helpers_own_number_is_no_households_number():
    pao = helper_in()
    details = ShopDetails(name="Hộ Sùng Thị Mỷ", kind=SellerKind.HOUSEHOLD_BUSINESS, commune=a_commune("00721"))

    with pytest.raises(Invalid) as refusal:
        open_shop_for(phone=pao.phone, name="Sùng Thị Mỷ", details=details, actor=pao, at=NOON)

    assert list(refusal.value.field_errors) == ["phone"]
