"""The nightly work on the search table."""

from datetime import date, timedelta

import pytest
from django.db import connection

from chophien.catalog.models import Certificate, Listing, SearchEntry, SearchState, SearchWord
from chophien.catalog.search.rebuild import rebuild_search, start_day
from chophien.catalog.search.refresh import refresh_search
from chophien.catalog.search.vocabulary import forget_vocabulary, vocabulary
from chophien.catalog.states import ListingStatus
from chophien.catalog.tests.search_worlds import DAY, found, goods, titles

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


def test_ranks_follow_the_season_from_day_to_day():
    goods("Chè xuân", season=("11-25", "12-31"))
    goods("Chè hè")
    start_day(at=DAY)
    before = titles("chè")

    start_day(at=DAY + timedelta(days=1))

    assert (before, titles("chè", at=DAY + timedelta(days=1))) == (["Chè hè", "Chè xuân"], ["Chè xuân", "Chè hè"])
    assert SearchState.objects.get().ranked_on == TODAY + timedelta(days=1)


def test_the_next_best_stars_count_when_the_best_are_over():
    listing = goods("Chè Shan tuyết", stars=5, until=TODAY)
    second = Certificate.objects.create(
        code="CN-2", seller=listing.seller, kind="ocop", stars=3, number="2", valid_from=date(2025, 1, 1),
        valid_to=date(2027, 1, 1), verified_at=DAY,
    )  # fmt: skip
    second.listings.add(listing)
    start_day(at=DAY)
    before = found("che").hits[0].stars

    start_day(at=DAY + timedelta(days=1))

    assert (before, found("che", at=DAY + timedelta(days=1)).hits[0].stars) == (5, 3)


def test_a_certificate_counts_from_its_first_day_on():
    listing = goods("Chè Shan tuyết")
    paper = Certificate.objects.create(
        code="CN-2", seller=listing.seller, kind="vietgap", number="2", valid_from=TODAY + timedelta(days=1), verified_at=DAY,
        covers_all_goods=True,
    )  # fmt: skip
    start_day(at=DAY)
    before = found("che").hits[0].certificates

    start_day(at=DAY + timedelta(days=1))

    assert (before, found("che", at=DAY + timedelta(days=1)).hits[0].certificates) == ((), (paper.kind,))


def test_a_rebuilt_table_answers_as_before_and_lies_in_the_order_of_its_ranks():
    goods("Chè một", available=False)
    goods("Chè hai", stars=5, until=TODAY)
    goods("Chè ba")
    before = (titles("che"), titles(), _shape())

    rebuild_search(at=DAY)

    assert (titles("che"), titles(), _shape()) == before
    assert _ranks_as_they_lie() == sorted(_ranks_as_they_lie(), reverse=True)
    refresh_search(Listing.objects.values_list("pk", flat=True), at=DAY)
    assert SearchEntry.objects.count() == 3


def test_goods_taken_off_the_market_leave_a_rebuilt_table():
    listing = goods("Chè một")
    rebuild_search(at=DAY)

    Listing.objects.filter(pk=listing.pk).update(status=ListingStatus.PAUSED)
    refresh_search([listing.pk], at=DAY)

    assert titles() == []


def test_words_are_counted_anew_and_forgotten_when_nobody_uses_them():
    listing = goods("Chè Shan tuyết")
    Listing.objects.filter(pk=listing.pk).update(status=ListingStatus.PAUSED)
    refresh_search([listing.pk], at=DAY)
    goods("Mật ong")
    assert SearchWord.objects.filter(word="tuyet").exists()

    rebuild_search(at=DAY)
    forget_vocabulary()

    assert not SearchWord.objects.filter(word__in=["tuyet", "shan_tuyet", "=tuyết"]).exists()
    assert SearchWord.objects.get(word="mat_ong").in_titles == 1
    assert vocabulary().knows("ong")


def test_long_columns_lie_outside_the_rows():
    goods("Chè Shan tuyết", story="x" * 3_000)

    for _round in range(2):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE relname = 'catalog_searchentry'")
            assert cursor.fetchone()[0] > 0
        rebuild_search(at=DAY)


def _shape():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'catalog_searchentry' ORDER BY 1")
        indexes = cursor.fetchall()
        cursor.execute(
            "SELECT conname, contype FROM pg_constraint WHERE conrelid = 'catalog_searchentry'::regclass"
            " AND contype <> 'n' ORDER BY 1"
        )
        return indexes, cursor.fetchall()


def _ranks_as_they_lie():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rank FROM catalog_searchentry ORDER BY ctid")
        return [row[0] for row in cursor.fetchall()]
