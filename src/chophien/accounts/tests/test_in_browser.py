"""Signing in as people do: a real Chromium, a real server; its lock is a virtual one that Chromium brings along."""

import shutil

import pytest
from django.db import connections
from playwright.sync_api import Page, expect, sync_playwright

from chophien.accounts.models import Passkey
from chophien.accounts.tests.factories import PersonFactory
from chophien.messages.models import OutgoingSms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE = {"width": 360, "height": 800}
LOCK = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def chromium(monkeypatch):
    monkeypatch.setenv(
        "DJANGO_ALLOW_ASYNC_UNSAFE", "1"
    )  # playwright keeps a loop in this thread; the server has its own
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
        connections.close_all()  # inside playwright's loop this thread has database connections of its own


def code_from_message() -> str:
    return OutgoingSms.objects.latest("pk").text[11:17]


def sign_in_by_code(page: Page, site: str) -> None:
    page.goto(f"{site}/dang-nhap/")
    page.get_by_label("Số điện thoại của bạn").fill("0912 345 678")
    page.get_by_role("button", name="Gửi mã").click()
    page.get_by_label("6 chữ số trong tin nhắn").fill(code_from_message())
    page.get_by_role("button", name="Xác nhận").click()


def test_without_a_script_somebody_new_signs_in_by_code(chromium, live_server):
    page = chromium.new_context(viewport=PHONE, java_script_enabled=False, locale="vi-VN").new_page()

    sign_in_by_code(page, live_server.url)
    page.get_by_label("Tên của bạn").fill("Sùng A Páo")
    page.get_by_role("button", name="Lưu tên").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sùng A Páo")
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")


def test_a_devices_lock_is_added_and_signs_in(chromium, live_server):
    PersonFactory(phone="+84912345678", name="Sùng A Páo")
    context = chromium.new_context(viewport=PHONE, locale="vi-VN")
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    lock = context.new_cdp_session(page)
    lock.send("WebAuthn.enable")
    lock.send("WebAuthn.addVirtualAuthenticator", {"options": LOCK})
    sign_in_by_code(page, live_server.url)

    page.get_by_role("link", name="Thêm khóa máy này").click()
    page.get_by_label("Tên của máy này").fill("Điện thoại của Páo")
    page.get_by_role("button", name="Thêm máy này").click()
    expect(page.get_by_text("Từ nay máy này đăng nhập được cho bạn.")).to_be_visible()
    expect(page.get_by_text("Điện thoại của Páo")).to_be_visible()

    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    page.get_by_role("button", name="Vào bằng khóa máy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sùng A Páo")

    passkey = Passkey.objects.get()
    assert passkey.last_used_at is not None
    assert faults == []


def test_when_the_lock_does_not_answer_the_page_says_so_and_codes_still_work(chromium, live_server):
    PersonFactory(phone="+84912345678", name="Sùng A Páo")
    context = chromium.new_context(viewport=PHONE, locale="vi-VN")
    page = context.new_page()
    lock = context.new_cdp_session(page)
    lock.send("WebAuthn.enable")
    lock.send("WebAuthn.addVirtualAuthenticator", {"options": {**LOCK, "isUserVerified": False}})
    page.goto(f"{live_server.url}/dang-nhap/")

    page.get_by_role("button", name="Vào bằng khóa máy").click()

    expect(page.get_by_text("Máy chưa trả lời.")).to_be_visible()
    sign_in_by_code(page, live_server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sùng A Páo")
