"""A completed sale in the books: who gets how much of it, and what of it goes back with a refund."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of, transfers_of
from chophien.lib.actor import SYSTEM
from chophien.payments import chart
from chophien.payments.actions.opening import NewPayment, open_payment
from chophien.payments.actions.receiving import collect_on_delivery, mark_received
from chophien.payments.actions.refunding import promise_refund
from chophien.payments.states import PaymentMethod, Receiver
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller
from chophien.settlement.actions.sales import settle_sale, take_back
from chophien.settlement.requests import CompletedSale, SaleFee, SoldGoods, Support, part_of
from chophien.tax.selectors.rows import base_left

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
PROGRAMME = chart.funder(chart.PROGRAMME, "ct-1719")
MARKET = chart.funder(chart.MARKET, "market")
FRUIT, HERBS = "trai-cay", "rau-cu"

numbers = count(1)


@pytest.fixture
def household():
    return a_seller(kind=SellerKind.HOUSEHOLD_BUSINESS)


def a_sale(seller, **changes):
    """400.000 of goods, 30.000 shipping, 40.000 off the goods by a programme: the buyer pays 390.000."""
    lines = (SoldGoods("1", 300_000, FRUIT, "PLUM"), SoldGoods("2", 100_000, HERBS, "MINT"))
    sale = CompletedSale(
        "CP-1",
        seller,
        total_vnd=390_000,
        shipping_vnd=30_000,
        buyer_fee_vnd=0,
        lines=lines,
        support=(Support(PROGRAMME, 40_000),),
        fee=SaleFee(net_vnd=10_000, relieved_vnd=10_000, tax_vnd=1_000, bearer=MARKET),
    )
    return replace(sale, **changes)


def paid(sale, *, method=PaymentMethod.VIETQR, receiver=Receiver.MARKET, into=""):
    due = NewPayment(sale.order_code, "GD-1", sale.seller.code, method, receiver, sale.total_vnd)
    payment = open_payment(due=due)
    if method == PaymentMethod.COD:
        collect_on_delivery(order_code=sale.order_code, into=into, actor=SYSTEM, at=NOON)
    else:
        mark_received(payment=payment, actor=SYSTEM, at=NOON, into=into)
    return payment


def settled(sale, **how):
    paid(sale, **how)
    settle_sale(sale=sale, actor=SYSTEM, at=NOON)


def refunded(sale, amount):
    refund = promise_refund(
        order_code=sale.order_code, amount_vnd=amount, reason="Hỏng", noticed_at=NOON, actor=SYSTEM, at=NOON
    )
    take_back(refund=refund, actor=SYSTEM, at=NOON)


def owed(*accounts):
    return [balance_of(one).owed for one in accounts]


def by_kind(seller):
    due = chart.due(seller.code)
    return {
        one.kind: one.amount_vnd if one.credit.code == due else -one.amount_vnd for one in reversed(transfers_of(due))
    }


def test_every_part_of_a_households_sale_goes_where_it_belongs(household):
    settled(a_sale(household))

    assert by_kind(household) == {
        "earned": 360_000,
        "earned_shipping": 30_000,
        "support": 40_000,
        "fee": -10_000,
        "fee_tax": -1_000,
        "vat": -4_000,
        "pit": -2_000,
    }
    assert owed(chart.due(household.code), chart.pending(household.code)) == [413_000, 0]
    assert owed(chart.FEES, chart.FEE_TAX, chart.tax("vat"), chart.tax("pit")) == [20_000, 1_000, 4_000, 2_000]
    assert [balance_of(one).held for one in (chart.held(), PROGRAMME, MARKET)] == [390_000, 40_000, 10_000]
    assert prove(at=NOON).right


def test_a_cooperative_is_not_withheld():
    cooperative = a_seller(kind=SellerKind.COOPERATIVE)

    settled(a_sale(cooperative))

    assert owed(chart.due(cooperative.code), chart.tax("vat"), chart.tax("pit")) == [419_000, 0, 0]


def test_a_sale_is_settled_once(household):
    sale = a_sale(household)
    settled(sale)

    assert settle_sale(sale=sale, actor=SYSTEM, at=NOON) is None
    assert owed(chart.due(household.code)) == [413_000]


def test_what_came_to_the_sellers_own_account_is_charged_its_fee_and_not_withheld(household):
    settled(a_sale(household, support=()), receiver=Receiver.SELLER)

    assert by_kind(household) == {"fee": -10_000, "fee_tax": -1_000}


def test_cash_in_the_sellers_own_hands_is_not_paid_out_again(household):
    own = chart.cash(chart.SELLER, household.code)

    settled(a_sale(household), method=PaymentMethod.COD, receiver=Receiver.SELLER, into=own)

    assert by_kind(household)["own_cash"] == -390_000
    assert owed(chart.due(household.code)) == [23_000]
    assert balance_of(own).held == 0


def test_fee_tax_and_discounts_of_others_follow_what_the_buyer_kept(household):
    sale = a_sale(household)
    settled(sale)

    refunded(sale, 195_000)

    assert owed(chart.due(household.code), chart.REFUNDS) == [
        413_000 - 195_000 + 5_000 + 500 + 2_000 + 1_000 - 20_000,
        195_000,
    ]
    assert owed(chart.FEES, chart.FEE_TAX, chart.tax("vat"), chart.tax("pit")) == [10_000, 500, 2_000, 1_000]
    assert [balance_of(one).held for one in (PROGRAMME, MARKET)] == [20_000, 5_000]


def test_money_promised_back_before_completion_is_never_charged(household):
    sale = a_sale(household)
    paid(sale)
    refunded(sale, 390_000)

    settle_sale(sale=sale, actor=SYSTEM, at=NOON)

    assert owed(chart.due(household.code), chart.FEES, chart.tax("vat"), chart.REFUNDS) == [0, 0, 0, 390_000]


def test_the_markets_fee_for_the_buyer_goes_back_with_the_rest(household):
    sale = a_sale(household, total_vnd=395_000, buyer_fee_vnd=5_000, support=(), fee=SaleFee())
    settled(sale)
    charged = owed(chart.FEES)

    refunded(sale, 395_000)

    assert (charged, owed(chart.FEES, chart.due(household.code))) == ([5_000], [0, 0])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.integers(1, 390_000), min_size=1, max_size=5), fee=st.integers(0, 39_999))
def test_a_sale_given_back_in_any_parts_leaves_nothing_anywhere(household, parts, fee):
    sale = a_sale(
        household, order_code=f"CP-{next(numbers)}", fee=SaleFee(fee, fee // 10, fee // 3, fee // 30, bearer=MARKET)
    )
    settled(sale)

    left = 390_000
    for part in parts:
        if part < left:
            refunded(sale, part)
            left -= part
    refunded(sale, left)

    everybody = (chart.due(household.code), chart.FEES, chart.FEE_TAX, chart.tax("vat"), chart.tax("pit"))
    assert owed(*everybody, PROGRAMME, MARKET) == [0] * 7


@given(amount=st.integers(0, 10**12), kept=st.integers(0, 10**9), more=st.integers(0, 10**9))
def test_a_part_is_never_more_than_the_whole(amount, kept, more):
    of = kept + more
    part = part_of(amount, kept_vnd=kept, of_vnd=of)

    assert 0 <= part <= amount
    assert not of or abs(part * of - amount * kept) * 2 <= of


def test_the_markets_fee_for_the_buyer_lowers_what_is_taxed_as_far_as_it_is_charged(household):
    sale = a_sale(household, total_vnd=395_000, buyer_fee_vnd=5_000, support=(), fee=SaleFee())
    paid(sale)
    refunded(sale, 195_000)

    settle_sale(sale=sale, actor=SYSTEM, at=NOON)

    base = 200_000 - 30_000 - 2_532
    assert owed(chart.FEES) == [2_532]
    assert base_left(sale.order_code) == base
    assert owed(chart.tax("vat"), chart.tax("pit")) == [1_675, 837]
