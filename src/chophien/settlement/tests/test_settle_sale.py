"""A completed sale in the books: who gets how much of it, and what of it goes back with a refund."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of, transfers_of
from chophien.lib.actor import SYSTEM
from chophien.lib.tests.racing import race
from chophien.payments import chart
from chophien.payments.actions.opening import NewPayment, open_payment
from chophien.payments.actions.receiving import collect_on_delivery, mark_received
from chophien.payments.actions.refunding import promise_refund
from chophien.payments.errors import RefundTooLarge
from chophien.payments.models import Payment, Refund
from chophien.payments.requests import Parts
from chophien.payments.states import PaymentMethod, Receiver
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller
from chophien.settlement.actions.sales import settle_sale, take_back
from chophien.settlement.requests import CompletedSale, SaleFee, SoldGoods, Support, part_of
from chophien.tax.models import SellerYear
from chophien.tax.selectors.rows import lines_left

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
PROGRAMME = chart.funder(chart.PROGRAMME, "ct-1719")
MARKET = chart.funder(chart.MARKET, "market")
VOUCHERS = chart.funder(chart.MARKET, "vouchers")
FRUIT, HERBS = "trai-cay", "rau-cu"

FEES = (
    SaleFee(net_vnd=7_500, relieved_vnd=7_500, tax_vnd=750, bearer=MARKET),
    SaleFee(net_vnd=2_500, relieved_vnd=2_500, tax_vnd=250, bearer=MARKET),
)
NO_FEES = (SaleFee(), SaleFee())

numbers = count(1)


@pytest.fixture
def household():
    return a_seller(kind=SellerKind.HOUSEHOLD_BUSINESS)


def a_sale(seller, fees=FEES, **changes):
    """Plums for 300.000 and mint for 100.000, 40.000 off by a programme, and 30.000 shipping of which the market pays
    12.000: the buyer pays 270.000, 90.000 and 18.000.
    """
    lines = (
        SoldGoods("1", 300_000, FRUIT, "PLUM", 270_000, fee=fees[0]),
        SoldGoods("2", 100_000, HERBS, "MINT", 90_000, fee=fees[1]),
    )
    support = (Support(PROGRAMME, 30_000, "1"), Support(PROGRAMME, 10_000, "2"), Support(VOUCHERS, 12_000))
    sale = CompletedSale("CP-1", seller, shipping_vnd=18_000, buyer_fee_vnd=0, lines=lines, support=support)
    return replace(sale, **changes)


def without_support(seller, **changes):
    """The same paid by the buyer alone, with the market's fee of 5.000 for the buyer and none for the shop."""
    lines = (SoldGoods("1", 300_000, FRUIT, "PLUM", 300_000), SoldGoods("2", 100_000, HERBS, "MINT", 100_000))
    return a_sale(seller, lines=lines, support=(), buyer_fee_vnd=5_000, shipping_vnd=30_000, **changes)


def paid(sale, *, method=PaymentMethod.VIETQR, receiver=Receiver.MARKET, into=""):
    due = NewPayment(sale.order_code, "GD-1", sale.seller.code, method, receiver, sale.paid.total_vnd)
    payment = open_payment(due=due)
    if method == PaymentMethod.COD:
        collect_on_delivery(order_code=sale.order_code, into=into, actor=SYSTEM, at=NOON)
    else:
        mark_received(payment=payment, actor=SYSTEM, at=NOON, into=into)
    return payment


def settled(sale, **how):
    paid(sale, **how)
    settle_sale(sale=sale, actor=SYSTEM, at=NOON)


def refunded(sale, amount, **said):
    facts = {"reason": "Hỏng", "noticed_at": NOON, "actor": SYSTEM, "at": NOON}
    refund = promise_refund(order_code=sale.order_code, amount_vnd=amount, paid=sale.paid, said=Parts(**said), **facts)
    take_back(refund=refund, sale=sale, actor=SYSTEM, at=NOON)
    return refund


