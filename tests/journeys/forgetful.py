"""A phone that opens one page after another, each as if it had never been here.

A browser opened anew for every page takes three times as long as everything that is looked at on it: a window, and a
process that reads axe from its first letter. This one stays, and forgets: nothing is kept of what came over the line,
and what pages keep in it (cookies, storage, workers, caches of theirs) is gone before the next one.
"""

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tests.journeys.visits import DENSITY
from tests.market.browser import PHONE
from tests.market.running import Market

NOTHING_TO_SEE = "/robots.txt"
"""Where no script runs, on the same site: from anywhere else the browser would begin another process for each page."""


class ForgetfulPhone:
    """One tab, for one page at a time."""

    def __init__(self, browser: Browser, market: Market) -> None:
        self.browser, self.market = browser, market
        self._held: tuple[Page, CDPSession] | None = None

    def picked_up(self) -> Page:
        """The tab, with nothing in it and nothing remembered."""
        if self._held is None:
            self._held = self._unpacked()
        tab, devtools = self._held
        tab.goto(NOTHING_TO_SEE)
        tab.context.clear_cookies()
        devtools.send("Storage.clearDataForOrigin", {"origin": self.market.url, "storageTypes": "all"})
        tab.set_viewport_size(PHONE)
        return tab

    def thrown_away(self) -> None:
        """What went wrong in it is in nobody's way: the next page gets another one."""
        if self._held:
            self._held[0].context.close()
            self._held = None

    def _unpacked(self) -> tuple[Page, CDPSession]:
        tab = a_phone(self.browser, self.market).new_page()
        devtools = tab.context.new_cdp_session(tab)
        devtools.send("Network.enable")
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        return tab, devtools


def a_phone(browser: Browser, market: Market) -> BrowserContext:
    """A new one, that remembers what it has seen."""
    return browser.new_context(viewport=PHONE, device_scale_factor=DENSITY, base_url=market.url, locale="vi-VN")
