"""A worker process with one job more than the market has: started by test_work_jobs, in the test database."""

import os
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402 -- only after setup
from django.db import transaction  # noqa: E402 -- only after setup

from chophien.jobs import worker  # noqa: E402 -- only after setup
from chophien.jobs.queue import enqueue, job  # noqa: E402 -- only after setup

worker.POLL_SECONDS = float(os.environ.get("STAGE_POLLS_EVERY", worker.POLL_SECONDS))


@job("stage.note", retries=3)
def note(*, path: str, text: str, seconds: float = 0.0, die: bool = False) -> None:
    """Write that it began, take some time, write that it ended; or take the process with it."""
    with Path(path).open("a") as book:
        book.write(f"{text} begins\n")
        book.flush()
        if die and sum(line.startswith(text) for line in Path(path).read_text().splitlines()) == 1:
            os._exit(9)
        time.sleep(seconds)
        book.write(f"{text} ends\n")


@job("stage.once", once=True)
def once(*, path: str) -> None:
    """Write something down for others to do; and die right behind the commit."""
    enqueue("stage.note", path=path, text="told")
    transaction.on_commit(lambda: os._exit(9))


call_command("work_jobs", *sys.argv[1:])
