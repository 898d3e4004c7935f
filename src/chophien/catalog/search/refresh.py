"""Writes the search table: after a change for the listings it touched, every night for all of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from operator import attrgetter

from django.db import transaction

from chophien.catalog.models import SearchEntry, SearchState
from chophien.catalog.search.packing import day_number, live_sql
from chophien.catalog.search.ranking import rank_sql
from chophien.catalog.search.rows import Built, Row, build_rows
from chophien.catalog.search.words import ANYWHERE, MARKED, NAMES, TITLE
from chophien.lib.dates import VIETNAM, local_date
from chophien.web.statements import run

BATCH = 2_000
PADDED = 2_040
"""PostgreSQL moves what is long out of a row only when the whole row is longer than 2,032 bytes: cards are padded."""

_COLUMNS = {
    "listing_id": "bigint",
    "words": "text",
    "packed": "bigint",
    "until": "text",
    "stale_on": "date",
    "price_vnd": "bigint",
    "season_from": "smallint",
    "season_to": "smallint",
    "published_at": "timestamptz",
    "available": "boolean",
    "card": "text",
}
_CASTS = {"words": "words::tsvector", "until": "until::smallint[]", "card": f"rpad(card, {PADDED})"}
_TAKEN = [_CASTS.get(name, name) for name in _COLUMNS]
RANK = rank_sql(live=live_sql("%(day)s::int"), day="%(day)s::int", month_day="%(month_day)s::int")
_CHANGING = ", ".join([*list(_COLUMNS)[1:], "rank"])
_NEW = ", ".join(f"excluded.{name}" for name in _CHANGING.split(", "))
_OLD = ", ".join(f"entry.{name}" for name in _CHANGING.split(", "))

_UPSERT = f"""
WITH fresh AS (
  SELECT {", ".join(f"{taken} AS {name}" for taken, name in zip(_TAKEN, _COLUMNS, strict=True))}
  FROM unnest({", ".join(f"%({name})b::{kind}[]" for name, kind in _COLUMNS.items())}) AS given({", ".join(_COLUMNS)})
), known AS (
  SELECT fresh.*, COALESCE(entry.popularity, 0) AS popularity, COALESCE(entry.rating, 0) AS rating
  FROM fresh LEFT JOIN catalog_searchentry entry USING (listing_id)
), ranked AS (
  SELECT known.*, {RANK} AS rank FROM known
)
INSERT INTO catalog_searchentry AS entry ({", ".join(_COLUMNS)}, popularity, rating, rank)
SELECT {", ".join(_COLUMNS)}, popularity, rating, rank FROM ranked ORDER BY rank DESC, listing_id DESC
ON CONFLICT (listing_id) DO UPDATE SET ({_CHANGING}) = ({_NEW}) WHERE ({_OLD}) IS DISTINCT FROM ({_NEW})
"""  # noqa: S608 -- made of the constants above only

_LEARN = """
INSERT INTO catalog_searchword (word, in_titles, in_names, anywhere)
SELECT * FROM unnest(%(word)b::text[], %(in_titles)s::int[], %(in_names)s::int[], %(anywhere)s::int[])
  AS given(word, in_titles, in_names, anywhere)
WHERE NOT EXISTS (SELECT FROM catalog_searchword known WHERE known.word = given.word)
ORDER BY word
ON CONFLICT DO NOTHING
"""

_SET_POPULARITY = """
UPDATE catalog_searchentry entry SET popularity = COALESCE(bought.times, 0)
FROM catalog_searchentry every LEFT JOIN unnest(%(ids)s::bigint[], %(times)s::int[]) AS bought(listing_id, times)
  ON bought.listing_id = every.listing_id
WHERE entry.listing_id = every.listing_id AND entry.popularity <> COALESCE(bought.times, 0)
"""

_SET_RATINGS = """
UPDATE catalog_searchentry entry SET rating = COALESCE(rated.tenths, 0)
FROM catalog_searchentry every LEFT JOIN unnest(%(ids)s::bigint[], %(tenths)s::int[]) AS rated(listing_id, tenths)
  ON rated.listing_id = every.listing_id
