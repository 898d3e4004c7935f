"""The province that prices and days of shipping are shown for."""

from chophien.storefront.selectors import ProvinceToday, provinces

COOKIE = "noi"
CAPITAL = "01"


def destination(cookie: str) -> ProvinceToday | None:
    """The province in the cookie, else Hà Nội; none in a market without a map."""
    known = provinces()
    return known.get(cookie) or known.get(CAPITAL)
