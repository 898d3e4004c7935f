"""Orders of goods that come from lots: drawn at packing, back in their packs when the order ends, shared once it is done."""

from datetime import date
from decimal import Decimal

import pytest

from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lots.errors import LotShort
from chophien.lots.models import Draw, LotShare, Pack
from chophien.lots.selectors.lots import packed_of
from chophien.lots.tests.factories import a_brought_lot, goods_of, packed
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON, a_confirmed_order, a_packed_order
from chophien.payments import chart
from chophien.supply.selectors import available

pytestmark = pytest.mark.django_db


@pytest.fixture
def boxes():
    """Ten boxes of a lot of three households, and five of an older one that expire first."""
    lot, _growers = a_brought_lot(None, "1", "1", "2")
    variant = goods_of(lot.seller)
    packed(lot, variant, 10, best_before=date(2027, 6, 1))
    packed(lot, variant, 5, best_before=date(2027, 1, 1))
    return variant


def left():
    return [int(one.remaining) for one in Pack.objects.order_by("pk")]


def test_an_order_is_packed_of_what_expires_first_and_its_page_remembers_it(boxes):
    order = a_packed_order(variant=boxes, quantity=7)

    [draws] = packed_of(order.code).values()
    assert [(int(one.units), f"{one.pack.best_before}") for one in draws] == [(5, "2027-01-01"), (2, "2027-06-01")]
    assert (left(), available([boxes.pk])) == ([8, 0], {boxes.pk: Decimal(8)})


def test_a_packed_order_that_is_called_off_never_left_its_packs(boxes):
    order = a_packed_order(variant=boxes, quantity=7)

    cancel_order(order=order, reason="Hết hàng", actor=SYSTEM, at=NOON)

    assert (left(), available([boxes.pk])) == ([10, 5], {boxes.pk: Decimal(15)})
    assert packed_of(order.code) == {}


def test_an_order_stays_accepted_when_packs_hold_too_little(boxes):
    order = a_confirmed_order(variant=boxes, quantity=7)
    Pack.objects.update(remaining=3)

    with pytest.raises(LotShort):
        pack_order(order=order, actor=SYSTEM, at=NOON)

    assert (Order.objects.get(pk=order.pk).delivery_status, Draw.objects.count(), left()) == ("waiting", 0, [3, 3])


def test_a_completed_order_pays_each_household_its_part_of_each_lot(boxes):
    order = a_packed_order(variant=boxes, quantity=7)
    order = hand_over_order(order=order, actor=SYSTEM, at=NOON)

    receive_order(order=order, actor=SYSTEM, at=NOON)

    growers = list(boxes.listing.seller.growers.filter(is_shop=False).order_by("pk"))
    shares = [balance_of(chart.grower(one.code)).owed for one in growers]
    assert sum(shares) == order.goods_vnd == balance_of(chart.members(order.seller.code)).held
    assert shares[2] == order.goods_vnd // 2
    assert abs(shares[0] - shares[1]) <= 1
    assert sum(LotShare.objects.values_list("amount_vnd", flat=True)) == order.goods_vnd
