"""A sale by bank transfer: the code on the screen is read as a bank's app reads it, and the operator books the money."""

import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Phone
from tests.journeys.steps import Receiver, find_goods, order, put_into_cart

pytestmark = pytest.mark.browser


def test_a_transfer_is_read_from_the_screen_and_marked_as_received(phone: Phone, market):
    buyer, operator = phone(), phone(person="operator-1")

    find_goods(buyer, "hong tra phin ho", "Hồng trà Phìn Hồ")
    put_into_cart(buyer)
    code = order(buyer, payment="vietqr", receiver=Receiver(phone="0912 345 673"))
    paid = fields(read_code(buyer))
    total = shown(buyer, "Số tiền")

    assert paid["54"] == "".join(digit for digit in total if digit.isdigit())
    assert paid["53"] == "704"
    assert fields(paid["62"])["08"] == shown(buyer, "Nội dung chuyển khoản")

    operator.goto(f"/dieu-hanh/don/{code}/")
    operator.get_by_role("button", name="Đã nhận được tiền").click()
    buyer.goto(f"/don/{code}/")
    expect(buyer.locator(".steps")).to_contain_text("Đã nhận được tiền")
    expect(buyer.locator("#tra-tien")).to_have_count(0)


def read_code(page: Page) -> str:
    """What a camera reads off the screen, on an ordinary phone's density."""
    picture = Image.open(io.BytesIO(page.locator("#tra-tien svg, #tra-tien img").first.screenshot()))
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1
    return found[0].text


def shown(page: Page, label: str) -> str:
    """The value that stands under a label of the transfer."""
    return page.locator("#tra-tien dl > div", has_text=label).locator("strong").inner_text()


def fields(payload: str) -> dict[str, str]:
    """An EMVCo payload as a bank's app takes it apart: two digits of name, two of length, then so many letters."""
    found, at = {}, 0
    while at < len(payload):
        name, length = payload[at : at + 2], int(payload[at + 2 : at + 4])
        found[name] = payload[at + 4 : at + 4 + length]
        at += 4 + length
    return found
