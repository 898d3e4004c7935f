"""Shops of a province order packaging together: the price by the sum, each one's đồng, the end of the last day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.models import Entry
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import Invalid, NotPermitted, StepNotAllowed
from chophien.messages.models import Notice
from chophien.packaging.actions.closing import call_off, close_due, close_group, deliver
from chophien.packaging.actions.ordering import join, leave, open_group
from chophien.packaging.actions.suppliers import ItemText, add_item, add_supplier, end_item
from chophien.packaging.errors import GroupClosed, GroupOpen, NotIn, NotOffered, NotThisProvince
from chophien.packaging.models import Part
from chophien.packaging.selectors.sums import next_step, price_at, shares_of
from chophien.packaging.states import GroupStatus
from chophien.packaging.tests.factories import LAST_DAY, NOON, STEPS, a_group, an_item
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of

pytestmark = pytest.mark.django_db
AFTER = NOON + timedelta(days=8)


def test_the_price_is_that_of_the_step_which_the_sum_reaches():
    assert [price_at(STEPS, one) for one in (1, 499, 500, 999, 1000, 5000)] == [1500, 1500, 1200, 1200, 1000, 1000]
    assert next_step(STEPS, 400) == (500, 1200)
    assert next_step(STEPS, 1000) is None


def test_every_dong_of_the_delivery_is_shared():
    shares = shares_of([100, 100, 101], price_vnd=1200, delivery_vnd=100_000)

    assert [one.goods_vnd for one in shares] == [120_000, 120_000, 121_200]
    assert [one.delivery_vnd for one in shares] == [33_223, 33_222, 33_555]
    assert sum(one.delivery_vnd for one in shares) == 100_000


def test_what_came_together_is_placed_after_the_last_day_and_everybody_reads_what_to_pay():
    item = an_item()
    one, other = a_seller(), a_seller()
    manager_of(one)
    manager = manager_of(other)
    group = a_group(item, one, 300)
    join(group=group, seller=other, quantity=100, actor=manager, at=NOON)
    join(group=group, seller=other, quantity=201, actor=manager, at=NOON)
    before = Notice.objects.count()

    on_time = close_due(actor=SYSTEM, at=NOON + timedelta(days=7))
    first, again = close_due(actor=SYSTEM, at=AFTER), close_due(actor=SYSTEM, at=AFTER)

    group.refresh_from_db()
    parts = list(Part.objects.order_by("pk").values_list("quantity", "goods_vnd", "delivery_vnd"))
    assert (on_time, first, again) == (0, 1, 0)
    assert (group.status, group.price_vnd) == (GroupStatus.PLACED, 1200)
    assert parts == [(300, 360_000, 29_940), (201, 241_200, 20_060)]
    first_told, second_told = Notice.objects.order_by("pk")[before:]
    assert "389.940" in first_told.text
    assert "261.260" in second_told.text
    with pytest.raises(GroupClosed):
        join(group=group, seller=other, quantity=5, actor=manager, at=AFTER)
    with pytest.raises(NotPermitted):
        deliver(group=group, actor=manager_of(one), at=AFTER)
    assert deliver(group=group, actor=operator(), at=AFTER).status == GroupStatus.DELIVERED
    with pytest.raises(StepNotAllowed):
        call_off(group=group, reason="Hết hàng", actor=operator(), at=AFTER)


def test_too_little_is_called_off_and_everybody_is_told():
    shop = a_seller()
    manager_of(shop)
    group = a_group(an_item(), shop, 99)
    before = Notice.objects.count()

    assert close_group(group=group, actor=SYSTEM, at=AFTER)

    group.refresh_from_db()
    assert (group.status, group.price_vnd) == (GroupStatus.CALLED_OFF, None)
    assert "99" in Notice.objects.order_by("pk")[before].text
    assert list(Part.objects.values_list("goods_vnd", "delivery_vnd")) == [(None, None)]


def test_the_office_calls_off_what_the_supplier_cannot_deliver_and_says_why():
    shop = a_seller()
    manager_of(shop)
    group = a_group(an_item(), shop, 500)
    close_group(group=group, actor=SYSTEM, at=AFTER)

    with pytest.raises(Invalid):
        call_off(group=group, reason=" ", actor=operator(), at=AFTER)
    gone = call_off(group=group, reason="Nhà máy ngừng", actor=operator(), at=AFTER)

    assert (gone.status, gone.note) == (GroupStatus.CALLED_OFF, "Nhà máy ngừng")
    assert "Nhà máy ngừng" in Notice.objects.latest("pk").text


def test_one_order_of_an_item_is_open_in_a_province_and_only_its_shops_join():
    item, shop = an_item(), a_seller()
    group = a_group(item, shop, 10)
    far = a_seller(commune_code="26740")
    same = {"item": item, "quantity": 5, "last_day": LAST_DAY, "at": NOON}

    with pytest.raises(GroupOpen):
        open_group(seller=shop, actor=manager_of(shop), **same)
    with pytest.raises(NotThisProvince):
        join(group=group, seller=far, quantity=5, actor=manager_of(far), at=NOON)
    assert open_group(seller=far, actor=manager_of(far), **same).province_id == far.commune.province_id


def test_a_shop_leaves_until_the_last_day_and_what_is_open_keeps_its_terms():
    item, shop = an_item(), a_seller()
    group = a_group(item, shop, 10)
    end_item(item=item, actor=operator(), at=NOON)

    leave(group=group, seller=shop, actor=manager_of(shop), at=NOON)

    assert not Part.objects.exists()
    with pytest.raises(NotIn):
        leave(group=group, seller=shop, actor=manager_of(shop), at=NOON)
    with pytest.raises(NotOffered):
        a_group(item, shop, 10)
    with pytest.raises(GroupClosed):
        join(group=group, seller=shop, quantity=5, actor=manager_of(shop), at=AFTER)
    assert group.steps == [list(step) for step in STEPS]


def test_a_helper_orders_on_behalf_of_the_household():
    shop = a_seller()
    helper = helper_in()
    with pytest.raises(NotPermitted):
        open_group(item=an_item(), seller=shop, quantity=5, last_day=LAST_DAY, actor=helper, at=NOON)
    a_mandate(seller=shop, helper=helper)

    group = open_group(item=an_item(), seller=shop, quantity=5, last_day=LAST_DAY, actor=helper, at=NOON)
    leave(group=group, seller=shop, actor=helper, at=NOON)

    entries = Entry.objects.filter(what__startswith="packaging.", subject_code=group.code)
    assert group.on_behalf_of
    assert {one.on_behalf_of for one in entries} == {group.on_behalf_of}
    assert entries.count() == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"steps": [(2, 100)]}, "steps"),
        ({"steps": [(1, 100), (1, 90)]}, "steps"),
        ({"steps": [(1, 100), (10, 110)]}, "steps"),
        ({"steps": []}, "steps"),
        ({"least_quantity": 0}, "least_quantity"),
        ({"name": " "}, "name"),
    ],
)
def test_what_a_supplier_offers_is_entered_whole(change, field):
    supplier = an_item().supplier
    text = {
        "name": "Túi", "size": "", "unit": "túi", "steps": STEPS,
        "least_quantity": 100, "delivery_vnd": 0, "delivery_days": 3, **change,
    }  # fmt: skip

    with pytest.raises(Invalid) as refusal:
        add_item(supplier=supplier, text=ItemText(**text), actor=operator(), at=NOON)

    assert list(refusal.value.field_errors) == [field]
    with pytest.raises(NotPermitted):
        add_supplier(name="Bao bì", place="Hà Nội", phone="024", actor=PersonFactory(), at=NOON)


def test_the_last_day_is_from_today_to_a_month_ahead_and_the_quantity_is_something():
    shop, item = a_seller(), an_item()
    manager = manager_of(shop)

    for day in (date(2026, 11, 23), date(2026, 12, 25)):
        with pytest.raises(Invalid):
            open_group(item=item, seller=shop, quantity=5, last_day=day, actor=manager, at=NOON)
    for quantity in (0, 1_000_001):
        with pytest.raises(Invalid):
            open_group(item=item, seller=shop, quantity=quantity, last_day=LAST_DAY, actor=manager, at=NOON)
    assert datetime(2026, 11, 24, 5, tzinfo=UTC) == NOON
