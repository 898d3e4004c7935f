"""What holds for every page of the market: it opens, is light, fits a narrow phone, axe finds nothing, the keyboard is seen.

What is folded up is unfolded first. The list of pages is complete.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser, Error, Response
from playwright.sync_api import Page as Tab

from tests.journeys.forgetful import ForgetfulPhone, a_phone
from tests.journeys.visits import SCRIPTS, budget_of
from tests.market.browser import NARROWEST, PHONE
from tests.market.no_pages import NO_PAGES
from tests.market.page import Page
from tests.market.pages import ANSWERS, PAGES
from tests.market.running import Market

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
REACH = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
SQUEEZED = """() => {
  const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.data.trim() || text.parentElement.closest("thead") || !text.parentElement.checkVisibility()) continue;
    range.selectNodeContents(text);
    const lines = [...range.getClientRects()].filter((line) => line.width > 2);
    if (lines.length > 7 && Math.max(...lines.map((line) => line.width)) < 80) found.push(text.data.trim().slice(0, 60));
  }
  return found;
}"""
"""Texts of eight lines and more in a column of a word's width: something beside them takes their place."""
HEAVIEST = {"link[rel=stylesheet]": 12_000, "script[src]": 25_000}
"""Bytes of style sheets and of scripts that one page may load, after Brotli."""
CARRIED = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const asked = performance.getEntriesByType("resource").filter((one) => one.startTime < page.loadEventStart);
  return [page, ...asked].filter((one) => one.transferSize).map((one) => [new URL(one.name).pathname, one.transferSize]);
}"""
"""What came over the line until the load event, each with its bytes, for a phone that was never here."""
OPEN_ALL = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
UNLIT = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], [tabindex='0']"
  )].filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true })).filter((one) => {
    one.focus({ preventScroll: true });
    const around = [one, one.parentElement, one.parentElement.parentElement].map((near) => getComputedStyle(near));
    return document.activeElement !== one
      || !around.some((look) => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2);
  }).map((one) => one.outerHTML.slice(0, 120))"""
"""Controls that the keyboard does not reach, or on which nobody sees that it is there."""
SEND = """([address, said]) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: address });
  for (const [name, value] of Object.entries(said)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  form.submit();
}"""
LOADED = "(kind) => [...document.querySelectorAll(kind)].map((one) => new URL(one.href || one.src).pathname)"


@pytest.fixture(scope="module")
def forgetful(chromium: Browser, market: Market) -> Iterator[ForgetfulPhone]:
    phone = ForgetfulPhone(chromium, market)
    yield phone
    phone.thrown_away()


@contextmanager
def opened(page: Page, forgetful: ForgetfulPhone, problems: list[str]) -> Iterator[Tab]:
    """The page on a phone, with whatever its reader carries; it answered as it should.

    `problems` hears of every error of a script.
    """
    market = forgetful.market
    tab = a_phone(forgetful.browser, market).new_page() if page.sends else forgetful.picked_up()

    def hear(error: Error) -> None:
        problems.append(str(error))

    tab.on("pageerror", hear)
    try:
        page.prepare(tab.context, market)
        answer = sent(tab, page, market) if page.sends else tab.goto(page.address(market.facts), wait_until="load")
        assert answer is not None
        assert answer.status == (404 if page.name == "not-found" else 200), answer.url
        assert answer.url.removeprefix(market.url) == page.address(market.facts)
        yield tab
    except BaseException:
        forgetful.thrown_away()
        raise
    finally:
        tab.remove_listener("pageerror", hear)
        if page.sends:
            tab.context.close()


def sent(tab: Tab, page: Page, market: Market) -> Response | None:
    """What a form of the site gets that sends this to the page's address; a browser that was here has the styles."""
    assert page.sends is not None
    tab.goto("/khong-co-trang-nay/", wait_until="load")
    with tab.expect_navigation(wait_until="load") as told:
        tab.evaluate(SEND, [page.address(market.facts), page.sends(market.facts)])
    return told.value


@pytest.mark.browser
@pytest.mark.parametrize("page", [*PAGES, *ANSWERS], ids=lambda page: page.name)
def test_axe_finds_nothing_and_nothing_reaches_beyond_the_screen(page, forgetful, market):
    problems: list[str] = []
    with opened(page, forgetful, problems) as tab:
        carried = tab.evaluate(CARRIED)
        tab.evaluate(OPEN_ALL)
        widths = {PHONE["width"]: tab.evaluate(REACH)}
        squeezed = tab.evaluate(SQUEEZED)
        tab.set_viewport_size(NARROWEST)
        widths[NARROWEST["width"]] = tab.evaluate(REACH)
        tab.set_viewport_size(PHONE)
        loaded = {kind: weight(market, tab.evaluate(LOADED, kind)) for kind in HEAVIEST}
        unlit = tab.evaluate(UNLIT)
        found = Axe().run(tab, options=RULES).response["violations"]

    assert [(fault["id"], node["html"]) for fault in found for node in fault["nodes"]] == []
    assert widths == {width: [width, width] for width in widths}
    assert squeezed == []
    assert problems == []
    assert unlit == []
    heaviest = HEAVIEST | {"script[src]": SCRIPTS.get(page.name, HEAVIEST["script[src]"])}
    assert {kind: weight for kind, weight in loaded.items() if weight > heaviest[kind]} == {}
    budget = budget_of(page)
    assert sum(weighs for _path, weighs in carried) <= budget.kb * 1000, carried
    assert len(carried) <= budget.requests, carried


def test_no_page_is_missing_from_the_list():
    named = set(names(get_resolver()))

    assert named - {page.view for page in PAGES} - NO_PAGES == set()
    assert (NO_PAGES | {page.view for page in PAGES if ":" in page.view}) - named == set()


def weight(market: Market, paths: list[str]) -> int:
    """Bytes of static files as they are sent."""
    files = [market.folder / "static" / path.removeprefix("/tinh/") for path in paths]
    small = [file.with_name(f"{file.name}.br") for file in files]
    return sum((packed if packed.exists() else file).stat().st_size for file, packed in zip(files, small, strict=True))


def names(resolver: URLResolver, app: str = "") -> Iterator[str]:
    """The names of all addresses but the API's, as templates write them."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            space = pattern.namespace or app
            if space != "api":
                yield from names(pattern, space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{app}:{pattern.name}"