WHERE entry.listing_id = every.listing_id AND entry.rating <> COALESCE(rated.tenths, 0)
"""

_FLUSH = "SELECT gin_clean_pending_list('catalog_search_words')"
"""Puts what the index has only noted where it belongs: noting is four times as fast, reading notes is slow."""

_RERANK = f"""
UPDATE catalog_searchentry SET rank = {RANK}
WHERE (%(ids)s::bigint[] IS NULL OR listing_id = ANY(%(ids)s)) AND rank <> {RANK}
"""  # noqa: S608 -- made of constants only


def refresh_search(listing_ids: Iterable[int], *, at: datetime | None = None) -> None:
    """Bring the search table up to date for these listings, in the caller's transaction.

    Only goods on sale stay in it. A row that says the same as before is not written. Without `at` the ranks count
    the day that the rest of the table counts.
    """
    day = local_date(at) if at else _ranked_on()
    ids = iter(sorted(set(listing_ids)))
    while batch := list(islice(ids, BATCH)):
        _refresh_batch(batch, on=day)
    run(_FLUSH, {})


def set_available(listing_ids: Collection[int], *, available: bool) -> None:
    """Note that nothing is left of these listings, or that something is again."""
    changed = SearchEntry.objects.filter(listing_id__in=listing_ids).exclude(available=available)
    changed.update(available=available)
    rank_anew(listing_ids, on=_ranked_on())


def set_popularity(sold: Mapping[int, int]) -> None:
    """Note how often listings were bought lately, all that were; what is not named was not bought.

    The ranks count it from the next `start_day` on.
    """
    run(_SET_POPULARITY, {"ids": list(sold), "times": list(sold.values())})
    run(_FLUSH, {})


def set_rating(listing_id: int, tenths: int) -> None:
    """Note what buyers rate a listing, in tenths of a mark; 0 while too few have. Its rank follows at once."""
    if SearchEntry.objects.filter(pk=listing_id).exclude(rating=tenths).update(rating=tenths):
        rank_anew([listing_id], on=_ranked_on())


def set_ratings(tenths: Mapping[int, int]) -> None:
    """Note what buyers rate listings, all that count: what is not named is not rated.

    The ranks count it from the next `start_day` on.
    """
    run(_SET_RATINGS, {"ids": list(tenths), "tenths": list(tenths.values())})
    run(_FLUSH, {})


def _refresh_batch(listing_ids: Sequence[int], *, on: date) -> None:
    built = list(build_rows(listing_ids, on=on))
    gone = set(listing_ids) - {one.row.listing_id for one in built}
    with transaction.atomic():
        if gone:
            SearchEntry.objects.filter(listing_id__in=gone).delete()
        if built:
            _upsert([one.row for one in built], on=on)
            _learn_words(built)


def _upsert(rows: Sequence[Row], *, on: date) -> None:
    columns: dict[str, object] = {name: list(map(attrgetter(name), rows)) for name in _COLUMNS}
    run(_UPSERT, {**columns, **day_parameters(on)})


def rank_anew(listing_ids: Collection[int] | None = None, *, on: date) -> None:
    """Count the points of these listings, or of all, as they stand on a day."""
    ids = None if listing_ids is None else sorted(listing_ids)
    run(_RERANK, {"ids": ids, **day_parameters(on)})
    run(_FLUSH, {})


def day_parameters(on: date) -> dict[str, object]:
    """What the statements here need to know of a day."""
    return {"day": day_number(on), "month_day": on.month * 100 + on.day}


def _ranked_on() -> date:
    """The day that the ranks count: that of the last night, or today in Vietnam before the first."""
    found = SearchState.objects.values_list("ranked_on", flat=True).first()
    return found or datetime.now(tz=VIETNAM).date()


def _learn_words(built: Sequence[Built]) -> None:
    """Put words that are new into the dictionary. How often the old ones occur is counted every night."""
    counted: Counter[str] = Counter()
    for one in built:
        counted.update(one.words)
    every = sorted({word if word[0] == MARKED else word[1:] for word in counted})
    given = {
        "word": every,
        "in_titles": [counted[TITLE + word] + counted[word] for word in every],
        "in_names": [counted[NAMES + word] for word in every],
        "anywhere": [counted[ANYWHERE + word] for word in every],
    }
    run(_LEARN, given)
