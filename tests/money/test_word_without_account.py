"""Money for cash that nobody knows an account for: only the bank's own line tells that the market transferred it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.models import Entry
from chophien.cashpoints.tests.factories import a_till
from chophien.ledger.actions.proving import prove
from chophien.ledger.models import Transfer
from chophien.lib.actor import SYSTEM
from chophien.messages.models import Notice
from chophien.orders.actions.money import give_money_back, record_refund
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.actions.counter import receive_at_counter
from chophien.payments.actions.refunding import promise_refund
from chophien.payments.errors import AccountNotTold
from chophien.payments.models import AccountAsked, Payment, Refund
from chophien.payments.selectors.asking import accounts_asked
from chophien.reconciliation.tests.factories import a_transfer
from chophien.reconciliation.tests.test_outgoing import went_out
from chophien.wholesale.actions.deposits import deposit_went_back, give_account
from chophien.wholesale.tests.factories import FIRST, a_contract_in_force, some_terms
from tests.collecting.factories import a_carrier, collected_by_carrier
from tests.money.test_another_account import ANSWER

pytestmark = pytest.mark.django_db
BY_ITS_LINE = "Tiền mà ngân hàng đã chuyển thì dòng sao kê tự ghi nhận."
REFUSED = (
    "Khoản này đã trả bằng tiền mặt và người mua chưa cho biết tài khoản nhận. Người mua ghi tài khoản trên trang đơn"
    f" hàng hoặc hợp đồng, hoặc đến điểm tiền mặt để nhận tiền. {BY_ITS_LINE}"
)
WHY = f"Người mua ghi tài khoản trên trang đơn hàng hoặc hợp đồng, hoặc đến điểm tiền mặt để nhận tiền. {BY_ITS_LINE}"
ASKED, BUTTON = "Trả bằng tiền mặt: đang hỏi tài khoản người mua", "Đã trả lại tiền"
DEPOSITS = "/dieu-hanh/tien/coc/"


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=timezone.now() + timedelta(days=200)).right


@pytest.fixture
def buyer():
    return PersonFactory()


@pytest.fixture
def refund(buyer):
    """Of an order that a carrier collected 40.000 đ go back."""
    order = collected_by_carrier(a_carrier(), person=buyer)
    return give_money_back(order=order, amount_vnd=40_000, reason="hỏng", noticed_at=NOON, actor=SYSTEM, at=NOON)


@pytest.fixture
def of_deposit():
    """Of a contract's deposit that was paid in cash at a till 200.000 đ go back; and the account of that till."""
    contract = a_contract_in_force(terms=some_terms(deposit_vnd=500_000, deposit_on=FIRST))
    till = chart.cash(chart.AGENT, a_till(holds=0).code)
    receive_at_counter(payment=Payment.objects.get(order_code=contract.code), into=till, actor=SYSTEM, at=NOON)
    refund = promise_refund(
        order_code=contract.code, amount_vnd=200_000, reason="Cọc", noticed_at=NOON, actor=SYSTEM, at=NOON
    )
    return contract, refund, till


def named(buyer, refund):
    return as_person(buyer).post(f"/don/{refund.payment.order_code}/tai-khoan/", ANSWER).status_code


def waits(refund):
    return [(one.about, one.amount_vnd, one.answered_at) for one in accounts_asked(refund.payment.group_code)]


def everything():
    """What a refused word must leave as it was."""
    refund = Refund.objects.select_related("payment").get()
    counts = [model.objects.count() for model in (Transfer, Entry, Notice, AccountAsked)]
    return refund.done_at, refund.reference, str(refund.payment.status), waits(refund), counts


def paid_out_of(refund):
    return Transfer.objects.get(code=f"refund:{refund.code}:refund_paid").credit.code


@pytest.mark.parametrize("bare", [False, True])
def test_a_word_is_refused_while_the_buyer_has_named_no_account_and_nothing_changes(refund, bare):
    before = everything()

    for actor in (operator(), SYSTEM):
        with pytest.raises(AccountNotTold) as refused:
            record_refund(refund=refund, reference="tay", actor=actor, at=NOON, with_interest=not bare)
        assert str(refused.value) == REFUSED

    assert everything() == before
    assert before[:4] == (None, "", "refund_due", [(refund.code, 40_000, None)])


