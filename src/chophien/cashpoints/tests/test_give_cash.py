"""Earned money in cash: set aside when asked, handed over after the customer's yes, posted once, never more than due."""

from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.cashpoints.actions.asking import ask_cash_out, cancel_cash_out, expire_orders, take_up
from chophien.cashpoints.actions.confirming import Proof, confirm_cash_out, send_confirmation
from chophien.cashpoints.actions.paying import pay_out_cash
from chophien.cashpoints.actions.places import appoint_agent
from chophien.cashpoints.errors import (
    AskedDifferently,
    AtOtherPoint,
    BadAmount,
    ConfirmationOver,
    FloatTooLow,
    NotAtCounter,
    NothingDue,
    NotOneHousehold,
    NotThatMuch,
    OutOfDate,
    OwnMoney,
    TooManyConfirmations,
    WrongConfirmation,
)
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.selectors.receipts import receipt_of
from chophien.cashpoints.selectors.tills import float_of
from chophien.cashpoints.states import CashStatus, Way
from chophien.cashpoints.tests.factories import (
    NOON,
    a_household,
    a_point,
    a_till,
    an_agent,
    asked,
    code_sent,
    confirmed,
    real_money,
)
from chophien.ledger.actions.posting import Wish, expire_due
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.lib.sms import SmsEncoding, sms_size
from chophien.messages.models import OutgoingSms
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.sellers.selectors.shops import managers_of
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.settlement.actions.batches import draw_up
from chophien.settlement.errors import NothingToPayOut
from chophien.settlement.models import Payout
from chophien.settlement.selectors.payable import payable_of
from chophien.settlement.tests.factories import earns, with_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _real():
    with real_money():
        yield


@pytest.fixture
def till():
    return a_till()


@pytest.fixture
def agent(till):
    return an_agent(till.point)


def due(seller):
    return balance_of(chart.due(seller.code))


def held(till):
    return float_of(till, simulated=False, at=NOON)


def own(seller):
    return managers_of(seller, at=NOON)[0]


def test_s08_a_household_gets_its_money_in_cash_after_it_told_the_code_from_its_phone(till, agent):
    seller = a_household(5_000_000)
    order = asked(seller, till, 3_000_000, agent)
    assert due(seller).debits_pending == 3_000_000
    assert (held(till).held_vnd, held(till).free_vnd) == (30_000_000, 27_000_000)

    order = confirm_cash_out(order=order, proof=Proof(code=code_sent(order)), actor=agent, at=NOON)
    order = pay_out_cash(order=order, actor=agent, at=NOON)

    assert (order.status, order.confirmed_way, order.paid_by) == (CashStatus.PAID, Way.CODE, agent.code)
    assert (due(seller).owed, due(seller).debits_pending) == (2_000_000, 0)
    assert (held(till).held_vnd, held(till).set_aside_vnd) == (27_000_000, 0)
    assert [step.step for step in order.steps.order_by("pk")] == ["ask", "send_code", "confirm", "pay"]
    texts = [sms.text for sms in OutgoingSms.objects.filter(phone=own(seller).phone).order_by("pk")]
    assert texts[0] == ""  # the code is wiped once it was used
    assert "3.000.000 d" in texts[1].replace("\u00a0", " ")
    assert order.code in texts[1]
    receipt = receipt_of(order.code)
    assert (receipt.customer, receipt.amount_vnd, receipt.agent, receipt.contract) == (
        "Sùng Thị Máy",
        3_000_000,
        "Vàng Thị Dợ",
        "12/2026/HĐ-BĐVN",
    )
    assert not receipt.simulated
    assert prove(at=NOON).right


