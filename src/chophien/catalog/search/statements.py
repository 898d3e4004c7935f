"""The statements of a search. Each has one shape whatever is asked, so that PostgreSQL plans it once a connection."""

from chophien.catalog.search.packing import (
    ASLEEP,
    CATEGORY_SHIFT,
    CERTIFICATES_SHIFT,
    IN_SEASON,
    PROVINCE_SHIFT,
    STARS_SHIFT,
    live_sql,
)
from chophien.catalog.search.query import NEWEST, PRICE_ASC, PRICE_DESC, RELEVANCE
from chophien.catalog.search.ranking import ENOUGH, NAMED_CATEGORY_POINTS, Match, in_season_sql
from chophien.web.statements import Statement

MOST_COUNTED = 2_000
"""Hits are counted exactly up to here; of more the first are ranked, those that lie first in the table."""

TIERS = {
    "title_together": Match.TITLE_TOGETHER,
    "title": Match.TITLE,
    "names": Match.NAMES,
    "category": Match.CATEGORY,
    "story": Match.STORY,
}

_LIVE = f"({live_sql('%(day)s::int')} | CASE WHEN {in_season_sql('%(month_day)s::int')} THEN {IN_SEASON} ELSE 0 END)"
_KEPT = "listing_id, price_vnd, published_at, rank, available, card, packed, stale_on, until, season_from, season_to"
NEEDED_ONLY = {"category": " OR %(category_always)s::bool", "story": ""}
"""Tiers that are looked up only as long as those before have not found enough."""

# What the tokens of the index only narrow down is compared here: prices inside their bands, what changes with the day.
_PRICED = "price_vnd >= %(price_min)s::bigint AND price_vnd <= %(price_max)s::bigint"
_TODAY = (
    f" AND {_LIVE} >> {STARS_SHIFT} & 255 >= %(stars)s::int"
    f" AND {_LIVE} >> {CERTIFICATES_SHIFT} & %(certificates)s::int = %(certificates)s::int"
    f" AND {_LIVE} & {IN_SEASON} >= %(in_season)s::int"
)
_NAMED = f"CASE WHEN packed >> {CATEGORY_SHIFT} = ANY(%(named)s::bigint[]) THEN {NAMED_CATEGORY_POINTS} ELSE 0 END"


def _tier(name: str, before: list[str], asked: str) -> str:
    """One way to match, best first: what the ways before have found is left out, and so is what is too much."""
    found = " UNION ALL ".join(f"SELECT listing_id FROM {other}" for other in before)  # noqa: S608 -- constants
    left_out = f" AND listing_id NOT IN ({found})" if before else ""
    counted = f"(SELECT count FROM up_to_{before[-1]})" if before else "0"  # noqa: S608 -- constants
    most = f"{MOST_COUNTED + 1} - {counted}"
    if name in NEEDED_ONLY:
        most = f"CASE WHEN {counted} < {ENOUGH}{NEEDED_ONLY[name]} THEN {most} ELSE 0 END"
    return f"""{name} AS MATERIALIZED (
  SELECT {_KEPT} FROM (
    SELECT {_KEPT} FROM catalog_searchentry WHERE words @@ ANY(%({name})s::tsquery[]){left_out} OFFSET 0
  ) near WHERE {asked} LIMIT {most}
), up_to_{name} AS MATERIALIZED (SELECT {counted} + (SELECT count(*) FROM {name}) AS count)"""  # noqa: S608 -- constants


def _hits(asked: str) -> str:
    """All tiers, and their rows with today's answers and their points."""
    tiers = ",\n".join(_tier(name, list(TIERS)[:place], asked) for place, name in enumerate(TIERS))
    rows = " UNION ALL ".join(f"SELECT {_KEPT}, {points} AS tier FROM {name}" for name, points in TIERS.items())  # noqa: S608
    return f"""{tiers},
hits AS MATERIALIZED (
  SELECT listing_id, price_vnd, published_at, tier, rank + tier + {_NAMED} AS points, {_LIVE} AS live, available, card
  FROM ({rows}) every
)"""  # noqa: S608 -- made of constants only