def test_the_banks_own_line_counts_without_an_account(refund):
    line = went_out(f"hoan tien {refund.code}", 40_000, at=NOON)

    refund.refresh_from_db()
    assert (line.status, refund.done_at, waits(refund)) == ("out", NOON, [])
    assert paid_out_of(refund) == chart.held()


def test_a_word_counts_once_the_buyer_has_named_an_account(refund, buyer):
    given = named(buyer, refund)

    record_refund(refund=refund, reference="FT1", actor=operator(), at=NOON)

    refund.refresh_from_db()
    assert (given, refund.done_at, refund.reference, paid_out_of(refund)) == (302, NOON, "FT1", chart.held())
    assert AccountAsked.objects.get().ended_at == NOON


def test_what_the_bank_sent_back_waits_for_another_account_before_a_word_counts_again(refund, buyer):
    named(buyer, refund)
    went_out(f"hoan tien {refund.code}", 40_000, at=NOON)
    a_transfer(f"hoan tra {refund.code}", 40_000)
    desk = as_person(operator()).get(f"/dieu-hanh/don/{refund.payment.order_code}/")

    with pytest.raises(AccountNotTold):
        record_refund(refund=refund, reference="FT2", actor=operator(), at=NOON)
    again = named(buyer, refund)
    record_refund(refund=refund, reference="FT2", actor=operator(), at=NOON)

    refund.refresh_from_db()
    assert (WHY in text_of(desk), f"hoan/{refund.code}/" in desk.text) == (True, False)
    assert (again, refund.reference, waits(refund)) == (302, "FT2", [])


def test_notes_out_of_a_till_need_no_account(of_deposit):
    _contract, refund, till = of_deposit

    deposit_went_back(refund=refund, reference="PC-1", actor=SYSTEM, at=NOON, out_of=till)

    assert (paid_out_of(refund), waits(refund)) == (till, [])


def test_the_page_of_an_order_offers_no_button_says_why_and_refuses_a_word_all_the_same(refund, buyer):
    page = f"/dieu-hanh/don/{refund.payment.order_code}/"
    boss, door = as_person(operator()), f"{page}hoan/{refund.code}/"

    before, shown = everything(), text_of(boss.get(page))
    refused = boss.post(door, {"reference": "tay"})
    after = everything()
    named(buyer, refund)
    offered = text_of(boss.get(page))
    taken = boss.post(door, {"reference": "FT1"})

    assert (ASKED in shown, WHY in shown, BUTTON in shown) == (True, True, False)
    assert (refused.status_code, REFUSED in text_of(refused), after == before) == (409, True, True)
    assert (ASKED in offered, WHY in offered, BUTTON in offered, taken.status_code) == (False, False, True, 302)
    assert Order.objects.get(code=refund.payment.order_code).payment_status == "refunded"


def test_the_page_of_deposits_offers_no_button_says_why_and_refuses_a_word_all_the_same(of_deposit):
    contract, refund, _till = of_deposit
    boss, door = as_person(operator()), f"{DEPOSITS}hoan/{refund.code}/"

    before, shown = everything(), text_of(boss.get(DEPOSITS))
    refused = boss.post(door, {"reference": "tay"})
    after = everything()
    give_account(contract=contract, actor=contract.buyer, at=NOON, **ANSWER)
    offered = text_of(boss.get(DEPOSITS))
    taken = boss.post(door, {"reference": "FT1"})

    assert (ASKED in shown, WHY in shown, BUTTON in shown) == (True, True, False)
    assert (refused.status_code, REFUSED in text_of(refused), after == before) == (409, True, True)
    assert (ASKED in offered, WHY in offered, BUTTON in offered, taken.status_code) == (False, False, True, 302)
    assert paid_out_of(refund) == chart.held()
