"""An order that arrived completes itself after some days, but not while somebody complains about it."""

from datetime import timedelta

import pytest

from chophien.complaints.actions.opening import withdraw_complaint
from chophien.complaints.tests.factories import a_complaint
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.sending import complete_undisputed, receive_order
from chophien.orders.selectors.orders import orders_sent_before
from chophien.orders.tests.factories import NOON, a_sent_order, fresh, guest

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
