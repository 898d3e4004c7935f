"""A household says yes aloud on its helper's phone: the browser records it, and the mandate is given."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Phone

pytestmark = pytest.mark.browser


def test_s02_a_household_says_yes_aloud_on_its_helpers_phone(phone: Phone):
    helper = phone(person="helper-1")
    helper.context.grant_permissions(["microphone"])
    helper.goto("/giup/mo/")
    helper.locator("[name=owner_name]").fill("Giàng Thị Sua")
    helper.locator("[name=commune_code][value='00721']").check()
    helper.locator("[name=hamlet]").fill("Sủng Là")
    helper.get_by_role("button", name="Tiếp tục").click()

    helper.get_by_text("Bằng lời nói", exact=True).click()
    voice = helper.locator("form[action$='/giong-noi/']")
    voice.get_by_role("button", name="Bắt đầu ghi").click()
    expect(voice.get_by_text("2/60")).to_be_visible()
    voice.get_by_role("button", name="Dừng").click()
    expect(voice.get_by_text("Nghe lại rồi gửi")).to_be_visible()
    voice.get_by_role("button", name="Hộ đã nói đồng ý").click()

    expect(helper.locator("[name=photos]")).to_be_visible()  # the mandate is given: the first goods can be written
