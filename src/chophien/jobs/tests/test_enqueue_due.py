import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from chophien.jobs import queue
from chophien.jobs.actions import enqueue_due
from chophien.jobs.models import PeriodicRun
from chophien.jobs.queue import Periodic
from chophien.jobs.selectors import last_due
from chophien.jobs.testing import run_jobs
from chophien.lib.dates import VIETNAM

NIGHTLY = "tests.nightly"


def vietnam(day: int, hour: int, minute: int = 0, second: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, second, tzinfo=VIETNAM)


@pytest.fixture
def ran(monkeypatch):
    """A periodic job due at two in the morning, and what it was called with."""
    calls: list[str] = []
    monkeypatch.setattr(queue, "PERIODIC", {NIGHTLY: Periodic(NIGHTLY, "0 2 * * *")})
    monkeypatch.setattr("chophien.jobs.actions.PERIODIC", queue.PERIODIC)
    monkeypatch.setitem(queue.REGISTRY, NIGHTLY, lambda *, due_at: calls.append(due_at))
    return calls


@pytest.mark.django_db
def test_a_new_market_waits_for_the_first_time_it_is_due(ran):
    first_start = enqueue_due(at=vietnam(20, 12))
    before = enqueue_due(at=vietnam(21, 1, 59, 59))
    due = enqueue_due(at=vietnam(21, 2))

    assert (first_start, before, due) == ([], [], [NIGHTLY])


@pytest.mark.django_db
def test_it_runs_once_however_often_the_clock_is_read(ran):
    enqueue_due(at=vietnam(20, 12))

    for minute in range(5):
        enqueue_due(at=vietnam(21, 2, minute))
        run_jobs()

    assert ran == ["2026-11-21T02:00:00+07:00"]


@pytest.mark.django_db
def test_after_an_outage_of_a_week_it_runs_once_for_the_last_night(ran):
    enqueue_due(at=vietnam(13, 12))

    enqueue_due(at=vietnam(20, 9))
    run_jobs()
    enqueue_due(at=vietnam(20, 9, 1))
    run_jobs()

    assert ran == ["2026-11-20T02:00:00+07:00"]


@pytest.mark.django_db
def test_a_job_that_still_waits_is_not_put_in_the_queue_again(ran):
    enqueue_due(at=vietnam(13, 12))
    enqueue_due(at=vietnam(14, 2))

    enqueue_due(at=vietnam(15, 2))

    assert ProcrastinateJob.objects.filter(task_name=NIGHTLY).count() == 1

    run_jobs()
    enqueue_due(at=vietnam(15, 2, 1))
    run_jobs()
    assert ran == ["2026-11-14T02:00:00+07:00", "2026-11-15T02:00:00+07:00"]


@pytest.mark.django_db
def test_a_clock_put_back_runs_nothing_again(ran):
    enqueue_due(at=vietnam(13, 12))
    enqueue_due(at=vietnam(14, 2))
    run_jobs()

    enqueue_due(at=vietnam(13, 23))
    enqueue_due(at=vietnam(14, 2, 30))
    run_jobs()

    assert ran == ["2026-11-14T02:00:00+07:00"]


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_the_same_moment_put_it_in_the_queue_once(ran):
    PeriodicRun.objects.create(name=NIGHTLY, last_due_at=vietnam(13, 2))
    together = Barrier(4)

    def one_worker(_number: int) -> list[str]:
        together.wait()
        try:
            return enqueue_due(at=vietnam(14, 2))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        named = sorted(workers.map(one_worker, range(4)))

    assert named == [[], [], [], [NIGHTLY]]
    assert ProcrastinateJob.objects.filter(task_name=NIGHTLY).count() == 1


@pytest.mark.parametrize(
    ("cron", "at", "due"),
    [
        ("0 2 * * *", vietnam(14, 2), vietnam(14, 2)),
        ("0 2 * * *", vietnam(14, 1, 59, 59), vietnam(13, 2)),
        ("*/5 * * * *", vietnam(14, 2, 7, 31), vietnam(14, 2, 5)),
        ("30 6 * * 1", vietnam(21, 12), vietnam(16, 6, 30)),
        ("0 2 * * *", dt.datetime(2026, 11, 13, 19, 0, tzinfo=dt.UTC), vietnam(14, 2)),
    ],
)
def test_the_timetable_is_read_by_the_clock_in_vietnam(cron, at, due):
    assert last_due(cron, at=at) == due
