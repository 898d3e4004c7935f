"""The demonstration's money: sales, tax, payouts and a refund, to the đồng, and all of it marked as made up."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from chophien.accounts.models import Grant
from chophien.accounts.tests.factories import operator
from chophien.catalog.tests.factories import a_category, an_offer
from chophien.collecting.models import Cash, Finding, HandOver
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.messages.models import Message
from chophien.orders.models import Order
from chophien.payments import chart
from chophien.payments.models import Refund
from chophien.payments.selectors.fetching import fetchable
from chophien.regulations.models import FeeRate
from chophien.samplemarket.actions import HERE_SINCE, _invite_people, sample_people
from chophien.samplemarket.money import MANAGERS, OPERATORS, earn_in_the_sample
from chophien.samplemarket.sold import CAKES, COOP_TEA, PORK, TEA
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.settlement.models import Batch, Payout
from chophien.settlement.selectors.statement import statement
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant
from chophien.tax.models import MonthlyReturn, Withholding

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 5, tzinfo=UTC)
TEA_SHOP, COOP = MANAGERS
GOODS = (
    (TEA, 125_000, TEA_SHOP, "household_business", "che"),
    (CAKES, 53_000, "gian-hang-mau-hoa-an", "household_business", "banh-keo"),
    (PORK, 145_000, "gian-hang-mau-lang-son", "household_business", "thit-che-bien"),
    (COOP_TEA, 510_000, COOP, "cooperative", "che"),
)


def a_small_sample():
    """The four goods that are bought, their shops and managers, and two operators."""
    for sku, price_vnd, code, kind, category in GOODS:
        shop = a_seller(name=f"Gian hàng mẫu {code}", code=code, kind=kind)
        a_variant(
            seller=shop,
            sku=sku,
            category=a_category(slug=category),
            offers=[an_offer(price_vnd=price_vnd)],
            available=30,
        )
        if code in MANAGERS:
            manager_of(shop, phone=MANAGERS[code])
    for phone in OPERATORS:
        operator(phone=phone)
    Grant.objects.update(given_at=AT - HERE_SINCE)


def orders_at_the_door():
    """Each stands somewhere else on its way, and the carrier's table tells of less for one."""
    orders = Order.objects.filter(group__payment_method="cod").order_by("pk")
    assert list(orders.values_list("status", "payment_status", "delivery_status")) == [
        ("completed", "refund_due", "delivered"),
        ("completed", "paid", "delivered"),
        ("confirmed", "due_on_delivery", "in_transit"),
        ("placed", "due_on_delivery", "waiting"),
    ]
    agrees, differs, *_others = orders
    finding, receipt = Finding.objects.get(), HandOver.objects.get()
    cash = Cash.objects.filter(holder_kind="carrier").order_by("pk").values_list("order_code", "amount_vnd")
    assert list(cash) == [(one.code, one.total_vnd) for one in (agrees, differs)]
    assert (finding.cash.order_code, finding.theirs_vnd) == (differs.code, differs.total_vnd - 10_000)
    assert (receipt.amount_vnd, receipt.receiver) == (agrees.total_vnd, "market")


def test_s08_statements_payouts_a_refund_and_the_tax_return_of_the_sample_add_up():
    a_small_sample()

    for _time in range(2):
        earn_in_the_sample(loader=SYSTEM, at=AT)

    assert prove(at=AT).right
    assert {str(one.kind) for one in Message.objects.all()} <= {"payment.news"}
    by_transfer = Order.objects.filter(group__payment_method="vietqr")
    assert set(by_transfer.values_list("status", "origin")) == {("completed", "cart")}
    assert {order.group.contact_name[-6:] for order in Order.objects.select_related("group")} == {" (mẫu)"}
    assert set(Stock.objects.values_list("available", flat=True)) == {Decimal(30)}

    october, november = (statement(TEA_SHOP, month=date(2026, month, 1)) for month in (10, 11))
    zero = {"cash": 0, "shipping_back": 0}
    assert october.amounts == zero | {
        "gross": 725_248,
        "shipping": 70_000,
        "support": 24_752,
        "fee": -15_000,
        "tax": -11_250,
        "back": 0,
    }
    assert (october.opening_vnd, october.paid_out_vnd, october.closing_vnd) == (673_125, -1_466_875, 0)
    assert november.amounts == zero | {
        "gross": 375_000,
        "shipping": 38_000,
        "support": -6_510,
        "fee": -4_870,
        "tax": -3_652,
        "back": -125_000,
    }
    assert (november.closing_vnd, balance_of(chart.due(TEA_SHOP)).debits_pending) == (272_968, 272_968)
    refund, at_the_door = Refund.objects.order_by("amount_vnd", "pk").reverse()
    assert (refund.amount_vnd, refund.payment.seller_code, refund.done_at is not None) == (125_000, TEA_SHOP, True)
    to_fetch = [(one.refund.code, one.total_vnd) for one in fetchable(at_the_door.payment.group_code, at=AT)]
    assert (to_fetch, at_the_door.done_at) == ([(at_the_door.code, 30_000)], None)

    lines = Payout.objects.order_by("batch", "seller_code").values_list("seller_code", "amount_vnd", "status")
    assert [(code.rpartition("mau-")[2], amount, str(status)) for code, amount, status in lines] == [
        ("hoa-an", 246_820, "paid"),
        ("lang-son", 174_825, "failed"),
        ("lung-phin", 1_466_875, "paid"),
        ("hoa-an", 194_615, "waiting"),
        ("lang-son", 174_825, "waiting"),
        ("lung-phin", 272_968, "waiting"),
    ]
    assert [str(one) for one in Batch.objects.order_by("pk").values_list("status", flat=True)] == ["done", "draft"]
    assert Payout.objects.filter(retry_of__isnull=False).get().retry_of.seller_code == "gian-hang-mau-lang-son"

    returns = MonthlyReturn.objects.order_by("month").values_list("month", "base_vnd", "vat_vnd", "pit_vnd", "receipt")
    assert list(returns) == [
        (date(2026, 9, 1), 837_000, 8_370, 4_185, "MAU-2026-09"),
        (date(2026, 10, 1), 895_000, 8_950, 4_475, ""),
    ]
    assert not Withholding.objects.filter(seller_code=COOP).exists()
    assert balance_of(chart.due(COOP)).owed == 1_084_000
    announced = FeeRate.objects.filter(source__contains="minh họa").order_by("effective_from")
    assert [one.basis_points for one in announced] == [200, 0]
    orders_at_the_door()


def test_a_market_that_has_no_past_has_no_sales():
    a_small_sample()

    earn_in_the_sample(loader=SYSTEM, at=datetime(2026, 7, 10, tzinfo=UTC))  # before the market's rules
    Grant.objects.update(given_at=AT)
    earn_in_the_sample(loader=SYSTEM, at=AT)  # loaded before its people had a past

    assert not Order.objects.exists()


def test_people_who_are_there_already_are_not_invited_again():
    for code in {row["scope_code"] for row in sample_people() if row["scope_kind"] == "seller"}:
        a_seller(code=code)
    given = []
    for at in (AT, AT + timedelta(days=1)):
        _invite_people(since=at - HERE_SINCE, at=at)
        given.append(Grant.objects.filter(role="operator").count())

    assert given == [2, 2]
