from datetime import timedelta

import pytest

from chophien.accounts.states import Role
from chophien.accounts.tests.factories import PersonFactory
from chophien.delivery.errors import TrackingTooLong
from chophien.delivery.models import Shipment, ShipmentStep
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.money import mark_paid
from chophien.orders.actions.sending import complete_undisputed, hand_over_order, pack_order, receive_order
from chophien.orders.models import OrderStep
from chophien.orders.tests.factories import (
    NOON,
    a_confirmed_order,
    a_packed_order,
    a_sent_order,
    an_order,
    fresh,
    guest,
    staff,
)
from chophien.payments.models import Payment

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=2)


def axes(order):
    order = fresh(order)
    return order.status, order.payment_status, order.delivery_status


def test_an_accepted_order_is_packed():
    order = a_confirmed_order()
    packer = staff(order, Role.SELLER_PACKER)

    pack_order(order=order, actor=packer, at=LATER)

    assert axes(order) == ("confirmed", "due_on_delivery", "packed")
    assert Shipment.objects.get().status == "packed"
    step = ShipmentStep.objects.get()
    assert (step.step, step.from_status, step.to_status, step.actor_code) == ("pack", "waiting", "packed", packer.code)
    assert OrderStep.objects.get(axis="delivery").side == "seller"


def test_what_is_not_accepted_is_not_packed():
    order = an_order()

    with pytest.raises(StepNotAllowed):
        pack_order(order=order, actor=SYSTEM, at=LATER)

    assert axes(order) == ("placed", "due_on_delivery", "waiting")


def test_a_packed_order_is_handed_over_with_its_tracking_code():
    order = a_packed_order()

    hand_over_order(order=order, actor=staff(order), at=LATER, carrier="Bưu điện", tracking_code=" EB 123 VN ")

    assert axes(order) == ("confirmed", "due_on_delivery", "in_transit")
    assert fresh(order).handed_over_at == LATER
    assert list(Shipment.objects.values_list("carrier", "tracking_code")) == [("Bưu điện", "EB 123 VN")]


def test_what_is_not_packed_is_not_handed_over():
    order = a_confirmed_order()

    with pytest.raises(StepNotAllowed):
        hand_over_order(order=order, actor=SYSTEM, at=LATER)

    assert axes(order) == ("confirmed", "due_on_delivery", "waiting")


def test_a_tracking_code_that_is_too_long_is_refused():
    order = a_packed_order()

    with pytest.raises(TrackingTooLong):
        hand_over_order(order=order, actor=SYSTEM, at=LATER, tracking_code="x" * 61)

    assert axes(order) == ("confirmed", "due_on_delivery", "packed")


def test_the_buyer_has_received_and_paid():
    order = a_sent_order()

    receive_order(order=order, actor=guest(order), at=LATER)

    assert axes(order) == ("completed", "paid", "delivered")
    assert fresh(order).completed_at == LATER
    payment = Payment.objects.get()
    assert (payment.status, payment.paid_at) == ("paid", LATER)
    steps = OrderStep.objects.filter(side="buyer", at=LATER).order_by("pk").values_list("axis", "step", "to_status")
    assert list(steps) == [
        ("delivery", "deliver", "delivered"),
        ("payment", "receive", "paid"),
        ("order", "complete", "completed"),
    ]


def test_what_was_paid_by_transfer_is_not_paid_again():
    order = an_order(payment="vietqr")
    mark_paid(group=order.group, actor=SYSTEM, at=NOON)
    order = a_sent(order)

    receive_order(order=order, actor=guest(order), at=LATER)

    assert axes(order) == ("completed", "paid", "delivered")
    assert Payment.objects.get().paid_at == NOON


def a_sent(order):
    for act in (confirm_order, pack_order, hand_over_order):
        order = act(order=order, actor=SYSTEM, at=NOON)
    return order


def test_what_is_not_on_its_way_is_not_received():
    order = a_packed_order()

    with pytest.raises(StepNotAllowed):
        receive_order(order=order, actor=guest(order), at=LATER)

    assert axes(order) == ("confirmed", "due_on_delivery", "packed")


def test_neither_the_seller_nor_a_stranger_receives_for_the_buyer():
    order = a_sent_order()

    for actor in (staff(order), PersonFactory()):
        with pytest.raises(NotPermitted):
            receive_order(order=order, actor=actor, at=LATER)

    assert axes(order) == ("confirmed", "due_on_delivery", "in_transit")


def test_the_accountant_neither_packs_nor_hands_over():
    order = a_packed_order()
    accountant = staff(order, Role.SELLER_ACCOUNTANT)

    for act in (pack_order, hand_over_order):
        with pytest.raises(NotPermitted):
            act(order=order, actor=accountant, at=LATER)

    assert axes(order) == ("confirmed", "due_on_delivery", "packed")


def test_a_parcel_that_nobody_complains_about_is_completed_after_seven_days():
    order = a_sent_order()

    too_early = complete_undisputed(order=order, actor=SYSTEM, at=NOON + timedelta(days=7, seconds=-1))
    on_time = complete_undisputed(order=order, actor=SYSTEM, at=NOON + timedelta(days=7))
    again = complete_undisputed(order=order, actor=SYSTEM, at=NOON + timedelta(days=8))

    assert (too_early, on_time, again) == (False, True, False)
    assert axes(order) == ("completed", "paid", "delivered")
    assert OrderStep.objects.get(step="complete").reason == "undisputed"