def everywhere(seller):
    """What stands of sales: for the seller, the market, the state, and by whom discounts and fees are borne."""
    with_seller = owed(chart.due(seller.code), chart.FEES, chart.FEE_TAX, chart.tax("vat"), chart.tax("pit"))
    return [*with_seller, *(balance_of(one).held for one in (PROGRAMME, MARKET, VOUCHERS))]


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
        "earned_shipping": 18_000,
        "support": 40_000,
        "shipping_support": 12_000,
        "fee": -10_000,
        "fee_tax": -1_000,
        "vat": -4_000,
        "pit": -2_000,
    }
    assert owed(chart.due(household.code), chart.pending(household.code)) == [413_000, 0]
    assert everywhere(household) == [413_000, 20_000, 1_000, 4_000, 2_000, 40_000, 10_000, 12_000]
    assert balance_of(chart.held()).held == 378_000
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


def test_s09_what_came_to_the_sellers_own_account_is_charged_its_fee_and_not_withheld_but_counts_as_revenue(household):
    lines = (SoldGoods("1", 300_000, FRUIT, "PLUM", 300_000, fee=FEES[0]),)
    sale = a_sale(household, lines=lines, support=())
    settled(sale, receiver=Receiver.SELLER)
    year = SellerYear.objects.get()

    assert by_kind(household) == {"fee": -7_500, "fee_tax": -750}
    assert (year.revenue_vnd, year.elsewhere_vnd) == (0, 300_000)
    refunded(sale, 100_000)
    assert (SellerYear.objects.get().elsewhere_vnd, by_kind(household)["fee_back"]) == (200_000, 2_500)


def test_s09_what_was_sold_outside_is_revenue_of_the_household_and_moves_no_money(household):
    sale = a_sale(household, NO_FEES, support=(), outside=True)
    due = NewPayment(sale.order_code, "GD-1", household.code, PaymentMethod.COD, Receiver.SELLER, 378_000, outside=True)
    open_payment(due=due)

    settle_sale(sale=sale, actor=SYSTEM, at=NOON)

    assert (SellerYear.objects.get().elsewhere_vnd, everywhere(household)) == (360_000, [0] * 8)
    collect_on_delivery(order_code=sale.order_code, into="", actor=SYSTEM, at=NOON)
    refunded(sale, 90_000, goods={"2": 90_000})
    assert (SellerYear.objects.get().elsewhere_vnd, everywhere(household)) == (270_000, [0] * 8)


def test_cash_in_the_sellers_own_hands_is_not_paid_out_again(household):
    own = chart.cash(chart.SELLER, household.code)

    settled(a_sale(household), method=PaymentMethod.COD, receiver=Receiver.SELLER, into=own)

    assert by_kind(household)["own_cash"] == -378_000
    assert owed(chart.due(household.code)) == [35_000]
    assert balance_of(own).held == 0


def test_s07_a_line_that_goes_back_takes_its_own_tax_fee_and_discount_with_it_and_no_others(household):
    sale = a_sale(household)
    settled(sale)

    refund = refunded(sale, 90_000, goods={"2": 90_000})

    assert dict(refund.lines.values_list("line_key", "amount_vnd")) == {"2": 90_000}
    assert everywhere(household) == [
        413_000 - 90_000 + 2_750 + 1_500 - 10_000, 15_000, 750, 3_000, 1_500, 30_000, 7_500, 12_000,
    ]  # fmt: skip
    assert {key: line.base_vnd for key, line in lines_left(sale.order_code).items()} == {"1": 300_000, "2": 0}


def test_s07_shipping_that_goes_back_takes_its_own_support_with_it_and_nothing_of_the_goods(household):
    sale = a_sale(household)
    settled(sale)

    refund = refunded(sale, 9_000, shipping_vnd=9_000)

    assert (refund.goods_vnd, refund.shipping_vnd) == (0, 9_000)
    assert everywhere(household) == [
        413_000 - 9_000 - 6_000, 20_000, 1_000, 4_000, 2_000, 40_000, 10_000, 6_000,
    ]  # fmt: skip
    assert by_kind(household)["refund_owed_shipping"] == -9_000


