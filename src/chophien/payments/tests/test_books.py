"""What each thing that happens with money writes into the books, to the đồng."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.ledger.actions.posting import Wish
from chophien.ledger.actions.proving import prove
from chophien.ledger.errors import LedgerRefused
from chophien.ledger.models import Account, Transfer
from chophien.ledger.selectors import balance_of, transfers_about, transfers_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted
from chophien.payments import chart
from chophien.payments.actions.books import enter, one_posting
from chophien.payments.actions.interest import record_interest
from chophien.payments.actions.opening import NewPayment, open_payment
from chophien.payments.actions.receiving import Earned, collect_on_delivery, earn, mark_received
from chophien.payments.actions.refunding import promise_refund, record_refund, void_payments
from chophien.payments.errors import GoesThroughGateway
from chophien.payments.models import InterestOwed, Refund
from chophien.payments.requests import Parts
from chophien.payments.states import PaymentMethod, Receiver
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
VIETQR, COD = PaymentMethod.VIETQR, PaymentMethod.COD
MARKET, SELLER = Receiver.MARKET, Receiver.SELLER
PAID = Parts({"1": 470_000}, 30_000)
CASH = chart.cash(chart.CARRIER, "Bưu điện Đồng Văn")


@pytest.fixture
def shop():
    return a_seller().code


def a_payment(shop, *, order="CP-1", method=VIETQR, receiver=MARKET, amount=500_000, **facts):
    return open_payment(due=NewPayment(order, "GD-1", shop, method, receiver, amount, **facts))


def came(payment, **facts):
    return mark_received(payment=payment, actor=SYSTEM, at=NOON, **facts)


def back(order, amount):
    return promise_refund(order_code=order, amount_vnd=amount, reason="Hỏng", noticed_at=NOON, actor=SYSTEM, at=NOON)


def earned():
    return earn(order_code="CP-1", paid=PAID, at=NOON).booked_vnd


def enter_and_fail():
    with transaction.atomic(), one_posting():
        enter([Wish("b", debit=chart.held(), credit=chart.UNKNOWN, amount=7, kind="unknown")], at=NOON)
        raise RuntimeError("undone")


def standing(shop):
    """What is held, in carriers' hands, pending, due and owed to buyers, in đồng."""
    return (
        balance_of(chart.held()).held,
        balance_of(CASH).held,
        balance_of(chart.pending(shop)).owed,
        balance_of(chart.due(shop)).owed,
        balance_of(chart.REFUNDS).owed,
    )


def test_a_transfer_to_the_market_stands_with_the_partner_and_waits_for_the_order(shop):
    came(a_payment(shop))

    assert standing(shop) == (500_000, 0, 500_000, 0, 0)
    assert [one.kind for one in transfers_about("CP-1")] == ["receive"]


def test_what_goes_to_the_sellers_own_account_is_not_in_the_books(shop):
    came(a_payment(shop, receiver=SELLER))
    back("CP-1", 100_000)

    assert not Transfer.objects.exists()


def test_cash_is_with_the_carrier_until_it_is_handed_over(shop):
    a_payment(shop, method=COD, receiver=SELLER)

    collect_on_delivery(order_code="CP-1", into=CASH, actor=SYSTEM, at=NOON)

    assert CASH == "cash:carrier:buu-dien-dong-van"
    assert standing(shop) == (0, 500_000, 500_000, 0, 0)


def test_what_was_sold_elsewhere_never_passes_the_market(shop):
    a_payment(shop, method=COD, receiver=SELLER, outside=True)

    collect_on_delivery(order_code="CP-1", into=CASH, actor=SYSTEM, at=NOON)

    assert earned() == 0
    assert not Transfer.objects.exists()


def test_a_deposit_and_the_rest_are_two_entries(shop):
    payment = a_payment(shop, deposit_vnd=150_000)
    came(payment)
    collect_on_delivery(order_code="CP-1", into=CASH, actor=SYSTEM, at=NOON)

    assert standing(shop) == (150_000, 350_000, 500_000, 0, 0)


def test_a_deposit_to_the_seller_is_outside_and_the_rest_in_the_books(shop):
    came(a_payment(shop, receiver=SELLER, deposit_vnd=150_000))
    collect_on_delivery(order_code="CP-1", into=CASH, actor=SYSTEM, at=NOON)
    refund = back("CP-1", 400_000)

    assert refund.booked_vnd == 350_000
    assert standing(shop) == (0, 350_000, 0, 0, 350_000)


@pytest.mark.parametrize(("to_market", "in_books"), [(True, 500_000), (False, 300_000)])
def test_an_advance_counts_where_the_deposit_of_its_contract_stands(shop, to_market, in_books):
    receiver = MARKET if to_market else SELLER
    came(a_payment(shop, order="HD-1", receiver=receiver, amount=200_000))
    a_payment(shop, method=COD, advance_vnd=200_000, advance_booked=to_market)
    collect_on_delivery(order_code="CP-1", into=CASH, actor=SYSTEM, at=NOON)

    assert earned() == in_books
    assert standing(shop)[2:4] == (0, in_books)