@pytest.mark.parametrize("simulated", [False, True])
def test_every_message_fits_into_one_sms_without_marks(till, agent, simulated):
    seller = a_household(5_000_000)
    order = asked(seller, till, 3_000_000, agent)
    written = [OutgoingSms.objects.latest("pk").text]
    order = confirm_cash_out(order=order, proof=Proof(code=code_sent(order)), actor=agent, at=NOON)
    pay_out_cash(order=order, actor=agent, at=NOON)
    written.append(OutgoingSms.objects.latest("pk").text)

    for text in written:
        size = sms_size(text)
        assert (size.encoding, size.segments) == (SmsEncoding.GSM_7, 1)
    assert "3.000.000" in written[0]
    assert "Dong Van" in written[0]


def test_paying_twice_moves_nothing_twice(till, agent):
    seller = a_household(5_000_000)
    order = confirmed(seller, till, 3_000_000, agent)

    pay_out_cash(order=order, actor=agent, at=NOON)
    pay_out_cash(order=order, actor=agent, at=NOON + timedelta(minutes=1))

    assert due(seller).owed == 2_000_000
    with pytest.raises(StepNotAllowed):
        pay_out_cash(order=order, actor=an_agent(till.point), at=NOON)


def test_without_the_customers_yes_no_cash_leaves_the_till(till, agent):
    order = asked(a_household(), till, 100_000, agent)

    with pytest.raises(StepNotAllowed):
        pay_out_cash(order=order, actor=agent, at=NOON)

    assert held(till).held_vnd == 30_000_000


def test_asked_twice_with_one_key_is_asked_once_and_with_other_figures_it_is_refused(till, agent):
    seller = a_household()
    one = asked(seller, till, 100_000, agent, key="same")

    again = ask_cash_out(seller=seller, till=till, amount_vnd=100_000, key="same", actor=agent, at=NOON)

    assert again.pk == one.pk
    assert due(seller).debits_pending == 100_000
    with pytest.raises(AskedDifferently):
        ask_cash_out(seller=seller, till=till, amount_vnd=200_000, key="same", actor=agent, at=NOON)


@pytest.mark.parametrize("amount", [0, -1_000, 9_000, 10_500])
def test_only_amounts_that_can_be_counted_out_are_asked(till, agent, amount):
    with pytest.raises(BadAmount):
        asked(a_household(), till, amount, agent)


def test_only_what_is_due_can_be_asked_neither_young_money_nor_anothers(till, agent):
    seller = a_household(200_000)
    earns(seller, 900_000, order="CP-YOUNG", at=NOON - timedelta(days=1))
    other = a_household(0)

    asked(seller, till, 150_000, agent)

    with pytest.raises(NotThatMuch) as refused:
        asked(seller, till, 51_000, agent)
    assert not any(sign.isdigit() for sign in str(refused.value))
    with pytest.raises(NothingDue, match=r"50\.000"):
        ask_cash_out(seller=seller, till=till, amount_vnd=51_000, key="own", actor=own(seller), at=NOON)
    with pytest.raises(NothingDue):
        asked(other, till, 10_000, agent)


def test_money_at_a_cash_point_is_in_no_batch_and_money_in_a_batch_is_at_no_cash_point(till, agent):
    seller = with_account(a_household(5_000_000))
    asked(seller, till, 4_999_000, agent)

    with pytest.raises(NothingToPayOut):
        draw_up(actor=SYSTEM, at=NOON)

    other = with_account(a_household(700_000))
    draw_up(actor=SYSTEM, at=NOON)
    assert Payout.objects.get(seller_code=other.code).amount_vnd == 700_000
    with pytest.raises(NothingDue):
        asked(other, till, 10_000, agent)


def test_money_that_went_back_to_a_buyer_meanwhile_is_not_handed_out(till, agent):
    seller = a_household(500_000)
    order = confirmed(seller, till, 500_000, agent)
    enter([Wish("back", chart.due(seller.code), chart.REFUNDS, 1, kind="refund_owed")], at=NOON)

    with pytest.raises(NothingDue):
        pay_out_cash(order=order, actor=agent, at=NOON)

    assert held(till).held_vnd == 30_000_000