def test_s07_nothing_said_the_goods_go_back_first_and_leave_the_shipping_standing_whole(household):
    sale = a_sale(household)
    settled(sale)

    refund = refunded(sale, 360_000)

    assert dict(refund.lines.values_list("line_key", "amount_vnd")) == {"1": 270_000, "2": 90_000}
    assert everywhere(household) == [30_000, 0, 0, 0, 0, 0, 0, 12_000]
    assert refunded(sale, 18_000).shipping_vnd == 18_000
    assert everywhere(household) == [0] * 8


def test_s07_of_no_line_nor_of_the_shipping_more_goes_back_than_was_paid_for_it(household):
    sale = a_sale(household)
    settled(sale)
    refunded(sale, 60_000, goods={"2": 60_000})

    for amount, said in (
        (30_001, {"goods": {"2": 30_001}}),
        (18_001, {"shipping_vnd": 18_001}),
        (10_000, {"goods": {"2": 10_001}}),
        (318_001, {}),
        (1, {"goods": {"no such": 1}}),
        (5, {"goods": {"1": 6, "2": -1}}),
    ):
        with pytest.raises(RefundTooLarge), transaction.atomic():
            refunded(sale, amount, **said)

    assert Refund.objects.get().amount_vnd == 60_000


def test_money_promised_back_before_completion_is_never_charged(household):
    sale = a_sale(household)
    paid(sale)
    refunded(sale, 378_000)

    settle_sale(sale=sale, actor=SYSTEM, at=NOON)

    assert owed(chart.due(household.code), chart.FEES, chart.tax("vat"), chart.REFUNDS) == [0, 0, 0, 378_000]


def test_s07_shipping_that_others_paid_whole_is_not_given_back_with_the_goods(household):
    sale = a_sale(household, shipping_vnd=0)
    settled(sale)

    refunded(sale, 360_000)

    assert everywhere(household) == [12_000, 0, 0, 0, 0, 0, 0, 12_000]


def test_a_line_that_others_paid_whole_goes_back_with_the_other_goods(household):
    gift = SoldGoods("2", 100_000, HERBS, "MINT", 0)
    plums = SoldGoods("1", 300_000, FRUIT, "PLUM", 300_000)
    sale = a_sale(household, lines=(plums, gift), support=(Support(PROGRAMME, 100_000, "2"),), shipping_vnd=0)
    settled(sale)
    assert everywhere(household) == [394_000, 0, 0, 4_000, 2_000, 100_000, 0, 0]

    refunded(sale, 75_000)
    refunded(sale, 225_000)

    assert everywhere(household) == [0] * 8


def test_the_markets_fee_for_the_buyer_goes_back_after_the_goods(household):
    sale = without_support(household)
    settled(sale)

    refunded(sale, 402_000)

    assert (owed(chart.FEES), Refund.objects.get().fee_vnd) == ([3_000], 2_000)
    refunded(sale, 33_000)
    assert everywhere(household) == [0] * 8


