"""To the order and the đồng: what the reports of the decree count, and what was not sold on the platform."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from chophien.accounts.states import Scope
from chophien.accounts.tests.factories import operator
from chophien.catalog.tests.factories import an_offer
from chophien.channels.actions.sales import Sold, enter_sale
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.actions.placing import DirectLine, place_order
from chophien.orders.actions.sending import receive_order
from chophien.orders.states import Origin
from chophien.orders.tests.factories import NOON, a_sent_order, a_wish, an_order, guest
from chophien.reports.actions.making import ask_for_report, fetch, make
from chophien.reports.kinds.base import Area
from chophien.reports.kinds.figures import sales_by_commune, sales_by_month, sellers, trade, trade_here
from chophien.reports.kinds.reports import BY_KEY
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 11, 30, 5, tzinfo=UTC)
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def goods(price_vnd, **facts):
    return a_variant(offers=[an_offer(price_vnd=price_vnd)], available=100, **facts)


def sold_elsewhere(variant, *, quantity=5, price_vnd=90_000):
    """Completed at once, at a market that the platform knows nothing of."""
    seller = variant.listing.seller
    sold = [Sold(variant.code, Decimal(quantity), price_vnd)]
    manager = manager_of(seller)
    return enter_sale(seller=seller, sold=sold, place="Chợ Đồng Văn", idempotency_key="k", actor=manager, at=NOON)


def sent_instead(variant):
    """Other goods for faulty ones, at nothing."""
    wish = a_wish(contact_phone="0912 000 009")
    lines = [DirectLine(variant.code, Decimal(1), 0)]
    return place_order(
        wish=wish, lines=lines, origin=Origin.REPLACEMENT, idempotency_key="r", actor=SYSTEM, at=NOON
    ).orders[0]


def a_month():
    """One order arrived, one waits, one was called off; one shop only sells elsewhere; one order is of October."""
    tea, honey = goods(100_000), goods(250_000)
    receive_order(order=a_sent_order(variant=tea, quantity=3), actor=SYSTEM, at=NOON)
    an_order(variant=honey, quantity=1, contact_phone="0912 000 001")
    off = an_order(variant=honey, quantity=4, contact_phone="0912 000 002")
    cancel_order(order=off, reason="Đổi ý", actor=guest(off), at=NOON)
    an_order(variant=tea, quantity=9, contact_phone="0912 000 003", at=NOON - timedelta(days=30))
    sent_instead(tea)
    sold_elsewhere(goods(80_000))
    return tea.listing.seller


def rows_of(table):
    return {row[0]: row[1] for row in table.rows}


def of(scope=Scope.NATION, code=""):
    return Area(*NOVEMBER, scope, code, LATER)


def test_s21_the_monthly_report_counts_what_was_made_on_the_platform_and_nothing_else():
    a_month()
    boss = operator()
    run = ask_for_report(
        kind=BY_KEY["monthly"],
        since=NOVEMBER[0],
        until=NOVEMBER[1],
        scope_kind=Scope.NATION,
        scope_code="",
        file_format="csv",
        person=boss,
        at=LATER,
    )

    make(run=run, actor=SYSTEM, at=LATER)

    run.refresh_from_db()
    data = fetch(run=run, person=boss, at=LATER).data.decode("utf-8-sig")
    told = {row[0]: row[1] for row in csv.reader(io.StringIO(data)) if len(row) > 1}
    wanted = {
        "Báo cáo nào": "Báo cáo tháng về hoạt động sàn",
        "Người bán": "3",
        "Người bán có đơn": "2",
        "Hàng đang bán": "3",
        "Đơn hàng": "3",
        "Đơn hoàn thành": "1",
        "Đơn bị hủy": "1",
        "Giá trị đơn hàng (đồng)": "620000",  # 300.000 + 38.000 and 250.000 + 32.000
        "Tiền hàng đã bán (đồng)": "300000",
        "Người mua": "3",
        "Khiếu nại": "0",
        "Số lần hoàn tiền": "0",
        "Tiền đã hoàn (đồng)": "0",
        "Đánh giá": "0",
    }
    assert {name: told.get(name) for name in wanted} == wanted
    assert "nơi khác (đồng)" not in data


def test_a_shops_own_books_count_what_it_sold_elsewhere_and_say_how_much_that_was():
    tea = goods(100_000)
    receive_order(order=a_sent_order(variant=tea, quantity=3), actor=SYSTEM, at=NOON)
    sold_elsewhere(tea)
    sent_instead(tea)
    shop = of(Scope.SELLER, tea.listing.seller.code)

    told, [month] = rows_of(trade(shop)), sales_by_month(shop).rows

    assert (told["Đơn hàng"], told["Đơn hoàn thành"], told["Tiền hàng đã bán (đồng)"]) == (2, 2, 750_000)
    assert (told["Đơn bán ở nơi khác"], told["Giá trị đơn bán ở nơi khác (đồng)"]) == (1, 450_000)
    assert (told["Giá trị đơn hàng (đồng)"], told["Người mua"]) == (788_000, 1)
    assert month == ["11/2026", 2, 2, 750_000, 450_000, 0]
    assert (rows_of(trade_here(shop))["Đơn hàng"], rows_of(sellers(shop))["Người bán có đơn"]) == (1, 1)


def test_sales_by_commune_show_what_enough_shops_sold_on_the_platform():
    commune = a_seller().commune
    for price_vnd in (100_000, 200_000, 300_000):
        variant = goods(price_vnd, seller=a_seller())
        receive_order(order=a_sent_order(variant=variant, quantity=2), actor=SYSTEM, at=NOON)
        sent_instead_of = variant
    sold_elsewhere(goods(80_000, seller=a_seller()))
    sent_instead(sent_instead_of)

    [row] = sales_by_commune(of()).rows

    assert row == [commune.province.name, commune.full_name, 3, 3, 1_200_000]