def test_a_completed_order_is_earned_once_less_what_was_promised_back(shop):
    came(a_payment(shop))
    back("CP-1", 120_000)
    kept = Parts({"1": 350_000}, 30_000)

    assert earn(order_code="CP-1", paid=PAID, at=NOON) == Earned(380_000, kept, chart.held(), 500_000)
    assert earn(order_code="CP-1", paid=PAID, at=NOON) is None
    assert [(one.kind, one.amount_vnd) for one in transfers_of(chart.due(shop))] == [
        ("earned_shipping", 30_000),
        ("earned", 350_000),
    ]
    assert standing(shop) == (500_000, 0, 0, 380_000, 120_000)


def test_money_promised_back_after_completion_is_the_sellers_debt(shop):
    came(a_payment(shop))
    earn(order_code="CP-1", paid=PAID, at=NOON)

    back("CP-1", 120_000)

    assert standing(shop) == (500_000, 0, 0, 380_000, 120_000)


def test_a_refund_goes_out_the_way_the_money_came_and_what_it_is_late_is_owed_until_it_is_transferred(shop):
    came(a_payment(shop, amount=1_000_000), into=chart.gateway("vnpay"))
    refund = back("CP-1", 365_000)

    with pytest.raises(GoesThroughGateway):
        record_refund(refund=refund, reference="FT1", actor=SYSTEM, at=NOON + timedelta(days=40))
    gateway = chart.gateway("vnpay")
    record_refund(refund=refund, reference="1", actor=SYSTEM, at=NOON + timedelta(days=40), out_of=gateway)

    assert refund.booked_vnd == 365_000
    assert balance_of("gateway:vnpay").held == 1_000_000 - 365_000
    assert (balance_of(chart.INTEREST).held, balance_of(chart.INTEREST_OWED).owed) == (1_000, 1_000)
    assert standing(shop) == (0, 0, 635_000, 0, 0)

    line = {"reference": "FT2", "actor": SYSTEM, "at": NOON + timedelta(days=41)}
    record_interest(interest=InterestOwed.objects.get(), left_on=NOON.date() + timedelta(days=41), **line)

    assert (balance_of(chart.INTEREST).held, balance_of(chart.INTEREST_OWED).owed) == (1_000, 0)
    assert standing(shop) == (-1_000, 0, 635_000, 0, 0)


def test_money_that_comes_too_late_is_owed_back_at_once(shop):
    payment = a_payment(shop)
    void_payments(order_codes=["CP-1"], actor=SYSTEM, at=NOON)

    came(payment)

    assert standing(shop) == (500_000, 0, 0, 0, 500_000)


def test_orders_that_are_called_off_together_are_one_posting(shop):
    for order in ("CP-1", "CP-2"):
        came(a_payment(shop, order=order))

    void_payments(order_codes=["CP-1", "CP-2"], actor=SYSTEM, at=NOON)

    assert standing(shop) == (1_000_000, 0, 0, 0, 1_000_000)
    assert prove(at=NOON).right


def test_what_is_entered_within_one_posting_is_written_at_its_end(shop):
    with transaction.atomic(), one_posting():
        enter([Wish("a", debit=chart.held(), credit=chart.UNKNOWN, amount=5, kind="unknown")], at=NOON)
        written_before = Transfer.objects.exists()
        with pytest.raises(RuntimeError, match="undone"):
            enter_and_fail()
        enter([Wish("c", debit=chart.UNKNOWN, credit=chart.held(), amount=2, kind="returned")], at=NOON)

    assert not written_before
    assert list(Transfer.objects.order_by("code").values_list("code", flat=True)) == ["a", "c"]
    assert balance_of(chart.UNKNOWN).owed == 3


def test_a_refusal_of_the_books_writes_nothing(shop):
    came(a_payment(shop))

    with pytest.raises(LedgerRefused), transaction.atomic():
        enter([Wish("x", debit=chart.pending(shop), credit=chart.due(shop), amount=500_001, kind="earned")], at=NOON)

    assert standing(shop) == (500_000, 0, 500_000, 0, 0)


def test_the_chart_opens_only_accounts_that_it_knows(shop):
    with pytest.raises(ValueError, match="pocket"), transaction.atomic():
        enter([Wish("x", debit=chart.held(), credit="pocket", amount=1, kind="theft")], at=NOON)

    assert not Account.objects.filter(code="pocket").exists()


def test_a_seller_cannot_say_that_it_gave_back_cash_that_a_carrier_has(shop):
    a_payment(shop, method=COD, receiver=SELLER)
    collect_on_delivery(order_code="CP-1", into=CASH, actor=SYSTEM, at=NOON)
    earn(order_code="CP-1", paid=PAID, at=NOON)
    cashier = holder_of(Role.SELLER_ACCOUNTANT, Scope.SELLER, shop)

    refund, before = back("CP-1", 120_000), standing(shop)

    with pytest.raises(NotPermitted):
        record_refund(refund=refund, reference="tiền mặt", actor=cashier, at=NOON)

    assert (standing(shop), Refund.objects.get().done_at) == (before, None)


def test_cash_in_the_sellers_own_hands_is_given_back_by_the_seller_whoever_writes_it_down(shop):
    own = chart.cash(chart.SELLER, shop)
    a_payment(shop, method=COD, receiver=SELLER)
    collect_on_delivery(order_code="CP-1", into=own, actor=SYSTEM, at=NOON)
    earn(order_code="CP-1", paid=PAID, at=NOON)

    record_refund(refund=back("CP-1", 120_000), reference="tiền mặt", actor=SYSTEM, at=NOON)

    assert standing(shop) == (0, 0, 0, 500_000, 0)
