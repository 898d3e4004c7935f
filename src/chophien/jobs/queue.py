"""The queue: jobs are registered and enqueued by name, in the caller's transaction, in PostgreSQL (procrastinate)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import TypeVar, cast

from django.db import connection, transaction
from procrastinate import App, JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

JobFunction = TypeVar("JobFunction", bound=Callable[..., None])

DEFAULT_QUEUE = "default"
RETRIES = 8
WRITE_DONE = "INSERT INTO jobs_jobdone (job_id, done_at) VALUES (%s, now()) ON CONFLICT DO NOTHING"


@dataclass(frozen=True)
class Job:
    """A function that runs later, in a worker, as often as it must to succeed once."""

    name: str
    function: Callable[..., None]
    retries: int
    queue: str
    once: bool = False


@dataclass(frozen=True)
class Periodic:
    """A job that is due by the clock: `cron` in Vietnam's time."""

    name: str
    cron: str


JOBS: dict[str, Job] = {}
REGISTRY: dict[str, Callable[..., None]] = {}
PERIODIC: dict[str, Periodic] = {}
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


def job(
    name: str, *, retries: int = RETRIES, queue: str = DEFAULT_QUEUE, once: bool = False
) -> Callable[[JobFunction], JobFunction]:
    """Register a function under `name`. It takes keyword arguments that JSON can hold: codes and ids, never rows.

    A job that raises is tried again `retries` times, waiting 2, 4, 8 … seconds. It may therefore run more than once:
    it must find out by itself what is already done. With `once` all that it does is one transaction, in which the job
    is written down as done: whoever is killed after it, nothing happens twice. That is for what only writes into the
    database, such as telling people.

    :raises ValueError: if another function has the name
    """

    def register(function: JobFunction) -> JobFunction:
        known = REGISTRY.get(name)
        if known is not None and known.__qualname__ != function.__qualname__:
            raise ValueError(f"two jobs are called {name!r}")
        JOBS[name] = Job(name=name, function=function, retries=retries, queue=queue, once=once)
        REGISTRY[name] = function
        return function

    return register


def periodic(name: str, *, cron: str) -> Callable[[JobFunction], JobFunction]:
    """Register a job that is due by `cron`. It is called with `due_at` (ISO text), once for an outage of any length."""

    def register(function: JobFunction) -> JobFunction:
        PERIODIC[name] = Periodic(name=name, cron=cron)
        return job(name)(function)

    return register


def enqueue(name: str, *, run_at: datetime | None = None, **arguments: object) -> None:
    """Store a job in the caller's transaction: it exists if and only if the change does. Not before `run_at`."""
    if _quiet.get():
        return
    app.configure_task(name, schedule_at=run_at).defer(**cast("dict[str, JSONValue]", arguments))


def enqueue_many(name: str, arguments: Iterable[Mapping[str, object]], *, run_at: datetime | None = None) -> int:
    """Store one job for each set of arguments, in one statement; return how many."""
    rows = [cast("dict[str, JSONValue]", dict(one)) for one in arguments]
    if rows and not _quiet.get():
        app.configure_task(name, schedule_at=run_at).batch_defer(*rows)
    return len(rows)


@contextmanager
def nothing_later() -> Iterator[None]:
    """Store no jobs within: for filling a market with what is long over, of which nobody is told any more."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def register_with(queue_app: App) -> None:
    """Make every job known to procrastinate under its own name. Doing it again adds what is new."""
    for one in JOBS.values():
        if one.name not in queue_app.tasks:
            retry = RetryStrategy(max_attempts=one.retries, exponential_wait=2)
            if one.once:
                queue_app.task(name=one.name, retry=retry, queue=one.queue, pass_context=True)(_once(one.function))
            else:
                queue_app.task(name=one.name, retry=retry, queue=one.queue)(one.function)


def _once(function: Callable[..., None]) -> Callable[..., None]:
    @wraps(function)
    def run(context: JobContext, **arguments: JSONValue) -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(WRITE_DONE, [context.job.id])
                is_new = cursor.rowcount == 1
            if is_new:
                function(**arguments)

    return run