def test_a_till_never_promises_more_than_is_in_it(agent, till):
    asked(a_household(25_000_000), till, 19_000_000, agent)

    with pytest.raises(FloatTooLow, match=r"11\.000\.000"):
        asked(a_household(25_000_000), till, 11_001_000, agent)


def test_what_is_called_off_or_not_fetched_is_the_households_again(till, agent):
    seller = a_household(500_000)
    cancel_cash_out(order=asked(seller, till, 300_000, agent), actor=own(seller), at=NOON)
    assert payable_of([seller.code], at=NOON)[0].now_vnd == 500_000
    late = asked(seller, till, 300_000, agent)

    later = NOON + timedelta(minutes=30)
    with pytest.raises(OutOfDate):
        confirm_cash_out(order=late, proof=Proof(code=code_sent(late)), actor=agent, at=later)
    assert expire_orders(at=later) == 1
    expire_due(at=later)

    assert CashOrder.objects.get(pk=late.pk).status == CashStatus.EXPIRED
    assert payable_of([seller.code], at=later)[0].now_vnd == 500_000
    assert held(till).set_aside_vnd == 0
    with pytest.raises(StepNotAllowed):
        cancel_cash_out(order=late, actor=agent, at=later)


def test_nothing_that_was_asked_outlasts_its_day(till):
    seller = a_household()
    evening = NOON.replace(hour=16)  # 23:00 in Vietnam

    order = ask_cash_out(seller=seller, till=till, amount_vnd=50_000, key="k", actor=own(seller), at=evening)

    assert order.expires_at == NOON.replace(hour=17)


def test_a_wrong_code_is_counted_and_after_three_nothing_helps(till, agent):
    order = asked(a_household(), till, 100_000, agent)
    right = code_sent(order)
    wrong = "000000" if right != "000000" else "111111"

    for left in (2, 1):
        with pytest.raises(WrongConfirmation, match=str(left)):
            confirm_cash_out(order=order, proof=Proof(code=wrong), actor=agent, at=NOON)
    with pytest.raises(TooManyConfirmations):
        confirm_cash_out(order=order, proof=Proof(code=wrong), actor=agent, at=NOON)

    with pytest.raises(TooManyConfirmations):
        confirm_cash_out(order=order, proof=Proof(code=right), actor=agent, at=NOON)


def test_an_older_code_does_not_count_and_there_are_three_at_most(till, agent):
    order = asked(a_household(), till, 100_000, agent)
    first = code_sent(order)
    order = send_confirmation(order=order, actor=agent, at=NOON)
    if first != code_sent(order):
        with pytest.raises(WrongConfirmation):
            confirm_cash_out(order=order, proof=Proof(code=first), actor=agent, at=NOON)

    send_confirmation(order=order, actor=agent, at=NOON)
    with pytest.raises(TooManyConfirmations):
        send_confirmation(order=order, actor=agent, at=NOON)


def test_a_code_is_good_for_ten_minutes(till, agent):
    order = asked(a_household(), till, 100_000, agent)

    with pytest.raises(ConfirmationOver):
        confirm_cash_out(order=order, proof=Proof(code=code_sent(order)), actor=agent, at=NOON + timedelta(minutes=10))


def test_the_household_asks_on_its_own_phone_and_says_yes_there_at_the_counter(agent, till):
    seller = a_household(5_000_000)
    order = ask_cash_out(seller=seller, till=till, amount_vnd=1_000_000, key="k", actor=own(seller), at=NOON)
    assert order.expires_at == NOON + timedelta(hours=12)
    assert OutgoingSms.objects.count() == 0
    with pytest.raises(NotAtCounter):
        confirm_cash_out(order=order, actor=own(seller), at=NOON)
    second = a_till(point=till.point)

    order = take_up(order=order, till=second, actor=agent, at=NOON)
    order = confirm_cash_out(order=order, actor=own(seller), at=NOON)
    pay_out_cash(order=order, actor=agent, at=NOON)

    assert (held(till).held_vnd, held(till).set_aside_vnd) == (30_000_000, 0)
    assert (held(second).held_vnd, due(seller).owed) == (29_000_000, 4_000_000)


