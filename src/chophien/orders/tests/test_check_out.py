import pytest

from chophien.orders.tests.factories import a_checkout
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def test_one_cart_of_one_seller_becomes_one_order():
    tea = a_variant(available=10)

    placed = a_checkout((tea, 3))

    [order] = placed.orders
    assert (order.goods_vnd, order.shipping_vnd, order.total_vnd) == (555_000, 38_000, 593_000)
    assert Stock.objects.get(variant=tea).available == 7
