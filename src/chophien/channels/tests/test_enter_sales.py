from decimal import Decimal

import pytest

from chophien.channels.actions.channels import open_channel
from chophien.channels.actions.sales import Sold, enter_sale
from chophien.channels.errors import NoGoodsSold
from chophien.channels.models import OutsideSale
from chophien.jobs.testing import run_jobs
from chophien.ledger.models import Transfer
from chophien.ledger.selectors import balance_of
from chophien.lib.errors import Invalid, NotPermitted
from chophien.lots.models import Pack
from chophien.lots.tests.factories import a_brought_lot, goods_of, packed
from chophien.messages.models import OutgoingSms
from chophien.orders.errors import CartRefused
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON, fresh
from chophien.payments import chart
from chophien.sellers.tests.factories import a_seller, manager_of, packer_of
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant
from chophien.tax.models import SellerYear, Withholding

pytestmark = pytest.mark.django_db


def entered(variant, *, quantity=3, price_vnd=200_000, key="k", actor=None, place="Phiên chợ Đồng Văn", **facts):
    seller = variant.listing.seller
    return enter_sale(
        seller=seller,
        sold=[Sold(variant.code, Decimal(quantity), price_vnd)],
        place=place,
        idempotency_key=key,
        actor=actor or manager_of(seller, phone="+84912000111"),
        at=NOON,
        **facts,
    )


def test_households_have_their_part_of_what_their_cooperative_sold_elsewhere():
    lot, [grower] = a_brought_lot(None, "1", fee_basis_points=1_000)
    boxes = goods_of(lot.seller)
    packed(lot, boxes, 10)

    entered(boxes)

    assert balance_of(chart.grower(grower.code)).owed == 540_000
    assert Pack.objects.get().remaining == 7


def test_s23_an_order_made_elsewhere_takes_stock_and_is_over_at_the_price_it_had():
    variant = a_variant(available=10)

    order = entered(variant)

    order.refresh_from_db()
    assert (order.status, order.origin, order.payment_status) == ("completed", "by_hand", "paid")
    assert (order.goods_vnd, order.shipping_vnd, order.fee_vnd, order.total_vnd) == (600_000, 0, 0, 600_000)
    assert Stock.objects.get().available == 7
    assert (order.group.regulation, order.group.consent_at) == (None, None)  # nobody asked the buyer


def test_s23_it_is_marked_with_the_place_so_that_no_tax_is_withheld_from_it():
    variant = a_variant()
    seller = variant.listing.seller
    channel = open_channel(
        seller=seller, name="Quầy ở Hà Giang", connector="table", price_percent=0, actor=manager_of(seller), at=NOON
    )  # fmt: skip

    order = entered(variant, place="", channel=channel)

    sale = OutsideSale.objects.get()
    assert (sale.order, sale.place, sale.channel) == (order, "Quầy ở Hà Giang", channel)
    assert not Order.objects.exclude(origin="by_hand").exists()
    run_jobs()
    assert fresh(order).status == "completed"
    assert not Withholding.objects.exists()
    assert not SellerYear.objects.exists()
    assert not Transfer.objects.exists()


def test_nobody_is_sent_a_message_about_it():
    order = entered(a_variant(), buyer_name="Lò Thị Mỷ", buyer_phone="0987 654 321")

    run_jobs()

    assert not OutgoingSms.objects.exists()
    assert order.group.contact_phone == "+84987654321"


def test_the_same_sale_sent_twice_is_one():
    variant = a_variant(available=10)
    manager = manager_of(variant.listing.seller)

    orders = [entered(variant, actor=manager) for _time in range(2)]

    assert orders[0] == orders[1]
    assert Stock.objects.get().available == 7


def test_more_than_there_is_cannot_have_been_sold():
    variant = a_variant(available=2)

    with pytest.raises(CartRefused):
        entered(variant)

    assert Stock.objects.get().available == 2
    assert not OutsideSale.objects.exists()


def test_only_the_shops_manager_enters_sales_and_only_of_the_shops_goods():
    variant, theirs = a_variant(), a_variant(seller=a_seller())
    seller = variant.listing.seller

    with pytest.raises(NotPermitted):
        entered(variant, actor=packer_of(seller))
    with pytest.raises(Invalid):
        enter_sale(
            seller=seller, sold=[Sold(theirs.code, Decimal(1), 1)], place="Chợ", idempotency_key="k",
            actor=manager_of(seller), at=NOON,
        )  # fmt: skip

    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"place": ""}, Invalid),
        ({"buyer_phone": "12"}, Invalid),
        ({"quantity": "0.5"}, CartRefused),
        ({"key": " "}, None),
    ],
)
def test_what_cannot_be_is_said(facts, refusal):
    if refusal is None:
        assert entered(a_variant(), **facts)
        return
    with pytest.raises(refusal):
        entered(a_variant(), **facts)


def test_nothing_sold_is_no_sale():
    seller = a_seller()

    with pytest.raises(NoGoodsSold):
        enter_sale(seller=seller, sold=[], place="Chợ", idempotency_key="k", actor=manager_of(seller), at=NOON)
