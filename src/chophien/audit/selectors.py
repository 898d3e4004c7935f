"""Reads of the audit trail: newest first, a page at a time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import Q, QuerySet

from chophien.audit.models import Entry, SensitiveLook
from chophien.audit.search import with_words
from chophien.lib.errors import Sentence

Row = TypeVar("Row", Entry, SensitiveLook)

PAGE = 50
_WORDS: dict[str, Sentence] = {}


@dataclass(frozen=True)
class TrailQuery:
    """What somebody looks for in the trail. Empty fields ask for nothing; times bound it from one to before another.

    `what` ends with a dot to ask for everything an app wrote: ``orders.``. `principal_code` is whom somebody else
    acted for; `words` stand in an entry's facts or in a look's purpose, in any order.
    """

    subject_code: str = ""
    actor_code: str = ""
    what: str = ""
    since: datetime | None = None
    until: datetime | None = None
    principal_code: str = ""
    words: str = ""


@dataclass(frozen=True)
class TrailPage(Generic[Row]):
    """Some rows, newest first, and the place to go on from: hand `after` to the next call. None at the end."""

    rows: Sequence[Row]
    after: tuple[datetime, int] | None


def trail(query: TrailQuery, *, after: tuple[datetime, int] | None = None, limit: int = PAGE) -> TrailPage[Entry]:
    """What was done. An actor's name finds also what others did on their behalf."""
    return _page(entries_found(query), after=after, limit=limit)


def entries_found(query: TrailQuery) -> QuerySet[Entry]:
    """All that `trail` reads page by page, newest first."""
    rows = Entry.objects.all()
    if query.actor_code:
        rows = rows.filter(Q(actor_code=query.actor_code) | Q(on_behalf_of=query.actor_code))
    if query.principal_code:
        rows = rows.filter(on_behalf_of=query.principal_code)
    if query.words:
        rows = with_words(rows, "facts", query.words)
    return _narrowed(rows, query)


def sensitive_looks(
    query: TrailQuery, *, after: tuple[datetime, int] | None = None, limit: int = PAGE
) -> TrailPage[SensitiveLook]:
    """Who looked at what is sensitive, and what for."""
    return _page(looks_found(query), after=after, limit=limit)


def looks_found(query: TrailQuery) -> QuerySet[SensitiveLook]:
    """All that `sensitive_looks` reads page by page, newest first."""
    rows = SensitiveLook.objects.all()
    if query.actor_code:
        rows = rows.filter(actor_code=query.actor_code)
    if query.words:
        rows = with_words(rows, "purpose", query.words)
    return _narrowed(rows, query)


def entries_about(subject_code: str, *, kinds: Collection[str] = (), limit: int = PAGE) -> list[Entry]:
    """The latest entries about one thing, newest first; with `kinds` only those."""
    rows = Entry.objects.filter(subject_code=subject_code)
    if kinds:
        rows = rows.filter(what__in=kinds)
    return list(rows.order_by("-at", "-pk")[:limit])


def kinds_of_entries() -> list[str]:
    """Every kind of entry there is, in order. Skips through the index instead of reading every row."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE kinds AS (
                (SELECT what FROM audit_entry ORDER BY what LIMIT 1)
                UNION ALL
                SELECT (SELECT entry.what FROM audit_entry entry WHERE entry.what > kinds.what
                         ORDER BY entry.what LIMIT 1)
                  FROM kinds WHERE kinds.what IS NOT NULL
            )
            SELECT what FROM kinds WHERE what IS NOT NULL ORDER BY what
            """
        )
        return [what for (what,) in cursor.fetchall()]


def name_kinds(words: Mapping[str, Sentence]) -> None:
    """Say what kinds of entries are called. The names come from an app above, which knows what all of them mean."""
    _WORDS.update(words)


def words_of(kind: str) -> str:
    """A kind of entry or look in words; one that is not known by its code."""
    return str(_WORDS.get(kind, kind))


def _narrowed(rows: QuerySet[Row], query: TrailQuery) -> QuerySet[Row]:
    if query.subject_code:
        rows = rows.filter(subject_code=query.subject_code)
    if query.what.endswith("."):
        rows = rows.filter(what__startswith=query.what)
    elif query.what:
        rows = rows.filter(what=query.what)
    if query.since:
        rows = rows.filter(at__gte=query.since)
    if query.until:
        rows = rows.filter(at__lt=query.until)
    return rows.order_by("-at", "-pk")


def _page(rows: QuerySet[Row], *, after: tuple[datetime, int] | None, limit: int) -> TrailPage[Row]:
    if after:
        moment, pk = after
        rows = rows.filter(Q(at__lt=moment) | Q(at=moment, pk__lt=pk))
    found = list(rows[: limit + 1])
    shown = found[:limit]
    more = len(found) > limit
    return TrailPage(rows=shown, after=(shown[-1].at, shown[-1].pk) if more else None)
