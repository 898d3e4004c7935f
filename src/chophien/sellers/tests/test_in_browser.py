"""Opening a shop as people do: on a 360-px phone, without a script and with it; nothing for axe to find."""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from chophien.accounts.tests.factories import operator
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_draft, complete, lan, send_in
from chophien.uploads.tests.factories import jpeg

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE = {"width": 360, "height": 800}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def chromium(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
        connections.close_all()


def signed_in(context: BrowserContext, person, site: str) -> Page:
    client = Client()
    client.force_login(person)
    context.add_cookies([{"name": "phien", "value": client.cookies["phien"].value, "url": site}])
    return context.new_page()


def open_a_shop(page: Page, site: str) -> None:
    page.goto(f"{site}/mo-gian-hang/")
    page.get_by_role("link", name="Hộ kinh doanh").click()
    page.get_by_label("Tên gian hàng").fill("Nhà Lan")
    page.get_by_role("searchbox", name="Xã hoặc phường").fill("dong van, tuyen quang")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("radio", name="Xã Đồng Văn, Tỉnh Tuyên Quang").check()
    page.get_by_role("button", name="Tiếp tục").last.click()

    page.get_by_label("Tên đăng ký").fill("Hộ kinh doanh Nhà Lan")
    page.get_by_label("Địa chỉ đăng ký").fill("Thôn Sủng Là")
    page.get_by_label("Số đăng ký hoặc mã số thuế").fill("5300123456")
    page.get_by_label("Họ và tên người đại diện").fill("Lý Mẩy Chạn")
    page.get_by_label("Ngày sinh").fill("1980")
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.get_by_role("heading", name="Còn thiếu")).to_be_visible()

    page.get_by_role("link", name="Điền tiếp").click()
    page.get_by_label("Số định danh cá nhân").fill("010180001234")
    for paper in ("Giấy đăng ký kinh doanh", "Thẻ căn cước, mặt trước"):
        photo = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": jpeg(1200, 900)}
        page.get_by_label(paper, exact=False).set_input_files(photo)
    page.get_by_label("Tôi đã đọc, và gian hàng đồng ý với bản quy chế này.").check()
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.get_by_text("Chợ đang xem gian hàng")).to_be_visible()


@pytest.mark.parametrize("scripts", [False, True])
def test_a_household_opens_its_shop_on_a_phone(chromium, live_server, scripts):
    context = chromium.new_context(viewport=PHONE, java_script_enabled=scripts, locale="vi-VN")
    page = signed_in(context, lan(), live_server.url)
    faults = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)

    open_a_shop(page, live_server.url)

    seller = Seller.objects.select_related("commune").get()
    assert (seller.status, seller.commune.code, seller.documents.count()) == (SellerStatus.IN_REVIEW, "00721", 2)
    assert faults == []


def test_axe_finds_nothing_and_nothing_is_wider_than_the_phone(chromium, live_server):
    person, officer = lan(), operator()
    draft = a_draft(person)
    sent = send_in(complete(a_draft(person, name="Nhà Páo"), person), person)
    own = ["", "ten-va-noi/", "giay-to/", "tai-khoan/", "nguoi-lam/"]
    pages = {
        "/mo-gian-hang/": person,
        "/mo-gian-hang/ca-nhan/": person,
        "/gian-hang-cua-toi/": person,
        **{f"/gian-hang-cua-toi/{draft.code}/{page}": person for page in own},
        f"/gian-hang-cua-toi/{sent.code}/": person,
        f"/duyet-gian-hang/{sent.code}/": officer,
    }
    found = {}

    for address, somebody in pages.items():
        context = chromium.new_context(viewport=PHONE, locale="vi-VN")
        page = signed_in(context, somebody, live_server.url)
        page.goto(live_server.url + address)
        faults = [fault["id"] for fault in Axe().run(page, options=RULES).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            faults.append("too wide")
        if faults:
            found[address] = faults
        context.close()

    assert found == {}
