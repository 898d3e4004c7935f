"""A whole market behind a port: granian with its micro-cache, the job worker, a database and folder of its own."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.market import template

OPENING_SECONDS = 90.0
CLOSING_SECONDS = 30.0


@dataclass(frozen=True)
class Market:
    """An open market: where it answers, the process that all others come from, its data folder, and what its filling knows (people, orders, goods)."""

    port: int
    pid: int
    folder: Path
    environment: Mapping[str, str]
    facts: dict[str, Any]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def open_market(worker: str, **more: str) -> Iterator[Market]:
    """A copy of the sample market, served as `make run` serves it. `more` are settings of the environment."""
    port = free_port()
    with template.copy(worker) as (name, folder, facts):
        environment = template.environment(name, folder, PORT=str(port), **more)
        log = folder / "server.log"
        with log.open("w") as told:
            process = subprocess.Popen(
                [sys.executable, "-m", "chophien.server.run"],
                cwd=template.PROJECT,
                env=environment,
                stdout=told,
                stderr=subprocess.STDOUT,
            )
        try:
            wait_until_ready(port, process, log)
            yield Market(port, process.pid, folder, environment, facts)
        finally:
            process.terminate()
            process.wait(CLOSING_SECONDS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return at the first good answer of `/readyz`; an early end of the process is an error with its last words."""
    deadline = time.monotonic() + OPENING_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if status(port, "/readyz") == 200:
            return
        time.sleep(0.05)
    raise AssertionError(f"the market did not open:\n{log.read_text()[-4000:]}")


def status(port: int, path: str) -> int:
    """The status that the market answers a guest's visit with; 0 where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()
