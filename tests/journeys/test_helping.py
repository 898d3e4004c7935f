"""A helper opens a shop for a household without a phone: three screens, under ten minutes, one phone, no script."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Phone
from tests.journeys.keystrokes import Screen, filled
from tests.market.photographs import photograph

pytestmark = pytest.mark.browser
SCREENS, TEN_MINUTES = 3, 600
HOUSEHOLD = "gian-hang-mau-dong-van"


def test_s02_a_shop_is_opened_for_a_household_in_three_screens(phone: Phone):
    helper = phone(scripts=False, person="helper-1")
    screens: list[Screen] = []

    def send(button: str, form: str = "main form.form") -> None:
        screens.append(filled(helper, form))
        helper.get_by_role("button", name=button).click()

    helper.goto("/giup/")
    helper.get_by_role("link", name="Mở gian", exact=True).click()
    helper.locator("[name=owner_name]").fill("Ly Thị Chứ")
    helper.locator("[name=commune_code][value='00721']").check()
    helper.locator("[name=hamlet]").fill("Sủng Là")
    send("Tiếp tục")

    sent = {"name": "giay.jpg", "mimeType": "image/jpeg", "buffer": photograph(60)}
    helper.locator("[name=paper]").set_input_files(sent)
    helper.locator("[name=witness_name]").fill("Vừ Mí Nô")
    send("Hộ đã ký", "form[action$='/ky/']")

    sent = {"name": "ngo.jpg", "mimeType": "image/jpeg", "buffer": photograph(61)}
    helper.locator("[name=photos]").set_input_files(sent)
    helper.locator("[name=title]").fill("Bắp nếp nương")
    helper.locator("[name=category]").select_option(index=1)
    helper.locator("[name=price_vnd]").fill("25.000")
    helper.locator("[name=unit]").select_option("kg")
    helper.locator("[name=weight_g]").fill("1100")
    helper.locator("[name=left]").fill("30")
    send("Giữ lại hàng này")

    expect(helper.get_by_role("heading", level=1)).to_have_text("Ly Thị Chứ")
    expect(helper.get_by_text("Đã giữ món hàng đầu tiên.")).to_be_visible()
    expect(helper.get_by_text("được giúp đến")).to_be_visible()
    assert len({screen.address for screen in screens}) == len(screens) == SCREENS
    assert [(len(screen.fields), len(screen.answers)) for screen in screens] == [(6, 3), (3, 2), (7, 7)]
    assert sum(screen.seconds for screen in screens) < TEN_MINUTES


def test_s22_a_printed_card_opens_the_desk_warns_and_signs_out_by_itself(phone: Phone):
    helper = phone(scripts=False, person="helper-1")
    helper.goto(f"/giup/ho/{HOUSEHOLD}/")
    helper.get_by_role("link", name="Thẻ của hộ: in lại, thu hồi", exact=True).click()
    helper.get_by_role("button", name="In thẻ mới", exact=True).click()
    code, pin = helper.locator("section p.num").inner_text(), helper.locator("section p .num").last.inner_text()

    kiosk = phone()
    kiosk.clock.install()
    kiosk.goto("/the/")
    kiosk.locator("[name=code]").fill(code)
    kiosk.locator("[name=pin]").fill(pin.replace(" ", ""))
    kiosk.get_by_role("button", name="Vào chợ", exact=True).click()
    kiosk.locator("[name=pin]").fill(pin.replace(" ", ""))
    kiosk.locator("[name=own_pin]").fill("271828")
    kiosk.locator("[name=own_pin_again]").fill("271828")
    kiosk.get_by_role("button", name="Vào chợ", exact=True).click()
    expect(kiosk.get_by_text("Quá 60 giây không bấm gì thì tự thoát.")).to_be_visible()

    warning = kiosk.get_by_text("giây nữa sẽ tự thoát")
    kiosk.clock.fast_forward(30_000)
    expect(warning).to_be_hidden()
    kiosk.clock.fast_forward(15_000)
    expect(warning).to_be_visible()
    kiosk.clock.fast_forward(20_000)
    kiosk.wait_for_url("**/the/het-gio/")
    kiosk.goto("/ban-hang/")
    expect(kiosk.locator("[name=phone]")).to_be_visible()
