"""Every night: ranks as of the new day, rows in the order of their ranks again, words counted anew."""

from datetime import date, datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import F, Q, QuerySet

from chophien.catalog.models import Certificate, Listing, SearchState
from chophien.catalog.search.refresh import RANK, day_parameters, rank_anew, refresh_search
from chophien.lib.dates import local_date
from chophien.web.statements import run

MOST_CHANGED_SHARE = 0.05
LEAST_ORDER = 0.9

_COLUMNS = (
    "listing_id", "packed", "price_vnd", "published_at", "rank", "popularity", "rating", "season_from", "season_to",
    "available", "stale_on", "until", "words", "card",
)  # fmt: skip
_TAKEN = ", ".join("ranked" if name == "rank" else name for name in _COLUMNS)

_INDEXES = """
SELECT index.relname, pg_get_indexdef(index.oid) FROM pg_index link JOIN pg_class index ON index.oid = link.indexrelid
WHERE link.indrelid = 'catalog_searchentry'::regclass
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = index.oid AND conrelid = link.indrelid)
"""

_CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = 'catalog_searchentry'::regclass AND contype IN ('p', 'f', 'u', 'c')
"""

_COPY = f"""
INSERT INTO catalog_searchentry_next ({", ".join(_COLUMNS)})
SELECT {_TAKEN} FROM (SELECT entry.*, {RANK} AS ranked FROM catalog_searchentry entry) given
ORDER BY ranked DESC, listing_id DESC
"""  # noqa: S608 -- made of constants only

_COUNT_WORDS = """
INSERT INTO catalog_searchword (word, in_titles, in_names, anywhere)
SELECT CASE WHEN left(word, 1) = '=' THEN word ELSE substr(word, 2) END AS plain,
  COALESCE(sum(ndoc) FILTER (WHERE left(word, 1) IN ('1', '=')), 0),
  COALESCE(sum(ndoc) FILTER (WHERE left(word, 1) = '2'), 0),
  COALESCE(sum(ndoc) FILTER (WHERE left(word, 1) = '3'), 0)
FROM ts_stat('SELECT words FROM catalog_searchentry')
WHERE left(word, 1) IN ('1', '2', '3', '=')
GROUP BY plain
"""

_CHANGED = f"""
SELECT count(*), count(*) FILTER (WHERE rank <> {RANK}) FROM catalog_searchentry
"""  # noqa: S608 -- made of constants only

_ORDER = "SELECT correlation FROM pg_stats WHERE tablename = 'catalog_searchentry' AND attname = 'rank'"


def start_day(*, at: datetime) -> None:
    """Bring the ranks to the day of `at`: certificates that begin or end, seasons, popularity. Safe to repeat."""
    day = local_date(at)
    state, _made = SearchState.objects.get_or_create(pk=1)
    changed = _listings_with_papers_between(state.ranked_on or day, day) | _listings_with_papers_for_areas(day)
    refresh_search(sorted(changed), at=at)
    SearchState.objects.filter(pk=1).update(ranked_on=day)
    if _is_out_of_order(day):
        rebuild_search(at=at)
    else:
        rank_anew(on=day)
        count_words()


def rebuild_search(*, at: datetime) -> None:
    """Write all rows anew in the order of their ranks, beside the old table, and put them in its place.

    Pages go on reading the old table meanwhile; changes of listings wait until it is done.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalog.rebuild_search'))")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("LOCK TABLE catalog_searchentry IN SHARE MODE")
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute(
            "CREATE TABLE catalog_searchentry_next (LIKE catalog_searchentry INCLUDING DEFAULTS INCLUDING STORAGE)"
            " WITH (toast_tuple_target = 128, fillfactor = 85)"
        )
        cursor.execute(
            "ALTER TABLE catalog_searchentry_next"
            " ALTER COLUMN words SET STATISTICS 0, ALTER COLUMN card SET STATISTICS 0"
        )
        run(_COPY, day_parameters(local_date(at)))
        _put_in_place(cursor)
    count_words()


def count_words() -> None:
    """Count anew how often each word occurs; words that occur no more are forgotten."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE catalog_searchword IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM catalog_searchword")
        cursor.execute(_COUNT_WORDS)
        SearchState.objects.get_or_create(pk=1)
        SearchState.objects.update(words_edition=F("words_edition") + 1)
        cursor.execute("ANALYZE catalog_searchentry")


def _put_in_place(cursor: CursorWrapper) -> None:
    """Give the new table the indexes and constraints of the old one, and its name."""
    cursor.execute(_INDEXES)
    indexes = cursor.fetchall()
    cursor.execute(_CONSTRAINTS)
    constraints = cursor.fetchall()
    for name, definition in indexes:
        renamed = definition.replace(f"INDEX {name} ", f"INDEX {name}_next ", 1)
        cursor.execute(renamed.replace("catalog_searchentry USING", "catalog_searchentry_next USING", 1))
    for name, definition in constraints:
        cursor.execute(f'ALTER TABLE catalog_searchentry_next ADD CONSTRAINT "{name}_next" {definition}')
    cursor.execute("DROP TABLE catalog_searchentry")
    cursor.execute("ALTER TABLE catalog_searchentry_next RENAME TO catalog_searchentry")
    for name, _definition in indexes:
        cursor.execute(f'ALTER INDEX "{name}_next" RENAME TO "{name}"')
    for name, _definition in constraints:
        cursor.execute(f'ALTER TABLE catalog_searchentry RENAME CONSTRAINT "{name}_next" TO "{name}"')


def _listings_with_papers_between(before: date, day: date) -> set[int]:
    """Listings of which a certificate began or ended after one day and up to another."""
    begins = Q(valid_from__gt=before, valid_from__lte=day)
    ends = Q(valid_to__gte=before, valid_to__lt=day)
    return _covered_by(Certificate.objects.filter(begins | ends, verified_at__isnull=False))


def _listings_with_papers_for_areas(day: date) -> set[int]:
    """Listings with a certificate for certain land: it is no badge, and a row that still shows it is written anew."""
    valid = Certificate.objects.exclude(valid_from__gt=day).exclude(valid_to__lt=day)
    return _covered_by(valid.filter(verified_at__isnull=False, areas__isnull=False))


def _covered_by(papers: QuerySet[Certificate]) -> set[int]:
    own = set(Certificate.listings.through.objects.filter(certificate__in=papers).values_list("listing_id", flat=True))
    shops = papers.filter(covers_all_goods=True).values_list("seller_id", flat=True)
    return own | set(Listing.objects.filter(seller_id__in=shops).values_list("pk", flat=True))


def _is_out_of_order(day: date) -> bool:
    [(count, changed)] = run(_CHANGED, day_parameters(day))
    order = run(_ORDER, {})
    straight = abs(float(order[0][0])) if order and order[0][0] is not None else 1.0
    return changed > MOST_CHANGED_SHARE * count or straight < LEAST_ORDER
