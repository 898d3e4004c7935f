"""What journeys use: a market as `make run` opens it, and browsers on a phone.

| fixture | what it is | lives for |
|---|---|---|
| `market` | a copy of the filled sample market behind granian, with its job worker (`tests.market`) | the whole run, one a worker |
| `chromium` | Debian's Chromium | a test file |
| `phone` | opens a page 360 points wide: `phone()`, `phone(scripts=False)`, `phone(person="operator-1")` | a test |
"""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.market.browser import PHONE, launched
from tests.market.browser import chromium as program
from tests.market.running import Market, open_market

Phone = Callable[..., Page]


@pytest.fixture(scope="session")
def market() -> Iterator[Market]:
    with open_market(os.environ.get("PYTEST_XDIST_WORKER", "alone")) as opened:
        yield opened


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Not longer than a file: while it runs, Django takes the test's thread for an asynchronous one.
    if program() is None and os.environ.get("CI") != "true":
        pytest.skip("no Chromium here: install the Debian package chromium, or name the program in CHROMIUM")
    with launched() as browser:
        yield browser


@pytest.fixture
def phone(chromium: Browser, market: Market) -> Iterator[Phone]:
    contexts: list[BrowserContext] = []

    def opened(*, scripts: bool = True, person: str = "", width: int = PHONE["width"]) -> Page:
        context = chromium.new_context(
            viewport={**PHONE, "width": width},
            base_url=market.url,
            java_script_enabled=scripts,
            locale="vi-VN",
        )
        contexts.append(context)
        if person:
            sign_in_with_cookie(context, market, person)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield opened
    for context in contexts:
        context.close()


def sign_in_with_cookie(context: BrowserContext, market: Market, person: str) -> None:
    """Have the browser be signed in as one of the sample market's people."""
    session = market.facts["people"][person]["session"]
    context.add_cookies([{"name": "phien", "value": session, "url": market.url}])
