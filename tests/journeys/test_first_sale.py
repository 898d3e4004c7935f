"""The first sale, from a word without tone marks to the parcel in the buyer's hands, without scripts and with them."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Phone
from tests.journeys.steps import Receiver, find_goods, open_order, order, put_into_cart, sign_in

pytestmark = pytest.mark.browser
TEA = "Chè Shan tuyết Lũng Phìn"
MANAGER = "manager-3"


@pytest.mark.parametrize("scripts", [False, True], ids=["without_scripts", "with_scripts"])
def test_a_guest_buys_tea_and_both_sides_see_every_step(phone: Phone, market, scripts):
    buyer, seller, elsewhere = (phone(scripts=scripts) for _somebody in range(3))
    receiver = Receiver(phone="0912 345 671" if scripts else "0912 345 672")

    find_goods(buyer, "che shan tuyet", TEA)
    put_into_cart(buyer)
    code = order(buyer, receiver=receiver)

    sign_in(seller, market.facts["people"][MANAGER]["phone"])
    seller.goto("/ban-hang/")
    seller.locator("main a[href*='/ban-hang/don/']").first.click()
    seller.get_by_role("link", name=code).first.click()
    seller.get_by_role("button", name="Nhận đơn", exact=True).click()
    open_order(elsewhere, code, receiver.phone)
    expect_step(elsewhere, "Người bán đã nhận đơn")

    seller.get_by_role("button", name="Đã đóng gói", exact=True).click()
    expect_step(seller, "Đã đóng gói hàng")
    elsewhere.reload()
    expect_step(elsewhere, "Đã đóng gói hàng")

    seller.get_by_role("button", name="Đã giao cho bưu tá", exact=True).click()
    expect_step(seller, "Đã giao cho bưu tá")
    elsewhere.reload()
    expect_step(elsewhere, "Đã giao cho bưu tá")

    elsewhere.get_by_role("button", name="Đã nhận hàng", exact=True).click()
    for page in (elsewhere, buyer, seller):
        if page is not elsewhere:
            page.goto(f"/don/{code}/" if page is buyer else seller.url)
        expect_step(page, "Đơn đã hoàn thành")


def expect_step(page: Page, words: str) -> None:
    """The order's history has come to this step."""
    expect(page.locator(".steps")).to_contain_text(words)
