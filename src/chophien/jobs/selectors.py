"""How the queue is doing, and when the clock next asks for a job."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from croniter import croniter
from django.db import connection

from chophien.lib.dates import local

DEAD_AFTER = timedelta(seconds=60)
"""A worker that has not been heard of for so long is taken for dead."""


@dataclass(frozen=True)
class QueueState:
    """The queue at one moment. `oldest_seconds` is how long the first job waits that could run: 0 when none does."""

    waiting: int
    later: int
    running: int
    failed: int
    oldest_seconds: float
    workers: int

    @property
    def is_served(self) -> bool:
        """Whether some worker is alive."""
        return self.workers > 0


_STATE = """
    SELECT count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, '-infinity') <= %(at)s),
           count(*) FILTER (WHERE status = 'todo' AND scheduled_at > %(at)s),
           count(*) FILTER (WHERE status = 'doing'),
           count(*) FILTER (WHERE status = 'failed'),
           extract(epoch FROM %(at)s - min(coalesce(scheduled_at, (
               SELECT min(event.at) FROM procrastinate_events event
                WHERE event.job_id = job.id AND event.type = 'deferred'
           ))) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, '-infinity') <= %(at)s)),
           (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > %(dead)s)
      FROM procrastinate_jobs job
     WHERE status IN ('todo', 'doing', 'failed')
"""


def queue_state(*, at: datetime) -> QueueState:
    """Count what waits, runs and has failed for good, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, {"at": at, "dead": at - DEAD_AFTER})
        waiting, later, running, failed, oldest, workers = cursor.fetchone()
    return QueueState(waiting, later, running, failed, max(0.0, float(oldest or 0)), workers)


def last_due(cron: str, *, at: datetime) -> datetime:
    """The last moment, `at` included, at which `cron` was due by the clock in Vietnam."""
    just_after = local(at).replace(microsecond=0) + timedelta(seconds=1)
    due: datetime = croniter(cron, just_after).get_prev(datetime)
    return due
