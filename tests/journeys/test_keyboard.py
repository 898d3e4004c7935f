"""The purchase with the keyboard alone: Tab, Enter, the space bar, and letters."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Phone
from tests.journeys.steps import runs_scripts

pytestmark = pytest.mark.browser
TABS_MOST = 90
LIT = """(element) => { const look = getComputedStyle(element);
    return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2; }"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there; a buyer must see that it is."""
    wanted.wait_for(state="attached")
    for _step in range(TABS_MOST):
        page.keyboard.press("Tab")
        if wanted.evaluate("(element) => element === document.activeElement"):
            assert wanted.evaluate(LIT) or wanted.evaluate("(element) => element.matches(':focus-visible')")
            return
    raise AssertionError(f"{TABS_MOST} tabs do not lead to {wanted}")


@pytest.mark.parametrize("scripts", [False, True], ids=["without_scripts", "with_scripts"])
def test_goods_are_bought_without_touching_the_screen(phone: Phone, scripts):
    page = phone(scripts=scripts)
    page.goto("/")

    tab_to(page, page.get_by_role("searchbox").first)
    page.keyboard.type("tra xanh phin ho")
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Trà xanh Phìn Hồ", exact=True))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Cho vào giỏ", exact=True))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Đặt hàng", exact=True))
    page.keyboard.press("Enter")
    choose_place(page)
    for name, words in {"contact_name": "Páo", "contact_phone": "0912345674"}.items():
        tab_to(page, page.locator(f"[name={name}]"))
        page.keyboard.type(words)
    tab_to(page, page.locator("[name=payment][value=cod]"))
    page.keyboard.press("Space")
    tab_to(page, page.locator("[name=consent]"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Xác nhận đặt hàng", exact=True))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Cảm ơn")


def choose_place(page: Page) -> None:
    """The province, then the commune; without a script a button asks for the communes."""
    province, commune = page.locator("[name=province_code]"), page.locator("select[name=commune_code]")
    tab_to(page, province)
    choose(page, province, "01")
    if not runs_scripts(page):
        tab_to(page, page.locator("button[name=do][value=place]"))
        page.keyboard.press("Enter")
    commune.locator("option[value='00004']").wait_for(state="attached")
    tab_to(page, commune)
    choose(page, commune, "00004")


def choose(page: Page, box: Locator, value: str) -> None:
    """Open the list, go down to the answer, and take it."""
    values = box.evaluate("(element) => [...element.options].map((option) => option.value)")
    page.keyboard.press("Alt+ArrowDown")
    for _step in range(values.index(value)):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value(value)
