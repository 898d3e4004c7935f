"""What one entry of the list of pages is, and how its address is filled."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from playwright.sync_api import BrowserContext

from tests.market.running import Market

Facts = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Page:
    """A page as one kind of person sees it. `carries` are cookies of a guest: "basket", "order" or "number".

    One that `sends` something answers to a form instead of being opened.
    """

    name: str
    view: str
    words: Callable[[Facts], dict[str, Any]] | None = None
    query: dict[str, str] | Callable[[Facts], dict[str, str]] | None = None
    person: str = ""
    carries: str = ""
    sends: Callable[[Facts], dict[str, str]] | None = None

    def address(self, facts: Facts) -> str:
        if self.view.startswith("/"):
            return self.view
        path = reverse(self.view, kwargs=self.words(facts) if self.words else None)
        query = self.query(facts) if callable(self.query) else self.query
        return f"{path}?{urlencode(query)}" if query else path

    def prepare(self, context: BrowserContext, market: Market) -> None:
        """Give the browser what this page's reader carries: a session, a basket, a remembered order."""
        cookies = dict(market.facts["cookies"][self.carries]) if self.carries else {}
        if self.person:
            cookies["phien"] = market.facts["people"][self.person]["session"]
        context.add_cookies([{"name": name, "value": value, "url": market.url} for name, value in cookies.items()])


def last_month(facts: Facts) -> dict[str, str]:
    """The month of which the sample's sellers have a whole statement."""
    return {"thang": facts["office"]["month"]}


def good(number: int) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: dict(facts["photographed"][number])


def announced(facts: Facts) -> dict[str, Any]:
    return {"code": facts["announcement"]}


def order(name: str) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: {"code": facts["orders"][name]["codes"][0]}


def group(name: str) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: {"code": facts["orders"][name]["group"]}


def goods(name: str) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: {"code": facts["goods"][name]}


def shop(name: str) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: {"code": facts["shops"][name]}


def connected(name: str) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: {"code": facts["connected"][name]}


def pooled(name: str) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: {"code": facts["lots"][name]}


def season(hole: str, name: str) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: {hole: facts["seasons"][name]}


def words(**fixed: Any) -> Callable[[Facts], dict[str, Any]]:
    return lambda _facts: fixed


def in_bulk(name: str) -> Callable[[Facts], dict[str, Any]]:
    """Words for the address of something that is bought in bulk, such as a request."""
    return lambda facts: dict(facts["in_bulk"][name])


def said(name: str, **more: str) -> Callable[[Facts], dict[str, Any]]:
    """Words for the address of something that buyers and shops have said, such as a complaint."""
    return lambda facts: {**facts["said"][name], **more}


def programme(name: str) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: {"code": facts["programme"][name]}
