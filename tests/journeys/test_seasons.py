"""Goods between their seasons on a phone: announced, remembered, ordered ahead, moved, and waited for."""

import re
import time
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Phone
from tests.journeys.steps import ORDER_CODE, Receiver, fill_receiver
from tests.market.running import Market

pytestmark = pytest.mark.browser
SOLD_OUT = re.compile(r"(tạm )?hết hàng", re.IGNORECASE)
DAY = re.compile(r"\b(\d{2})/(\d{2})/(\d{4})\b")
PATIENCE_S = 20


def test_s05_out_of_season_goods_are_remembered_ordered_ahead_moved_and_waited_for(phone: Phone, market: Market):
    goods = market.facts["seasons"]["by_the_moon"]
    path = f"/hang/{goods['slug']}-{goods['code']}/"

    reminded = phone(scripts=False)
    looks(reminded, path)
    expect(reminded.get_by_text(f"Sắp vào vụ tháng {goods['month']}")).to_be_visible()
    expect(reminded.locator("main")).to_contain_text("âm lịch")
    reminded.get_by_role("link", name="Nhắc tôi", exact=True).click()
    reminded.locator("[name=phone]").fill("0912 345 681")
    reminded.get_by_role("button", name="Nhắc tôi", exact=True).click()
    expect(reminded.get_by_text("Khi vào vụ chợ nhắn một tin")).to_be_visible()
    never_sold_out(reminded)

    buyer = phone(scripts=False)
    looks(buyer, path)
    buyer.get_by_role("link", name="Đặt trước", exact=True).click()
    buyer.locator("[name=quantity]").fill("2")
    fill_receiver(buyer, Receiver(phone="0912 345 682"))
    buyer.locator("[name=consent]").check()
    never_sold_out(buyer)
    buyer.get_by_role("button", name="Đặt trước", exact=True).click()
    expect(buyer.get_by_text("Phần của bạn đã được giữ")).to_be_visible()
    code = buyer.get_by_role("link", name=ORDER_CODE).first.inner_text()

    seller = phone(scripts=False, person="manager-2")
    looks(seller, f"/ban-hang/mua-vu/{goods['harvest']}/")
    tap = seller.get_by_role("button", name=re.compile("Lùi 1 tuần"))
    later = day_in(tap.inner_text())
    tap.click()
    expect(seller.get_by_text("Ngày mới được báo cho từng người mua")).to_be_visible()

    asks(buyer, f"/don/{code}/")
    stays_within_the_screen(buyer)
    buyer.get_by_role("button", name="Tôi chờ", exact=True).click()
    expect(buyer.get_by_text("Bạn muốn thế nào?")).to_have_count(0)
    expect(buyer.locator("#vu")).to_contain_text(f"{later:%d/%m/%Y}")
    never_sold_out(buyer)
    looks(buyer, path)
    assert later - timedelta(days=7) > date.fromtimestamp(time.time())


def looks(page: Page, path: str) -> None:
    page.goto(path)
    stays_within_the_screen(page)
    never_sold_out(page)


def stays_within_the_screen(page: Page) -> None:
    """Nothing has to be pushed sideways to be read."""
    widest = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
    assert widest <= 360


def never_sold_out(page: Page) -> None:
    expect(page.locator("main")).not_to_contain_text(SOLD_OUT)


def asks(page: Page, path: str) -> None:
    """The market asks as soon as its worker has come to it."""
    until = time.monotonic() + PATIENCE_S
    page.goto(path)
    while page.get_by_text("Bạn muốn thế nào?").count() == 0:
        assert time.monotonic() < until, "nobody asked the buyer"
        page.wait_for_timeout(300)
        page.reload()


def day_in(words: str) -> date:
    found = DAY.search(words)
    assert found, words
    day, month, year = map(int, found.groups())
    return date(year, month, day)
