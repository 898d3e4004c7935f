"""An order that arrived completes itself after some days, but not while somebody complains about it."""

from datetime import timedelta

import pytest

from chophien.complaints.actions.opening import withdraw_complaint
from chophien.complaints.tests.factories import a_complaint, a_delivered_order
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.sending import complete_undisputed, receive_order
from chophien.orders.selectors.orders import orders_sent_before
from chophien.orders.tests.factories import NOON, a_sent_order, fresh, guest
from chophien.settlement.selectors.payable import payable_of

pytestmark = pytest.mark.django_db
A_WEEK_LATER = NOON + timedelta(days=7)


def completes_by_itself(order):
    is_due = order in orders_sent_before(NOON)
    return is_due, complete_undisputed(order=order, actor=SYSTEM, at=A_WEEK_LATER)


def test_f37_an_order_completes_itself_after_seven_days_but_not_while_a_complaint_is_open():
    quiet, disputed = a_sent_order(), a_sent_order()
    complaint = a_complaint(order=disputed, fault="not_come", wish="answer", amount_vnd=0)

    assert completes_by_itself(quiet) == (True, True)
    assert completes_by_itself(disputed) == (False, False)

    withdraw_complaint(complaint=complaint, actor=guest(disputed), at=A_WEEK_LATER)
    assert completes_by_itself(disputed) == (True, True)


def test_the_buyer_who_complains_may_still_say_that_the_parcel_is_there():
    order = a_sent_order()
    a_complaint(order=order, fault="not_come", wish="answer", amount_vnd=0)

    receive_order(order=fresh(order), actor=guest(order), at=A_WEEK_LATER)

    assert fresh(order).status == "completed"


def test_money_of_an_order_is_not_paid_out_while_a_complaint_about_it_is_open():
    order = a_delivered_order()
    codes, after_the_hold = [order.seller.code], NOON + timedelta(days=30)
    complaint = a_complaint(order=order)

    held = payable_of(codes, at=after_the_hold)
    of_everybody = payable_of(at=after_the_hold)
    withdraw_complaint(complaint=complaint, actor=guest(order), at=A_WEEK_LATER)
    [free] = payable_of(codes, at=after_the_hold)

    assert [(one.owed_vnd, one.held_back_vnd, one.now_vnd) for one in held] == [(free.owed_vnd, free.owed_vnd, 0)]
    assert of_everybody == held
    assert (free.held_back_vnd, free.now_vnd) == (0, free.owed_vnd)
    assert free.owed_vnd > 0
