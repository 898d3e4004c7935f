"""The frame and the small helpers in a real browser, on a narrow phone."""

import io
import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = pytest.mark.browser

PAGES = ["/", "/mau/", "/phan/", "/nope"]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    """The little site, served without a database: its pages need none."""
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Server, Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser: Browser, site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640}, base_url=site)
    yield context.new_page()
    context.close()


def photo(side: int) -> bytes:
    noise = Image.effect_noise((side, side * 3 // 4), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=92)
    return out.getvalue()


@pytest.mark.parametrize("address", PAGES)
def test_nothing_reaches_beyond_a_phone_of_320_points(phone, address):
    phone.goto(address)

    assert phone.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(phone, address):
    phone.goto(address)

    found = Axe().run(phone, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})

    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found.response["violations"]] == []


@pytest.mark.parametrize("address", PAGES)
def test_everything_that_is_tapped_is_big_enough(phone, address):
    phone.goto(address)

    small = phone.evaluate(
        """() => [...document.querySelectorAll("main a.btn, main button, main input:not([type=hidden]), main select, nav a")]
            .filter((part) => !["radio", "checkbox", "file"].includes(part.type) && part.getClientRects().length)
            .filter((part) => part.getBoundingClientRect().height < 47.5).map((part) => part.outerHTML)"""
    )

    assert small == []


def test_no_error_reaches_the_console(phone):
    problems: list[str] = []
    phone.on("console", lambda message: problems.append(message.text) if message.type in {"error", "warning"} else None)
    phone.on("pageerror", lambda error: problems.append(str(error)))

    for address in PAGES[:3]:
        phone.goto(address)

    assert problems == []


def test_a_second_tap_sends_nothing(phone):
    phone.goto("/mau/")
    passed, busy = phone.evaluate(
        """() => { let passed = 0;
            const button = document.querySelector("form[data-once] .btn");
            addEventListener("submit", (event) => { if (!event.defaultPrevented) passed += 1; event.preventDefault(); });
            button.click(); button.click(); button.click();
            return [passed, button.getAttribute("aria-busy")]; }"""
    )

    assert (passed, busy) == (1, "true")


def test_what_was_typed_is_there_again_after_the_phone_was_switched_off(phone):
    phone.goto("/mau/")
    phone.fill("[name=note]", "Gọi trước khi giao")
    phone.wait_for_timeout(600)

    phone.goto("/mau/")

    assert phone.input_value("[name=note]") == "Gọi trước khi giao"


def test_a_draft_is_forgotten_once_it_was_sent(phone):
    phone.goto("/mau/")
    phone.fill("[name=note]", "Gọi trước khi giao")
    phone.wait_for_timeout(600)
    phone.route("**/mau/", lambda route: route.fulfill(status=303, headers={"Location": "/phan/"}))
    phone.click("text=Xác nhận đặt hàng")
    phone.wait_for_url("**/phan/")
    phone.unroute("**/mau/")

    phone.goto("/mau/")

    assert phone.input_value("[name=note]") == ""


def test_a_photo_is_made_small_before_it_is_sent(phone):
    phone.goto("/mau/")
    phone.evaluate("document.querySelector('input[type=file]').dataset.shrink = ''")

    phone.set_input_files("[name=photo]", {"name": "chè.jpg", "mimeType": "image/jpeg", "buffer": photo(2600)})
    expect(phone.locator(".previews img")).to_have_count(1)
    facts = phone.evaluate(
        """async () => { const file = document.querySelector("[name=photo]").files[0];
            const picture = await createImageBitmap(file); return [file.name, file.size, picture.width]; }"""
    )

    assert (facts[0], facts[2]) == ("chè.jpg", 1600)
    assert facts[1] < 700_000  # pure noise is the worst case; real photos come out below 300 KB


def test_quantities_are_changed_by_taps(phone):
    phone.goto("/phan/")

    phone.click("[aria-label='Thêm một']")
    phone.click("[aria-label='Thêm một']")
    phone.click("[aria-label='Bớt một']")

    assert phone.input_value("[name=quantity]") == "3"


def test_without_scripts_a_form_is_a_form(browser, site):
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto("/mau/")

    page.fill("[name=name]", "Mỷ")
    page.click("text=Xác nhận đặt hàng")

    assert page.input_value("[name=name]") == "Mỷ"
    assert "Xin điền vào chỗ này." in page.content()
    context.close()


def test_the_frame_is_light(phone):
    requested: list[str] = []
    phone.on("request", lambda request: requested.append(request.url))

    phone.goto("/")

    assert len([address for address in requested if not address.startswith("data:")]) == 3  # page, look, drawings