def test_an_order_is_taken_up_only_at_its_own_point_and_back_and_forth(agent, till):
    seller = a_household()
    order = ask_cash_out(seller=seller, till=till, amount_vnd=1_000_000, key="k", actor=own(seller), at=NOON)
    elsewhere = a_till(point=a_point(name="Đồng Văn 2"))
    second = a_till(point=till.point)

    with pytest.raises(AtOtherPoint):
        take_up(order=order, till=elsewhere, actor=agent, at=NOON)

    for one in (second, till, second, till):
        order = take_up(order=order, till=one, actor=agent, at=NOON)
    assert (held(till).set_aside_vnd, held(second).set_aside_vnd) == (1_000_000, 0)


def test_nobody_serves_themselves(till):
    seller = a_household()
    person = own(seller)
    colleague = an_agent(till.point)
    order = ask_cash_out(seller=seller, till=till, amount_vnd=50_000, key="k", actor=person, at=NOON)
    order = take_up(order=order, till=till, actor=colleague, at=NOON)
    appoint_agent(point=till.point, person=person, actor=SYSTEM, at=NOON)

    with pytest.raises(OwnMoney):
        ask_cash_out(seller=seller, till=till, amount_vnd=50_000, key="k2", actor=person, at=NOON)
    with pytest.raises(OwnMoney):
        take_up(order=order, till=till, actor=person, at=NOON)
    with pytest.raises(OwnMoney):
        pay_out_cash(order=order, actor=person, at=NOON)


def test_another_manager_of_the_household_neither_says_yes_at_the_till_for_it_nor_pays_it_out(till, agent):
    seller = a_household()
    second = manager_of(seller, name="Sùng A Páo")
    order = confirmed(seller, till, 50_000, agent)
    waits = asked(seller, till, 60_000, agent)
    appoint_agent(point=till.point, person=second, actor=SYSTEM, at=NOON)

    for proof in (Proof(code=code_sent(waits)), Proof(card_code="TH-2222-2222", pin="471928")):
        with pytest.raises(OwnMoney):
            confirm_cash_out(order=waits, proof=proof, actor=second, at=NOON)
    with pytest.raises(OwnMoney):
        pay_out_cash(order=order, actor=second, at=NOON)

    assert second.code != order.customer_code
    assert held(till).held_vnd == 30_000_000


def test_only_agents_of_the_point_and_the_household_itself(till, agent):
    seller = a_household()
    order = asked(seller, till, 50_000, agent)
    elsewhere = an_agent(a_point())

    for stranger in (PersonFactory(), elsewhere, own(a_household())):
        with pytest.raises(NotPermitted):
            ask_cash_out(seller=seller, till=till, amount_vnd=50_000, key="s", actor=stranger, at=NOON)
        with pytest.raises(NotPermitted):
            send_confirmation(order=order, actor=stranger, at=NOON)
        with pytest.raises(NotPermitted):
            confirm_cash_out(order=order, proof=Proof(code=code_sent(order)), actor=stranger, at=NOON)
        with pytest.raises(NotPermitted):
            confirm_cash_out(order=order, actor=stranger, at=NOON)
        with pytest.raises(NotPermitted):
            pay_out_cash(order=order, actor=stranger, at=NOON)
        with pytest.raises(NotPermitted):
            cancel_cash_out(order=order, actor=stranger, at=NOON)


def test_a_cooperative_is_paid_to_its_account(till, agent):
    seller = a_seller(kind=SellerKind.COOPERATIVE)
    manager_of(seller)
    earns(seller, 5_000_000, order="CP-COOP", at=NOON - timedelta(days=20))

    with pytest.raises(NotOneHousehold):
        asked(seller, till, 50_000, agent)
