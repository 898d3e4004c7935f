"""The scales on a phone that loses its signal: what was weighed meanwhile is kept and counts once, with its own time."""

import shutil

import pytest
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from chophien.lots.models import Contribution
from chophien.lots.tests.factories import NAMES, a_grower, a_lot
from chophien.sellerdesk.tests.factories import a_shop, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def test_what_is_weighed_without_a_signal_is_sent_when_it_is_back(live_server, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop in this thread
    seller, manager = a_shop()
    lot = a_lot(seller)
    for name in NAMES[:2]:
        a_grower(seller, name)
    session = signed_in(manager).cookies["phien"].value

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        phone = browser.new_context(viewport={"width": 360, "height": 800}, locale="vi-VN")
        phone.add_cookies([{"name": "phien", "value": session, "url": live_server.url}])
        page = phone.new_page()
        page.goto(f"{live_server.url}/ban-hang/lo/{lot.code}/can/")
        phone.set_offline(True)
        for name, kg in zip(NAMES[:2], ("12,5", "7"), strict=True):
            page.get_by_label(name).check()
            page.get_by_label("Loại 1").check()
            page.get_by_label("Bao nhiêu ki-lô-gam").fill(kg)
            page.get_by_role("button", name="Ghi lại").click()
        expect(page.locator("[data-kept] li")).to_have_count(2)
        assert not Contribution.objects.exists()
        phone.set_offline(False)

        expect(page.get_by_text("đã gom 19,5 kg")).to_be_visible()
        expect(page.locator("[data-kept]")).to_be_hidden()
        browser.close()
        connections.close_all()

    rows = Contribution.objects.order_by("recorded_at")
    assert list(rows.values_list("grams", flat=True)) == [12_500, 7_000]
    assert all(one.recorded_at <= one.received_at for one in rows)
