"""Orders of whose money a part came to the market and the rest to the shop: each part goes back from whoever has it."""

from datetime import timedelta

import pytest

from chophien.accounts.states import Role
from chophien.accounts.tests.factories import operator
from chophien.collecting.actions.handing import confirm, offer
from chophien.collecting.states import Receiver
from chophien.ledger.actions.posting import Wish
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.officedesk.selectors import deposits_to_give_back, refunds_to_pay
from chophien.orders.actions.doorstep import take_cash
from chophien.orders.actions.money import give_money_back, record_refund
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON, an_order, fresh, staff
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.payments.actions.receiving import collect_on_delivery, mark_received
from chophien.payments.actions.refunding import promise_refund
from chophien.payments.models import Payment, Refund, RefundLine
from chophien.reconciliation.tests.test_outgoing import LATER, went_out
from chophien.sellerdesk.money import refunds_to_make
from chophien.wholesale.tests.factories import FIRST, a_contract_in_force, some_terms
from chophien.wholesale.tests.test_deposits import in_force, paid, sent
from tests.collecting.factories import a_helper_of, a_sent_order, hands_of

pytestmark = pytest.mark.django_db
FIRST_VND = 50_000
CARRIER = "cash:carrier:buu-dien"


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=LATER + timedelta(days=1)).right


def an_order_in_two(*, first_to_market=True, rest="own hands"):
    """The first part came by transfer, to the market or to the shop; the rest to the shop's own hands or a carrier, or
    to its account: then the first came with the deposit of a contract, which was the market's.
    """
    if rest == "account":
        return a_delivery_paid_to_the_shop()
    order = an_order(payment="vietqr")
    payment = Payment.objects.get(order_code=order.code)
    receiver = "market" if first_to_market else "seller"
    Payment.objects.filter(pk=payment.pk).update(receiver=receiver, deposit_vnd=FIRST_VND)
    mark_received(payment=payment, actor=SYSTEM, at=NOON)
    into = chart.cash(chart.SELLER, order.seller.code) if rest == "own hands" else CARRIER
    collect_on_delivery(order_code=order.code, into=into, actor=SYSTEM, at=NOON)
    return fresh(order)


def a_delivery_paid_to_the_shop():
    """Of a contract's delivery a part was set off the deposit, and the rest was transferred to the shop."""
    contract = in_force(payment="vietqr")
    paid(contract)
    order = Order.objects.get(code=sent(contract, 1, "20").order_code)
    Payment.objects.filter(order_code=order.code).update(receiver="seller")
    mark_received(payment=Payment.objects.get(order_code=order.code), actor=SYSTEM, at=NOON)
    return fresh(order)


def gives_back(order, amount):
    return give_money_back(order=order, amount_vnd=amount, reason="hỏng", noticed_at=NOON, actor=SYSTEM, at=NOON)


@pytest.mark.parametrize("rest", ["own hands", "account"])
def test_the_market_gives_back_what_came_to_it_and_the_shop_the_rest(rest):
    order = an_order_in_two(rest=rest)
    first_vnd = Payment.objects.get(order_code=order.code).advance_vnd or FIRST_VND
    theirs, before = order.total_vnd - first_vnd, balance_of(chart.held()).held

    first = gives_back(order, order.total_vnd)
    of_market, of_shop = list(refunds_to_pay(operator(), at=NOON)), refunds_to_make(order.seller)
    whole = went_out(f"hoan tien {order.code}", order.total_vnd)
    line = went_out(f"hoan tien {order.code}", first_vnd)
    rest_line = went_out(f"hoan tien {order.code}", theirs)

    assert ([one.amount_vnd for one in of_market], [one.amount_vnd for one in of_shop]) == ([first_vnd], [theirs])
    assert (of_market, of_shop[0].due_on, of_shop[0].reason) == ([first], first.due_on, "hỏng")
    assert (line.status, line.target, whole.why, rest_line.why) == ("out", first.code, "other_amount", "other_amount")
    assert balance_of(chart.held()).held == before - first_vnd - order.total_vnd - theirs
    record_refund(refund=of_shop[0], reference="tay", actor=staff(order, Role.SELLER_ACCOUNTANT), at=LATER)
    assert (fresh(order).payment_status, balance_of(chart.REFUNDS).owed) == ("refunded", 0)
    shipping, goods = ([sum(values) for values in (
        Refund.objects.values_list("shipping_vnd", flat=True), RefundLine.objects.values_list("amount_vnd", flat=True)
    )])  # fmt: skip
    assert (shipping, goods) == (order.shipping_vnd, order.goods_vnd)


def test_what_is_less_than_the_market_has_is_the_markets_alone_and_the_next_is_parted():
    order = an_order_in_two()

    small, next_ = gives_back(order, 30_000), gives_back(order, 60_000)

    assert [one.amount_vnd for one in refunds_to_pay(operator(), at=NOON)] == [30_000, 20_000]
    assert [one.amount_vnd for one in refunds_to_make(order.seller)] == [40_000]
    assert (small.amount_vnd, next_.amount_vnd) == (30_000, 20_000)


def test_a_deposit_on_the_shops_account_is_given_back_by_it_also_where_the_rest_is_with_a_carrier():
    order = an_order_in_two(first_to_market=False, rest="carrier")

    gives_back(order, order.total_vnd)

    assert [one.amount_vnd for one in refunds_to_pay(operator(), at=NOON)] == [order.total_vnd - FIRST_VND]
    assert [one.amount_vnd for one in refunds_to_make(order.seller)] == [FIRST_VND]


@pytest.mark.parametrize("to_market", [True, False])
def test_a_contracts_deposit_stands_in_the_queue_of_whoever_has_it(to_market):
    contract = a_contract_in_force(terms=some_terms(deposit_vnd=500_000, deposit_on=FIRST))
    Payment.objects.update(receiver="market" if to_market else "seller")
    mark_received(payment=Payment.objects.get(order_code=contract.code), actor=SYSTEM, at=NOON)
    refund = promise_refund(
        order_code=contract.code, amount_vnd=70_000, reason="x", noticed_at=NOON, actor=SYSTEM, at=NOON
    )

    of_market, of_shop = list(deposits_to_give_back(operator(), at=NOON)), refunds_to_make(contract.seller)

    assert (of_market, of_shop) == (([refund], []) if to_market else ([], [refund]))


def test_cash_that_reaches_the_shop_after_the_promise_is_given_back_by_it_and_not_what_came_to_the_market():
    order = a_sent_order()
    helper = a_helper_of(order.seller)
    enter([Wish("deposit", chart.held(), chart.pending(order.seller.code), FIRST_VND, kind="receive_deposit")], at=NOON)
    deposit = {"deposit_vnd": FIRST_VND, "booked_vnd": FIRST_VND, "deposit_paid_at": NOON}
    Payment.objects.update(status="deposit_paid", came_into=chart.held(), **deposit)
    order = take_cash(order=fresh(order), actor=helper, at=NOON)
    gives_back(order, order.total_vnd)
    before = list(refunds_to_pay(operator(), at=NOON))

    facts = {"order_codes": [order.code], "receiver": Receiver.SHOP, "receiver_code": order.seller.code}
    receipt = offer(giver=hands_of(helper), actor=helper, at=NOON, **facts)
    confirm(hand_over=receipt, actor=staff(order), at=NOON)

    assert [one.amount_vnd for one in before] == [order.total_vnd]
    assert [one.amount_vnd for one in refunds_to_pay(operator(), at=NOON)] == [FIRST_VND]
    assert [one.amount_vnd for one in refunds_to_make(order.seller)] == [order.total_vnd - FIRST_VND]
