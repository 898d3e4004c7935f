"""Each refund stands in one queue that asks for its money: the market's or the shop's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.accounts.tests.factories import operator
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.lib.errors import NotPermitted
from chophien.officedesk.selectors import interest_to_pay, refunds_to_pay
from chophien.orders.actions.money import give_money_back
from chophien.orders.tests.factories import NOON
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.actions.interest import record_interest
from chophien.payments.actions.refunding import record_refund
from chophien.payments.models import InterestOwed, Payment, Refund
from chophien.payments.selectors.interest import is_transferred_by_the_shop
from chophien.reconciliation.tests.test_outgoing import LATER, went_out
from chophien.sellerdesk.money import interest_to_make, refunds_to_make
from chophien.sellers.tests.factories import manager_of
from tests.collecting.factories import a_carrier, collected_by_carrier

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("hands", ["carrier", "cooperative", "shop", "account"])
def test_a_refund_of_collected_cash_stands_with_the_one_who_pays_it_and_the_bank_pays_the_markets(hands):
    order = collected_by_carrier(a_carrier())
    refund = give_money_back(order=order, amount_vnd=10_000, reason="hỏng", noticed_at=NOON, actor=SYSTEM, at=NOON)
    own = f"cash:seller:{order.seller.code}"
    into = {"cooperative": "cash:seller:hop-tac-xa", "shop": own, "account": ""}
    Payment.objects.filter(pk=refund.payment_id).update(came_into=into.get(hands, refund.payment.came_into))
    if hands == "account":
        Refund.objects.update(booked_vnd=0)
    boss, before = operator(), balance_of(chart.held()).held
    of_market, of_shop = list(refunds_to_pay(boss, at=NOON)), refunds_to_make(order.seller)
    shown = text_of(as_person(boss).get("/dieu-hanh/tien/"))

    line = went_out(f"hoan tien {refund.code}", 10_000, at=LATER)

    is_markets = hands in {"carrier", "cooperative"}
    assert (of_market, of_shop) == (([refund], []) if is_markets else ([], [refund]))
    assert (order.code in shown) is is_markets
    assert balance_of(chart.held()).held - before == -10_000
    paid_back = Refund.objects.get().done_at is not None
    assert (line.status, paid_back) == (("out", True) if is_markets else ("open", False))


def test_both_desks_and_the_orders_page_ask_for_what_is_late_with_its_interest_to_the_day():
    order = collected_by_carrier(a_carrier())
    refund = give_money_back(order=order, amount_vnd=40_000, reason="hỏng", noticed_at=NOON, actor=SYSTEM, at=NOON)
    today = local_date(timezone.now())
    Refund.objects.update(due_on=today - timedelta(days=73))
    boss = as_person(operator())

    of_market = [text_of(boss.get(page)) for page in ("/dieu-hanh/tien/", f"/dieu-hanh/don/{order.code}/")]
    Payment.objects.update(came_into=f"cash:seller:{order.seller.code}")
    of_shop = text_of(as_person(manager_of(order.seller)).get("/ban-hang/tien/"))
    Payment.objects.update(came_into=refund.payment.came_into)
    line = went_out(f"hoan tien {refund.code}", 40_800, on=today)

    for page in (*of_market, of_shop):
        assert "40.800 đ" in page
        assert "800 đ" in page.replace("40.800 đ", "")
    refund.refresh_from_db()
    assert (line.status, refund.interest_vnd) == ("out", 800)


def test_a_shop_cannot_write_down_what_the_market_gives_back_of_cash_that_a_carrier_has():
    order = collected_by_carrier(a_carrier())
    refund = give_money_back(order=order, amount_vnd=10_000, reason="hỏng", noticed_at=NOON, actor=SYSTEM, at=NOON)
    manager, due = manager_of(order.seller), chart.due(order.seller.code)
    page, before = f"/ban-hang/tien/hoan/{refund.code}/", balance_of(due).owed

    of_market = as_person(manager).post(page, {"reference": "tay"})
    with pytest.raises(NotPermitted):
        record_refund(refund=refund, reference="tay", actor=manager, at=NOON)
    still_owed, unmoved = list(refunds_to_pay(operator(), at=NOON)), balance_of(due).owed
    Payment.objects.update(came_into=f"cash:seller:{order.seller.code}")
    of_shop = as_person(manager).post(page, {"reference": "tay"})

    assert (of_market.status_code, still_owed, unmoved) == (404, [refund], before)
    assert (of_shop.status_code, Refund.objects.get().reference) == (302, "tay")


def test_interest_of_what_the_market_gave_back_stays_the_markets_when_the_cash_reaches_the_shop_later():
    order = collected_by_carrier(a_carrier())
    refund = give_money_back(order=order, amount_vnd=40_000, reason="hỏng", noticed_at=NOON, actor=SYSTEM, at=NOON)
    late, boss, manager = refund.due_on + timedelta(days=73), operator(), manager_of(order.seller)
    record_refund(refund=refund, reference="FT1", actor=SYSTEM, at=LATER, left_on=late, with_interest=False)
    owed = InterestOwed.objects.get()
    Payment.objects.update(came_into=f"cash:seller:{order.seller.code}")

    owed = InterestOwed.objects.select_related("refund__payment").get(pk=owed.pk)
    desks = list(interest_to_pay(boss, at=LATER)), list(interest_to_make(order.seller))
    with pytest.raises(NotPermitted):
        record_interest(interest=owed, reference="tay", actor=manager, at=LATER)
    before = balance_of(chart.held()).held
    record_interest(interest=owed, reference="FT2", actor=boss, at=LATER, left_on=LATER.date())

    assert (desks, owed.in_books, is_transferred_by_the_shop(owed)) == (([owed], []), True, False)
    assert balance_of(chart.held()).held - before == -800
