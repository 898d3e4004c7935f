"""Households, seasons, and buyers who ask to see where exactly an area lies."""

from datetime import date, timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import SensitiveLook
from chophien.growing.actions.households import HouseholdText, add_household, end_household
from chophien.growing.actions.letting import answer_look, ask_to_look
from chophien.growing.actions.mapping import AreaFacts, describe_area, take_area_step
from chophien.growing.actions.naming import take_name_back
from chophien.growing.actions.seasons import SeasonFacts, change_season
from chophien.growing.errors import AskedAlready, HouseholdTwice, SeasonsOverlap
from chophien.growing.selectors.areas import Growers, growers_of, households_on, season_of, seasons_of
from chophien.growing.selectors.exact import land_for_purpose
from chophien.growing.selectors.letting import wish_of
from chophien.growing.selectors.naming import named_on
from chophien.growing.tests.factories import NOON, a_season, a_square, agreed_on_paper, an_area
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import Invalid, NotFound, NotPermitted, StepNotAllowed
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return an_area(a_seller())


def household(area, name="Sùng Thị Dợ", **facts):
    return add_household(area=area, text=HouseholdText(name, "Bản Bẹ", **facts), actor=SYSTEM, at=NOON)


def test_s11_households_are_counted_and_only_those_who_agreed_are_named(area):
    empty = growers_of([area])[area.pk]
    one, other = household(area), household(area, "Giàng A Páo")
    with pytest.raises(HouseholdTwice):
        household(area)

    agreed_on_paper(one)

    assert (empty, growers_of([area])[area.pk], named_on([area])) == (Growers(None), Growers(2), [one])
    take_name_back(household=one, actor=SYSTEM, at=NOON)
    end_household(household=other, actor=SYSTEM, at=NOON)
    assert (growers_of([area])[area.pk], named_on([area])) == (Growers(1), [])
    assert [row.owner_name for row in households_on(area)] == ["Sùng Thị Dợ"]
    facts = AreaFacts("Nương dưới", "che", area.commune)
    describe_area(area=area, facts=facts, households_said=14, actor=SYSTEM, at=NOON)
    area.refresh_from_db()
    assert (growers_of([area])[area.pk], area.name) == (Growers(14), "Nương dưới")


def test_seasons_of_a_crop_do_not_lie_on_each_other(area):
    spring, autumn = (
        a_season(area, date(2026, 3, 1), date(2026, 5, 31)),
        a_season(area, date(2026, 9, 1), date(2027, 1, 15)),
    )
    beans = a_season(area, date(2026, 5, 1), date(2026, 8, 1), crop="dau")

    assert (spring.year, autumn.year, a_season(area, date(2026, 3, 1), date(2026, 5, 31))) == (2026, 2027, spring)
    assert [season_of(area, date(2026, month, 10)) for month in (2, 5, 7, 12)] == [None, spring, beans, autumn]
    assert seasons_of(area) == [autumn, beans, spring]
    for wrong in (
        lambda: a_season(area, date(2026, 5, 31), date(2026, 6, 1)),
        lambda: change_season(
            season=autumn, facts=SeasonFacts("che", date(2026, 5, 1), date(2026, 9, 1)), actor=SYSTEM, at=NOON
        ),
    ):
        with pytest.raises(SeasonsOverlap):
            wrong()
    with pytest.raises(Invalid):
        a_season(area, date(2026, 6, 1), date(2026, 5, 1))
    with pytest.raises(NotPermitted):
        a_season(area, date(2026, 6, 1), date(2026, 6, 2), actor=PersonFactory())


def test_a_buyer_sees_exactly_after_the_owners_yes_until_it_is_taken_back_and_each_look_is_a_row(area):
    buyer, manager, helper = PersonFactory(), manager_of(area.seller), helper_in(area.seller.commune.code)
    a_mandate(seller=area.seller, helper=helper, at=NOON - timedelta(hours=1))
    wish = ask_to_look(area=area, purpose="Chuẩn bị hồ sơ EUDR", actor=buyer, at=NOON)
    with pytest.raises(AskedAlready):
        ask_to_look(area=area, purpose="Lần nữa", actor=buyer, at=NOON)
    for person in (helper, buyer, manager_of(a_seller())):
        with pytest.raises(NotPermitted):
            answer_look(wish=wish, step="give", actor=person, at=NOON)
    with pytest.raises(NotPermitted):
        land_for_purpose(area, actor=buyer, purpose=wish.purpose, at=NOON)

    given = answer_look(wish=wish, step="give", actor=manager, at=NOON)

    assert (given.until, land_for_purpose(area, actor=buyer, purpose=wish.purpose, at=NOON)) == (
        date(2027, 5, 23),
        a_square(),
    )
    with pytest.raises(NotPermitted):
        land_for_purpose(area, actor=buyer, purpose=wish.purpose, at=NOON + timedelta(days=181))
    answer_look(wish=given, step="end", actor=manager, at=NOON)
    with pytest.raises(NotPermitted):
        land_for_purpose(area, actor=buyer, purpose=wish.purpose, at=NOON)
    with pytest.raises(StepNotAllowed):
        answer_look(wish=given, step="give", actor=manager, at=NOON)
    assert [(look.subject_code, look.actor_code) for look in SensitiveLook.objects.all()] == [(area.code, buyer.code)]
    assert wish_of(buyer, area).status == "ended"


def test_nobody_asks_about_an_area_that_is_not_on_the_map(area):
    take_area_step(area=area, step="rest", actor=SYSTEM, at=NOON)

    with pytest.raises(NotFound):
        ask_to_look(area=area, purpose="Xem thử", actor=PersonFactory(), at=NOON)
