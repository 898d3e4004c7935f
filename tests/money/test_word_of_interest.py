"""Interest that the market owes and knows no account for: only the bank's own line tells that it was transferred."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.models import Entry
from chophien.cashpoints.tests.factories import a_till
from chophien.ledger.actions.proving import prove
from chophien.ledger.models import Transfer
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.messages.models import Notice
from chophien.orders.actions.doorstep import take_cash
from chophien.orders.actions.interest import record_interest
from chophien.orders.actions.money import give_money_back, record_refund
from chophien.orders.tests.factories import NOON
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.actions.counter import receive_at_counter
from chophien.payments.actions.refunding import promise_refund
from chophien.payments.errors import AccountNotTold
from chophien.payments.models import AccountAsked, InterestOwed, Payment, Refund
from chophien.payments.selectors.asking import accounts_asked
from chophien.reconciliation.tests.factories import a_transfer
from chophien.reconciliation.tests.test_outgoing import a_refund, went_out
from chophien.sellers.tests.factories import manager_of
from chophien.wholesale.actions.deposits import deposit_interest_went, deposit_went_back, give_account
from chophien.wholesale.tests.factories import FIRST, a_contract_in_force, some_terms
from tests.collecting.factories import a_carrier, a_helper_of, a_sent_order, collected_by_carrier
from tests.money.test_account_for_cash import to_the_shop
from tests.money.test_account_for_gateways import paid_by
from tests.money.test_another_account import ANSWER

pytestmark = pytest.mark.django_db
BY_ITS_LINE = "Tiền mà ngân hàng đã chuyển thì dòng sao kê tự ghi nhận."
REFUSED = (
    "Chợ chưa biết tài khoản nào của người mua để chuyển tiền lãi này. Người mua ghi tài khoản trên trang đơn hàng hoặc"
    f" hợp đồng. {BY_ITS_LINE}"
)
WHY = f"Người mua ghi tài khoản trên trang đơn hàng hoặc hợp đồng. {BY_ITS_LINE}"
IN_CASH, BUTTON = "Trả bằng tiền mặt: đang hỏi tài khoản người mua", "Đã chuyển tiền lãi"
THROUGH = "Trả qua cổng thanh toán: đang hỏi tài khoản người mua"
DEPOSITS = "/dieu-hanh/tien/coc/"


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=timezone.now() + timedelta(days=200)).right


@pytest.fixture
def buyer():
    return PersonFactory()


def went_late(order, take=record_refund, **told):
    """Of an order 40.000 đ went back 73 days late and bare: 800 đ of interest are left at ten per cent a year."""
    now = timezone.now()
    give_money_back(order=order, amount_vnd=40_000, reason="hỏng", noticed_at=now, actor=SYSTEM, at=now)
    Refund.objects.update(due_on=local_date(now) - timedelta(days=73))
    take(refund=Refund.objects.get(), reference="FT1", actor=SYSTEM, at=now, with_interest=False, **told)
    return owed()


def owed():
    return InterestOwed.objects.select_related("refund__payment").get()


@pytest.fixture(params=["cash", "gateway"])
def interest(request, buyer):
    """Of an order whose cash a carrier took, or that a gateway took and gave back without it."""
    if request.param == "gateway":
        order = paid_by(buyer, request.getfixturevalue("vnpay"))
        return went_late(order, out_of=chart.gateway("vnpay")), THROUGH
    return went_late(collected_by_carrier(a_carrier(), person=buyer), left_on=local_date(timezone.now())), IN_CASH


@pytest.fixture
def of_deposit():
    """Of a contract's deposit that was paid in cash at a till 400.000 đ went back bare and 73 days late: 8.000 đ."""
    contract = a_contract_in_force(terms=some_terms(deposit_vnd=500_000, deposit_on=FIRST))
    till = chart.cash(chart.AGENT, a_till(holds=0).code)
    receive_at_counter(payment=Payment.objects.get(order_code=contract.code), into=till, actor=SYSTEM, at=NOON)
    refund = promise_refund(
        order_code=contract.code, amount_vnd=400_000, reason="Cọc", noticed_at=NOON, actor=SYSTEM, at=NOON
    )
    on = refund.due_on + timedelta(days=73)
    deposit_went_back(refund=refund, reference="FT1", actor=SYSTEM, at=NOON, left_on=on, with_interest=False)
    return contract, owed()


def named(buyer, interest):
    return as_person(buyer).post(f"/don/{interest.refund.payment.order_code}/tai-khoan/", ANSWER).status_code


def waits(interest):
    group = interest.refund.payment.group_code
    return [(one.about, one.amount_vnd, one.answered_at) for one in accounts_asked(group)]


def everything():
    """What a refused word must leave as it was."""
    one, counts = owed(), [model.objects.count() for model in (Transfer, Entry, Notice, AccountAsked)]
    return one.paid_at, one.reference, waits(one), counts


