"""What people do in the journeys, in the words that stand on the buttons."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

ORDER_CODE = re.compile(r"CP-[0-9A-Z]{4}-[0-9A-Z]{3}")


@dataclass(frozen=True)
class Receiver:
    """Who gets the parcel."""

    name: str = "Páo"
    phone: str = "0912 345 678"
    province: str = "01"
    commune: str = "00004"
    hamlet: str = "Số 8, ngõ 12"


def find_goods(page: Page, words: str, title: str) -> None:
    """From the market's first page through the search box to the page of one good."""
    page.goto("/")
    page.get_by_role("searchbox").first.fill(words)
    page.get_by_role("searchbox").first.press("Enter")
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def put_into_cart(page: Page) -> None:
    page.get_by_role("button", name="Cho vào giỏ", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Giỏ hàng")


def order(page: Page, *, payment: str = "cod", receiver: Receiver | None = None) -> str:
    """From the cart through the sheet of the order to the thanks; the order's code."""
    receiver = receiver or Receiver()
    page.get_by_role("link", name="Đặt hàng", exact=True).click()
    fill_receiver(page, receiver)
    page.locator(f"[name=payment][value={payment}]").check()
    page.locator("[name=consent]").check()
    page.get_by_role("button", name="Xác nhận đặt hàng", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cảm ơn")
    return page.get_by_role("link", name=ORDER_CODE).first.inner_text()


def fill_receiver(page: Page, receiver: Receiver) -> None:
    """Where it goes and who receives it. Without a script the communes come with the next page."""
    communes = page.locator("select[name=commune_code]")
    page.locator("[name=province_code]").select_option(receiver.province)
    if runs_scripts(page):
        communes.locator(f"option[value='{receiver.commune}']").wait_for(state="attached")
    else:
        page.locator("button[name=do][value=place]").click()
        expect(page.locator("[name=province_code]")).to_have_value(receiver.province)
    communes.select_option(receiver.commune)
    page.locator("[name=hamlet]").fill(receiver.hamlet)
    page.locator("[name=contact_name]").fill(receiver.name)
    page.locator("[name=contact_phone]").fill(receiver.phone)


def runs_scripts(page: Page) -> bool:
    """Whether the page's own scripts run: without them `noscript` is part of the page."""
    return bool(page.evaluate("matchMedia('(scripting: enabled)').matches"))


def sign_in(page: Page, phone: str) -> None:
    """With the number and the code that the outbox shows."""
    page.goto("/dang-nhap/")
    page.locator("[name=phone]").fill(phone)
    page.get_by_role("button", name="Gửi mã", exact=True).click()
    expect(page.locator("[name=code]")).to_be_visible()
    page.locator("[name=code]").fill(code_sent_to(page, phone))
    page.get_by_role("button", name="Xác nhận", exact=True).click()
    page.wait_for_url(re.compile(r"^(?!.*/dang-nhap/)"))


def code_sent_to(page: Page, phone: str) -> str:
    """The six digits of the newest message to this number, as they stand in the outbox."""
    outbox = page.context.new_page()
    outbox.goto("/dev/outbox")
    text = outbox.locator(f"[data-phone='{phone}'] .sms").first.inner_text()
    outbox.close()
    found = re.search(r"\b\d{6}\b", text)
    assert found, text
    return found[0]


def open_order(page: Page, code: str, phone: str) -> None:
    """A guest finds the order again on a phone that has never seen it."""
    page.goto("/don/")
    page.locator("[name=code]").fill(code)
    page.locator("[name=phone]").fill(phone)
    page.get_by_role("button", name="Tìm đơn").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(code)
