"""What a phone kept of the farm diary gets through, whatever one line of it does to the market."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

import chophien

pytestmark = pytest.mark.browser
SCRIPT = Path(chophien.__file__).parent / "sellerdesk" / "static" / "sellerdesk" / "diary.js"
SITE, SEND = "http://field.test/", "http://field.test/loat/"
PAGE = """<!doctype html><section data-kept data-drop="Bỏ" data-sure="Đúng" data-broken="Chợ chưa nhận được" hidden><ul></ul>
</section><form data-diary="VT1" data-send="/loat/"></form><script src="/diary.js"></script>"""


def opened(chromium: Browser, lines: int, answer) -> Page:
    """The page on a phone that kept so many lines, its market answering each sending by `answer`."""
    page = chromium.new_context(service_workers="block").new_page()
    kept = [{"client_id": f"dong-{number}", "said": f"Dòng {number}"} for number in range(lines)]
    page.add_init_script(
        f"localStorage.getItem('diary:VT1') || localStorage.setItem('diary:VT1', '{json.dumps(kept)}')"
    )
    page.route(SITE, lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=PAGE))
    page.route(SITE + "diary.js", lambda route: route.fulfill(content_type="text/javascript", path=SCRIPT))
    page.route(SEND, answer)
    page.goto(SITE)
    return page


def test_one_line_that_breaks_the_market_lets_all_others_through_and_says_so(chromium: Browser):
    came: list[str] = []

    def answer(route: Route) -> None:
        sent = [one["client_id"] for one in route.request.post_data_json["entries"]]
        if "dong-3" in sent or len(sent) > 200:
            return route.fulfill(status=500, body="broken")
        came.extend(sent)
        told = [{"client_id": one, "status": "kept", "message": ""} for one in sent]
        return route.fulfill(content_type="application/json", body=json.dumps({"entries": told}))

    page = opened(chromium, 230, answer)

    expect(page.locator("[data-kept] li")).to_have_count(1)
    expect(page.locator("[data-kept] li")).to_contain_text("Dòng 3 – Chợ chưa nhận được")
    assert sorted(came) == sorted(f"dong-{number}" for number in range(230) if number != 3)
    page.get_by_role("button", name="Bỏ").click()
    expect(page.locator("[data-kept]")).to_be_hidden()


@pytest.mark.parametrize("status", [403, 503])
def test_a_market_that_is_away_is_asked_once_and_keeps_every_line(chromium: Browser, status: int):
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=status, body="later")

    page = opened(chromium, 30, answer)

    expect(page.locator("[data-kept] li")).to_have_count(30)
    page.wait_for_timeout(100)
    assert len(asked) == 1
    assert "Chợ chưa nhận được" not in page.locator("[data-kept]").inner_text()
