"""The paths of pages that lists lead to, written without asking the router for each row."""

from dataclasses import dataclass
from urllib.parse import urlencode

from chophien.catalog.search.query import SearchQuery

PRODUCT, SHOP, CATEGORY, PROVINCE, MONTH, SEARCH = "/hang/", "/gian-hang/", "/nhom/", "/vung/", "/thang-", "/tim/"


def product_path(slug: str, code: str) -> str:
    return f"{PRODUCT}{slug}-{code}/"


def shop_path(slug: str) -> str:
    return f"{SHOP}{slug}/"


def category_path(slug: str) -> str:
    return f"{CATEGORY}{slug}/"


def province_path(slug: str) -> str:
    return f"{PROVINCE}{slug}/"


def month_path(month: int) -> str:
    return f"{MONTH}{month}/"


@dataclass(frozen=True, slots=True)
class Address:
    """The page that a list stands on: `/tim/`, or the page of a category or province, whose path holds that filter."""

    path: str
    held: str = ""

    def of(self, query: SearchQuery) -> str:
        """The address of this search on this page."""
        said = [pair for pair in query.parameters() if pair[0] != self.held]
        return f"{self.path}?{urlencode(said)}" if said else self.path

    def changed(self, query: SearchQuery, **changes: object) -> str:
        """The address of the search with something changed, from its first goods."""
        page = Address(SEARCH) if self.held in changes else self
        return page.of(query.but(**changes))
