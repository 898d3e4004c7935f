"""A seller puts goods up for sale in three steps beginning with the photo; an operator approves; a buyer finds them."""

import pytest
from playwright.sync_api import expect

from chophien.lib.text import fold
from tests.journeys.conftest import Phone
from tests.market.photographs import photograph

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [False, True], ids=["without_scripts", "with_scripts"])
def test_goods_go_from_the_camera_to_the_market(phone: Phone, scripts):
    seller, operator = phone(scripts=scripts, person="manager-2"), phone(scripts=scripts, person="operator-1")
    guest = phone(scripts=scripts)
    title = f"Miến dong bản Tả Lủng {'hai' if scripts else 'một'}"

    seller.goto("/ban-hang/hang/them/")
    sent = {"name": "mien.jpg", "mimeType": "image/jpeg", "buffer": photograph(40 + scripts)}
    seller.locator("[name=photos]").set_input_files(sent)
    if scripts:
        expect(seller.locator(".previews img")).to_have_count(1)
    seller.locator("button[name=next]").click()

    seller.locator("[name=title]").fill(title)
    seller.locator("[name=description]").fill("Miến từ củ dong trồng trên núi đá, kéo tay, phơi nắng hai ngày.")
    seller.locator("[name=category]").select_option("mien-dong")
    seller.locator("button[name=next]").click()

    seller.locator("[name$=price_vnd]").first.fill("65.000")
    seller.locator("[name$=-unit]").first.select_option(index=1)
    seller.locator("[name$=-pack]").first.fill("500 g")
    seller.locator("[name$=weight_g]").first.fill("550 g")
    seller.locator("[name$=-left]").first.fill("20")
    seller.get_by_role("button", name="Đăng bán", exact=True).click()
    expect(seller.get_by_role("heading", level=1)).to_have_text(title)

    operator.goto("/dieu-hanh/duyet-hang/")
    operator.get_by_role("link", name=title).first.click()
    operator.get_by_role("button", name="Duyệt", exact=True).click()
    operator.wait_for_url("**/duyet-hang/?xong=duyet")

    guest.goto("/")
    guest.get_by_role("searchbox").first.fill(fold(title))  # a search of its own: guests' pages are kept some seconds
    guest.get_by_role("searchbox").first.press("Enter")
    guest.get_by_role("link", name=title, exact=True).click()
    expect(guest.get_by_role("heading", level=1)).to_have_text(title)
    photo = guest.locator("main picture img").first
    for _look in range(20):  # a job makes the copies; the page shows them as soon as they are there
        if photo.count():
            break
        guest.wait_for_timeout(1_000)
        guest.reload()
    expect(photo).to_be_visible()
    assert photo.evaluate("(image) => image.decode().then(() => image.naturalWidth > 0)")
