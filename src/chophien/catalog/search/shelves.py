"""Short rows of goods that stand beside other things, best first: of a month, of a shop, of a category. No counts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chophien.catalog.search import words
from chophien.catalog.search.database import Statement
from chophien.catalog.search.packing import day_number, live_sql
from chophien.catalog.search.reference import reference
from chophien.catalog.search.results import Hit, hit_of
from chophien.lib.dates import local_date

_SHOWN = f"price_vnd, published_at, {live_sql('%(day)s::int')}, available, card"

IN_MONTH = Statement(f"""
SELECT {_SHOWN} FROM catalog_searchentry
WHERE season_from <> 0
  AND CASE WHEN season_from <= season_to
    THEN %(month)s::int BETWEEN season_from / 100 AND season_to / 100
    ELSE %(month)s::int >= season_from / 100 OR %(month)s::int <= season_to / 100 END
ORDER BY rank DESC, listing_id DESC LIMIT %(limit)s::int
""")  # noqa: S608 -- made of constants only
"""Goods of which any day of the month lies in their season."""

WITH_TOKEN = Statement(f"""
SELECT {_SHOWN} FROM (
  SELECT * FROM catalog_searchentry WHERE words @@ %(token)s::tsquery AND listing_id <> %(left_out)s::bigint OFFSET 0
) near ORDER BY rank DESC, listing_id DESC LIMIT %(limit)s::int
""")  # noqa: S608 -- made of constants only
"""Goods that one token of the index finds."""


def goods_in_month(month: int, *, limit: int, at: datetime) -> list[Hit]:
    """Goods with a season in which that month lies. One statement."""
    return _run(IN_MONTH, {"month": month, "limit": limit}, at=at)


def goods_of_seller(seller_code: str, *, limit: int, at: datetime, left_out: int = 0) -> list[Hit]:
    """A shop's goods, without the listing with the number `left_out`. One statement."""
    token = words.lexeme(words.seller_token(seller_code))
    return _run(WITH_TOKEN, {"token": token, "left_out": left_out, "limit": limit}, at=at)


def goods_of_category(slug: str, *, limit: int, at: datetime, left_out: int = 0) -> list[Hit]:
    """Goods of a category and of what lies below it; none for a category that is not known. One statement."""
    branch = reference().slugs.get(slug)
    if branch is None:
        return []
    token = words.lexeme(words.category_token(branch.pk))
    return _run(WITH_TOKEN, {"token": token, "left_out": left_out, "limit": limit}, at=at)


def _run(statement: Statement, parameters: Mapping[str, object], *, at: datetime) -> list[Hit]:
    day = local_date(at)
    rows: Any = statement.run({**parameters, "day": day_number(day)})
    return [
        hit_of(card, live=live, available=available, price_vnd=price_vnd, published_at=published_at, on=day)
        for price_vnd, published_at, live, available, card in rows
    ]
