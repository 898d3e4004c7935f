"""Runs waiting jobs inside a test's own transaction, through the same registry as the worker."""

from procrastinate.contrib.django.models import ProcrastinateJob

from chophien.jobs.queue import REGISTRY


def run_jobs(limit: int = 200) -> list[str]:
    """Run waiting jobs, oldest first, scheduled ones too; return their names. A job that raises fails the test."""
    done: list[str] = []
    seen: set[int] = set()
    while len(done) < limit:
        row = ProcrastinateJob.objects.filter(status="todo").exclude(pk__in=seen).order_by("pk").first()
        if row is None:
            return done
        seen.add(row.pk)
        REGISTRY[row.task_name](**row.args)
        done.append(row.task_name)
    raise AssertionError(f"still jobs waiting after {limit}: {done[-5:]}")
