"""Goods of an unknown class are classified: what was withheld too much is given back in that month, to the đồng."""

from datetime import date, timedelta

import pytest

from chophien.accounts.tests.factories import operator
from chophien.audit.models import Entry
from chophien.catalog.tests.factories import a_category
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.messages.models import Message
from chophien.payments import chart
from chophien.payments.actions.opening import NewPayment, open_payment
from chophien.payments.actions.receiving import mark_received
from chophien.payments.actions.refunding import promise_refund
from chophien.payments.models import Payment
from chophien.payments.states import PaymentMethod, Receiver
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.settlement.actions.classes import classify_goods
from chophien.settlement.actions.sales import settle_sale, take_back
from chophien.settlement.requests import CompletedSale, SoldGoods
from chophien.settlement.selectors.statement import statement
from chophien.settlement.tests.factories import SUNDAY
from chophien.tax.models import Withholding
from chophien.tax.selectors.classes import goods_to_classify
from chophien.tax.selectors.returns import month_sheet
from chophien.tax.selectors.years import sales_of_month, sums_by_class, tax_year

pytestmark = pytest.mark.django_db
SLUG = "xay-thue"
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
BEFORE = SUNDAY - timedelta(days=40)


@pytest.fixture
def seller():
    a_category(SLUG, name_vi="Xay thuê")
    shop = a_seller(kind=SellerKind.HOUSEHOLD_BUSINESS)
    manager_of(shop)
    return shop


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=SUNDAY).right


def sells(seller, *lines, order="CP-1", at=BEFORE):
    """An order that was paid and completed: pairs of category and amount."""
    total = sum(amount for _category, amount in lines)
    due = NewPayment(order, "GD-1", seller.code, PaymentMethod.VIETQR, Receiver.MARKET, total)
    mark_received(payment=open_payment(due=due), actor=SYSTEM, at=at)
    goods = [SoldGoods(str(key), amount, slug, "", amount) for key, (slug, amount) in enumerate(lines)]
    sale = CompletedSale(order, seller, shipping_vnd=0, buyer_fee_vnd=0, lines=goods)
    settle_sale(sale=sale, actor=SYSTEM, at=at)
    return sale


def gives_back(sale, amount, *, at=SUNDAY):
    facts = {"order_code": sale.order_code, "reason": "Hỏng", "noticed_at": at, "actor": SYSTEM, "at": at}
    refund = promise_refund(amount_vnd=amount, paid=sale.paid, **facts)
    take_back(refund=refund, sale=sale, actor=SYSTEM, at=at)


def classed(tax_class="goods", *, at=SUNDAY):
    facts = {"category_slug": SLUG, "tax_class": tax_class, "reason": "Công văn 1"}
    return classify_goods(**facts, actor=operator(), at=at)


def owed(seller):
    """To the seller, and to the state: VAT and income tax."""
    accounts = (chart.due(seller.code), chart.tax("vat"), chart.tax("pit"))
    return tuple(balance_of(code).owed for code in accounts)


def test_s09_the_difference_to_the_highest_rate_is_given_back_in_the_month_of_the_decision(seller):
    sells(seller, (SLUG, 1_000_001), ("che", 200_000))
    assert owed(seller) == (1_200_001 - 70_000 - 3_000, 52_000, 21_000)

    _decision, changed = classed()

    assert [(one.subject_code, one.vat_vnd, one.pit_vnd) for one in changed] == [("CP-1", -40_000, -15_000)]
    assert owed(seller) == (1_200_001 - 15_000 - 3_000, 12_000, 6_000)
    rows = Withholding.objects.filter(month=NOVEMBER).order_by("pk")
    assert [(str(row.tax_class), str(row.why), row.base_vnd, row.vat_vnd, row.pit_vnd) for row in rows] == [
        ("unknown", "unclassified", -1_000_001, -50_000, -20_000),
        ("goods", "withheld", 1_000_001, 10_000, 5_000),
    ]
    assert [row.base_vnd for row in Withholding.objects.filter(month=OCTOBER).order_by("pk")] == [1_000_001, 200_000]
    assert (month_sheet(NOVEMBER).sums.base_vnd, month_sheet(NOVEMBER).sums.tax_vnd) == (0, -55_000)
    assert statement(seller.code, month=NOVEMBER).amounts["tax"] == 55_000
    assert [one.is_anew for one in sales_of_month(seller, NOVEMBER, most=9)] == [True, True]
    assert tax_year(seller, year=2026, at=SUNDAY).sums.base_vnd == 1_200_001
    assert [str(one) for one, _sums in sums_by_class(seller.code, year=2026)] == ["goods"]
    assert "55.000" in Message.objects.get().text
    assert not goods_to_classify().exists()
    assert Entry.objects.filter(what="tax.taxed_anew", subject_code="CP-1").count() == 1


def test_decided_again_nothing_is_taxed_anew_a_second_time(seller):
    sells(seller, (SLUG, 1_000_000))
    classed()

    _decision, changed = classed("service")

    assert changed == []
    assert owed(seller) == (985_000, 10_000, 5_000)


def test_a_class_with_the_highest_rate_itself_moves_no_money_and_tells_nobody(seller):
    sells(seller, (SLUG, 1_000_000))

    classed("service")

    assert owed(seller) == (930_000, 50_000, 20_000)
    assert not Message.objects.exists()


def test_what_went_back_before_stays_and_what_goes_back_after_goes_by_the_new_rate(seller):
    sale = sells(seller, (SLUG, 1_000_000))
    gives_back(sale, 400_000)
    assert owed(seller) == (558_000, 30_000, 12_000)

    classed()
    assert owed(seller) == (591_000, 6_000, 3_000)

    gives_back(sale, 200_000)
    assert owed(seller) == (394_000, 4_000, 2_000)

    gives_back(sale, 400_000)
    assert owed(seller) == (0, 0, 0)
    assert Payment.objects.get().owed_back_vnd == 1_000_000
    assert sum(Withholding.objects.values_list("base_vnd", flat=True)) == 0


def test_what_went_back_whole_is_not_taxed_anew(seller):
    sale = sells(seller, (SLUG, 1_000_000))
    gives_back(sale, 1_000_000)

    assert classed()[1] == []


def test_sold_and_classified_within_one_month_the_return_knows_the_class_only(seller):
    sells(seller, (SLUG, 1_000_000), at=SUNDAY - timedelta(days=2))

    classed()

    assert [(str(one.tax_class), one.sums.base_vnd, one.sums.tax_vnd) for one in month_sheet(NOVEMBER).classes] == [
        ("goods", 1_000_000, 15_000)
    ]
