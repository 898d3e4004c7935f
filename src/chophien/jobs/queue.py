"""The queue: jobs are registered and enqueued by name, in the caller's transaction, in PostgreSQL (procrastinate)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from procrastinate import Blueprint, RetryStrategy
from procrastinate.contrib.django import app

JobFunction = TypeVar("JobFunction", bound=Callable[..., None])


@dataclass(frozen=True)
class Periodic:
    """A job that is due by the clock: `cron` in Vietnam's time."""

    name: str
    cron: str


REGISTRY: dict[str, Callable[..., None]] = {}
PERIODIC: dict[str, Periodic] = {}
blueprint = Blueprint()


def job(name: str, *, retries: int = 8, queue: str = "default") -> Callable[[JobFunction], JobFunction]:
    """Register a function under `name`. It takes keyword arguments that JSON can hold: codes and ids, never rows.

    A job that raises is tried again `retries` times, waiting 2, 4, 8 … seconds.
    """

    def register(function: JobFunction) -> JobFunction:
        REGISTRY[name] = function
        retry = RetryStrategy(max_attempts=retries, exponential_wait=2)
        blueprint.task(name=name, retry=retry, queue=queue)(function)
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
    app.configure_task(name, schedule_at=run_at).defer(**arguments)