MOVES = st.lists(
    st.tuples(st.sampled_from(["1", "2", "shipping", "", "both"]), st.integers(1, 378_000), st.booleans()), max_size=5
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES, fee=st.integers(0, 39_999))
def test_s07_what_stands_is_that_of_what_was_kept_however_often_before_or_after_completion_money_went_back(
    household, moves, fee
):
    fees = (SaleFee(fee, fee // 10, fee // 3, fee // 30, bearer=MARKET), SaleFee(fee // 7, fee // 70))
    before = everywhere(household)
    sale = a_sale(household, fees, order_code=f"CP-{next(numbers)}")
    paid(sale)
    left = {"1": 270_000, "2": 90_000, "shipping": 18_000}
    completed = False

    for what, most, is_after in moves:
        if is_after and not completed:
            settle_sale(sale=sale, actor=SYSTEM, at=NOON)
            completed = True
        given_back = _some_of(left, what, most)
        if not sum(given_back.values()):
            continue
        said = {"goods": {key: given_back[key] for key in ("1", "2")}, "shipping_vnd": given_back["shipping"]}
        refunded(sale, sum(given_back.values()), **(said if what else {}))
        left = {key: amount - given_back[key] for key, amount in left.items()}
    if not completed:
        settle_sale(sale=sale, actor=SYSTEM, at=NOON)

    assert [now - then for now, then in zip(everywhere(household), before, strict=True)] == _wanted(left, fees)
    if rest := sum(left.values()):
        refunded(sale, rest)
    assert everywhere(household) == before


def _some_of(left, what, most):
    """What goes back of what is left: of one part, of goods and shipping, or by the rule."""
    back = dict.fromkeys(left, 0)
    if what == "":
        goods = min(most, left["1"] + left["2"])
        exact = [goods * left[key] / Fraction(max(left["1"] + left["2"], 1)) for key in ("1", "2")]
        one = int(exact[0]) + (1 if exact[0] % 1 >= exact[1] % 1 and exact[0] % 1 else 0)
        back |= {"1": one, "2": goods - one, "shipping": min(most - goods, left["shipping"])}
    elif what == "both":
        back |= {"1": min(most, left["1"]), "shipping": min(most, left["shipping"])}
    else:
        back[what] = min(most, left[what])
    return back


def _wanted(left, fees):
    """By the words of docs/settlement.md and docs/tax.md, for one household business whose goods are taxed 1 % + 0.5 %."""
    parts = {"1": (270_000, 30_000), "2": (90_000, 10_000)}
    funded = {key: half_up(off * left[key], of) for key, (of, off) in parts.items()}
    base = {key: left[key] + funded[key] for key in parts}
    fee = {
        name: sum(half_up(getattr(one, name) * left[key], parts[key][0]) for key, one in zip("12", fees, strict=True))
        for name in ("net_vnd", "tax_vnd", "relieved_vnd", "relieved_tax_vnd")
    }
    vat, pit = (sum(half_up(amount * rate, 1_000) for amount in base.values()) for rate in (10, 5))
    voucher = half_up(12_000 * left["shipping"], 18_000)
    borne = fee["relieved_vnd"] + fee["relieved_tax_vnd"]
    charged = fee["net_vnd"] + fee["tax_vnd"] + vat + pit
    return [
        sum(left.values()) + sum(funded.values()) + voucher - charged,
        fee["net_vnd"] + fee["relieved_vnd"],
        fee["tax_vnd"] + fee["relieved_tax_vnd"],
        vat,
        pit,
        sum(funded.values()),
        borne,
        voucher,
    ]


def half_up(product, whole):
    return (2 * product + whole) // (2 * whole)


@given(amount=st.integers(0, 10**12), kept=st.integers(0, 10**9), more=st.integers(0, 10**9))
def test_a_part_is_never_more_than_the_whole(amount, kept, more):
    of = kept + more
    part = part_of(amount, kept_vnd=kept, of_vnd=of)

    assert 0 <= part <= amount
    assert not of or abs(part * of - amount * kept) * 2 <= of


def test_the_markets_fee_for_the_buyer_lowers_nothing_that_is_taxed(household):
    sale = without_support(household)
    paid(sale)
    refunded(sale, 195_000)

    settle_sale(sale=sale, actor=SYSTEM, at=NOON)

    assert owed(chart.FEES) == [5_000]
    assert sum(line.base_vnd for line in lines_left(sale.order_code).values()) == 205_000
    assert owed(chart.tax("vat"), chart.tax("pit")) == [2_051, 1_025]


@pytest.mark.django_db(transaction=True)
def test_s07_of_a_line_and_of_the_shipping_no_more_goes_back_when_many_ask_at_once():
    sale = a_sale(a_seller(kind=SellerKind.HOUSEHOLD_BUSINESS))
    settled(sale)

    @transaction.atomic
    def of_the_mint():
        refunded(sale, 50_000, goods={"2": 50_000})

    @transaction.atomic
    def of_the_shipping():
        refunded(sale, 18_000, shipping_vnd=18_000)

    ends = race([of_the_mint, of_the_shipping] * 4, at_once=8)

    assert ends == {"done": 2, "refund_too_large": 6}
    assert Payment.objects.get().owed_back_vnd == 68_000
    assert {key: line.base_vnd for key, line in lines_left(sale.order_code).items()} == {"1": 300_000, "2": 44_444}
    assert prove(at=NOON).right
