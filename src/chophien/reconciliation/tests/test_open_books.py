"""Money that came before there were books is brought into them once, to the đồng, and the proof is clean after."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from chophien.accounts.tests.factories import operator
from chophien.ledger.actions.proving import prove
from chophien.ledger.models import Account, Transfer
from chophien.ledger.selectors import sums_of, transfers_about
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.money import record_refund
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON, an_order, fresh
from chophien.payments import chart
from chophien.payments.models import Payment, Refund
from chophien.reconciliation.actions.opening import open_books
from chophien.settlement.selectors.statement import statement
from chophien.wholesale.tests.factories import a_contract_in_force, some_terms

pytestmark = pytest.mark.django_db
FIRST_DAY = NOON + timedelta(days=3)
"""As of when the books begin."""
PAID_OUT_UNTIL = date(2026, 10, 31)


def paid_before(**facts):
    """An order that was paid to the market when there were no books."""
    order = an_order(payment="vietqr", **facts)
    Payment.objects.filter(order_code=order.code).update(status="paid", paid_at=NOON)
    Order.objects.filter(pk=order.pk).update(payment_status="paid", held_until=None, accept_by=FIRST_DAY)
    return fresh(order)


def completed_before(*, on=NOON, **facts):
    order = paid_before(**facts)
    Order.objects.filter(pk=order.pk).update(
        status="completed", delivery_status="delivered", confirmed_at=on, handed_over_at=on, completed_at=on
    )
    return fresh(order)


def promised_before(order, amount, *, done=False):
    """Money of it that was promised back then, and with `done` went back."""
    payment = Payment.objects.get(order_code=order.code)
    Payment.objects.filter(pk=payment.pk).update(
        owed_back_vnd=payment.owed_back_vnd + amount, status="refunded" if done else "refund_due"
    )
    Order.objects.filter(pk=order.pk).update(payment_status="refunded" if done else "refund_due")
    gone = {"done_at": NOON, "done_by": "ND-1", "reference": "FT1"} if done else {}
    return Refund.objects.create(
        payment=payment,
        code=f"HT-{order.code}-{done}"[:16],
        amount_vnd=amount,
        reason="Hỏng",
        due_on=date(2026, 12, 20),
        asked_at=NOON,
        **gone,
    )


def opened(**facts):
    return open_books(**{"paid_out_until": PAID_OUT_UNTIL, "actor": SYSTEM, "at": FIRST_DAY} | facts)


def standing():
    sums = sums_of(Account.objects.values_list("code", flat=True))
    amounts = {code: abs(one.debits_posted - one.credits_posted) for code, one in sums.items()}
    return {code: amount for code, amount in amounts.items() if amount}


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=FIRST_DAY + timedelta(days=1)).right


def test_what_came_for_an_order_that_is_not_completed_waits_and_is_earned_as_always():
    order = paid_before()

    assert (opened().seller_vnd, opened().payments) == (order.total_vnd, 0)
    assert standing() == {chart.held(): order.total_vnd, chart.pending(order.seller.code): order.total_vnd}
    [entry] = transfers_about(order.code)
    assert (entry.kind, entry.at) == ("opening", FIRST_DAY)

    order = confirm_order(order=order, actor=SYSTEM, at=FIRST_DAY)
    hand_over_order(order=pack_order(order=order, actor=SYSTEM, at=FIRST_DAY), actor=SYSTEM, at=FIRST_DAY)
    receive_order(order=fresh(order), actor=SYSTEM, at=FIRST_DAY)

    assert standing() == {chart.held(): order.total_vnd, chart.due(order.seller.code): order.total_vnd}


def test_of_a_completed_order_it_is_to_be_paid_out_and_stands_in_the_statement_without_fee_or_tax():
    order = completed_before()

    opened()

    assert standing() == {chart.held(): order.total_vnd, chart.due(order.seller.code): order.total_vnd}
    assert Payment.objects.get(order_code=order.code).earned_at == FIRST_DAY
    sheet = statement(order.seller.code, month=date(2026, 11, 1))
    assert (sheet.amounts["gross"], sheet.closing_vnd) == (order.total_vnd, order.total_vnd)


def test_what_was_paid_out_without_the_books_stays_outside():
    order = completed_before()

    assert opened(paid_out_until=NOON.date()).payments == 0
    assert not Transfer.objects.exists()
    assert Payment.objects.get(order_code=order.code).booked_vnd == 0


def test_what_was_promised_back_is_owed_to_the_buyer_and_what_went_back_is_left_out():
    order = paid_before()
    promised_before(order, 5_000, done=True)
    open_one = promised_before(order, 7_000)

    brought = opened()

    rest = order.total_vnd - 12_000
    assert (brought.seller_vnd, brought.refunds_vnd) == (rest, 7_000)
    assert standing() == {
        chart.held(): rest + 7_000,
        chart.pending(order.seller.code): rest,
        chart.REFUNDS: 7_000,
    }

    record_refund(refund=open_one, reference="FT2", actor=operator(), at=FIRST_DAY)

    assert standing() == {chart.held(): rest, chart.pending(order.seller.code): rest}
    assert opened().payments == 0


def test_what_went_back_whole_and_what_never_was_the_markets_is_not_entered():
    promised_before(back := paid_before(), back.total_vnd, done=True)
    theirs, outside = paid_before(), paid_before()
    Payment.objects.filter(order_code=theirs.code).update(receiver="seller")
    Payment.objects.filter(order_code=outside.code).update(outside=True)
    an_order(payment="vietqr")

    assert (opened().payments, Transfer.objects.count()) == (0, 0)


def test_a_contracts_deposit_is_entered_but_for_what_was_taken_off_deliveries():
    contract = a_contract_in_force(terms=some_terms(deposit_vnd=300_000, deposit_on=FIRST_DAY.date()))
    Payment.objects.filter(order_code=contract.code).update(status="paid", paid_at=NOON)

    assert opened().seller_vnd == 300_000
    assert standing() == {chart.held(): 300_000, chart.pending(contract.seller.code): 300_000}


def test_the_command_says_what_it_did_and_proves_the_books():
    order, out = paid_before(), StringIO()

    call_command("open_books", "2026-10-31", stdout=out)

    assert f"{order.total_vnd // 1000}.{order.total_vnd % 1000:03}" in out.getvalue()
    assert out.getvalue().startswith("1 payments brought in")
    assert out.getvalue().endswith("The books are right.\n")
