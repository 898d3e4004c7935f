"""With a real worker process on the test database: everything here commits."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from chophien.jobs.actions import prune_finished
from chophien.jobs.models import JobDone
from chophien.jobs.queue import enqueue

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = Path(__file__).resolve().parents[3]
STAGE = Path(__file__).with_name("stage.py")


def database_url() -> str:
    place = connection.settings_dict
    host, port, user, password, name = (
        quote(str(place[key]), safe="") for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME")
    )
    return f"postgresql://{user}:{password}@/{name}?host={host}&port={port}"


@contextmanager
def worker(*arguments: str, **told: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "chophien.settings.test",
        "PYTHONPATH": str(SOURCE),
        **told,
    }
    process = subprocess.Popen([sys.executable, str(STAGE), *arguments], env=environment)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def lines(book: Path) -> list[str]:
    return book.read_text().splitlines() if book.exists() else []


def test_committed_jobs_run_and_undone_ones_never_do(tmp_path):
    book = tmp_path / "book"
    with transaction.atomic():
        enqueue("stage.note", path=str(book), text="undone")
        transaction.set_rollback(True)
    enqueue("stage.note", path=str(book), text="kept")

    with worker("--until-empty") as process:
        assert process.wait(timeout=20) == 0

    assert lines(book) == ["kept begins", "kept ends"]
    assert [row.status for row in ProcrastinateJob.objects.filter(task_name="stage.note")] == ["succeeded"]


def test_a_running_worker_hears_of_a_job_at_once_and_lets_it_finish_when_asked_to_stop(tmp_path):
    book = tmp_path / "book"
    with worker(STAGE_POLLS_EVERY="600") as process:
        enqueue("stage.note", path=str(book), text="first")
        wait_until(lambda: "first ends" in lines(book))
        enqueue("stage.note", path=str(book), text="second", seconds=1.0)
        wait_until(lambda: "second begins" in lines(book))

        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=20) == 0
    assert lines(book) == ["first begins", "first ends", "second begins", "second ends"]


def test_two_jobs_run_at_the_same_time(tmp_path):
    book = tmp_path / "book"
    for text in ("one", "two"):
        enqueue("stage.note", path=str(book), text=text, seconds=1.0)

    with worker("--until-empty") as process:
        assert process.wait(timeout=20) == 0

    assert sorted(line for line in lines(book)[:2]) == ["one begins", "two begins"]


def test_a_job_whose_worker_was_killed_runs_again(tmp_path):
    book = tmp_path / "book"
    enqueue("stage.note", path=str(book), text="deadly", die=True)
    with worker() as process:
        assert process.wait(timeout=20) == 9
    with connection.cursor() as cursor:  # a minute passes without a sign of life
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '61 seconds'")

    with worker():
        wait_until(lambda: "deadly ends" in lines(book))

    assert lines(book) == ["deadly begins", "deadly begins", "deadly ends"]


def test_a_job_that_is_done_once_is_not_done_again_when_its_worker_dies_right_behind_it(tmp_path):
    book = tmp_path / "book"
    enqueue("stage.once", path=str(book))
    with worker() as process:
        assert process.wait(timeout=20) == 9
    with connection.cursor() as cursor:  # a minute passes without a sign of life
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '61 seconds'")

    ours = ProcrastinateJob.objects.filter(task_name__startswith="stage.")  # what falls due meanwhile runs as well
    with worker():
        wait_until(lambda: ours.filter(status="succeeded").count() == 2)

    assert lines(book) == ["told begins", "told ends"]
    done = JobDone.objects.filter(job_id=ours.get(task_name="stage.once").pk)
    assert done.count() == 1
    prune_finished(at=datetime.now(UTC) + timedelta(days=4))
    assert not done.exists()


def test_a_worker_outlives_the_loss_of_its_connections(tmp_path):
    book = tmp_path / "book"
    with worker() as process:
        enqueue("stage.note", path=str(book), text="before")
        wait_until(lambda: "before ends" in lines(book))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        enqueue("stage.note", path=str(book), text="after")

        wait_until(lambda: "after ends" in lines(book), seconds=30.0)

        assert process.poll() is None
