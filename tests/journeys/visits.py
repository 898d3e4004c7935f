"""What a visit costs a slow phone: bytes over the line, requests, and when the largest thing was painted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tests.journeys.slow_link import SlowLink
from tests.market.browser import PHONE
from tests.market.page import Page as Listed
from tests.market.pages import PAGES

SLOWER = 4
"""So many times slower is the phone's processor than this machine's."""
DENSITY = 2
LOADING = 90_000
LARGEST_PAINT = """() => new Promise((done) => {
    let last = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) last = entry.startTime; })
        .observe({ type: "largest-contentful-paint", buffered: true });
    setTimeout(() => done(last), 100);
})"""


@dataclass(frozen=True)
class Budget:
    """What a class of pages may weigh until the load event, and when its largest part has to be seen."""

    kb: int
    requests: int
    lcp_s: float


BUDGETS = {
    "showing": Budget(90, 8, 2.5),
    "doing": Budget(50, 5, 2.0),
    "scanned": Budget(50, 5, 1.5),
    "tapped": Budget(150, 40, 4.0),
}
SECOND_VISIT = Budget(20, 2, 1.2)
SHOWING = {
    *("home", "home-month", "search", "search-filtered", "search-nothing", "category", "province"),
    *("product", "product-drawn", "product-resting", "shop", "goods"),
}
"""Pages that carry photos; on every other page there is something to do or to read."""
SCANNED = {"trace-stamp", "trace-stamp-not-in-use", "trace-lot"}
"""The page behind a code: somebody stands at a shelf with the packet in one hand."""
TAPPED = {"map-big"}
"""The interactive map: who opens it asked for it."""
SCRIPTS = {"map-big": 42_000}
"""Bytes of scripts, after Brotli, of pages that may load more than others: the map carries Leaflet, and nothing else."""
ON_A_SLOW_LINE = {
    *("home", "search", "category", "province", "product", "product-drawn", "shop", "goods"),
    *("cart", "cart-empty", "checkout", "sign-in", "guest-order", "thanks-transfer"),
    *("today", "seller-orders", "helper", "trace-stamp"),
}
WEIGHED = [page for page in PAGES if page.name in ON_A_SLOW_LINE]
"""The pages of the weight table and their like: opened twice on a slow line. Every other page is weighed at its first visit."""


def budget_of(page: Listed) -> Budget:
    if page.name in TAPPED:
        return BUDGETS["tapped"]
    if page.name in SCANNED:
        return BUDGETS["scanned"]
    return BUDGETS["showing" if page.name in SHOWING else "doing"]


@dataclass
class Visit:
    """One page opened once. `fetched` names what was asked for over the line until the load event."""

    bytes: int = 0
    lcp_ms: float = 0.0
    fetched: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return len(self.fetched)


class SlowPhone:
    """A phone at the end of a slow line, with a cache that lives as long as it does."""

    def __init__(self, context: BrowserContext, link: SlowLink, slower: float) -> None:
        self.context, self.link = context, link
        self.page: Page = context.new_page()
        self.page.set_default_timeout(LOADING)
        self._devtools: CDPSession = context.new_cdp_session(self.page)
        self._devtools.send("Network.enable")
        self._devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})

    def visit(self, address: str) -> Visit:
        """Open the page and wait for its load event; what is asked for afterwards is not counted.

        That a picture came out of the phone's own memory is sometimes told only after the load event: it is waited for.
        """
        visit, loading = Visit(), {}
        handlers = {
            "Network.requestWillBeSent": lambda told: _begin(loading, told),
            "Network.requestServedFromCache": lambda told: loading.pop(told["requestId"], None),
            "Network.responseReceived": lambda told: _forget_cached(loading, told),
        }
        for name, handler in handlers.items():
            self._devtools.on(name, handler)
        before = self.link.down.bytes_delivered
        answer = self.page.goto(address, wait_until="load")
        assert answer is not None, address
        assert answer.status < 400, f"{address} answered {answer.status}"
        visit.bytes = self.link.down.bytes_delivered - before
        begun = list(loading)
        visit.lcp_ms = float(self.page.evaluate(LARGEST_PAINT))
        self.page.wait_for_load_state("networkidle")
        visit.fetched = [loading[request] for request in begun if request in loading]
        for name, handler in handlers.items():
            self._devtools.remove_listener(name, handler)
        return visit

    def leave(self) -> None:
        """Go where nothing is, so that the next page is opened afresh."""
        self.page.goto("about:blank")


def _begin(loading: dict[str, str], told: dict[str, Any]) -> None:
    if told["request"]["url"].startswith("http"):
        loading[told["requestId"]] = told["request"]["url"]


def _forget_cached(loading: dict[str, str], told: dict[str, Any]) -> None:
    response = told["response"]
    if response.get("fromDiskCache") or response.get("fromServiceWorker") or response.get("fromPrefetchCache"):
        loading.pop(told["requestId"], None)


@contextmanager
def slow_phone(browser: Browser, link: SlowLink, slower: float = SLOWER) -> Iterator[SlowPhone]:
    """A new phone that has never been here, its processor so many times slower than this machine's."""
    context = browser.new_context(
        viewport=PHONE,
        device_scale_factor=DENSITY,
        is_mobile=True,
        has_touch=True,
        locale="vi-VN",
        base_url=f"http://127.0.0.1:{link.port}",
    )
    try:
        yield SlowPhone(context, link, slower)
    finally:
        context.close()
