"""A province's season calendar, and the warning of weeks that bring more than is wanted."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.catalog.tests.factories import an_offer
from chophien.lib.actor import SYSTEM
from chophien.messages.models import Notice
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.actions.glut import warn_of_glut
from chophien.orders.selectors.crop_calendar import crop_calendar, resting_communes
from chophien.orders.tests.factories import an_order
from chophien.orders.tests.test_preorders import preordering
from chophien.places.selectors import province
from chophien.seasons.models import GlutWarning
from chophien.seasons.selectors.crops import crop_of, crop_seasons, crops, ideas_for
from chophien.seasons.states import Months
from chophien.seasons.tests.factories import NOON, a_harvest, resting_plums
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
TUYEN_QUANG, SON_LA = "08", "14"
MONDAY = date(2027, 5, 24)
NEAR = datetime(2027, 5, 3, 5, 0, tzinfo=UTC)  # 21 days before that Monday


def harvested(cap=1000, **terms):
    """Plums of a kilogram a unit from one Monday to the Sunday of the week after."""
    plums = resting_plums(offers=[an_offer(unit="kg", pack="1 kg", weight_g=1000)])
    return a_harvest(plums, begins_on=MONDAY, ends_on=MONDAY + timedelta(days=13), cap=Decimal(cap), **terms)


def row_of(crop, on=date(2027, 5, 3), code=TUYEN_QUANG):
    return next(row for row in crop_calendar(province(code), on=on) if row.crop == crop)


def weeks_with(row, amount):
    return {cell.week: getattr(cell, amount) for cell in row.cells if getattr(cell, amount)}


def test_s05_a_harvest_is_spread_over_its_weeks():
    harvested()

    row = row_of("man")

    assert weeks_with(row, "expected_kg") == {MONDAY: 500, MONDAY + timedelta(days=7): 500}
    assert (row.name, row.expected_kg, row.ordered_kg) == ("Mận", 1000, 0)


def test_s05_what_was_ordered_ahead_stands_against_it_until_it_is_cancelled():
    order = preordering(harvested(), 140).orders[0]

    before = weeks_with(row_of("man"), "ordered_kg")
    cancel_order(order=order, reason="đổi ý", actor=SYSTEM, at=NOON)

    assert before == {MONDAY: 70, MONDAY + timedelta(days=7): 70}
    assert weeks_with(row_of("man"), "ordered_kg") == {}


def test_stock_in_season_and_ordinary_orders_count_too():
    tea = a_variant(
        title="Chè Shan", season_from="11-16", season_to="11-29", available=110, offers=[an_offer(weight_g=1000)]
    )
    an_order(variant=tea, quantity=10)

    row = row_of("che", on=date(2026, 11, 21))

    assert (row.expected_kg, row.ordered_kg) == (100, 10)


def test_sources_without_amounts_mark_their_weeks_and_are_named():
    row = row_of("man", code=SON_LA)

    assert {cell.week.month for cell in row.cells if cell.in_season} <= {4, 5, 6}
    assert [one.product for one in row.evidence] == ["mận hậu"]
    assert row.expected_kg == 0


@pytest.mark.parametrize(
    ("day", "covered"), [(date(2026, 10, 9), False), (date(2026, 10, 10), True), (date(2026, 11, 8), True)]
)
def test_months_of_the_moon_are_counted_by_the_moon(day, covered):
    cardamom = next(one for one in crop_seasons() if one.crop == "thao-qua" and one.months_are == Months.LUNAR)

    assert (cardamom.first_month, cardamom.covers(day)) == (9, covered)
    assert not cardamom.covers(date(2026, 11, 9))


def test_every_row_names_a_crop_and_its_source():
    assert all(one.crop in crops() and one.source and one.province_codes for one in crop_seasons())


@pytest.mark.parametrize(
    ("title", "crop"),
    [
        ("Mận hậu Mộc Châu", "man"), ("Mật ong bạc hà Mèo Vạc", "mat-ong-bac-ha"), ("Mật ong rừng", "mat-ong"),
        ("Chè Shan tuyết", "che"), ("Thịt lợn mán", "other"), ("Cam sành Hàm Yên", "cam"), ("Áo chàm", "other"),
    ],
)  # fmt: skip
def test_goods_are_known_by_their_title(title, crop):
    assert crop_of(title) == crop


def test_s05_officers_are_warned_three_weeks_ahead_and_once():
    officer = holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, TUYEN_QUANG)
    elsewhere = holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, SON_LA)
    harvested()

    early = warn_of_glut(actor=SYSTEM, at=NEAR - timedelta(days=1))
    in_time, again = warn_of_glut(actor=SYSTEM, at=NEAR), warn_of_glut(actor=SYSTEM, at=NEAR)

    assert (early, in_time, again) == (0, 1, 0)
    assert GlutWarning.objects.get().week_starts_on == MONDAY
    [told] = Notice.objects.filter(person_code=officer.code)
    assert "Mận, tuần 24/5: dự kiến 500 kg, đặt mua 0 kg" in told.text
    assert not Notice.objects.filter(person_code=elsewhere.code).exists()


@pytest.mark.parametrize(("cap", "ordered"), [(900, 0), (1000, 500)])
def test_nobody_is_warned_of_little_or_of_what_is_wanted(cap, ordered):
    harvest = harvested(cap)
    if ordered:
        preordering(harvest, ordered)

    assert warn_of_glut(actor=SYSTEM, at=NEAR) == 0


def test_s05_a_commune_at_rest_is_shown_what_else_it_could_sell():
    seller = a_seller()
    resting_plums(seller=seller)

    [commune] = resting_communes(province(TUYEN_QUANG), on=NOON.date())

    assert (commune.name, commune.crops) == (seller.commune.full_name, ("Mận",))
    assert [idea.kind for idea in commune.ideas] == ["dried", "dried", "craft", "tourism"]
    assert "Mận sấy dẻo" in commune.ideas[0].words


def test_a_commune_that_sells_is_left_alone():
    seller = a_seller()
    resting_plums(seller=seller)
    a_variant(seller=seller, title="Chè Shan")

    assert resting_communes(province(TUYEN_QUANG), on=NOON.date()) == []


def test_ideas_for_a_crop_come_before_those_for_any():
    assert [idea.crop for idea in ideas_for(["na"], province_code=SON_LA)][:2] == ["na", ""]
