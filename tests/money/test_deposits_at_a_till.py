"""The deposit of a contract that is paid in cash at a till: exact, once, counted, and given back to an account."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from chophien.accounts.tests.factories import operator
from chophien.cashpoints.actions.asking import name_owed
from chophien.cashpoints.actions.closing import close_day
from chophien.cashpoints.actions.confirming import Proof
from chophien.cashpoints.actions.taking import confirm_cash_in
from chophien.cashpoints.errors import CustomerOver, GiveCashBack
from chophien.cashpoints.models import CashOrder, DayClose
from chophien.cashpoints.selectors.receipts import receipt_of
from chophien.cashpoints.selectors.slips import slip_pdf
from chophien.cashpoints.selectors.tills import float_of
from chophien.cashpoints.tests.factories import NOON, a_till, an_agent, code_sent, counted_in, paid_in, real_money
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.errors import NotFound
from chophien.messages.models import Message, Notice, OutgoingSms
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.models import Order
from chophien.orders.tests.pages import as_person, source_of, text_of
from chophien.payments import chart
from chophien.payments.errors import NothingAwaited, WrongAmount
from chophien.payments.models import Payment, Refund
from chophien.payments.selectors.asking import accounts_asked
from chophien.reconciliation.models import MoneyBack
from chophien.reconciliation.tests.factories import a_transfer
from chophien.reconciliation.tests.test_outgoing import went_out
from chophien.sellers.tests.factories import manager_of
from chophien.settlement.tests.factories import with_account
from chophien.wholesale.actions.deposits import deposit_came, deposit_overdue, give_account, give_rest_back
from chophien.wholesale.selectors.contracts import lock_contract
from chophien.wholesale.selectors.deposits import deposit_of, stands_in_the_books
from chophien.wholesale.tests.factories import FIRST, a_contract_in_force, a_draft_contract, some_terms
from chophien.wholesale.tests.test_deposits import sent
from tests.money.test_another_account import ANSWER

pytestmark = pytest.mark.django_db
DEPOSIT = 500_000
SET_OFF = 1_666
"""Its share of the deposit: 20 of 6.000 kg, rounded down."""
UPGRADE = "chophien.wholesale.migrations.0008_payments_of_deliveries_know_their_contract"
SOON = NOON + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def _real():
    with real_money():
        yield
    assert prove(at=NOON + timedelta(days=60)).right


@pytest.fixture
def till():
    return a_till(holds=0)


@pytest.fixture
def agent(till):
    return an_agent(till.point)


def a_contract(**terms):
    return a_contract_in_force(terms=some_terms(deposit_vnd=DEPOSIT, deposit_on=FIRST, **terms))


def payment_of(contract):
    return Payment.objects.get(order_code=contract.code)


def test_the_deposit_is_found_by_the_contracts_code_paid_after_the_yes_and_counted_in_the_evening(till, agent):
    contract = a_contract()
    owed = name_owed(text=contract.code, till=till, actor=agent, at=NOON)
    account, day = chart.cash(chart.AGENT, till.code), NOON.date()

    waiting = counted_in(contract.code, till, DEPOSIT, agent)
    before = payment_of(contract).status, balance_of(account).held
    paid = confirm_cash_in(order=waiting, proof=Proof(code=code_sent(waiting)), actor=agent, at=NOON)
    close_day(till=till, day=day, notes={500_000: 1}, actor=agent, at=NOON)

    payment = payment_of(contract)
    assert (owed.phone, owed.of_contract, before) == (contract.buyer.mobile, True, ("awaiting_transfer", 0))
    assert (payment.status, payment.came_into, payment.booked_vnd) == ("paid", account, DEPOSIT)
    assert (balance_of(account).held, balance_of(chart.pending(contract.seller.code)).owed) == (DEPOSIT, DEPOSIT)
    assert (deposit_of(contract).left_vnd, stands_in_the_books(contract)) == (DEPOSIT, True)
    told = Message.objects.filter(about=contract.code, person_code=contract.buyer.code)
    assert [one.text.count(contract.code) for one in told] == [1]
    assert contract.code in OutgoingSms.objects.get(about=paid.code).text
    receipt = receipt_of(paid.code)
    assert (receipt.what_for, receipt.of_contract, receipt.customer) == (contract.code, True, owed.name)
    assert slip_pdf(receipt).startswith(b"%PDF-")
    [close] = DayClose.objects.all()
    assert (close.opening_vnd, close.cash_in_vnd, close.expected_vnd, close.difference_vnd) == (0, DEPOSIT, DEPOSIT, 0)


def test_another_amount_a_second_time_no_deposit_and_too_much_for_a_day_are_refused(till, agent):
    contract, large = a_contract(), a_contract_in_force(terms=some_terms(deposit_vnd=20_000_001, deposit_on=FIRST))
    draft = a_draft_contract()

    for off in (-1, 1):
        with pytest.raises(WrongAmount):
            counted_in(contract.code, till, DEPOSIT + off, agent)
    with pytest.raises(CustomerOver):
        counted_in(large.code, till, 20_000_001, agent)
    with pytest.raises(NotFound):
        name_owed(text=draft.code, till=till, actor=agent, at=NOON)
    paid_in(contract.code, till, DEPOSIT, agent)
    with pytest.raises(NothingAwaited):
        counted_in(contract.code, till, DEPOSIT, agent)

    assert float_of(till, simulated=False, at=NOON).held_vnd == DEPOSIT
    assert [one.status for one in CashOrder.objects.all()] == ["paid"]


@pytest.mark.parametrize("meanwhile", ["lapsed", "transferred"])
def test_a_contract_that_lapsed_or_was_paid_while_the_cash_lay_there_sends_it_back(till, agent, meanwhile):
    contract = a_contract(deposit_late="end")
    waiting = counted_in(contract.code, till, DEPOSIT, agent)
    if meanwhile == "lapsed":
        deposit_overdue(contract=contract, at=NOON + timedelta(days=20))
    else:
        a_transfer(f"dat coc {contract.code}", DEPOSIT, at=NOON)

    with pytest.raises(GiveCashBack):
        confirm_cash_in(order=waiting, proof=Proof(code=code_sent(waiting)), actor=agent, at=NOON)

    assert payment_of(contract).status == ("void" if meanwhile == "lapsed" else "paid")
    assert (float_of(till, simulated=False, at=NOON).held_vnd, CashOrder.objects.get().status) == (0, "refused")


def test_a_deposit_that_would_go_to_the_shops_account_is_the_markets_when_it_comes_in_cash(till, agent):
    contract = a_draft_contract()
    with_account(contract.seller)
    contract = a_contract_in_force(quote=contract.quote, terms=some_terms(deposit_vnd=DEPOSIT, deposit_on=FIRST))
    assert payment_of(contract).receiver == "seller"

    paid_in(contract.code, till, DEPOSIT, agent)

    assert payment_of(contract).receiver == "market"
    assert balance_of(chart.pending(contract.seller.code)).owed == DEPOSIT


def test_a_transfer_for_what_was_paid_in_cash_goes_back_and_the_rest_of_the_deposit_asks_for_an_account(till, agent):
    contract = a_contract()
    paid_in(contract.code, till, DEPOSIT, agent)
    line = a_transfer(f"dat coc {contract.code}", DEPOSIT, at=SOON)
    refund = give_rest_back(lock_contract(contract.pk), at=SOON)

    [asked] = accounts_asked(contract.code)
    given = give_account(contract=contract, actor=contract.buyer, at=SOON, **ANSWER)
    out = went_out(f"hoan coc {refund.code}", DEPOSIT, at=SOON)

    assert (line.outcome, line.status, MoneyBack.objects.get().amount_vnd) == ("duplicate", "to_return", DEPOSIT)
    assert (asked.about, asked.amount_vnd, asked.of_cash) == (refund.code, DEPOSIT, True)
    assert Message.objects.filter(person_code=contract.buyer.code, text__contains="trả bằng tiền mặt").count() == 1
    assert [one.account_tail for one in given] == ["2233"]
    assert (out.status, Refund.objects.get().done_at, accounts_asked(contract.code)) == ("out", SOON, [])
    assert float_of(till, simulated=False, at=SOON).held_vnd == DEPOSIT


def test_what_of_it_was_set_off_asks_for_an_account_when_the_order_of_the_delivery_is_called_off(till, agent, do_jobs):
    contract = a_contract()
    paid_in(contract.code, till, DEPOSIT, agent)
    part = sent(contract, 1, "20")
    order = Order.objects.get(code=part.order_code)
    cancel_order(order=order, reason="Người mua hủy", actor=contract.buyer, at=SOON)
    do_jobs()

    refund = Refund.objects.get()
    [asked] = accounts_asked(order.group.code)
    her, page = as_person(contract.buyer), f"/don/{order.code}/"
    shown = text_of(her.get(page))
    given = her.post(f"{page}tai-khoan/", ANSWER).status_code
    out = went_out(f"hoan tien {refund.code}", refund.amount_vnd, at=SOON)

    assert (Payment.objects.get(order_code=order.code).advance_of, part.set_off_vnd) == (contract.code, SET_OFF)
    assert (asked.about, asked.amount_vnd, asked.of_cash) == (refund.code, SET_OFF, True)
    assert ("Tiền của bạn chuyển về đâu?" in shown, given) == (True, 302)
    assert Notice.objects.filter(person_code=contract.buyer.code, text__contains="đã trả bằng tiền mặt").count() == 1
    assert (out.status, accounts_asked(order.group.code)) == ("out", [])


def test_deliveries_from_before_learn_their_contract_with_the_upgrade():
    contract = a_contract()
    deposit_came(contract=contract, actor=operator(), at=NOON)
    part = sent(contract, 1, "20")
    Payment.objects.update(advance_of="")

    with connection.cursor() as cursor:
        cursor.execute(import_module(UPGRADE).FILL)

    assert list(Payment.objects.exclude(advance_of="").values_list("order_code", "advance_of")) == [
        (part.order_code, contract.code)
    ]


def test_the_contract_tells_its_buyer_of_cash_points_of_the_province_while_the_whole_deposit_can_be_paid_there(
    till, agent
):
    contract = a_contract()

    def page(person=contract.buyer):
        return source_of(as_person(person).get(f"/mua-si/hop-dong/{contract.code}/"))

    said = f"Trong tỉnh có điểm tiền mặt: đến đó nói mã {contract.code} rồi trả bằng tiền mặt."
    near = f'href="/rut-tien-gan-nha/?xa={contract.commune.code}"'
    elsewhere = page()
    an_agent(a_till(commune_code=contract.commune.code, name="Bưu điện Ba Đình").point)
    pages = [page(), page(manager_of(contract.seller))]
    a_transfer(f"coc {contract.code}", DEPOSIT - 1, at=NOON)
    rest = page()

    assert [said in one for one in (elsewhere, *pages, rest)] == [False, True, False, False]
    assert [near in one for one in (elsewhere, *pages, rest)] == [False, True, False, False]
    assert "499.999" in rest
