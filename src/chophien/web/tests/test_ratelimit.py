import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from chophien.web.models import RateCount
from chophien.web.ratelimit import Wait, allow, forget_unused

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def limits_on(settings):
    settings.RATE_LIMITS = True


def knock(times, *, key="10.0.0.1", at=NOON, limit=3, per_seconds=60):
    return [allow("door", key, limit=limit, per_seconds=per_seconds, at=at) for _ in range(times)]


@pytest.mark.django_db
def test_the_allowance_may_be_used_at_once_and_then_comes_back_share_by_share():
    assert knock(4) == [None, None, None, Wait(seconds=20)]

    assert knock(1, at=NOON + timedelta(seconds=19)) == [Wait(seconds=1)]
    assert knock(2, at=NOON + timedelta(seconds=20)) == [None, Wait(seconds=20)]


@pytest.mark.django_db
def test_a_refused_call_does_not_make_the_wait_longer():
    knock(3)

    assert knock(5) == [Wait(seconds=20)] * 5


@pytest.mark.django_db
def test_each_caller_and_each_bucket_has_an_allowance_of_its_own():
    knock(3)

    assert knock(1, key="10.0.0.2") == [None]
    assert allow("window", "10.0.0.1", limit=3, per_seconds=60, at=NOON) is None


@pytest.mark.django_db
def test_the_caller_cannot_be_read_from_the_table():
    knock(1, key="10.0.0.1")

    assert len(RateCount.objects.get().key) == 64


@pytest.mark.django_db
def test_with_limits_off_everything_passes_and_nothing_is_counted(settings):
    settings.RATE_LIMITS = False

    assert knock(10) == [None] * 10
    assert not RateCount.objects.exists()


@pytest.mark.django_db
def test_a_clock_that_was_set_back_locks_nobody_out_for_longer_than_the_period():
    knock(3, at=NOON)

    [wait] = knock(1, at=NOON - timedelta(seconds=10))

    assert wait == Wait(seconds=30)


@pytest.mark.django_db
def test_counters_that_are_whole_again_are_forgotten():
    knock(1, key="old", at=NOON - timedelta(minutes=5))
    knock(1, key="new", at=NOON)

    assert forget_unused(at=NOON) == 1
    assert RateCount.objects.count() == 1


@pytest.mark.parametrize(("limit", "per_seconds"), [(0, 60), (3, 0)])
def test_a_limit_that_allows_nothing_is_a_bug(limit, per_seconds):
    with pytest.raises(ValueError, match="at least one call"):
        allow("door", "x", limit=limit, per_seconds=per_seconds, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_twenty_calls_at_once_use_the_allowance_exactly_once():
    gate = threading.Barrier(20)
    answers = []

    def go():
        gate.wait()
        try:
            answers.append(knock(1, limit=7)[0] is None)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count(True) == 7
    assert answers.count(False) == 13


@pytest.mark.django_db
def test_the_table_is_unlogged():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'web_ratecount'")

        assert cursor.fetchone() == ("u",)