def paid_out_of(interest):
    return Transfer.objects.get(code__startswith=f"interest:{interest.code}:paid").credit.code


def test_a_word_is_refused_while_the_buyer_has_named_no_account_and_nothing_changes(interest):
    one, _badge = interest
    before = everything()

    for actor in (operator(), SYSTEM):
        with pytest.raises(AccountNotTold) as refused:
            record_interest(interest=one, reference="tay", actor=actor, at=timezone.now())
        assert str(refused.value) == REFUSED

    assert everything() == before
    assert before[:3] == (None, "", [(one.code, 800, None)])


def test_the_banks_own_line_counts_without_an_account(interest):
    one, _badge = interest

    line = went_out(f"tra lai {one.code}", 800, at=timezone.now())

    assert (line.status, owed().reference, waits(one)) == ("out", line.reference, [])
    assert paid_out_of(one) == chart.held()


def test_a_word_counts_once_the_buyer_has_named_an_account(interest, buyer):
    one, _badge = interest
    given = named(buyer, one)

    record_interest(interest=one, reference="FT2", actor=operator(), at=timezone.now())

    assert (given, owed().reference, paid_out_of(one), waits(one)) == (302, "FT2", chart.held(), [])


@pytest.mark.parametrize("was_back", [False, True])
def test_interest_of_a_transfer_waits_only_where_the_bank_had_sent_the_refund_back(was_back):
    refund = a_refund()
    if was_back:
        record_refund(refund=refund, reference="FT1", actor=SYSTEM, at=NOON)
        a_transfer(f"hoan tra {refund.code}", refund.amount_vnd)
    facts = {"reference": "FT2", "actor": SYSTEM, "at": NOON, "left_on": refund.due_on + timedelta(days=73)}
    record_refund(refund=Refund.objects.get(), with_interest=False, **facts)

    if was_back:
        with pytest.raises(AccountNotTold):
            record_interest(interest=owed(), reference="FT3", actor=operator(), at=NOON)
    else:
        record_interest(interest=owed(), reference="FT3", actor=operator(), at=NOON)

    assert owed().reference == ("" if was_back else "FT3")


def test_a_shop_writes_down_its_own_interest_for_cash_in_its_hands_without_any_account():
    order = a_sent_order(person=PersonFactory())
    helper = a_helper_of(order.seller)
    order = take_cash(order=order, actor=helper, at=NOON)
    to_the_shop(order, helper)
    one = went_late(order)

    as_person(manager_of(order.seller)).post(f"/ban-hang/tien/hoan/{one.code}/", {"reference": "tay"})

    assert (owed().reference, one.in_books, AccountAsked.objects.exists()) == ("tay", False, False)


def test_the_page_of_an_order_offers_no_button_says_why_and_refuses_a_word_all_the_same(interest, buyer):
    one, badge = interest
    page = f"/dieu-hanh/don/{one.refund.payment.order_code}/"
    boss, door = as_person(operator()), f"{page}hoan/{one.code}/"

    before, shown = everything(), text_of(boss.get(page))
    refused = boss.post(door, {"reference": "tay"})
    after = everything()
    named(buyer, one)
    offered = text_of(boss.get(page))
    taken = boss.post(door, {"reference": "FT2"})

    assert (badge in shown, WHY in shown, BUTTON in shown) == (True, True, False)
    assert (refused.status_code, REFUSED in text_of(refused), after == before) == (409, True, True)
    assert (badge in offered, WHY in offered, BUTTON in offered, taken.status_code) == (False, False, True, 302)
    assert owed().reference == "FT2"


def test_the_page_of_deposits_offers_no_button_says_why_and_refuses_a_word_all_the_same(of_deposit):
    contract, one = of_deposit
    boss, door = as_person(operator()), f"{DEPOSITS}hoan/{one.code}/"

    before, shown = everything(), text_of(boss.get(DEPOSITS))
    refused = boss.post(door, {"reference": "tay"})
    after = everything()
    with pytest.raises(AccountNotTold):
        deposit_interest_went(interest=one, reference="tay", actor=operator(), at=NOON)
    give_account(contract=contract, actor=contract.buyer, at=NOON, **ANSWER)
    offered = text_of(boss.get(DEPOSITS))
    taken = boss.post(door, {"reference": "FT2"})

    assert (IN_CASH in shown, WHY in shown, BUTTON in shown) == (True, True, False)
    assert (refused.status_code, REFUSED in text_of(refused), after == before) == (409, True, True)
    assert (IN_CASH in offered, WHY in offered, BUTTON in offered, taken.status_code) == (False, False, True, 302)
    assert (one.amount_vnd, paid_out_of(one)) == (8_000, chart.held())


def test_the_banks_line_counts_for_the_interest_of_a_deposit_too(of_deposit):
    _contract, one = of_deposit

    line = went_out(f"tra lai {one.code}", 8_000, at=NOON)

    assert (line.status, owed().paid_at, waits(one)) == ("out", NOON, [])
