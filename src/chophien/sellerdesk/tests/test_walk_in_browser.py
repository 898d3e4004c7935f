"""Walking around a field with a phone that dies in the middle and has no signal: the walk goes on and is kept once."""

import shutil

import pytest
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from chophien.catalog.selectors import forget_categories
from chophien.catalog.tests.factories import a_category
from chophien.growing.models import DiaryEntry, GrowingArea
from chophien.growing.tests.factories import LAT, LON
from chophien.sellerdesk.tests.factories import a_shop, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SIDE = 0.002
CORNERS = [(LON, LAT), (LON + SIDE, LAT), (LON + SIDE, LAT + SIDE), (LON, LAT + SIDE)]


def test_s11_a_walk_goes_on_after_the_phone_died_and_is_sent_when_the_signal_is_back(live_server, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop in this thread
    a_category("che")
    forget_categories()
    _seller, manager = a_shop()
    session = signed_in(manager).cookies["phien"].value
    address = f"{live_server.url}/ban-hang/vung-trong/di-quanh/"

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        phone = browser.new_context(viewport={"width": 360, "height": 800}, locale="vi-VN", permissions=["geolocation"])
        phone.add_cookies([{"name": "phien", "value": session, "url": live_server.url}])

        def stand(place, accuracy=4):
            phone.set_geolocation({"longitude": place[0], "latitude": place[1], "accuracy": accuracy})

        page = phone.new_page()
        page.goto(address)
        page.wait_for_function("caches.open('field-1').then((kept) => kept.keys()).then((keys) => keys.length > 2)")
        stand(CORNERS[0])
        page.get_by_role("button", name="Bắt đầu đi").click()
        expect(page.locator("[data-count]")).to_contain_text("1 điểm")
        stand(CORNERS[1])
        expect(page.locator("[data-count]")).to_contain_text("2 điểm")
        stand((LON + 0.1, LAT + 0.1), accuracy=45)
        expect(page.locator("[data-sure]")).to_contain_text("45 m")
        page.close()  # the phone dies
        phone.set_offline(True)

        page = phone.new_page()
        page.goto(address)
        expect(page.get_by_text("giờ đi tiếp")).to_be_visible()
        expect(page.locator("[data-count]")).to_contain_text("2 điểm")
        page.get_by_role("button", name="Bắt đầu đi").click()
        for number, place in enumerate(CORNERS[2:], start=3):
            stand(place)
            expect(page.locator("[data-count]")).to_contain_text(f"{number} điểm")
        page.get_by_role("button", name="Đã đi hết vòng").click()
        page.get_by_label("Chỗ đó gọi là gì").fill("Nương trên")
        page.get_by_role("button", name="Ghi lên bản đồ").click()
        expect(page.get_by_text("có sóng sẽ gửi")).to_be_visible()
        assert GrowingArea.objects.count() == 0
        phone.set_offline(False)

        expect(page.get_by_text("Đã lưu ranh bạn vừa đi.")).to_be_visible()
        page.get_by_role("link", name="Ghi nhật ký").click()
        page.get_by_label("Làm cỏ").check()
        phone.set_offline(True)
        page.get_by_role("button", name="Ghi lại").click()
        expect(page.locator("[data-kept] li")).to_have_count(1)
        phone.set_offline(False)
        expect(page.locator("[data-kept]")).to_be_hidden()
        browser.close()
        connections.close_all()

    area = GrowingArea.objects.get()
    shape = area.shapes.get()
    assert (area.name, str(area.hectares), shape.drawn_by, shape.accuracy_m) == ("Nương trên", "4.5322", "walk", 4)
    assert shape.recorded_at <= shape.received_at
    assert DiaryEntry.objects.get().detail == "weed"
