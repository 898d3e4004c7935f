"""Makes a question ready to be looked up: filters become tokens, and parameters that every statement takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from chophien.catalog.search import words
from chophien.catalog.search.cursors import read_cursor
from chophien.catalog.search.packing import certificate_bits, day_number
from chophien.catalog.search.plan import any_token
from chophien.catalog.search.query import Problem, SearchQuery
from chophien.catalog.search.reference import Reference, reference

FEW_BANDS = 3
"""More bands of prices than these are not looked up: to compare the prices of what the words find is quicker."""

NO_PRICE = 2**62


@dataclass(frozen=True)
class Asked:
    """A question made ready: the filters as a tsquery, and the parameters that every statement takes."""

    query: SearchQuery
    on: date
    filters: str
    parameters: Mapping[str, object]
    categories: tuple[int, ...] | None
    province: int | None
    reference: Reference
    totals: dict[SearchQuery, int] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[str, str]:
        """The order of the list, and whether rows must be compared with what holds today."""
        query = self.query
        return query.sort, "today" if query.ocop_min or query.cert or query.in_season else "any day"


def ask(query: SearchQuery, *, on: date) -> Asked:
    """Look up what the filters name and make them tokens of the index."""
    known = reference()
    problems = list(query.problems)
    if query.category and query.category not in known.slugs:
        query = query.without("category")
        problems.append(Problem("category", _("There is no such category; we looked in all of them.")))
    if query.province and query.province not in known.provinces:
        query = query.without("province")
        problems.append(Problem("province", _("There is no such province; we looked in all of them.")))
    query = replace(query, problems=tuple(problems))
    branch = known.slugs.get(query.category)
    after, after_id = read_cursor(query)
    return Asked(
        query=query,
        on=on,
        filters=" & ".join(_filter_lookups(query, branch.pk if branch else None, on=on)),
        parameters={
            "day": day_number(on),
            "month_day": on.month * 100 + on.day,
            "price_min": query.price_min or 0,
            "price_max": NO_PRICE if query.price_max is None else query.price_max,
            "stars": query.ocop_min,
            "certificates": certificate_bits(dict.fromkeys(query.cert, 0)),
            "in_season": int(query.in_season),
            "after": after,
            "after_id": after_id,
            "limit": query.limit + 1,
        },
        categories=branch.below if branch else None,
        province=int(query.province) if query.province else None,
        reference=known,
    )


def _filter_lookups(query: SearchQuery, category_id: int | None, *, on: date) -> list[str]:
    tokens: list[str] = []
    if category_id is not None:
        tokens.append(words.category_token(category_id))
    if query.province:
        tokens.append(words.province_token(query.province))
    if query.seller:
        tokens.append(words.seller_token(query.seller))
    if query.seller_kind:
        tokens.append(words.kind_token(query.seller_kind))
    tokens += words.stars_tokens(query.ocop_min)[-1:]
    tokens += map(words.certificate_token, query.cert)
    if query.in_season:
        tokens.append(words.month_token(on.month))
    found = list(map(words.lexeme, tokens))
    bands = words.price_tokens(query.price_min, query.price_max)
    if bands and (len(bands) <= FEW_BANDS or not (found or query.q)):
        found.append(any_token(bands))
    return found
