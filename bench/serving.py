"""Granian as the market runs it, in front of one database, for as long as a measurement takes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.market import template
from tests.market.running import free_port, status

OPENING_SECONDS = 60.0


@dataclass(frozen=True)
class Served:
    port: int
    pid: int


@contextmanager
def serve(database: str, folder: Path, *, workers: int, **more: str) -> Iterator[Served]:
    """Web workers without job worker. `more` are settings of the environment."""
    port = free_port()
    environment = template.environment(database, folder, **{"CHOPHIEN_SAMPLE": "0", "CHOPHIEN_DEV": "0", **more})
    command = ["granian", "--host", "127.0.0.1", "--port", str(port), "--interface", "wsgi", "--log-level", "warning"]
    size = ["--workers", str(workers), "--blocking-threads", "2", "--no-ws"]
    process = subprocess.Popen(
        [sys.executable, "-m", *command, *size, "chophien.wsgi:application"],
        cwd=template.PROJECT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + OPENING_SECONDS
        while status(port, "/readyz") != 200:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the web server did not open")
            time.sleep(0.05)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def collect_static(folder: Path) -> None:
    """Static files as pages name them, without waiting for them to be compressed again in every group."""
    made = folder / "static" / "staticfiles.json"
    if not made.exists():
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "chophien.settings.live"}
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"],
            cwd=template.PROJECT,
            env={**environment, "CHOPHIEN_DATA_DIR": str(folder), "DATABASE_URL": template.database_url("none")},
            check=True,
        )
