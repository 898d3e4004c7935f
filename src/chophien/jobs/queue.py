"""The queue: jobs are registered and enqueued by name, in the caller's transaction, in PostgreSQL (procrastinate)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast

from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

JobFunction = TypeVar("JobFunction", bound=Callable[..., None])

DEFAULT_QUEUE = "default"
RETRIES = 8


@dataclass(frozen=True)
class Job:
    """A function that runs later, in a worker, as often as it must to succeed once."""

    name: str
    function: Callable[..., None]
    retries: int
    queue: str


@dataclass(frozen=True)
class Periodic:
    """A job that is due by the clock: `cron` in Vietnam's time."""

    name: str
    cron: str


JOBS: dict[str, Job] = {}
REGISTRY: dict[str, Callable[..., None]] = {}
PERIODIC: dict[str, Periodic] = {}
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


def job(name: str, *, retries: int = RETRIES, queue: str = DEFAULT_QUEUE) -> Callable[[JobFunction], JobFunction]:
    """Register a function under `name`. It takes keyword arguments that JSON can hold: codes and ids, never rows.

    A job that raises is tried again `retries` times, waiting 2, 4, 8 … seconds. It may therefore run more than once:
    it must find out by itself what is already done.

    :raises ValueError: if another function has the name
    """

    def register(function: JobFunction) -> JobFunction:
        known = REGISTRY.get(name)
        if known is not None and known.__qualname__ != function.__qualname__:
            raise ValueError(f"two jobs are called {name!r}")
        JOBS[name] = Job(name=name, function=function, retries=retries, queue=queue)
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
            queue_app.task(name=one.name, retry=retry, queue=one.queue)(one.function)
