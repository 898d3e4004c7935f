"""Paying less on a phone without scripts: a voucher typed in the cart, and buying together."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Phone
from tests.journeys.steps import Receiver, fill_receiver, find_goods, order, put_into_cart
from tests.market.running import Market

pytestmark = pytest.mark.browser
TEA = "Chè Shan tuyết Lũng Phìn"
CODE = "CHOMAU10"


def test_f72_a_voucher_is_typed_in_the_cart_counts_before_the_button_and_the_order_names_who_pays(phone: Phone):
    page = phone(scripts=False)
    find_goods(page, "che shan tuyet", TEA)
    put_into_cart(page)
    page.locator(".line [name=quantity]").first.fill("2")
    page.get_by_role("button", name="Cập nhật", exact=True).click()

    page.locator("[name=voucher]").fill("cho mau 10")
    page.get_by_role("button", name="Dùng phiếu", exact=True).click()

    expect(page.locator(".totals")).to_contain_text("−20.000 đ")
    expect(page.get_by_text("Giảm 20.000 đ. Chợ Phiên trả khoản này.")).to_be_visible()
    stays_within_the_screen(page)
    page.get_by_role("link", name="Đặt hàng", exact=True).click()
    less, button = page.locator("#tong .totals"), page.get_by_role("button", name="Xác nhận đặt hàng", exact=True)
    expect(less).to_contain_text("−20.000 đ")
    above, below = less.bounding_box(), button.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]
    page.go_back()
    code = order(page, receiver=Receiver(phone="0912 345 675"))
    page.goto(f"/don/{code}/")
    expect(page.locator("main")).to_contain_text(f"Giảm giá {CODE}, người trả: Chợ Phiên")
    stays_within_the_screen(page)


def test_f73_a_group_purchase_is_found_and_joined_with_what_happens_said_before(phone: Phone, market: Market):
    page = phone(scripts=False)
    page.goto("/khuyen-mai/")
    page.locator(f"a[href='/mua-chung/{market.facts['promotions']['purchase']}/']").first.click()
    expect(page.get_by_text("Nếu không đủ, đơn tự kết thúc, bạn được báo và không phải trả gì.")).to_be_visible()

    fill_receiver(page, Receiver(phone="0912 345 676"))
    page.locator("[name=consent]").check()
    stays_within_the_screen(page)
    page.get_by_role("button", name="Mua chung", exact=True).click()

    expect(page.get_by_text("Đang chờ thêm người mua")).to_be_visible()
    stays_within_the_screen(page)


def stays_within_the_screen(page: Page) -> None:
    """Nothing has to be pushed sideways to be read. Playwright's own look works without the page's scripts."""
    widest = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
    assert widest <= 360
