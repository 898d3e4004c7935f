"""Keeps the queue going: what is due by the clock, what a dead worker left behind, what is long finished."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from chophien.jobs.models import PeriodicRun
from chophien.jobs.queue import JOBS, PERIODIC, RETRIES, Periodic, enqueue
from chophien.jobs.selectors import DEAD_AFTER, last_due

SUCCEEDED_KEPT = timedelta(days=3)
FAILED_KEPT = timedelta(days=30)


def enqueue_due(*, at: datetime) -> list[str]:
    """Put every periodic job in the queue that has been due since it last was, once, and name them.

    After an outage each runs once, for the last moment it missed. Any number of workers may call this: the row of a
    job is locked while it is decided. A job that still waits in the queue is left alone until it has run.
    """
    return [one.name for one in PERIODIC.values() if _enqueue_if_due(one, at=at)]


@transaction.atomic
def _enqueue_if_due(one: Periodic, *, at: datetime) -> bool:
    due = last_due(one.cron, at=at)
    run, is_new = PeriodicRun.objects.get_or_create(name=one.name, defaults={"last_due_at": due})
    if is_new or run.last_due_at >= due:
        return False
    run = PeriodicRun.objects.select_for_update().get(pk=run.pk)
    if run.last_due_at >= due or _still_waits(one.name):
        return False
    run.last_due_at = due
    run.save(update_fields=["last_due_at"])
    enqueue(one.name, due_at=due.isoformat())
    return True


def _still_waits(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE task_name = %s AND status IN ('todo', 'doing'))",
            [name],
        )
        return bool(cursor.fetchone()[0])


@transaction.atomic
def retry_stalled(*, at: datetime) -> int:
    """Give jobs back to the queue whose worker died in the middle; return how many.

    A job that has taken several workers with it is not given a further one: it counts as failed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT job.id, job.task_name, job.attempts
              FROM procrastinate_jobs job
              LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
             WHERE job.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < %s)
             ORDER BY job.id
               FOR UPDATE OF job SKIP LOCKED
            """,
            [at - DEAD_AFTER],
        )
        stalled = cursor.fetchall()
        hopeless = [pk for pk, name, attempts in stalled if attempts >= _retries(name)]
        again = [pk for pk, _name, _attempts in stalled if pk not in set(hopeless)]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = ANY(%s)", [hopeless])
        cursor.execute(
            """
            UPDATE procrastinate_jobs
               SET status = 'todo', attempts = attempts + 1, scheduled_at = %s, worker_id = NULL
             WHERE id = ANY(%s)
            """,
            [at, again],
        )
    return len(again)


@transaction.atomic
def prune_finished(*, at: datetime) -> int:
    """Delete jobs that succeeded more than three days ago or failed more than thirty; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM procrastinate_jobs job
             USING (SELECT job_id, max(at) AS at FROM procrastinate_events GROUP BY job_id) last
             WHERE last.job_id = job.id
               AND ((job.status = 'succeeded' AND last.at < %s)
                 OR (job.status IN ('failed', 'cancelled', 'aborted') AND last.at < %s))
            """,
            [at - SUCCEEDED_KEPT, at - FAILED_KEPT],
        )
        gone = int(cursor.rowcount)
        cursor.execute("DELETE FROM jobs_jobdone WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE id = job_id)")
        return gone


def _retries(name: str) -> int:
    known = JOBS.get(name)
    return known.retries if known else RETRIES
