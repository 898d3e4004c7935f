"""What strangers are told of amounts and of sales: never what one household brought, never what was sold on a day."""

from datetime import timedelta
from decimal import Decimal

import pytest

from chophien.lib.actor import SYSTEM
from chophien.lots.actions.making import Made, transform
from chophien.lots.actions.weighing import Weighed, weigh_in
from chophien.lots.models import Draw
from chophien.lots.tests.factories import NAMES, a_brought_lot, a_grower, a_lot, goods_of, packed
from chophien.orders.actions.sending import hand_over_order, receive_order
from chophien.orders.tests.factories import NOON as ORDERED
from chophien.orders.tests.factories import a_packed_order
from chophien.scans.selectors.told import told_of_steps
from chophien.scans.tests.factories import NOON, a_packed_lot
from chophien.scans.tests.test_page import lot_path, text_of
from chophien.traceability.actions.steps import write_order_received, write_order_sent
from chophien.traceability.selectors.chain import history_of

pytestmark = pytest.mark.django_db


def said_by(client, path):
    """The words of the page, and the events for programs."""
    page, events = client.get(path), client.get(path, {"linkType": "gs1:epcis"})
    assert (page.status_code, events.status_code) == (200, 200)
    return text_of(page), events.json()["epcisBody"]["eventList"]


def amounts(events):
    lists = ("quantityList", "inputQuantityList", "outputQuantityList")
    return [one["quantity"] for event in events for name in lists for one in event.get(name, ()) if "quantity" in one]


def weighed_on_days(*days):
    """A lot to which each household brought on a day of its own, so many days before it was packed."""
    lot = a_lot()
    for number, (kg, before) in enumerate(days):
        grower = a_grower(lot.seller, NAMES[number])
        weighed = Weighed(f"ngay-{number}", int(Decimal(kg) * 1000), NOON - timedelta(days=before))
        weigh_in(lot=lot, grower=grower, grade=lot.grades.first(), weighed=weighed, actor=SYSTEM, at=NOON)
    lot.refresh_from_db()
    variant = goods_of(lot.seller)
    packed(lot, variant, 125)
    return lot, variant


@pytest.mark.parametrize("households", [1, 2])
def test_of_few_households_no_amount_of_any_step_is_told(client, households):
    lot, variant, _growers = a_packed_lot(*["12.5", "7"][:households], units=125)

    said, events = said_by(client, lot_path(lot, variant))

    assert not any(words in said for words in ("12,5", "19,5", "125 gói"))
    assert [event["bizStep"] for event in events] == ["commissioning", "creating_class_instance", "packing"]
    assert amounts(events) == []


def test_one_household_on_a_day_of_its_own_is_not_found_by_subtraction(client):
    lot, variant = weighed_on_days(("20", 2), ("30", 2), ("10.5", 2), ("4.5", 1))

    said, events = said_by(client, lot_path(lot, variant))

    assert not any(words in said for words in ("60,5", "4,5 kg"))
    assert "125 gói" in said
    assert amounts(events) == [12.5, 125]


def test_of_enough_households_on_one_day_the_amounts_are_told(client):
    lot, variant = weighed_on_days(("20", 2), ("30", 2), ("10.5", 2))

    said, events = said_by(client, lot_path(lot, variant))

    assert "60,5 kg" in said
    assert amounts(events) == [60.5, 12.5, 125]


def test_a_lot_of_one_household_that_was_mixed_into_another_is_not_told_there_either(client):
    many, _three = a_brought_lot(None, "20", "30", "10")
    one, _single = a_brought_lot(many.seller, "5")
    used = {many.pk: 60_000, one.pk: 5_000}
    act = transform(seller=many.seller, used=used, made=[Made("Chè khô", 13_000)], actor=SYSTEM, at=NOON)
    tea = act.links.get(is_output=True).lot
    variant = goods_of(many.seller)
    packed(tea, variant, 125)

    said, events = said_by(client, lot_path(tea, variant))

    assert not any(words in said for words in ("5 kg", "60 kg", "13 kg", "125 gói"))
    assert amounts(events) == []


def test_when_it_was_sold_is_one_line_without_amounts_however_many_orders_there_are(client):
    lot, variant, _growers = a_packed_lot(units=100)
    order = a_packed_order(variant=variant, quantity=7)
    order = hand_over_order(order=order, actor=SYSTEM, at=ORDERED)
    receive_order(order=order, actor=SYSTEM, at=ORDERED)
    path = lot_path(lot, variant)
    short = len(client.get(path).content)
    draw = Draw.objects.get(order_code=order.code)
    for day in range(1, 60):
        other = f"{order.code[:-2]}{day:02}"
        Draw.objects.create(pack=draw.pack, order_code=other, units=1, at=ORDERED)
        write_order_sent(order_codes=[other], at=ORDERED + timedelta(days=day))
        write_order_received(order_codes=[other], at=ORDERED + timedelta(days=day))

    said, events = said_by(client, path)

    assert len(client.get(path).content) < short + 100
    assert len([one for one in history_of(lot).steps if one.biz_step == "retail_selling"]) == 60
    assert said.count("Đã bán") == 1
    assert "7 gói" not in said
    assert [event["bizStep"] for event in events] == ["commissioning", "creating_class_instance", "packing"]
    first, last = told_of_steps(history_of(lot), least=3).sold
    assert (last - first).days == 59
