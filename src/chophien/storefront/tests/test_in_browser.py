"""Buyers' pages as a phone shows them: a real Chromium, a real server, 320 and 360 points wide."""

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from chophien.catalog.actions.listings import pause_listing
from chophien.catalog.states import CertificateKind
from chophien.catalog.tests.factories import a_category, an_offer
from chophien.lib.actor import SYSTEM
from chophien.sellers.tests.factories import a_seller
from chophien.storefront.tests.factories import certified, goods_on_sale, page_of, season_around

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SECOND_SIZE = {"pack": "500 g", "title": "Hộp quà to có quai xách, năm trăm gam"}


@pytest.fixture
def chromium(monkeypatch) -> Iterator[Browser]:
    # playwright keeps a loop in this thread; the server has its own
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
        connections.close_all()  # inside playwright's loop this thread has database connections of its own


def a_market() -> dict[str, str]:
    """A small market with long names in it; the addresses of its pages."""
    food = a_category("thuc-pham", name_vi="Chế biến từ thịt, trứng, sữa, thủy sản và nhiều thứ khác nữa")
    tea = a_category("che-tra", name_vi="Chè, trà", parent=food)
    seller = a_seller(name="Công ty TNHH Sản xuất Thương mại Dịch vụ và Vận chuyển Hải Minh Phú Đức Trọng")
    sizes = [an_offer(), an_offer(price_vnd=10_000_000_000, **SECOND_SIZE)]
    many = goods_on_sale(
        seller=seller, category=tea, title="Chè Shan tuyết cổ thụ ba trăm năm Suối Giàng", offers=sizes
    )
    certified(many, stars=5)
    certified(many, kind=CertificateKind.ORGANIC, days=None)
    season = goods_on_sale(seller=seller, category=tea, title="Hồng giòn không hạt Bảo Lâm", **season_around(-3))
    coming = goods_on_sale(seller=seller, category=tea, title="Mận Tả Van", **season_around(20))
    sold = goods_on_sale(seller=seller, category=tea, title="Chè đã bán hết", available=0)
    paused = goods_on_sale(seller=seller, category=tea, title="Chè tạm nghỉ")
    pause_listing(listing=paused, actor=SYSTEM, at=timezone.now())
    return {
        "home": "/",
        "search": "/tim/?q=che&price_min=1000&in_season=1",
        "nothing": "/tim/?q=khongcogidau&province=08",
        "category": "/nhom/thuc-pham/",
        "province": "/vung/tuyen-quang/",
        "goods": page_of(many),
        "in season": page_of(season),
        "coming": page_of(coming),
        "sold": page_of(sold),
        "paused": page_of(paused),
        "shop": f"/gian-hang/{seller.slug}/",
        "place": "/noi-nhan/",
    }


def opened(chromium: Browser, site: str, *, width: int, scripts: bool = True) -> Page:
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, base_url=site, java_script_enabled=scripts, locale="vi-VN"
    )
    return context.new_page()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_every_page_fits_its_screen_and_axe_finds_nothing(chromium, live_server, width):
    page = opened(chromium, live_server.url, width=width)
    complaints = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    faults = []
    for name, address in a_market().items():
        page.goto(address)
        for closed in page.locator("details.filters:not([open]) > summary:visible").all():
            closed.click()
        beyond = page.evaluate("document.documentElement.scrollWidth") - width
        if beyond > 0:
            wide = page.evaluate(
                "w=>[...document.querySelectorAll('main *')].filter(e=>e.getBoundingClientRect().right>w+1).map(e=>e.outerHTML.slice(0,90)+Math.round(e.getBoundingClientRect().right)).slice(0,6)",
                width,
            )
            faults.append((name, "scrolls sideways", beyond, wide))
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        faults += [(name, fault["id"], fault["nodes"][0]["html"]) for fault in found]

    assert faults == []
    assert [line for line in complaints if "404" not in line] == []


def test_the_main_verb_stands_in_the_first_screen_of_a_phone(chromium, live_server):
    page = opened(chromium, live_server.url, width=360)
    page.goto(a_market()["goods"])

    button = page.get_by_role("button", name="Cho vào giỏ")

    expect(button).to_be_in_viewport(ratio=1)
    tabs = page.get_by_role("navigation", name="Chính").bounding_box()
    box = button.bounding_box()
    assert box["height"] >= 48
    assert box["y"] + box["height"] <= tabs["y"]
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()


def test_filters_work_without_a_script(chromium, live_server):
    a_market()
    page = opened(chromium, live_server.url, width=360, scripts=False)
    page.goto("/tim/?q=che")

    page.get_by_text("Lọc hàng").click()
    page.get_by_text("Sao OCOP").click()
    page.get_by_label("OCOP 5 sao").check()
    page.get_by_role("button", name="Xem hàng").click()

    expect(page.get_by_role("link", name="Bỏ lọc: OCOP 5 sao")).to_be_visible()
    expect(page.get_by_text("Chè Shan tuyết cổ thụ")).to_be_visible()
    expect(page.get_by_text("Chè đã bán hết")).to_have_count(0)


def test_with_a_script_more_goods_join_the_list_and_a_filter_sends_itself(chromium, live_server):
    seller = a_seller()
    for number in range(26):
        goods_on_sale(seller=seller, title=f"Chè số {number}")
    page = opened(chromium, live_server.url, width=360)
    page.goto("/tim/?q=che")

    page.get_by_role("link", name="Xem thêm").click()
    expect(page.locator(".card")).to_have_count(26)
    page.get_by_text("Lọc hàng").click()
    page.get_by_label("Đang vào vụ").check()

    expect(page).to_have_url(
        f"{live_server.url}/tim/?q=che&category=&province=&seller_kind=&price_min=&price_max=&in_season=1"
    )
    expect(page.get_by_text("Chưa tìm thấy món nào.")).to_be_visible()


def test_a_phone_without_a_script_puts_goods_into_the_cart(chromium, live_server):
    address = a_market()["goods"]
    page = opened(chromium, live_server.url, width=360, scripts=False)
    page.goto(address)

    page.get_by_label("Hộp quà to").check()
    page.get_by_label("Số lượng").fill("2")
    page.get_by_role("button", name="Cho vào giỏ").click()

    expect(page).to_have_url(f"{live_server.url}/gio/?them=" + page.url.partition("them=")[2])
    expect(page.get_by_text("Chè Shan tuyết cổ thụ ba trăm năm Suối Giàng").first).to_be_visible()


def test_the_place_that_was_chosen_is_told_on_the_goods_page(chromium, live_server):
    address = a_market()["goods"]
    page = opened(chromium, live_server.url, width=360, scripts=False)
    page.goto(address)

    page.get_by_role("link", name="Đổi nơi nhận").click()
    page.get_by_label("Tỉnh, thành phố").select_option(label="Thành phố Hồ Chí Minh")
    page.get_by_role("button", name="Xem phí giao tới đó").click()

    expect(page).to_have_url(live_server.url + address)
    expect(page.get_by_text("tới Hồ Chí Minh")).to_be_visible()
