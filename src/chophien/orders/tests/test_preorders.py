"""Orders before the harvest, from the promise to the parcel, and back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from chophien.accounts.states import Role
from chophien.lib.actor import SYSTEM, GuestActor
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.lib.tests.racing import race
from chophien.messages.models import Message, OutgoingSms
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.cancelling import cancel_order, release_unpaid
from chophien.orders.actions.money import mark_paid
from chophien.orders.actions.preorders import (
    answer_move,
    call_off_harvest,
    follow,
    move_harvest,
    place_preorder,
    start_harvest,
)
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.errors import AwaitingHarvest, HarvestGone
from chophien.orders.models import Order, OrderStep, Preorder
from chophien.orders.selectors.orders import group_by_token
from chophien.orders.selectors.preorders import to_follow
from chophien.orders.tests.factories import NOON, SOMEBODY, a_wish, fresh, guest, staff
from chophien.payments.models import Payment, Refund
from chophien.payments.selectors import transfer_for_group
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.seasons.errors import MovedEnough
from chophien.seasons.models import Harvest
from chophien.seasons.tests.factories import FIRST, LAST, a_harvest, resting_plums
from chophien.supply.models import Stock

LATER = {"begins_on": date(2027, 6, 1), "ends_on": date(2027, 6, 20)}


def preordering(harvest, quantity=5, *, key="k", **changes):
    facts = {"wish": a_wish(payment=""), "actor": SOMEBODY, "at": NOON}
    return place_preorder(harvest=harvest, quantity=Decimal(quantity), idempotency_key=key, **{**facts, **changes})


def a_preorder(harvest=None, quantity=5, **changes):
    return fresh(preordering(harvest or a_harvest(), quantity, **changes).orders[0])


def taken(harvest):
    return Harvest.objects.get(pk=harvest.pk).taken


def follow_all(at=NOON):
    return [follow(order=order, actor=SYSTEM, at=at) for order in to_follow(at=at)]


def now(order):
    """The order, its preorder's status and its payment's status as they stand in the database."""
    order = fresh(order)
    return order.status, order.preorder.status, order.payment_status


@pytest.mark.django_db
class TestPlacing:
    def test_s05_a_buyer_orders_before_the_harvest_and_is_promised_its_days(self):
        plums = resting_plums()
        harvest = a_harvest(plums)

        order = a_preorder(harvest)

        assert (order.origin, order.status, order.payment_status) == ("preorder", "placed", "due_on_delivery")
        assert (order.goods_vnd, order.accept_by, order.held_until) == (200_000, None, None)
        assert (order.promised_from, order.promised_to) == (FIRST, LAST + timedelta(days=7))
        assert (order.preorder.status, order.preorder.begins_on, order.preorder.ends_on) == ("waiting", FIRST, LAST)
        assert taken(harvest) == 5
        assert Stock.objects.get(variant=plums).available == 0

    def test_the_price_is_the_harvests_not_that_of_today(self):
        order = a_preorder(a_harvest(price_vnd=30_000), 2)

        assert order.goods_vnd == 60_000

    def test_nobody_orders_more_than_is_left_of_the_harvest(self):
        harvest = a_harvest(cap=Decimal(6))
        a_preorder(harvest, 5)

        with pytest.raises(HarvestGone) as refused:
            preordering(harvest, 2, key="another")

        assert refused.value.code == "out_of_stock"
        assert (taken(harvest), Order.objects.count()) == (5, 1)

    def test_a_harvest_that_is_called_off_takes_no_orders(self):
        harvest = a_harvest()
        call_off_harvest(harvest=harvest, reason="mưa đá", actor=SYSTEM, at=NOON)

        with pytest.raises(HarvestGone):
            preordering(harvest)

        assert Order.objects.count() == 0

    def test_the_same_press_twice_takes_one_share(self):
        harvest = a_harvest()

        first, second = preordering(harvest), preordering(harvest)

        assert (first.group.pk, second.is_replay, taken(harvest)) == (second.group.pk, True, 5)

    def test_the_database_itself_refuses_more_than_the_cap(self):
        harvest = a_harvest(cap=Decimal(6))

        with pytest.raises(IntegrityError, match="seasons_never_over_the_cap"), transaction.atomic():
            Harvest.objects.filter(pk=harvest.pk).update(taken=7)

    def test_buyer_and_seller_hear_of_it_in_one_message(self, do_jobs):
        order = a_preorder()

        do_jobs()

        told = Message.objects.get(about=order.code, phone=order.group.contact_phone)
        assert "20/5" in told.text
        assert order.code in told.text


@pytest.mark.django_db
class TestDeposit:
    def test_f53_a_deposit_is_transferred_and_the_rest_paid_on_delivery(self):
        order = a_preorder(a_harvest(deposit_percent=30))

        transfer = transfer_for_group(order.group.code)

        assert (order.payment_status, transfer.amount_vnd) == ("awaiting_transfer", 60_000)
        assert order.held_until == NOON + timedelta(hours=24)

    def test_a_deposit_that_came_leaves_the_order_waiting_for_the_harvest(self):
        order = a_preorder(a_harvest(deposit_percent=30))

        mark_paid(group=order.group, actor=SYSTEM, at=NOON, amount_vnd=60_000)

        assert now(order) == ("placed", "waiting", "deposit_paid")
        assert (fresh(order).accept_by, fresh(order).held_until) == (None, None)

    def test_no_deposit_in_time_frees_the_share(self):
        harvest = a_harvest(deposit_percent=30)
        order = a_preorder(harvest)

        release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=NOON + timedelta(hours=24))

        assert now(order) == ("cancelled", "ended", "void")
        assert taken(harvest) == 0

    def test_the_carrier_collects_the_rest(self):
        harvest = a_harvest(deposit_percent=30)
        order = a_preorder(harvest)
        mark_paid(group=order.group, actor=SYSTEM, at=NOON)
        start_harvest(harvest=harvest, actor=SYSTEM, at=NOON)
        follow_all()

        for step in (confirm_order, pack_order, hand_over_order, receive_order):
            step(order=fresh(order), actor=SYSTEM, at=NOON)

        assert now(order) == ("completed", "begun", "paid")
        payment = Payment.objects.get(order_code=order.code)
        assert (payment.deposit_vnd, payment.received_vnd) == (60_000, order.total_vnd)

    def test_a_cancelled_order_gives_the_deposit_back_and_no_more(self):
        harvest = a_harvest(deposit_percent=30)
        order = a_preorder(harvest)
        mark_paid(group=order.group, actor=SYSTEM, at=NOON)

        cancel_order(order=order, reason="đổi ý", actor=guest(order), at=NOON)

        assert now(order) == ("cancelled", "ended", "refund_due")
        assert Refund.objects.get().amount_vnd == 60_000
        assert taken(harvest) == 0


@pytest.mark.django_db
class TestMoving:
    def test_f54_moved_in_one_tap_every_buyer_is_asked(self, do_jobs):
        harvest = a_harvest()
        first, second = a_preorder(harvest, key="1"), a_preorder(harvest, key="2")

        move_harvest(harvest=harvest, **LATER, actor=staff(first), at=NOON, reason="rét đậm")
        do_jobs()

        assert now(first) == now(second) == ("placed", "asked", "due_on_delivery")
        assert fresh(first).promised_to == LATER["ends_on"] + timedelta(days=7)
        asked = OutgoingSms.objects.filter(about=first.code, text__contains="20/6").get()
        assert f"/don/{first.code}/?k=" in asked.text

    def test_the_link_in_the_message_opens_the_order_without_signing_in(self, do_jobs):
        harvest = a_harvest()
        order = a_preorder(harvest)
        move_harvest(harvest=harvest, **LATER, actor=SYSTEM, at=NOON)
        do_jobs()

        token = OutgoingSms.objects.get(text__contains="?k=").text.partition("?k=")[2].split()[0]

        assert group_by_token(order.group.code, token, at=NOON).group == order.group

    def test_f54_who_waits_keeps_the_share(self):
        harvest, order = moved()

        answer_move(order=order, answer="wait", actor=guest(order), at=NOON)

        assert now(order) == ("placed", "waiting", "due_on_delivery")
        assert taken(harvest) == 5

    def test_f54_who_does_not_wait_gets_everything_back_and_the_share_is_free(self):
        harvest, order = moved(deposit_percent=30)

        answer_move(order=order, answer="refund", actor=guest(order), at=NOON)

        assert now(order) == ("cancelled", "ended", "refund_due")
        assert (Refund.objects.get().amount_vnd, taken(harvest)) == (60_000, 0)

    @pytest.mark.parametrize(
        ("rule", "outcome"),
        [("refund", ("cancelled", "ended", "void")), ("wait", ("placed", "waiting", "due_on_delivery"))],
    )
    def test_silence_is_what_the_rule_says_and_only_after_the_stated_day(self, rule, outcome, set_rule):
        set_rule("seasons.silence_means", rule)
        _harvest, order = moved()

        follow_all(at=NOON + timedelta(days=7, minutes=-1))
        before = now(order)
        follow_all(at=NOON + timedelta(days=7))

        assert (before, now(order)) == (("placed", "asked", "due_on_delivery"), outcome)

    def test_nobody_is_asked_twice(self):
        harvest, order = moved()
        answer_move(order=order, answer="wait", actor=guest(order), at=NOON)

        with pytest.raises(MovedEnough):
            move_harvest(harvest=harvest, begins_on=FIRST, ends_on=LAST, actor=SYSTEM, at=NOON)

        harvest.refresh_from_db()
        assert harvest.begins_on == LATER["begins_on"]

    def test_nobody_else_answers_for_the_buyer(self):
        _harvest, order = moved()

        for stranger in (staff(order), GuestActor("guest:GD-2222-2222")):
            with pytest.raises(NotPermitted):
                answer_move(order=order, answer="refund", actor=stranger, at=NOON)

        assert now(order) == ("placed", "asked", "due_on_delivery")

    def test_an_answer_counts_once(self):
        _harvest, order = moved()
        answer_move(order=order, answer="wait", actor=guest(order), at=NOON)

        with pytest.raises(StepNotAllowed):
            answer_move(order=order, answer="refund", actor=guest(order), at=NOON)

        assert now(order) == ("placed", "waiting", "due_on_delivery")

    @pytest.mark.parametrize("role", [Role.SELLER_PACKER, Role.SELLER_ACCOUNTANT])
    def test_only_the_manager_moves_it(self, role):
        harvest = a_harvest()
        order = a_preorder(harvest)

        with pytest.raises(NotPermitted):
            move_harvest(harvest=harvest, **LATER, actor=staff(order, role), at=NOON)


@pytest.mark.django_db
class TestHarvesting:
    def test_an_order_waits_for_its_harvest(self):
        order = a_preorder()

        with pytest.raises(AwaitingHarvest):
            confirm_order(order=order, actor=SYSTEM, at=NOON)

    def test_when_the_harvest_begins_it_is_an_order_like_any_other(self, do_jobs):
        harvest = a_harvest()
        order = a_preorder(harvest)

        start_harvest(harvest=harvest, actor=staff(order), at=NOON)
        do_jobs()

        assert now(order) == ("placed", "begun", "due_on_delivery")
        order = confirm_order(order=order, actor=staff(order), at=fresh(order).accept_by)
        assert order.status == "confirmed"
        assert list(OrderStep.objects.filter(order=order, axis="harvest").values_list("step", flat=True)) == ["begin"]

    def test_it_begins_by_itself_on_its_day(self):
        harvest = a_harvest()
        order = a_preorder(harvest)

        start_harvest(harvest=harvest, actor=SYSTEM, at=NOON)
        done = follow_all(), follow_all()

        assert done == ([True], [])
        assert now(order) == ("placed", "begun", "due_on_delivery")

    def test_a_harvest_that_will_not_come_gives_all_money_back(self):
        harvest = a_harvest(deposit_percent=50)
        order = a_preorder(harvest)
        mark_paid(group=order.group, actor=SYSTEM, at=NOON)

        call_off_harvest(harvest=harvest, reason="mưa đá", actor=SYSTEM, at=NOON)
        follow_all()

        assert now(order) == ("cancelled", "ended", "refund_due")
        assert Refund.objects.get().reason == "mưa đá"
        assert taken(harvest) == 0


@pytest.mark.django_db(transaction=True)
def test_s05_a_hundred_buyers_for_twenty_units_never_pass_the_cap():
    harvest = a_harvest(cap=Decimal(20))
    presses = [lambda key=str(number): preordering(harvest, 1, key=key) for number in range(60)]

    outcomes = race(presses, at_once=16)

    assert outcomes == {"done": 20, "out_of_stock": 40}
    assert (taken(harvest), Preorder.objects.count()) == (20, 20)


@pytest.mark.django_db(transaction=True)
def test_a_share_comes_back_once_however_often_it_is_cancelled():
    harvest = a_harvest()
    kept, order = a_preorder(harvest, 3, key="kept"), a_preorder(harvest, 5)
    cancelling = {"order": order, "reason": "đổi ý", "actor": guest(order), "at": NOON}

    outcomes = race([lambda: cancel_order(**cancelling)] * 6, at_once=6)

    assert outcomes == {"done": 1, "step_not_allowed": 5}
    assert (taken(harvest), now(kept)[0]) == (3, "placed")


def moved(**terms):
    """A harvest that was moved, and one order of it whose buyer is asked."""
    harvest = a_harvest(**terms)
    order = a_preorder(harvest)
    if terms.get("deposit_percent"):
        mark_paid(group=order.group, actor=SYSTEM, at=NOON)
    harvest = move_harvest(harvest=harvest, **LATER, actor=SYSTEM, at=NOON)
    follow_all()
    return harvest, fresh(order)


@pytest.fixture
def set_rule():
    def change(key, value):
        LegalParameter.objects.filter(key=key).update(value=value)
        forget()

    yield change
    forget()
