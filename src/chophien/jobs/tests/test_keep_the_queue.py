import datetime as dt

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from chophien.jobs.actions import prune_finished, retry_stalled
from chophien.jobs.metrics import QueueGauges
from chophien.jobs.queue import REGISTRY, enqueue, enqueue_many, job
from chophien.jobs.selectors import QueueState, queue_state
from chophien.jobs.testing import run_jobs

NOON = dt.datetime(2026, 11, 21, 5, 0, tzinfo=dt.UTC)


def execute(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def job_in(status: str, *, ago: dt.timedelta = dt.timedelta(), attempts: int = 0) -> int:
    enqueue("jobs.prune", due_at=NOON.isoformat())
    pk = ProcrastinateJob.objects.latest("pk").pk
    execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = %s WHERE id = %s", attempts, pk)
    execute("UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", status, pk)
    execute("UPDATE procrastinate_events SET at = %s WHERE job_id = %s", NOON - ago, pk)
    return pk


def status_of(pk: int) -> tuple[str, int]:
    row = ProcrastinateJob.objects.get(pk=pk)
    return row.status, row.attempts


@pytest.mark.django_db
def test_a_job_whose_worker_is_gone_goes_back_to_the_queue():
    pk = job_in("doing")

    assert retry_stalled(at=NOON) == 1
    assert status_of(pk) == ("todo", 1)


@pytest.mark.django_db
def test_a_job_whose_worker_is_silent_goes_back_and_a_living_one_keeps_its_own():
    silent, alive = job_in("doing"), job_in("doing")
    execute(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s), (%s)", NOON - dt.timedelta(seconds=61), NOON
    )
    execute(
        "UPDATE procrastinate_jobs SET worker_id = (SELECT min(id) FROM procrastinate_workers) WHERE id = %s", silent
    )
    execute(
        "UPDATE procrastinate_jobs SET worker_id = (SELECT max(id) FROM procrastinate_workers) WHERE id = %s", alive
    )

    assert retry_stalled(at=NOON) == 1
    assert (status_of(silent), status_of(alive)) == (("todo", 1), ("doing", 0))


@pytest.mark.django_db
def test_a_job_that_takes_every_worker_with_it_fails_in_the_end():
    pk = job_in("doing", attempts=8)

    assert retry_stalled(at=NOON) == 0
    assert status_of(pk) == ("failed", 8)


@pytest.mark.django_db
def test_finished_jobs_are_kept_some_days_and_waiting_ones_for_ever():
    day = dt.timedelta(days=1)
    kept = [
        job_in("succeeded", ago=2.9 * day),
        job_in("failed", ago=29 * day),
        job_in("todo", ago=400 * day),
        job_in("doing", ago=400 * day),
    ]
    job_in("succeeded", ago=3.1 * day)
    job_in("failed", ago=31 * day)

    assert prune_finished(at=NOON) == 2
    assert sorted(ProcrastinateJob.objects.values_list("pk", flat=True)) == sorted(kept)


@pytest.mark.django_db
def test_the_state_of_the_queue_counts_what_waits_runs_and_failed(django_assert_num_queries):
    job_in("todo", ago=dt.timedelta(seconds=90))
    job_in("todo", ago=dt.timedelta(seconds=30))
    job_in("doing")
    job_in("failed")
    job_in("succeeded")
    enqueue("jobs.prune", run_at=NOON + dt.timedelta(hours=1), due_at=NOON.isoformat())
    execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", NOON)

    with django_assert_num_queries(1):
        state = queue_state(at=NOON)

    assert state == QueueState(waiting=2, later=1, running=1, failed=1, oldest_seconds=90.0, workers=1)
    assert state.is_served


@pytest.mark.django_db
def test_an_empty_queue_has_nothing_old_in_it():
    assert queue_state(at=NOON) == QueueState(0, 0, 0, 0, 0.0, 0)


@pytest.mark.django_db
def test_the_gauges_say_what_the_queue_says():
    job_in("failed")

    families = {family.name: family for family in QueueGauges().collect()}

    assert sorted(families) == ["chophien_job_workers", "chophien_jobs", "chophien_jobs_oldest_seconds"]
    counted = {sample.labels["state"]: sample.value for sample in families["chophien_jobs"].samples}
    assert counted == {"waiting": 0, "later": 0, "running": 0, "failed": 1}


@pytest.mark.django_db
def test_a_job_exists_only_if_the_change_that_caused_it_does():
    with transaction.atomic():
        enqueue("jobs.prune", due_at="kept")
    with transaction.atomic():
        enqueue("jobs.prune", due_at="undone")
        transaction.set_rollback(True)

    assert [row.args for row in ProcrastinateJob.objects.all()] == [{"due_at": "kept"}]


@pytest.mark.django_db
def test_many_jobs_are_stored_in_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        stored = enqueue_many("jobs.prune", [{"due_at": str(number)} for number in range(50)])

    assert stored == 50
    assert ProcrastinateJob.objects.count() == 50


@pytest.mark.django_db
def test_a_test_runs_what_jobs_enqueue_and_each_job_once(monkeypatch):
    ran: list[int] = []

    def countdown(*, left: int) -> None:
        ran.append(left)
        if left:
            enqueue("tests.countdown", left=left - 1)

    monkeypatch.setitem(REGISTRY, "tests.countdown", countdown)
    enqueue("tests.countdown", left=2)

    assert run_jobs() == ["tests.countdown"] * 3
    assert run_jobs() == []
    assert ran == [2, 1, 0]


@pytest.mark.django_db
def test_a_test_can_leave_what_is_due_later():
    enqueue("jobs.prune", run_at=NOON + dt.timedelta(minutes=15), due_at=NOON.isoformat())

    assert run_jobs(until=NOON) == []
    assert run_jobs(until=NOON + dt.timedelta(minutes=15)) == ["jobs.prune"]


def test_two_functions_cannot_share_a_name():
    with pytest.raises(ValueError, match="two jobs are called"):
        job("jobs.prune")(test_two_functions_cannot_share_a_name)


@pytest.mark.django_db
def test_the_markets_metrics_tell_of_the_queue(client):
    job_in("failed")

    page = client.get("/metrics").content.decode()

    assert 'chophien_jobs{state="failed"} 1.0' in page
    assert "chophien_jobs_oldest_seconds 0.0" in page
