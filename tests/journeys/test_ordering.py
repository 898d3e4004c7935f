"""The cart and the sheet before the order on a phone: quicker with scripts, the same without them."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Phone
from tests.journeys.steps import Receiver, fill_receiver, find_goods, order, put_into_cart

pytestmark = pytest.mark.browser
TEA = "Chè Shan tuyết Lũng Phìn"
BOTH = pytest.mark.parametrize("scripts", [False, True], ids=["without_scripts", "with_scripts"])
TYPED = {"hamlet": "Số 8, ngõ 12", "landmark": "cạnh trường học", "contact_name": "H' Y Ban Niê", "note": "Gọi trước"}


@pytest.fixture
def sheet(phone: Phone) -> Page:
    """The sheet before the order, with tea in the cart."""
    page = phone()
    fill_cart(page)
    page.goto("/dat-hang/")
    return page


def fill_cart(page: Page) -> None:
    find_goods(page, "che shan tuyet", TEA)
    put_into_cart(page)


@BOTH
def test_one_more_is_counted_and_summed_up(phone: Phone, scripts):
    page = phone(scripts=scripts)
    fill_cart(page)
    price = page.locator(".totals .sum dd").inner_text()

    if scripts:
        page.get_by_role("button", name="Thêm một", exact=True).click()
    else:
        page.locator(".line [name=quantity]").first.fill("2")
        page.get_by_role("button", name="Cập nhật", exact=True).click()

    expect(page.locator(".totals .sum dd")).not_to_have_text(price)
    expect(page.locator(".line input[name=quantity]")).to_have_value("2")


@BOTH
def test_goods_are_taken_out_again(phone: Phone, scripts):
    page = phone(scripts=scripts)
    fill_cart(page)

    page.get_by_role("button", name="Bỏ").click()

    expect(page.get_by_role("heading", name="Giỏ hàng còn trống")).to_be_visible()


def test_another_province_changes_the_sums_and_nothing_that_was_typed(sheet: Page):
    for name, words in TYPED.items():
        sheet.fill(f"[name={name}]", words)
    expect(sheet.locator("#tong")).to_contain_text("Tạm tính, chưa có tiền giao")

    sheet.select_option("[name=province_code]", "01")

    expect(sheet.locator("#tong")).to_contain_text("Tổng cộng")
    expect(sheet.locator("#hang")).to_contain_text("Giao trước")
    expect(sheet.locator("select[name=commune_code]")).to_be_visible()
    assert {name: sheet.input_value(f"[name={name}]") for name in TYPED} == TYPED
    assert not sheet.locator("[name=consent]").is_checked()


def test_a_commune_is_found_by_typing_its_name_without_marks(sheet: Page):
    sheet.get_by_text("Không thấy xã, phường?").click()
    sheet.locator("#find").press_sequentially("ba dinh", delay=30)

    sheet.get_by_role("button", name="Phường Ba Đình").first.click()

    expect(sheet.locator("select[name=commune_code]")).to_have_value("00004")
    expect(sheet.locator("[name=province_code]")).to_have_value("01")
    expect(sheet.locator("#tong")).to_contain_text("Tổng cộng")


def test_what_was_typed_is_there_again_after_the_phone_was_switched_off(sheet: Page):
    sheet.fill("[name=hamlet]", TYPED["hamlet"])
    sheet.check("[name=consent]")
    sheet.wait_for_timeout(600)

    sheet.goto("about:blank")
    sheet.goto("/dat-hang/")

    assert sheet.input_value("[name=hamlet]") == TYPED["hamlet"]
    assert not sheet.locator("[name=consent]").is_checked()


def test_two_taps_on_the_last_button_are_one_order(sheet: Page):
    fill_receiver(sheet, Receiver(phone="0912 345 673"))
    sheet.check("[name=consent]")

    sheet.get_by_role("button", name="Xác nhận đặt hàng", exact=True).dblclick()

    expect(sheet.get_by_role("heading", level=1)).to_contain_text("Cảm ơn")
    sheet.goto("/don/")
    assert sheet.locator("main .list > li").count() == 1


@BOTH
def test_a_refused_sheet_says_what_is_missing_beside_the_field_and_once_sent_back_leads_to_no_old_form(
    phone: Phone, scripts
):
    page = phone(scripts=scripts)
    fill_cart(page)
    page.get_by_role("link", name="Đặt hàng", exact=True).click()
    fill_receiver(page, Receiver(phone="12"))

    page.get_by_role("button", name="Xác nhận đặt hàng", exact=True).click()

    expect(page.locator("#id_contact_phone-error")).to_contain_text("0912 345 678")
    expect(page.locator("#id_consent-error")).to_be_visible()
    expect(page.locator("[name=contact_phone]")).to_have_value("12")
    expect(page.locator("[name=hamlet]")).to_have_value("Số 8, ngõ 12")
    page.fill("[name=contact_phone]", "0912 345 675")
    page.check("[name=consent]")
    page.get_by_role("button", name="Xác nhận đặt hàng", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cảm ơn")
    page.go_back()
    expect(page.get_by_role("heading", name="Giỏ hàng còn trống")).to_be_visible()


@BOTH
def test_an_order_is_cancelled_with_a_reason(phone: Phone, scripts):
    page = phone(scripts=scripts)
    fill_cart(page)
    code = order(page, payment="vietqr", receiver=Receiver(phone="0912 345 674"))
    expect(page.locator("svg.qr")).to_be_visible()
    page.goto(f"/don/{code}/")

    page.fill("[name=reason]", "Đặt nhầm hai lần")
    page.get_by_role("button", name="Hủy đơn", exact=True).click()

    expect(page.locator(".steps")).to_contain_text("Đặt nhầm hai lần")
    expect(page.get_by_role("button", name="Hủy đơn", exact=True)).to_have_count(0)
