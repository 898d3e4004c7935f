"""The gateway's message, the buyer's return, the clock's question and a cancellation at once: paid once, or back whole."""

import pytest
from django.utils import timezone

from chophien.gateways.actions.asking import ask_about
from chophien.gateways.actions.repaying import give_back, open_refunds_of_gateways
from chophien.gateways.models import Attempt, Repayment
from chophien.gateways.tests.factories import an_order_to_pay, begin, come_back, tell
from chophien.ledger.actions.proving import prove
from chophien.lib.actor import SYSTEM
from chophien.lib.tests.racing import race
from chophien.orders.actions.cancelling import release_unpaid
from chophien.orders.tests.factories import NOON, fresh
from chophien.payments.models import PaymentStep

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("name", ["vnpay", "momo"])
def test_message_return_and_question_at_once_pay_each_order_once(name, request):
    gateway = request.getfixturevalue(name)
    attempts = [begin(an_order_to_pay(name), gateway) for _place in range(3)]
    acts = []
    for attempt in attempts:
        gateway.decide(attempt.reference)
        acts += [
            lambda attempt=attempt: tell(gateway, attempt),
            lambda attempt=attempt: come_back(gateway, attempt),
            lambda attempt=attempt: ask_about(attempt=attempt, at=NOON),
            lambda attempt=attempt: tell(gateway, attempt),
        ]

    ended = race(acts, at_once=4)

    assert ended == {"done": len(acts)}
    assert {(one.status, one.use) for one in Attempt.objects.all()} == {("paid", "orders")}
    assert PaymentStep.objects.filter(step="receive").count() == 3
    assert prove(at=timezone.now()).right


def test_money_that_comes_while_its_order_is_let_go_is_used_or_goes_back_whole_and_once(vnpay):
    orders = [an_order_to_pay("vnpay") for _place in range(4)]
    attempts = [begin(order, vnpay) for order in orders]
    acts = []
    for order, attempt in zip(orders, attempts, strict=True):
        vnpay.decide(attempt.reference)
        acts += [
            lambda attempt=attempt: tell(vnpay, attempt),
            lambda order=order: release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=order.held_until),
        ]

    ended = race(acts, at_once=4)
    backs = race([lambda: open_refunds_of_gateways(at=NOON)] * 3, at_once=3)
    repayments = list(Repayment.objects.values_list("pk", flat=True))
    sent = race([lambda pk=pk: give_back(repayment_id=pk, at=NOON) for pk in repayments * 2], at_once=4)

    assert (ended, backs, sent.get("done", 0)) == ({"done": 8}, {"done": 3}, 2 * len(repayments))
    states = [fresh(order).payment_status for order in orders]
    assert set(states) <= {"paid", "refunded"}
    assert len(repayments) == states.count("refunded")
    for order, attempt, state in zip(orders, attempts, states, strict=True):
        assert vnpay.sales[attempt.reference].back_vnd == (order.total_vnd if state == "refunded" else 0)
    assert prove(at=timezone.now()).right