ORDERS = {
    RELEVANCE: ("points", "DESC", "int"),
    PRICE_ASC: ("price_vnd", "ASC", "bigint"),
    PRICE_DESC: ("price_vnd", "DESC", "bigint"),
    NEWEST: ("published_at", "DESC", "timestamptz"),
}
"""For each order the column, its direction, and its type. Rows that are equal follow their number."""

FIRST = {RELEVANCE: str(2**31 - 1), PRICE_ASC: "-1", PRICE_DESC: str(2**62), NEWEST: "infinity"}
"""What comes before every row in each order."""


def _after(order: str, points: str) -> str:
    column, direction, kind = ORDERS[order]
    sign = "<" if direction == "DESC" else ">"
    key = points if column == "points" else column
    return f"({key}, listing_id) {sign} (%(after)s::{kind}, %(after_id)s::bigint)"


def _by(order: str, points: str) -> str:
    column, direction, _kind = ORDERS[order]
    key = points if column == "points" else column
    return f"{key} {direction}, listing_id {direction} LIMIT %(limit)s::int"


def _searched(order: str, asked: str) -> str:
    return f"""WITH {_hits(asked)}
SELECT NULL::bigint, count(*) FILTER (WHERE tier >= {Match.NAMES}), NULL::timestamptz,
  count(*) FILTER (WHERE tier >= {Match.CATEGORY})::int, NULL::bigint, NULL::boolean, NULL,
  string_agg(int8send(live), '')
FROM hits
UNION ALL
(SELECT listing_id, price_vnd, published_at, points, live, available, card, NULL
FROM hits WHERE {_after(order, "points")} ORDER BY {_by(order, "points")})
"""  # noqa: S608 -- made of constants only


def _listed(order: str, asked: str) -> str:
    return f"""
SELECT listing_id, price_vnd, published_at, rank, {_LIVE}, available, card, NULL::bytea
FROM (
  SELECT * FROM (SELECT * FROM catalog_searchentry WHERE words @@ ANY(%(every)s::tsquery[]) OFFSET 0) found
  WHERE {_after(order, "rank")} AND {asked} ORDER BY {_by(order, "rank")}
) page
"""  # noqa: S608 -- made of constants only


def _browsed(order: str) -> str:
    return f"""
SELECT listing_id, price_vnd, published_at, rank, {_LIVE}, available, card, NULL::bytea
FROM catalog_searchentry
WHERE {_after(order, "rank")} AND packed < {ASLEEP}
  AND (%(categories)s::bigint[] IS NULL OR packed >> {CATEGORY_SHIFT} = ANY(%(categories)s::bigint[]))
  AND (%(province)s::int IS NULL OR packed >> {PROVINCE_SHIFT} & 255 = %(province)s::int)
ORDER BY {_by(order, "rank")}
"""  # noqa: S608 -- made of constants only


# A look-up is an array: PostgreSQL goes through plain alternatives one after the other much faster than through one
# query that joins them.
_ASKED = {"any day": _PRICED, "today": _PRICED + _TODAY}
SEARCH = {(order, day): Statement(_searched(order, asked)) for order in ORDERS for day, asked in _ASKED.items()}
"""All hits up to 2,001: a first row with their number, how many are more than stories, and their answers as bytes;
then one page of them."""

LISTED = {(order, day): Statement(_listed(order, asked)) for order in ORDERS for day, asked in _ASKED.items()}
"""One page of all that one look-up finds, however many; relevance is the listings' own points."""

BROWSED = {order: Statement(_browsed(order)) for order in ORDERS}
"""One page read along the order's own index: for large parts of the market."""

CUBE = Statement(f"""
SELECT packed >> {PROVINCE_SHIFT}, string_agg(int8send({_LIVE}), '') FROM catalog_searchentry
WHERE packed < {ASLEEP} GROUP BY 1
""")  # noqa: S608 -- made of constants only
"""The answers of all goods, by category and province."""
