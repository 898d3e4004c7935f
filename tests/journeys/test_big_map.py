"""The interactive map in a browser: numbers to touch and to reach with keys, and a sentence where something is missing."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Phone

pytestmark = pytest.mark.browser
SHOPS = "/ban-do/lon/?lop=gian-hang"


def test_a_number_is_reached_with_keys_and_opens_and_missing_ones_are_said(phone: Phone):
    page = phone()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)

    page.goto("/ban-do/")
    page.get_by_role("link", name="Mở bản đồ lớn").click()
    heap = page.locator(".heap").first
    expect(heap).to_be_visible()
    page.goto(SHOPS)
    expect(heap).to_be_visible()
    before = int(page.locator("#atlas").get_attribute("data-zoom") or 0)
    assert "gian hàng" in (heap.get_attribute("aria-label") or "")
    heap.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#atlas")).to_have_attribute("data-zoom", str(before + 2))
    assert faults == []

    page.route("**/ban-do/o/**", lambda route: route.abort())
    page.locator("#atlas").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("-")
    page.keyboard.press("-")
    expect(page.get_by_role("status").filter(has_text="Có con số chưa tải được")).to_be_visible()
