from datetime import timedelta

import pytest

from chophien.accounts.states import Role
from chophien.audit.models import Entry
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.orders.actions.answers import confirm_order, expire_unaccepted, refuse_order, warn_unaccepted
from chophien.orders.actions.money import mark_paid
from chophien.orders.errors import AwaitingTransfer, ReasonMissing
from chophien.orders.models import OrderStep
from chophien.orders.tests.factories import NOON, a_confirmed_order, an_order, fresh, guest, staff
from chophien.payments.models import Payment, Refund
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=2)
TOMORROW = NOON + timedelta(hours=24)


def axes(order):
    order = fresh(order)
    return order.status, order.payment_status, order.delivery_status


def steps(order):
    rows = OrderStep.objects.filter(order=order).exclude(step="place").order_by("pk")
    return list(rows.values_list("axis", "step", "from_status", "to_status", "side", "reason"))


def test_the_seller_accepts_an_order():
    order = an_order()
    my = staff(order)

    confirm_order(order=order, actor=my, at=LATER)

    assert axes(order) == ("confirmed", "due_on_delivery", "waiting")
    assert fresh(order).confirmed_at == LATER
    assert steps(order) == [("order", "confirm", "placed", "confirmed", "seller", "")]
    entry = Entry.objects.get(what="orders.confirmed")
    assert (entry.actor_code, entry.subject_code) == (my.code, order.code)


def test_an_operator_accepts_on_behalf_of_the_seller():
    order = an_order()

    confirm_order(order=order, actor=SYSTEM, at=LATER, on_behalf_of=order.seller.code)

    step = OrderStep.objects.get(step="confirm")
    assert (step.actor_code, step.side, step.on_behalf_of) == ("system", "market", order.seller.code)


def test_an_order_is_accepted_once():
    order = a_confirmed_order()

    with pytest.raises(StepNotAllowed):
        confirm_order(order=order, actor=SYSTEM, at=LATER)

    assert len(steps(order)) == 1


def test_an_order_waits_for_its_transfer_before_it_is_accepted():
    order = an_order(payment="vietqr")

    with pytest.raises(AwaitingTransfer):
        confirm_order(order=order, actor=SYSTEM, at=LATER)

    assert axes(order) == ("placed", "awaiting_transfer", "waiting")


def test_a_refused_order_gives_the_goods_back():
    tea = a_variant(available=10)
    order = an_order(variant=tea, quantity=4)

    refuse_order(order=order, reason="Hết chè rồi", actor=staff(order), at=LATER)

    assert axes(order) == ("cancelled", "void", "cancelled")
    assert fresh(order).cancelled_at == LATER
    assert Stock.objects.get(variant=tea).available == 10
    assert steps(order) == [
        ("order", "refuse", "placed", "cancelled", "seller", "Hết chè rồi"),
        ("payment", "void", "due_on_delivery", "void", "seller", "Hết chè rồi"),
        ("delivery", "cancel", "waiting", "cancelled", "seller", "Hết chè rồi"),
    ]
    assert not Refund.objects.exists()


def test_a_refused_order_that_was_paid_owes_the_money():
    order = an_order(payment="vietqr")
    mark_paid(group=order.group, actor=SYSTEM, at=NOON)

    refuse_order(order=order, reason="Hết chè rồi", actor=staff(order), at=LATER)

    assert axes(order) == ("cancelled", "refund_due", "cancelled")
    refund = Refund.objects.get()
    assert (refund.amount_vnd, refund.due_on.isoformat()) == (order.total_vnd, "2026-12-21")
    assert Payment.objects.get().owed_back_vnd == order.total_vnd


@pytest.mark.parametrize("reason", ["", "   ", "...", "\x00"])
def test_a_refusal_says_why(reason):
    order = an_order()

    with pytest.raises(ReasonMissing):
        refuse_order(order=order, reason=reason, actor=SYSTEM, at=LATER)

    assert axes(order) == ("placed", "due_on_delivery", "waiting")


def test_an_accepted_order_cannot_be_refused():
    order = a_confirmed_order()

    with pytest.raises(StepNotAllowed):
        refuse_order(order=order, reason="Hết chè rồi", actor=SYSTEM, at=LATER)

    assert axes(order) == ("confirmed", "due_on_delivery", "waiting")


def test_the_packer_accepts_but_does_not_refuse():
    order = an_order()
    packer = staff(order, Role.SELLER_PACKER)

    with pytest.raises(NotPermitted):
        refuse_order(order=order, reason="Hết chè rồi", actor=packer, at=LATER)
    confirm_order(order=order, actor=packer, at=LATER)

    assert fresh(order).status == "confirmed"


def test_the_buyer_does_not_answer_for_the_seller():
    order = an_order()

    for act in (confirm_order, lambda **facts: refuse_order(reason="Thôi không mua", **facts)):
        with pytest.raises(NotPermitted):
            act(order=order, actor=guest(order), at=LATER)

    assert fresh(order).status == "placed"


def test_the_seller_is_reminded_once_when_the_answer_is_late():
    order = an_order()

    too_early = warn_unaccepted(order=order, actor=SYSTEM, at=TOMORROW - timedelta(seconds=1))
    on_time = warn_unaccepted(order=order, actor=SYSTEM, at=TOMORROW)
    again = warn_unaccepted(order=order, actor=SYSTEM, at=TOMORROW)

    assert (too_early, on_time, again) == (False, True, False)
    assert fresh(order).warned_at == TOMORROW


def test_an_order_that_nobody_answers_ends_four_hours_after_the_reminder():
    tea = a_variant(available=10)
    order = an_order(variant=tea, quantity=4)
    warn_unaccepted(order=order, actor=SYSTEM, at=TOMORROW)

    too_early = expire_unaccepted(order=order, actor=SYSTEM, at=TOMORROW + timedelta(hours=4, seconds=-1))
    on_time = expire_unaccepted(order=order, actor=SYSTEM, at=TOMORROW + timedelta(hours=4))
    again = expire_unaccepted(order=order, actor=SYSTEM, at=TOMORROW + timedelta(hours=4))

    assert (too_early, on_time, again) == (False, True, False)
    assert axes(order) == ("cancelled", "void", "cancelled")
    assert Stock.objects.get(variant=tea).available == 10
    assert steps(order)[0] == ("order", "expire", "placed", "cancelled", "market", "unanswered")


def test_no_order_ends_without_a_reminder():
    order = an_order()

    assert expire_unaccepted(order=order, actor=SYSTEM, at=NOON + timedelta(days=9)) is False

    assert fresh(order).status == "placed"


def test_an_answer_after_the_reminder_still_counts():
    order = an_order()
    warn_unaccepted(order=order, actor=SYSTEM, at=TOMORROW)
    confirm_order(order=order, actor=staff(order), at=TOMORROW + timedelta(hours=1))

    assert expire_unaccepted(order=order, actor=SYSTEM, at=TOMORROW + timedelta(hours=5)) is False

    assert fresh(order).status == "confirmed"
