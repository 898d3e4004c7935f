"""Buying in bulk on a phone without scripts: a canteen asks, a shop quotes, one tap drafts the contract both confirm."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Phone
from tests.journeys.steps import code_sent_to
from tests.market.running import Market

pytestmark = pytest.mark.browser
GOODS, SHOP = "Miến cho bếp ăn Hoa Ban", "gian-hang-mau-dong-van"
FIRST = date.today() + timedelta(days=7)


def test_s04_a_canteen_asks_a_shop_quotes_one_tap_drafts_the_contract_and_both_confirm_it(phone: Phone, market: Market):
    buyer, shop = phone(scripts=False, person="buyer-2"), phone(scripts=False, person="manager-2")
    ask(buyer)
    quote(shop)

    buyer.reload()
    expect(buyer.locator("main")).to_contain_text("25 kg")
    stays_within_the_screen(buyer)
    buyer.get_by_role("button", name="Nhận báo giá này", exact=True).click()
    expect(buyer.get_by_text("Bản nháp: hai bên còn phải xác nhận")).to_be_visible()
    contract = buyer.url
    confirm(buyer, contract, market.facts["people"]["buyer-2"]["phone"])
    confirm(shop, contract, market.facts["people"]["manager-2"]["phone"])

    for page in (buyer, shop):
        page.goto(contract)
        expect(page.get_by_text("Đang hiệu lực", exact=True)).to_be_visible()
        days = [(FIRST + timedelta(days=7 * week)).strftime("%d/%m/%Y") for week in range(3)]
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(3)
        for row, day in zip(rows.all(), days, strict=True):
            expect(row).to_contain_text(day)
        stays_within_the_screen(page)


def ask(page: Page) -> None:
    page.goto("/mua-si/")
    page.get_by_role("link", name="Hỏi mua").first.click()
    page.locator("[name=goods]").fill(GOODS)
    page.locator("[name=quantity]").fill("2,5")
    page.locator("[name=unit]").select_option("yen")
    page.locator("[name=rhythm][value=weekly]").check()
    page.locator("[name=first_on]").fill(FIRST.isoformat())
    page.locator("[name=last_on]").fill((FIRST + timedelta(days=14)).isoformat())
    page.locator("[name=place]").fill("Ba Đình, Hà Nội")
    stays_within_the_screen(page)
    page.get_by_role("button", name="Gửi cho gian hàng", exact=True).click()
    expect(page.locator("main")).to_contain_text("2,5 yến = 25 kg")


def quote(page: Page) -> None:
    page.goto(f"/ban-hang/mua-si/{SHOP}/")
    page.get_by_role("link", name=GOODS).first.click()
    page.locator("[name=variant_code]").select_option(index=0)
    page.locator("[name=price_vnd]").fill("50.000")
    page.locator("[name=quantity]").fill("25")
    page.locator("[name=valid_until]").fill(FIRST.isoformat())
    stays_within_the_screen(page)
    page.get_by_role("button", name="Gửi báo giá", exact=True).click()
    expect(page.get_by_text("Báo giá đã gửi đến người mua.")).to_be_visible()


def confirm(page: Page, contract: str, number: str) -> None:
    page.goto(contract)
    page.get_by_role("button", name="Gửi mã cho tôi", exact=True).click()
    page.locator("[name=pin]").fill(code_sent_to(page, number))
    box = page.locator("[name=consent]")
    if box.count():  # the buyer's side only
        expect(box).not_to_be_checked()
        box.check()
    page.get_by_role("button", name="Xác nhận hợp đồng", exact=True).click()
    expect(page.get_by_text("Bạn đã xác nhận hợp đồng.")).to_be_visible()


def stays_within_the_screen(page: Page) -> None:
    """Nothing has to be pushed sideways to be read."""
    widest = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
    assert widest <= 360
