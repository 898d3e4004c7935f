"""What was to be transferred and was paid in cash at a till: a transfer that comes as well is a second time."""

from datetime import timedelta

import pytest

from chophien.cashpoints.tests.factories import NOON, a_till, an_agent, paid_in, real_money
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.money import mark_paid
from chophien.orders.tests.factories import an_order, fresh
from chophien.payments import chart
from chophien.payments.actions.counter import receive_at_counter
from chophien.payments.actions.refunding import promise_refund
from chophien.payments.models import Payment, Refund
from chophien.reconciliation.models import MoneyBack
from chophien.reconciliation.tests.factories import a_transfer, words_for
from chophien.reconciliation.tests.test_outgoing import went_out
from chophien.wholesale.tests.factories import FIRST, a_contract_in_force, some_terms

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=NOON + timedelta(days=1)).right


def paid_at_a_till(*, is_deposit=False):
    """An order to be paid by transfer, or one whose deposit is, that was paid in cash; and how much that was."""
    order = an_order(payment="vietqr")
    amount = order.total_vnd
    if is_deposit:
        amount = 50_000
        Payment.objects.update(deposit_vnd=amount)
    till = a_till(holds=1_000_000)
    with real_money():
        paid_in(order.group.code, till, amount, an_agent(till.point))
    payment = Payment.objects.get()
    assert payment.came_into == f"cash:agent:{till.code}"
    return order, amount


@pytest.mark.parametrize("is_deposit", [False, True])
@pytest.mark.parametrize("more", [0, 7_000, -20_000])
def test_a_transfer_for_what_was_paid_at_a_till_goes_back_whole(more, is_deposit):
    order, amount = paid_at_a_till(is_deposit=is_deposit)
    before = balance_of(chart.held()).held

    line = a_transfer(words_for(order), amount + more, at=SOON)

    back = MoneyBack.objects.get()
    assert (line.outcome, line.status, line.why, line.used_vnd) == ("duplicate", "to_return", "twice", 0)
    assert (back.amount_vnd, balance_of(chart.held()).held - before) == (amount + more, amount + more)
    assert balance_of(chart.REFUNDS).owed == amount + more


def test_a_contracts_deposit_that_came_in_cash_all_the_same_is_owed_back_by_the_market_once_it_is_transferred_too():
    contract = a_contract_in_force(terms=some_terms(deposit_vnd=500_000, deposit_on=FIRST))
    till, deposit = a_till(holds=0), Payment.objects.get(order_code=contract.code)
    receive_at_counter(payment=deposit, into=chart.cash(chart.AGENT, till.code), actor=SYSTEM, at=NOON)

    line = a_transfer(f"dat coc {contract.code}", deposit.amount_vnd, at=SOON)
    refund = promise_refund(
        order_code=contract.code, amount_vnd=70_000, reason="x", noticed_at=NOON, actor=SYSTEM, at=NOON
    )
    out = went_out(f"hoan coc {refund.code}", 70_000, at=SOON)

    assert (line.outcome, line.status, MoneyBack.objects.get().amount_vnd) == (
        "duplicate",
        "to_return",
        deposit.amount_vnd,
    )
    assert (out.status, Refund.objects.get().done_at) == ("out", SOON)


def test_a_deposit_that_was_marked_by_hand_is_that_money_wherever_the_rest_came():
    order = an_order(payment="vietqr")
    Payment.objects.update(deposit_vnd=50_000)
    mark_paid(group=order.group, actor=SYSTEM, at=NOON)
    Payment.objects.update(came_into="cash:carrier:buu-dien")

    line = a_transfer(words_for(fresh(order)), 50_000, at=SOON)

    assert (line.outcome, line.status, MoneyBack.objects.count()) == ("exact", "settled", 0)
    assert balance_of(chart.held()).held == 50_000
