"""Lists by the page, without counting what lies before: each page begins after the last row of the one before."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from chophien.web.paging import BadCursor, decode_cursor, encode_cursor

Row = TypeVar("Row", bound=Model)
PAGE = 30


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the cursor of the next page; empty at the end."""

    rows: Sequence[Row]
    following: str


def page_along(rows: QuerySet[Row], moment: str, *, cursor: str, purpose: str) -> Page[Row]:
    """A page of rows by a moment that each has, the longest ago first. A cursor that was bent means the first page."""
    ordered = rows.order_by(moment, "pk")
    with suppress(BadCursor, ValueError):
        last, pk = decode_cursor(cursor, purpose=purpose)
        ordered = ordered.filter(Q(**{f"{moment}__gt": last}) | Q(**{moment: last, "pk__gt": pk}))
    found = list(ordered[: PAGE + 1])
    shown = found[:PAGE]
    more = len(found) > PAGE
    following = encode_cursor([getattr(shown[-1], moment), shown[-1].pk], purpose=purpose) if more else ""
    return Page(shown, following)


def page_by_pk(rows: QuerySet[Row], *, cursor: str, purpose: str, newest_first: bool = True) -> Page[Row]:
    """A page of rows in the order of their primary keys. A cursor that was bent means the first page."""
    ordered = rows.order_by("-pk" if newest_first else "pk")
    with suppress(BadCursor):
        (last,) = decode_cursor(cursor, purpose=purpose)
        ordered = ordered.filter(**{"pk__lt" if newest_first else "pk__gt": last})
    found = list(ordered[: PAGE + 1])
    shown = found[:PAGE]
    following = encode_cursor([shown[-1].pk], purpose=purpose) if len(found) > PAGE else ""
    return Page(shown, following)
