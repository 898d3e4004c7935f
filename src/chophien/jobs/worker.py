"""The worker process: runs jobs, puts due ones in the queue, takes up what dead workers left, outlives the database."""

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import psycopg
import psycopg_pool
from asgiref.sync import sync_to_async
from django.db import Error, close_old_connections
from procrastinate import App, PsycopgConnector, exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from chophien.jobs import actions
from chophien.jobs.queue import register_with

log = logging.getLogger("chophien.jobs")

GRACE_SECONDS = 12.0
"""How long jobs may go on after the worker was asked to stop; its supervisor waits 15 seconds."""
TICK_SECONDS = 2.0
POLL_SECONDS = 5.0
"""How often the queue is looked at without being told of a job; what is put there is told at once."""
REST_SECONDS = 2.0
"""How long to wait before asking a lost database again."""

Clock = Callable[[], datetime]
LOST_DATABASE = (exceptions.ConnectorException, psycopg.OperationalError, psycopg_pool.PoolTimeout)


def work(*, clock: Clock, concurrency: int, until_empty: bool = False) -> None:
    """Run jobs until a SIGTERM or SIGINT comes, then let the running ones finish.

    With `until_empty` it returns when nothing is left that could run now.
    """
    register_with(app)
    connector = PsycopgConnector(
        kwargs=connector_params(), min_size=1, max_size=concurrency + 2, timeout=10, name="chophien-jobs"
    )
    with app.replace_connector(connector) as queue_app:
        asyncio.run(_work(queue_app, clock, concurrency=concurrency, until_empty=until_empty))


async def _work(queue_app: App, clock: Clock, *, concurrency: int, until_empty: bool) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    ticking = asyncio.create_task(_follow_the_clock(clock, stopping))
    try:
        while not stopping.is_set():
            await _serve(queue_app, stopping, concurrency=concurrency, until_empty=until_empty)
            if until_empty:
                break
            if not stopping.is_set():
                log.warning("the worker lost the database and begins anew")
                await _pause(stopping, REST_SECONDS)
    finally:
        stopping.set()
        await ticking
    log.info("the worker has stopped")


async def _serve(queue_app: App, stopping: asyncio.Event, *, concurrency: int, until_empty: bool) -> None:
    """One life of procrastinate's worker: until it is told to stop, or loses the database."""
    try:
        async with queue_app.open_async():
            worker = asyncio.create_task(
                queue_app.run_worker_async(
                    concurrency=concurrency,
                    wait=not until_empty,
                    fetch_job_polling_interval=POLL_SECONDS,
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=GRACE_SECONDS,
                ),
            )
            stop = asyncio.create_task(stopping.wait())
            await asyncio.wait({worker, stop}, return_when=asyncio.FIRST_COMPLETED)
            stop.cancel()
            if not worker.done():
                worker.cancel()  # procrastinate takes this for a request to finish
            with suppress(asyncio.CancelledError):
                await worker
    except LOST_DATABASE as problem:
        log.warning("the queue cannot be reached: %s", problem)


async def _follow_the_clock(clock: Clock, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        await sync_to_async(_tick)(clock())
        await _pause(stopping, TICK_SECONDS)


def _tick(at: datetime) -> None:
    """What is done every two seconds. A database that is away is asked again at the next tick."""
    steps: tuple[Callable[[], object], ...] = (
        lambda: actions.enqueue_due(at=at),
        lambda: actions.retry_stalled(at=at),
    )
    for step in steps:
        close_old_connections()
        try:
            step()
        except Error as problem:
            log.warning("the clock of the queue missed a beat: %s", problem)


async def _pause(stopping: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), timeout=seconds)
