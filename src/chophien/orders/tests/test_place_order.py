"""Orders that do not come out of a cart."""

from decimal import Decimal

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.placing import DirectLine, place_order
from chophien.orders.errors import CartRefused, EmptyCart, IdempotencyClash, KeyMissing
from chophien.orders.models import Order, OrderGroup, OrderStep
from chophien.orders.states import Origin
from chophien.orders.tests.factories import NOON, SOMEBODY, a_wish
from chophien.payments.models import Payment
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def left(variant):
    return Stock.objects.get(variant=variant).available


def placing(variant, quantity=3, *, price_vnd=None, **changes):
    facts = {
        "wish": a_wish(),
        "lines": [DirectLine(variant.code, Decimal(quantity), price_vnd)],
        "origin": Origin.STANDING,
        "idempotency_key": "k",
        "actor": SOMEBODY,
        "at": NOON,
    }
    return place_order(**{**facts, **changes})


def test_an_order_outside_the_cart_is_written_like_any_other():
    tea = a_variant(available=10)

    placed = placing(tea)

    [order] = placed.orders
    assert (order.origin, order.status, order.payment_status) == ("standing", "placed", "due_on_delivery")
    assert (order.goods_vnd, order.shipping_vnd, order.total_vnd) == (555_000, 38_000, 593_000)
    assert Payment.objects.get(order_code=order.code).amount_vnd == 593_000
    assert OrderStep.objects.get(order=order).actor_code == f"guest:{placed.group.code}"
    assert Entry.objects.get(what="orders.placed").facts["origin"] == "standing"
    assert left(tea) == 7


def test_a_price_that_was_agreed_on_is_the_price():
    tea = a_variant(available=10)

    placed = placing(tea, price_vnd=150_000, origin=Origin.WHOLESALE)

    assert (placed.orders[0].goods_vnd, placed.orders[0].origin) == (450_000, "wholesale")


def test_whoever_writes_it_down_for_a_buyer_stands_in_its_history():
    tea = a_variant(available=10)

    placed = placing(tea, actor=SYSTEM, origin=Origin.BY_HAND)

    step = OrderStep.objects.get(order=placed.orders[0])
    assert (step.actor_code, step.side) == (SYSTEM.code, "market")


def test_a_person_finds_it_among_their_own():
    pao, tea = PersonFactory(), a_variant(available=10)

    placed = placing(tea, actor=pao, person=pao)

    assert (placed.group.person, OrderStep.objects.get(order=placed.orders[0]).side) == (pao, "buyer")


def test_the_same_press_twice_is_one_order():
    tea = a_variant(available=10)

    first, second = placing(tea), placing(tea)

    assert (second.group.pk, second.access_token, second.is_replay) == (first.group.pk, first.access_token, True)
    assert left(tea) == 7


@pytest.mark.parametrize("changes", [{"wish": a_wish(hamlet="Bản Bẹ")}, {"quantity": 4}])
def test_another_wish_under_the_same_key_is_refused(changes):
    tea = a_variant(available=10)
    placing(tea)

    with pytest.raises(IdempotencyClash):
        placing(tea, **changes)

    assert OrderGroup.objects.count() == 1


def test_nothing_is_kept_when_too_little_is_left():
    tea = a_variant(available=2)

    with pytest.raises(CartRefused) as refused:
        placing(tea)

    assert refused.value.code == "out_of_stock"
    assert (Order.objects.count(), left(tea)) == (0, 2)


@pytest.mark.parametrize(("changes", "refusal"), [({"lines": []}, EmptyCart), ({"idempotency_key": " "}, KeyMissing)])
def test_without_lines_or_a_key_nothing_is_ordered(changes, refusal):
    tea = a_variant(available=2)

    with pytest.raises(refusal):
        placing(tea, **changes)


def test_what_rests_can_be_written_down_when_it_was_sold_elsewhere():
    plums = a_variant(available=10, season_from="06-01", season_to="07-31")

    with pytest.raises(CartRefused) as refused:
        placing(plums)
    placed = placing(plums, origin=Origin.BY_HAND)

    assert refused.value.code == "not_for_sale"
    assert placed.orders[0].origin == "by_hand"
