"""Runs waiting jobs inside a test's own transaction, through the same registry as the worker."""

from datetime import datetime

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from chophien.jobs.queue import REGISTRY

TABLES = ("procrastinate_events", "procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers")
"""The queue's own tables. Django does not manage them, so tests that commit empty them by name."""


def run_jobs(limit: int = 200, *, until: datetime | None = None) -> list[str]:
    """Run waiting jobs, oldest first, and those that they enqueue; return their names in order.

    Jobs that wait for a later moment run too, or with `until` only those due by then. A job that raises fails
    the test.
    """
    done: list[str] = []
    while len(done) < limit:
        row = _next_job(until)
        if row is None:
            return done
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [row.pk])
        REGISTRY[row.task_name](**row.args)
        done.append(row.task_name)
    raise AssertionError(f"still jobs waiting after {limit}: {done[-5:]}")


def _next_job(until: datetime | None) -> ProcrastinateJob | None:
    waiting = ProcrastinateJob.objects.filter(status="todo").order_by("pk")
    if until is not None:
        waiting = waiting.exclude(scheduled_at__gt=until)
    return waiting.first()
