"""A helper opens a shop for a household without a phone, in three screens, from one phone and without a script."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Phone
from tests.market.photographs import photograph

pytestmark = pytest.mark.browser


def test_s02_a_shop_is_opened_for_a_household_in_three_screens(phone: Phone):
    helper = phone(scripts=False, person="helper-1")

    helper.goto("/giup/")
    helper.get_by_role("link", name="Mở gian", exact=True).click()
    helper.locator("[name=owner_name]").fill("Ly Thị Chứ")
    helper.locator("[name=commune_code][value='00721']").check()
    helper.locator("[name=hamlet]").fill("Sủng Là")
    helper.get_by_role("button", name="Tiếp tục").click()

    helper.get_by_text("Ký hoặc điểm chỉ, có người chứng kiến").first.click()
    sent = {"name": "giay.jpg", "mimeType": "image/jpeg", "buffer": photograph(60)}
    helper.locator("[name=paper]").set_input_files(sent)
    helper.locator("[name=witness_name]").fill("Vừ Mí Nô")
    helper.get_by_role("button", name="Hộ đã ký").click()

    sent = {"name": "ngo.jpg", "mimeType": "image/jpeg", "buffer": photograph(61)}
    helper.locator("[name=photos]").set_input_files(sent)
    helper.locator("[name=title]").fill("Bắp nếp nương")
    helper.locator("[name=category]").select_option(index=1)
    helper.locator("[name=price_vnd]").fill("25.000")
    helper.locator("[name=unit]").select_option("kg")
    helper.locator("[name=weight_g]").fill("1100")
    helper.locator("[name=left]").fill("30")
    helper.get_by_role("button", name="Giữ lại hàng này").click()

    expect(helper.get_by_role("heading", level=1)).to_have_text("Ly Thị Chứ")
    expect(helper.get_by_text("Đã giữ món hàng đầu tiên.")).to_be_visible()
    expect(helper.get_by_text("được giúp đến")).to_be_visible()
