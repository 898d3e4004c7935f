"""What a line costs depends on how much is in it: in the cart, at the checkout, and for ever after."""

from decimal import Decimal

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.actions.tiers import set_tiers
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.carts import set_quantity
from chophien.orders.actions.placing import DirectLine, place_order
from chophien.orders.models import OrderLine
from chophien.orders.selectors.carts import cart_view
from chophien.orders.states import Origin
from chophien.orders.tests.factories import NOON, SOMEBODY, a_cart, a_checkout, a_wish
from chophien.promotions.tests.factories import a_good

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea():
    variant = a_good(100_000, available=100)
    set_tiers(variant=variant, tiers=[(Decimal(10), 90_000)], actor=SYSTEM, at=NOON)
    return variant


def test_s04_the_cart_shows_the_price_of_the_quantity_without_calling_it_a_change(tea):
    cart = a_cart((tea, 10))

    view = cart_view(cart, at=NOON)

    assert (view.goods_vnd, view.lines[0].offer.price_vnd, view.problems) == (900_000, 90_000, ())


def test_less_in_the_cart_costs_the_usual_price_again(tea):
    cart = a_cart((tea, 10))

    set_quantity(cart=cart, variant_code=tea.code, quantity=Decimal(9), actor=SOMEBODY, at=NOON)

    assert cart_view(cart, at=NOON).goods_vnd == 900_000


def test_the_order_keeps_the_price_when_the_tiers_end(tea):
    a_checkout((tea, 20))

    set_tiers(variant=tea, tiers=[], actor=SYSTEM, at=NOON)

    line = OrderLine.objects.get()
    assert (line.price_vnd, line.line_vnd) == (90_000, 1_800_000)


def test_s04_a_private_price_list_counts_for_its_buyer_only(tea):
    buyer = PersonFactory()
    set_tiers(variant=tea, tiers=[(Decimal(5), 70_000)], buyer=buyer, actor=SYSTEM, at=NOON)

    a_checkout((tea, 5), person=buyer)
    a_checkout((tea, 5))

    assert list(OrderLine.objects.order_by("pk").values_list("price_vnd", flat=True)) == [70_000, 100_000]


def test_orders_from_elsewhere_have_the_price_of_their_quantity_too(tea):
    lines = [DirectLine(tea.code, Decimal(10))]

    place_order(wish=a_wish(), lines=lines, origin=Origin.STANDING, idempotency_key="k", actor=SYSTEM, at=NOON)

    assert OrderLine.objects.get().price_vnd == 90_000
