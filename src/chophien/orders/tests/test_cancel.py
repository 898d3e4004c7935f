from datetime import timedelta

import pytest

from chophien.accounts.states import Role
from chophien.accounts.tests.factories import PersonFactory
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.orders.actions.cancelling import cancel_order, release_unpaid
from chophien.orders.actions.money import mark_paid
from chophien.orders.actions.sending import receive_order
from chophien.orders.errors import AlreadyPacked, ReasonMissing
from chophien.orders.models import Order, OrderStep
from chophien.orders.tests.factories import (
    NOON,
    a_checkout,
    a_confirmed_order,
    a_packed_order,
    a_sent_order,
    an_order,
    fresh,
    guest,
    staff,
)
from chophien.payments.models import Refund
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=20)


def axes(order):
    order = fresh(order)
    return order.status, order.payment_status, order.delivery_status


def test_a_guest_cancels_before_the_goods_are_packed():
    tea = a_variant(available=10)
    order = a_confirmed_order(variant=tea, quantity=4)

    cancel_order(order=order, reason="Đặt nhầm", actor=guest(order), at=LATER)

    assert axes(order) == ("cancelled", "void", "cancelled")
    assert Stock.objects.get(variant=tea).available == 10
    step = OrderStep.objects.get(step="cancel", axis="order")
    assert (step.side, step.reason, step.at) == ("buyer", "Đặt nhầm", LATER)


def test_a_buyer_who_signed_in_cancels():
    lan = PersonFactory()
    order = an_order(person=lan)

    cancel_order(order=order, reason="Đặt nhầm", actor=lan, at=LATER)

    assert fresh(order).status == "cancelled"


def test_a_buyer_no_longer_cancels_what_is_packed():
    order = a_packed_order()

    with pytest.raises(AlreadyPacked):
        cancel_order(order=order, reason="Đặt nhầm", actor=guest(order), at=LATER)

    assert axes(order) == ("confirmed", "due_on_delivery", "packed")


def test_the_seller_still_cancels_what_is_packed():
    order = a_packed_order()

    cancel_order(order=order, reason="Hàng bị ướt", actor=staff(order), at=LATER)

    assert axes(order) == ("cancelled", "void", "cancelled")


def test_nobody_cancels_what_is_with_the_carrier_or_completed():
    sent = a_sent_order()
    done = receive_order(order=a_sent_order(), actor=SYSTEM, at=NOON)

    for order in (sent, done):
        with pytest.raises(StepNotAllowed):
            cancel_order(order=order, reason="Đặt nhầm", actor=SYSTEM, at=LATER)

    assert axes(sent) == ("confirmed", "due_on_delivery", "in_transit")
    assert axes(done) == ("completed", "paid", "delivered")


def test_cancelling_twice_restores_once():
    tea = a_variant(available=10)
    order = an_order(variant=tea, quantity=4)
    cancel_order(order=order, reason="Đặt nhầm", actor=guest(order), at=LATER)

    with pytest.raises(StepNotAllowed):
        cancel_order(order=order, reason="Đặt nhầm", actor=guest(order), at=LATER)

    assert Stock.objects.get(variant=tea).available == 10


def test_cancelling_says_why():
    order = an_order()

    with pytest.raises(ReasonMissing):
        cancel_order(order=order, reason=" ", actor=guest(order), at=LATER)

    assert fresh(order).status == "placed"


def test_strangers_packers_and_other_guests_do_not_cancel():
    order, other = an_order(), an_order()

    for actor in (guest(other), PersonFactory(), staff(order, Role.SELLER_PACKER), staff(other)):
        with pytest.raises(NotPermitted):
            cancel_order(order=order, reason="Đặt nhầm", actor=actor, at=LATER)

    assert fresh(order).status == "placed"


def test_one_order_of_a_group_is_cancelled_alone():
    tea, honey = a_variant(available=10), a_variant(available=10)
    first, second = a_checkout((tea, 1), (honey, 1)).orders

    cancel_order(order=first, reason="Đặt nhầm", actor=guest(first), at=LATER)

    assert (fresh(first).status, fresh(second).status) == ("cancelled", "placed")
    left = dict(Stock.objects.filter(variant__in=[tea, honey]).values_list("variant_id", "available"))
    assert left == {tea.pk: 10, honey.pk: 9}


def test_a_hold_ends_when_no_transfer_comes():
    tea, honey = a_variant(available=10), a_variant(available=10)
    group = a_checkout((tea, 1), (honey, 2), payment="vietqr").group

    too_early = release_unpaid(group_id=group.pk, actor=SYSTEM, at=NOON + timedelta(minutes=15, seconds=-1))
    released = release_unpaid(group_id=group.pk, actor=SYSTEM, at=NOON + timedelta(minutes=15))
    again = release_unpaid(group_id=group.pk, actor=SYSTEM, at=NOON + timedelta(minutes=16))

    assert (too_early, len(released), again) == ([], 2, [])
    assert {axes(order) for order in Order.objects.all()} == {("cancelled", "void", "cancelled")}
    assert set(Stock.objects.filter(variant__in=[tea, honey]).values_list("available", flat=True)) == {10}
    assert set(OrderStep.objects.filter(axis="order", step="release").values_list("reason", flat=True)) == {"unpaid"}


def test_a_hold_does_not_end_what_was_paid():
    order = an_order(payment="vietqr")
    mark_paid(group=order.group, actor=SYSTEM, at=NOON + timedelta(minutes=14))

    assert release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=LATER) == []

    assert axes(order) == ("placed", "paid", "waiting")


def test_a_hold_is_nothing_to_orders_paid_on_delivery():
    order = an_order()

    assert release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=NOON + timedelta(days=3)) == []

    assert fresh(order).status == "placed"
    assert not Refund.objects.exists()
