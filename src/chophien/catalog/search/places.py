"""Where goods come from: how many goods and shops there are in each commune, and the best of them. For maps."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chophien.catalog.search import words
from chophien.catalog.search.packing import day_number, live_sql
from chophien.catalog.search.plan import array_of, lookups, named_categories, plan_for, words_of
from chophien.catalog.search.reference import reference
from chophien.catalog.search.results import Hit, hit_of
from chophien.catalog.search.vocabulary import vocabulary
from chophien.catalog.search.wording import first_reading
from chophien.web.statements import Statement

_SOLD_IN_MONTH = """(%(month)s::int = 0 OR season_from = 0 OR CASE WHEN season_from <= season_to
  THEN season_from <= %(month)s::int * 100 + 31 AND season_to >= %(month)s::int * 100 + 1
  ELSE season_from <= %(month)s::int * 100 + 31 OR season_to >= %(month)s::int * 100 + 1 END)"""
"""Whether goods can be had in a month: they have no season, or some day of it lies there."""

_FOUND = f"""(
  SELECT listing_id, price_vnd, published_at, rank, {live_sql("%(day)s::int")} AS live, available, card
  FROM catalog_searchentry WHERE words @@ ANY(%(queries)s::tsquery[]) AND {_SOLD_IN_MONTH} OFFSET 0
) found
JOIN catalog_listing listing ON listing.id = found.listing_id
JOIN sellers_seller seller ON seller.id = listing.seller_id
JOIN places_commune commune ON commune.id = seller.commune_id"""  # noqa: S608 -- made of constants only

BY_COMMUNE = Statement(
    f"SELECT commune.code, count(*), count(DISTINCT seller.id) FROM {_FOUND} GROUP BY commune.code"  # noqa: S608
)
SHOPS = Statement(f"SELECT DISTINCT seller.id FROM {_FOUND} ORDER BY seller.id")  # noqa: S608
BEST = Statement(f"""
SELECT price_vnd, published_at, live, available, card FROM {_FOUND}
WHERE %(communes)s::text[] IS NULL OR commune.code = ANY(%(communes)s::text[])
ORDER BY rank DESC, listing_id DESC LIMIT %(limit)s::int
""")  # noqa: S608 -- made of constants only


@dataclass(frozen=True)
class GoodsAsked:
    """Which goods: of a category (its slug), with words, that can be had in a month, with certificates, with stars.

    What is empty or 0 does not narrow.
    """

    category: str = ""
    text: str = ""
    month: int = 0
    certificates: tuple[str, ...] = ()
    stars: int = 0

    @property
    def is_everything(self) -> bool:
        return self == GoodsAsked()


def goods_by_commune(asked: GoodsAsked, *, on: date) -> Mapping[str, tuple[int, int]]:
    """For each commune of today with such goods, by code: how many, and of how many shops. One statement."""
    return {code: (goods, shops) for code, goods, shops in BY_COMMUNE.run(_parameters(asked, on=on))}


def shops_with(asked: GoodsAsked, *, on: date) -> list[int]:
    """The numbers of the shops that have such goods on sale. One statement."""
    return [row[0] for row in SHOPS.run(_parameters(asked, on=on))]


def best_goods(asked: GoodsAsked, *, communes: Collection[str] | None, limit: int, on: date) -> list[Hit]:
    """Such goods of these communes, or of everywhere with None, best first. One statement."""
    listed = None if communes is None else "{" + ",".join(sorted(communes)) + "}"
    rows: Any = BEST.run({**_parameters(asked, on=on), "communes": listed, "limit": limit})
    return [
        hit_of(card, live=live, available=available, price_vnd=price_vnd, published_at=published_at, on=on)
        for price_vnd, published_at, live, available, card in rows
    ]


def category_named(text: str) -> str:
    """The slug of the one category that is called so, or whose name lists it (``chè`` → ``che``); empty if none is."""
    known, typed = reference(), words_of(text)
    plain = tuple(map(words.bare, typed))
    if "-".join(plain) in known.slugs:
        return "-".join(plain)
    plans = plan_for(typed).terms
    spellings = {phrase.plain for phrase in plans[0].phrases} if len(plans) == 1 else set()
    for names in (known.branches[pk] for pk in known.named.get(plain, ())):
        if plain in names.things:
            return names.slug
    found = {
        branch.slug
        for spelling in spellings
        for branch in map(known.branches.__getitem__, known.named.get(spelling, ()))
        if spelling in branch.things
    }
    return found.pop() if len(found) == 1 else ""


def slugs_below(slug: str) -> tuple[str, ...]:
    """The category and all that lie below it, by slug; none for one that is not known."""
    known = reference()
    branch = known.slugs.get(slug)
    return tuple(known.branches[pk].slug for pk in branch.below) if branch else ()


def _parameters(asked: GoodsAsked, *, on: date) -> dict[str, object]:
    tokens: list[str] = []
    branch = reference().slugs.get(asked.category)
    if branch:
        tokens.append(words.category_token(branch.pk))
    tokens += map(words.certificate_token, asked.certificates)
    tokens += words.stars_tokens(asked.stars)[-1:]
    filters = " & ".join(map(words.lexeme, tokens or [words.EVERY]))
    queries = [filters]
    if asked.text:
        plan = first_reading(words_of(asked.text), last_is_whole=True).plan
        tiers = lookups(plan, vocabulary(), named_categories(plan, reference()), filters) if plan.terms else {}
        queries = [query for tier in ("names", "category", "story") for query in tiers.get(tier, [])]
    return {"queries": array_of(queries), "month": asked.month, "day": day_number(on)}
