"""Weighing in: once, whenever it comes; until the weighing is closed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of
from chophien.growing.tests.factories import an_area
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import Invalid, NotPermitted, StepNotAllowed
from chophien.lib.tests.racing import race
from chophien.lots.actions.agreeing import change_terms, end_lot, freeze_lot, open_lot, pledge
from chophien.lots.actions.growers import GrowerText, account_number, add_grower, change_grower
from chophien.lots.actions.weighing import Weighed, count_elsewhere, note_loss, take_back, weigh_in
from chophien.lots.errors import LotFrozen, NothingWeighed, WeighedOtherwise
from chophien.lots.models import Contribution, Grade, Grower, Lot, LotStep
from chophien.lots.selectors.composition import composition
from chophien.lots.states import ContributionStatus, LotStatus
from chophien.lots.tests.factories import (
    FIRST,
    NAMES,
    NOON,
    SECOND,
    a_brought_lot,
    a_cooperative,
    a_grower,
    a_lot,
    brings,
    some_terms,
)

pytestmark = pytest.mark.django_db


def fresh(lot):
    return Lot.objects.get(pk=lot.pk)


def test_nothing_grew_on_the_land_of_another_shop():
    lot, foreign = a_lot(), an_area(a_cooperative())

    with pytest.raises(Invalid) as refused:
        brings(lot, a_grower(lot.seller), "5", area_code=foreign.code)

    assert set(refused.value.field_errors) == {"area_code"}
    assert not Contribution.objects.exists()


def test_what_households_bring_makes_the_lot():
    lot = a_lot()
    may, in_ = a_grower(lot.seller, NAMES[0]), a_grower(lot.seller, NAMES[1])

    brings(lot, may, "12.5")
    brings(lot, may, "2", SECOND, moisture_tenths=745, area_code=an_area(lot.seller).code)
    brings(lot, in_, "7.25", SECOND)

    lot = fresh(lot)
    assert (lot.total_g, lot.left_g, lot.status) == (21_750, 21_750, LotStatus.OPEN)
    assert composition(lot.pk) == {
        may.code: 12_500 * 30_000 + 2_000 * 20_000,
        in_.code: 7_250 * 20_000,
    }


def test_an_entry_that_is_sent_twice_counts_once():
    lot = a_lot()
    grower = a_grower(lot.seller)

    first = brings(lot, grower, "12.5", client_id="phone-7")
    again = brings(lot, grower, "12.5", client_id="phone-7")

    assert again == first
    assert fresh(lot).total_g == 12_500
    with pytest.raises(WeighedOtherwise):
        brings(lot, grower, "13", client_id="phone-7")


def test_as_much_of_the_same_on_one_day_is_asked_about_once_and_then_counts_as_another_weighing():
    lot = a_lot()
    may, in_ = a_grower(lot.seller, NAMES[0]), a_grower(lot.seller, NAMES[1])
    brings(lot, may, "20", client_id="first", is_another=False)

    with pytest.raises(Invalid) as refusal:
        brings(lot, may, "20", client_id="after-back", is_another=False)
    brings(lot, may, "20", client_id="first", is_another=False)
    for grower, kg, grade in ((in_, "20", FIRST), (may, "20.5", FIRST), (may, "20", SECOND)):
        brings(lot, grower, kg, grade, is_another=False)
    brings(lot, may, "20", is_another=False, recorded_at=NOON - timedelta(days=1))
    brings(lot, may, "20", client_id="after-back")

    [said] = refusal.value.field_errors["is_another"]
    assert all(word in said for word in (NAMES[0], "20\xa0kg", FIRST, "12:00"))
    assert (lot.contributions.count(), fresh(lot).total_g) == (6, 120_500)


def test_an_entry_that_comes_after_the_weighing_was_closed_is_kept_and_does_not_count():
    lot, [grower] = a_brought_lot(None, "10")
    freeze_lot(lot=lot, actor=SYSTEM, at=NOON)

    late = brings(lot, grower, "5", client_id="late")
    again = brings(lot, grower, "5", client_id="late")

    assert (late.status, again) == (ContributionStatus.TOO_LATE, late)
    assert fresh(lot).total_g == 10_000


def test_an_entry_that_counted_says_so_when_it_is_sent_again_after_the_weighing_was_closed():
    lot, [grower] = a_brought_lot(None, "10")
    first = brings(lot, grower, "5", client_id="twice")
    freeze_lot(lot=lot, actor=SYSTEM, at=NOON)

    assert brings(lot, grower, "5", client_id="twice") == first
    assert first.status == ContributionStatus.COUNTED


def test_what_came_too_late_can_count_in_the_next_lot():
    lot, [grower] = a_brought_lot(None, "10")
    freeze_lot(lot=lot, actor=SYSTEM, at=NOON)
    late = brings(lot, grower, "5")
    following = a_lot(lot.seller)

    counted = count_elsewhere(contribution=late, grade=following.grades.get(name=SECOND), actor=SYSTEM, at=NOON)

    late.refresh_from_db()
    assert (late.status, late.moved_to) == (ContributionStatus.MOVED, counted)
    assert (counted.status, counted.grams, fresh(following).total_g) == (ContributionStatus.COUNTED, 5_000, 5_000)
    with pytest.raises(StepNotAllowed):
        count_elsewhere(contribution=late, grade=following.grades.get(name=SECOND), actor=SYSTEM, at=NOON)


def test_a_mistake_is_taken_back_while_the_lot_is_open_only():
    lot, [grower] = a_brought_lot(None, "10")
    wrong = brings(lot, grower, "500")

    take_back(contribution=wrong, actor=SYSTEM, at=NOON)

    assert fresh(lot).total_g == 10_000
    freeze_lot(lot=lot, actor=SYSTEM, at=NOON)
    with pytest.raises(LotFrozen):
        take_back(contribution=Contribution.objects.get(grams=10_000), actor=SYSTEM, at=NOON)


def test_what_is_sorted_out_is_the_households_own_and_what_is_lost_is_everybodys():
    lot, [may, in_] = a_brought_lot(None, "10", "10")
    of_may = Contribution.objects.get(grower=may)

    note_loss(lot=lot, contribution=of_may, grams=4_000, reason="Mốc", actor=SYSTEM, at=NOON)
    note_loss(lot=lot, grams=2_000, reason="Ướt mưa", actor=SYSTEM, at=NOON)

    lot = fresh(lot)
    assert (lot.total_g, lot.left_g, lot.gone_g) == (16_000, 14_000, 2_000)
    assert composition(lot.pk) == {may.code: 6_000 * 30_000, in_.code: 10_000 * 30_000}
    freeze_lot(lot=lot, actor=SYSTEM, at=NOON)
    with pytest.raises(LotFrozen):
        note_loss(lot=lot, contribution=of_may, grams=1_000, reason="Mốc", actor=SYSTEM, at=NOON)


@pytest.mark.parametrize(
    ("grams", "reason", "faults"), [(0, "Mốc", ["grams"]), (10_001, "Mốc", ["grams"]), (5, " . ", ["reason"])]
)
def test_a_loss_is_of_what_is_there_and_says_why(grams, reason, faults):
    lot, _growers = a_brought_lot(None, "10")

    with pytest.raises(Invalid) as refusal:
        note_loss(lot=lot, grams=grams, reason=reason, actor=SYSTEM, at=NOON)

    assert list(refusal.value.field_errors) == faults


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"grams": 0}, ["kg"]),
        ({"grams": 5_000_001}, ["kg"]),
        ({"moisture_tenths": 1_001}, ["moisture"]),
        ({"client_id": ""}, ["client_id"]),
        ({"recorded_at": NOON + timedelta(hours=1)}, ["recorded_at"]),
    ],
)
def test_scales_that_cannot_be_right_are_asked_again(changes, faults):
    lot = a_lot()
    weighed = replace(Weighed("id", 1_000, NOON), **changes)

    with pytest.raises(Invalid) as refusal:
        weigh_in(
            lot=lot,
            grower=a_grower(lot.seller),
            grade=lot.grades.get(name=FIRST),
            weighed=weighed,
            actor=SYSTEM,
            at=NOON,
        )

    assert (list(refusal.value.field_errors), Contribution.objects.count()) == (faults, 0)


def test_nobody_weighs_in_for_a_household_of_another_shop_or_by_another_lots_grade():
    lot, other = a_lot(), a_lot()

    with pytest.raises(Invalid) as refusal:
        weigh_in(
            lot=lot,
            grower=a_grower(other.seller),
            grade=other.grades.get(name=FIRST),
            weighed=Weighed("id", 1_000, NOON),
            actor=SYSTEM,
            at=NOON,
        )

    assert list(refusal.value.field_errors) == ["grower", "grade"]


@pytest.mark.parametrize(
    ("role", "weighs", "decides"),
    [(Role.SELLER_MANAGER, True, True), (Role.SELLER_PACKER, True, False), (Role.SELLER_ACCOUNTANT, False, False)],
)
def test_who_stands_at_the_scales_and_who_decides(role, weighs, decides):
    lot = a_lot()
    grower, person = a_grower(lot.seller), holder_of(role, Scope.SELLER, lot.seller.code)

    def tried(act):
        try:
            with transaction.atomic():
                act()
        except NotPermitted:
            return False
        return True

    assert tried(lambda: brings(lot, grower, "1", actor=person)) == weighs
    assert tried(lambda: open_lot(seller=lot.seller, terms=some_terms(), actor=person, at=NOON)) == decides
    assert not tried(lambda: brings(lot, grower, "1", actor=PersonFactory()))


def test_the_terms_can_be_changed_until_the_weighing_is_closed():
    lot, _growers = a_brought_lot(None, "10")

    change_terms(
        lot=lot, terms=some_terms(grades=((FIRST, 35_000), ("Vụn", 5_000)), fee_basis_points=500), actor=SYSTEM, at=NOON
    )

    assert list(Grade.objects.filter(lot=lot).values_list("name", "price_vnd")) == [(FIRST, 35_000), ("Vụn", 5_000)]
    with pytest.raises(Invalid):
        change_terms(lot=lot, terms=some_terms(grades=((SECOND, 1),)), actor=SYSTEM, at=NOON)
    freeze_lot(lot=lot, actor=SYSTEM, at=NOON)
    with pytest.raises(LotFrozen):
        change_terms(lot=lot, terms=some_terms(), actor=SYSTEM, at=NOON)


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"product": " "}, ["product"]),
        ({"grades": ()}, ["grades"]),
        ({"grades": (("A", 1), ("a", 2))}, ["grades"]),
        ({"grades": (("A", 0),)}, ["grades"]),
        ({"fee_basis_points": 10_001}, ["fee"]),
        ({"cost_vnd": -1}, ["cost_vnd"]),
        ({"target_g": 0}, ["target"]),
        ({"harvested_on": date(2026, 11, 2), "best_before": date(2026, 11, 1)}, ["best_before"]),
    ],
)
def test_terms_that_cannot_be_are_named(changes, faults):
    with pytest.raises(Invalid) as refusal:
        a_lot(**changes)

    assert (list(refusal.value.field_errors), Lot.objects.count()) == (faults, 0)


def test_the_database_itself_keeps_what_was_agreed():
    lot, _growers = a_brought_lot(None, "10")
    freeze_lot(lot=lot, actor=SYSTEM, at=NOON)
    tries = (
        lambda: Contribution.objects.filter(lot=lot).update(grams=1),
        lambda: Contribution.objects.filter(lot=lot).delete(),
        lambda: Grade.objects.filter(lot=lot).update(price_vnd=1),
        lambda: Lot.objects.filter(pk=lot.pk).update(fee_basis_points=9_000),
        lambda: Lot.objects.filter(pk=lot.pk).update(allocation="pro_rata"),
    )

    for change in tries:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_an_empty_lot_is_given_up_and_not_closed():
    lot = a_lot()

    with pytest.raises(NothingWeighed):
        freeze_lot(lot=lot, actor=SYSTEM, at=NOON)

    assert end_lot(lot=lot, actor=SYSTEM, at=NOON).status == LotStatus.CALLED_OFF
    assert list(LotStep.objects.filter(lot=lot).values_list("step", "to_status")) == [
        ("open", "open"),
        ("call_off", "called_off"),
    ]


def test_a_lot_of_which_something_is_left_is_not_put_away():
    lot, _growers = a_brought_lot(None, "10")
    freeze_lot(lot=lot, actor=SYSTEM, at=NOON)

    with pytest.raises(StepNotAllowed):
        end_lot(lot=lot, actor=SYSTEM, at=NOON)


def test_the_last_word_of_a_household_about_what_it_will_bring_counts():
    lot = a_lot(target_g=100_000, gather_until=date(2026, 12, 1))
    may, in_ = a_grower(lot.seller, NAMES[0], phone="0912345678"), a_grower(lot.seller, NAMES[1])

    pledge(lot=lot, grower=may, grams=20_000, actor=may.person, at=NOON)
    pledge(lot=lot, grower=may, grams=30_000, actor=SYSTEM, at=NOON)
    pledge(lot=lot, grower=in_, grams=5_000, actor=SYSTEM, at=NOON)
    pledge(lot=lot, grower=in_, grams=0, actor=SYSTEM, at=NOON)

    assert list(lot.pledges.values_list("grower__name", "grams")) == [(NAMES[0], 30_000)]
    with pytest.raises(NotPermitted):
        pledge(lot=lot, grower=in_, grams=1, actor=may.person, at=NOON)


def test_a_household_needs_no_phone_and_no_account():
    seller = a_cooperative()

    bare = add_grower(seller=seller, text=GrowerText(name=NAMES[0]), actor=SYSTEM, at=NOON)
    known = add_grower(
        seller=seller,
        text=GrowerText(NAMES[1], "Bản Bẹ", "0912 345 678", "970436", "0123 456 789"),
        actor=SYSTEM,
        at=NOON,
    )

    assert (bare.person, bare.pay_way, account_number(bare)) == (None, "cash", "")
    assert (known.person, known.phone_said, known.pay_way, known.account_tail) == (
        None,
        "+84912345678",
        "account",
        "6789",
    )
    assert account_number(Grower.objects.get(pk=known.pk)) == "0123456789"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ({"name": ""}, ["name"]),
        ({"phone": "12"}, ["phone"]),
        ({"bank_bin": "970436"}, ["account"]),
        ({"bank_bin": "1", "account": "12345"}, ["bank_bin"]),
    ],
)
def test_what_is_wrong_about_a_household_is_named(text, faults):
    seller = a_cooperative()
    grower = a_grower(seller)
    said = GrowerText(**{"name": NAMES[0], **text})

    for act in (
        lambda: add_grower(seller=seller, text=said, actor=SYSTEM, at=NOON),
        lambda: change_grower(grower=grower, text=said, actor=SYSTEM, at=NOON),
    ):
        with pytest.raises(Invalid) as refusal:
            act()
        assert list(refusal.value.field_errors) == faults


@pytest.mark.django_db(transaction=True)
def test_entries_race_against_the_closing_and_none_is_lost():
    lot, [grower] = a_brought_lot(None, "10")
    entries = [lambda place=place: brings(lot, grower, "1", client_id=f"race-{place}") for place in range(6)]
    twice = [lambda: brings(lot, grower, "1", client_id="race-0")]

    ends = race([*entries[:3], lambda: freeze_lot(lot=lot, actor=SYSTEM, at=NOON), *entries[3:], *twice], at_once=4)

    rows = Contribution.objects.filter(lot=lot)
    counted = rows.filter(status=ContributionStatus.COUNTED)
    assert ends == {"done": 8}
    assert (rows.count(), fresh(lot).status) == (7, LotStatus.FROZEN)
    assert fresh(lot).total_g == sum(counted.values_list("grams", flat=True))
