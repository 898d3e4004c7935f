"""Real threads on real connections: money of a complaint goes back while its sides still talk."""

import pytest

from chophien.accounts.tests.factories import operator
from chophien.complaints.actions.answering import accept_answer, ask_the_market
from chophien.complaints.models import Complaint
from chophien.complaints.tests.factories import LATER, an_answered
from chophien.lib.tests.racing import race
from chophien.orders.actions.money import record_refund
from chophien.orders.tests.factories import guest
from chophien.payments.models import Refund

pytestmark = pytest.mark.django_db(transaction=True)
COMPLAINTS = 4


def test_s07_money_goes_back_while_a_side_asks_for_the_market_and_nobody_waits_for_ever():
    complaints = [an_answered() for _number in range(COMPLAINTS)]
    for one in complaints:
        accept_answer(complaint=one, read=1, actor=guest(one.order), at=LATER)
    cashier = operator()
    refunds = Refund.objects.select_related("payment").order_by("pk")
    giving = [
        lambda refund=refund: record_refund(refund=refund, reference="FT1", actor=cashier, at=LATER)
        for refund in refunds
    ]
    asking = [
        lambda one=one: ask_the_market(complaint=one, actor=guest(one.order), at=LATER, reason="Chưa nhận")
        for one in complaints
    ]

    outcomes = race([act for pair in zip(giving, asking, strict=True) for act in pair], at_once=2)

    settled = Complaint.objects.filter(status="settled").count()
    assert outcomes["done"] == 2 * COMPLAINTS - outcomes["step_not_allowed"]
    assert outcomes["step_not_allowed"] == settled
    assert Refund.objects.filter(done_at__isnull=True).count() == 0
