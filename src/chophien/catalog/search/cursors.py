"""Where a page ended: the last row's sort value and its number, signed, the number made unreadable."""

from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.utils.crypto import salted_hmac

from chophien.catalog.search.query import NEWEST, SearchQuery
from chophien.catalog.search.statements import FIRST, ORDERS
from chophien.web.paging import BadCursor, decode_cursor, encode_cursor

_SPACE = 2**62
LAST_NUMBER = 2**63 - 1


def write_cursor(query: SearchQuery, key: int | datetime, listing_id: int) -> str:
    """The cursor for the page after this row."""
    factor, shift = _secret()
    return encode_cursor([key, (listing_id * factor + shift) % _SPACE], purpose=_purpose(query))


def read_cursor(query: SearchQuery) -> tuple[str, int]:
    """The sort value and the number after which the page begins: before all for no cursor or a bad one."""
    start = (FIRST[query.sort], LAST_NUMBER if ORDERS[query.sort][1] == "DESC" else -1)
    if not query.cursor:
        return start
    try:
        key, number = decode_cursor(query.cursor, purpose=_purpose(query))
    except (BadCursor, ValueError):
        return start
    is_right = isinstance(key, datetime) if query.sort == NEWEST else isinstance(key, int)
    if not is_right or not isinstance(number, int):
        return start
    factor, shift = _secret()
    return str(key), (number - shift) * pow(factor, -1, _SPACE) % _SPACE


def _purpose(query: SearchQuery) -> str:
    """A cursor belongs to one search in one order; how long the pages are does not matter."""
    return "search:" + query.but(limit=SearchQuery.limit).address()


@lru_cache(maxsize=1)
def _secret() -> tuple[int, int]:
    """Numbers of rows must not tell strangers how many goods there are: they travel multiplied and shifted."""
    digest = salted_hmac(
        "chophien.catalog.search", "row numbers", secret=settings.SECRET_KEY, algorithm="sha256"
    ).digest()
    return int.from_bytes(digest[:7], "big") | 1, int.from_bytes(digest[8:15], "big")
