"""Short rows of goods that stand beside other things, best first: of a month, of a shop, of a category. No counts."""

from datetime import datetime
from typing import Any

from chophien.catalog.search import words
from chophien.catalog.search.packing import day_number, live_sql
from chophien.catalog.search.reference import reference
from chophien.catalog.search.results import Hit, hit_of
from chophien.lib.dates import local_date
from chophien.web.statements import Statement

_SHOWN = f"price_vnd, published_at, {live_sql('%(day)s::int')}, available, card"

WITH_TOKEN = Statement(f"""
SELECT {_SHOWN} FROM (
  SELECT * FROM catalog_searchentry WHERE words @@ %(token)s::tsquery AND listing_id <> %(left_out)s::bigint OFFSET 0
) near ORDER BY rank DESC, listing_id DESC LIMIT %(limit)s::int
""")  # noqa: S608 -- made of constants only
"""Goods that one token of the index finds."""


def goods_in_month(month: int, *, limit: int, at: datetime) -> list[Hit]:
    """Goods of which some day of the season lies in that month. One statement."""
    return _with_token(words.month_token(month), limit=limit, at=at, left_out=0)


def goods_of_seller(seller_code: str, *, limit: int, at: datetime, left_out: int = 0) -> list[Hit]:
    """A shop's goods, without the listing with the number `left_out`. One statement."""
    return _with_token(words.seller_token(seller_code), limit=limit, at=at, left_out=left_out)


def goods_of_category(slug: str, *, limit: int, at: datetime, left_out: int = 0) -> list[Hit]:
    """Goods of a category and of what lies below it; none for a category that is not known. One statement."""
    branch = reference().slugs.get(slug)
    return _with_token(words.category_token(branch.pk), limit=limit, at=at, left_out=left_out) if branch else []


def _with_token(token: str, *, limit: int, at: datetime, left_out: int) -> list[Hit]:
    day = local_date(at)
    given = {"token": words.lexeme(token), "left_out": left_out, "limit": limit, "day": day_number(day)}
    rows: Any = WITH_TOKEN.run(given)
    return [
        hit_of(card, live=live, available=available, price_vnd=price_vnd, published_at=published_at, on=day)
        for price_vnd, published_at, live, available, card in rows
    ]
