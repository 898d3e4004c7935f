"""Goods that come again: ordered ahead, once for each day, skipped, paused, and told about when they are short."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.lib.errors import Invalid, NotPermitted
from chophien.messages.models import Notice
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON
from chophien.places.selectors import commune
from chophien.supply.models import Stock
from chophien.wholesale.actions.standing import (
    StandingFacts,
    order_due_days,
    set_up_standing,
    skip_day,
    step_standing,
)
from chophien.wholesale.models import StandingDay
from chophien.wholesale.tests.factories import rice

pytestmark = pytest.mark.django_db
MONDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 25)  # NOON is the Saturday before


def a_standing(*, available=1000, **facts):
    tick = {name: facts.pop(name) for name in ("consent", "seen_regulation") if name in facts}
    given = {
        "name": "Bếp ăn Tiểu học Sủng Là",
        "weekdays": [1, 3],
        "first_on": MONDAY,
        "last_on": MONDAY + timedelta(days=30),
        "contact_name": "Cô Mai",
        "contact_phone": "+84912345678",
        "commune": commune("00004"),
    } | facts
    items = [(rice(available=available), Decimal(10))]
    return set_up_standing(
        facts=StandingFacts(**given), items=items, buyer=PersonFactory(), at=NOON, **({"consent": True} | tick)
    )


def days_of(standing):
    return [(day.on, str(day.status)) for day in StandingDay.objects.filter(standing=standing)]


def test_s04_orders_are_placed_two_days_ahead_once_for_each_day():
    standing = a_standing()

    for hours in (0, 1, 2, 24):
        order_due_days(standing=standing, at=NOON + timedelta(hours=hours))

    order = Order.objects.get()
    assert days_of(standing) == [(MONDAY, "ordered")]
    assert (order.origin, order.promised_to, order.group.person) == ("standing", MONDAY, standing.buyer)


def test_after_an_outage_what_can_still_come_is_ordered_and_nothing_twice():
    standing = a_standing()
    late = NOON + timedelta(days=3)  # Tuesday

    order_due_days(standing=standing, at=late)
    order_due_days(standing=standing, at=late)

    assert days_of(standing) == [(WEDNESDAY, "ordered")]
    assert Order.objects.count() == 1


def test_skipped_days_and_pauses_order_nothing():
    standing = a_standing()
    skip_day(standing=standing, on=MONDAY, actor=standing.buyer, at=NOON)

    order_due_days(standing=standing, at=NOON)
    step_standing(standing=standing, step="pause", actor=standing.buyer, at=NOON)
    order_due_days(standing=standing, at=NOON + timedelta(days=3))

    assert days_of(standing) == [(MONDAY, "skipped")]
    assert Order.objects.count() == 0


def test_who_ordered_is_told_once_when_goods_are_short_and_it_is_tried_again():
    standing = a_standing(available=5)

    order_due_days(standing=standing, at=NOON)
    order_due_days(standing=standing, at=NOON + timedelta(hours=1))
    told = Notice.objects.filter(person_code=standing.buyer.code, about=standing.code).count()
    Stock.objects.update(available=100)
    order_due_days(standing=standing, at=NOON + timedelta(hours=2))

    assert told == 1
    assert days_of(standing) == [(MONDAY, "ordered")]


def test_only_who_set_it_up_changes_it_and_only_days_to_come_are_skipped():
    standing, stranger = a_standing(), PersonFactory()

    with pytest.raises(NotPermitted):
        step_standing(standing=standing, step="pause", actor=stranger, at=NOON)
    with pytest.raises(NotPermitted):
        skip_day(standing=standing, on=MONDAY, actor=stranger, at=NOON)
    with pytest.raises(Invalid):
        skip_day(standing=standing, on=MONDAY + timedelta(days=1), actor=standing.buyer, at=NOON)


def test_it_ends_by_itself():
    standing = a_standing()

    order_due_days(standing=standing, at=NOON + timedelta(days=60))

    standing.refresh_from_db()
    assert (standing.status, Order.objects.count()) == ("ended", 0)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("weekdays", {"weekdays": []}),
        ("weekdays", {"weekdays": [8]}),
        ("first_on", {"first_on": NOON.date()}),
        ("last_on", {"last_on": date(2026, 1, 1)}),
        ("last_on", {"last_on": date(2099, 1, 1)}),
        ("name", {"name": "  "}),
    ],
)
def test_what_cannot_be_names_its_field(field, changes):
    with pytest.raises(Invalid) as refused:
        a_standing(**changes)

    assert field in refused.value.field_errors
