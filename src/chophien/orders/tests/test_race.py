"""Real threads on real connections: buyers, sellers and clocks that act on the same orders at once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from chophien.lib.actor import SYSTEM
from chophien.lib.tests.racing import race
from chophien.orders.actions.answers import confirm_order, refuse_order
from chophien.orders.actions.cancelling import cancel_order, release_unpaid
from chophien.orders.actions.carts import add_to_cart
from chophien.orders.actions.checkout import check_out
from chophien.orders.actions.money import mark_paid
from chophien.orders.models import Order, OrderGroup
from chophien.orders.tests.factories import NOON, SOMEBODY, a_cart, a_wish, an_order, fresh, guest
from chophien.payments.models import Payment, Refund
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db(transaction=True)
DUE = NOON + timedelta(minutes=15)


def left(variant):
    return Stock.objects.get(variant=variant).available


def ordering(cart, key="abc"):
    return lambda: check_out(cart=cart, wish=a_wish(), idempotency_key=key, actor=SOMEBODY, at=NOON)


def test_a_hundred_buyers_for_twenty_make_exactly_twenty_orders():
    tea, honey = a_variant(available=20), a_variant(available=1_000)
    forth = [a_cart((tea, 1), (honey, 1)) for _ in range(50)]
    back = [a_cart((honey, 1), (tea, 1)) for _ in range(50)]
    carts = [cart for pair in zip(forth, back, strict=True) for cart in pair]

    outcomes = race([ordering(cart) for cart in carts], at_once=32)

    assert outcomes == {"done": 20, "out_of_stock": 80}
    assert OrderGroup.objects.count() == 20
    assert Order.objects.count() == 40
    assert (left(tea), left(honey)) == (0, 980)


def test_one_press_that_arrives_eight_times_at_once_is_one_order():
    tea = a_variant(available=10)
    cart = a_cart((tea, 3))
    groups = []

    outcomes = race([lambda: groups.append(ordering(cart)())] * 8, at_once=8)

    assert outcomes == {"done": 8}
    assert OrderGroup.objects.count() == 1
    assert {(placed.group.pk, placed.access_token) for placed in groups} == {
        (groups[0].group.pk, groups[0].access_token)
    }
    assert sorted(placed.is_replay for placed in groups) == [False] + [True] * 7
    assert left(tea) == 7


def test_two_keys_for_one_cart_order_it_once():
    tea = a_variant(available=10)
    cart = a_cart((tea, 3))

    outcomes = race([ordering(cart, key=str(number)) for number in range(8)], at_once=8)

    assert outcomes == {"done": 1, "empty_cart": 7}
    assert left(tea) == 7


def test_a_cart_that_is_filled_while_it_is_ordered_loses_nothing():
    tea, honey = a_variant(available=10), a_variant(available=10)
    cart = a_cart((tea, 1))
    adding = {"cart": cart, "variant_code": honey.code, "quantity": Decimal(1), "actor": SOMEBODY, "at": NOON}

    outcomes = race([ordering(cart), lambda: add_to_cart(**adding)], at_once=2)

    assert outcomes == {"done": 2}
    bought = Order.objects.filter(lines__variant=honey).exists()
    assert bought != cart.lines.filter(variant=honey).exists()


@pytest.mark.parametrize("time", range(3))
def test_cancelling_and_accepting_at_once_follow_each_other(time):
    tea = a_variant(available=10)
    order = an_order(variant=tea, quantity=4)
    cancelling = {"order": order, "reason": "Đặt nhầm", "actor": guest(order), "at": NOON}
    accepting = {"order": order, "actor": SYSTEM, "at": NOON}

    outcomes = race([lambda: cancel_order(**cancelling), lambda: confirm_order(**accepting)] * 3, at_once=6)

    assert fresh(order).status == "cancelled"
    assert outcomes["step_not_allowed"] >= 4
    assert left(tea) == 10


def test_refusing_and_cancelling_at_once_restore_once():
    tea = a_variant(available=10)
    order = an_order(variant=tea, quantity=4)
    refusing = {"order": order, "reason": "Hết chè rồi", "actor": SYSTEM, "at": NOON}

    outcomes = race([lambda: refuse_order(**refusing), lambda: cancel_order(**refusing)] * 4, at_once=8)

    assert outcomes == {"done": 1, "step_not_allowed": 7}
    assert left(tea) == 10


@pytest.mark.parametrize("time", range(3))
def test_a_transfer_and_the_end_of_the_hold_at_once_lose_neither_money_nor_goods(time):
    tea = a_variant(available=10)
    order = an_order(variant=tea, quantity=4, payment="vietqr")
    group = order.group

    outcomes = race(
        [
            lambda: mark_paid(group=group, actor=SYSTEM, at=DUE),
            lambda: release_unpaid(group_id=group.pk, actor=SYSTEM, at=DUE),
        ],
        at_once=2,
    )

    order = fresh(order)
    kept = (order.status, order.payment_status, left(tea), Refund.objects.count())
    assert outcomes == {"done": 2}
    assert kept in {("placed", "paid", 6, 0), ("cancelled", "refund_due", 10, 1)}
    assert Payment.objects.get().status == order.payment_status


def test_money_that_is_marked_from_eight_threads_came_once():
    order = an_order(payment="vietqr")

    outcomes = race([lambda: mark_paid(group=order.group, actor=SYSTEM, at=NOON)] * 8, at_once=8)

    assert outcomes == {"done": 1, "nothing_awaited": 7}
    assert Payment.objects.get().steps.count() == 1
