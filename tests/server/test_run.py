"""`make run` opens the market from an empty folder, keeps it open, and leaves nothing behind."""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from chophien.server.postgres import EmbeddedPostgres
from chophien.server.run import bring_back

PROJECT = Path(__file__).resolve().parents[2]


@dataclass
class Market:
    process: subprocess.Popen
    url: str
    database: EmbeddedPostgres
    environment: dict[str, str]


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status == 200
    except OSError:
        return False


def wait_until(condition, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def run_market(environment: dict[str, str], **options: object) -> subprocess.Popen:
    command = [sys.executable, "-m", "chophien.server.run"]
    return subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=subprocess.PIPE, text=True, **options)


def family(pid: int) -> list[int]:
    """The process and all that came of it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [number for child in children for number in family(int(child))]


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except OSError:
        return False


@pytest.fixture
def market(open_folder) -> Iterator[Market]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    unset = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "CHOPHIEN_DEV", "HOST"}
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment |= {
        "CHOPHIEN_DATA_DIR": str(open_folder / "var"),
        "CHOPHIEN_SAMPLE": "0",
        "PORT": str(port),
        "PYTHONPATH": str(PROJECT / "src"),
    }
    process = run_market(environment)
    opened = Market(process, f"http://127.0.0.1:{port}", EmbeddedPostgres(open_folder / "var/postgres"), environment)
    try:
        wait_until(lambda: process.poll() is not None or answers(f"{opened.url}/readyz"))
        yield opened
    finally:
        process.terminate()
        process.wait(timeout=30)


def assert_a_second_is_refused(market: Market) -> None:
    """Another market on the same port says why it does not open, and the first one stays."""
    second = run_market(market.environment)

    told = second.communicate(timeout=30)[1]

    port = market.environment["PORT"]
    assert second.returncode == 1
    assert told == (
        f"Another program already listens on port {port}. Stop it, or choose another port: PORT=8001 make run\n"
    )
    assert answers(f"{market.url}/healthz")


@pytest.mark.skipif(sys.platform != "linux", reason="the family of a process is read from /proc")
def test_the_market_opens_alone_on_its_port_survives_a_killed_database_and_leaves_nothing_behind(market):
    assert answers(f"{market.url}/healthz")
    assert_a_second_is_refused(market)
    everyone = family(market.process.pid)
    pid = (market.database.folder / "cluster/postmaster.pid").read_text().split()[0]

    os.kill(int(pid), 9)

    wait_until(lambda: market.database.is_running() and answers(f"{market.url}/readyz"))
    market.process.terminate()
    assert market.process.wait(timeout=30) == 0
    wait_until(lambda: not any(runs(number) for number in everyone))
    assert market.database.is_running() is False


def test_a_database_that_does_not_start_at_once_is_tried_again(open_folder):
    database = EmbeddedPostgres(open_folder / "postgres")
    database.start()
    database.stop()
    control = database.folder / "cluster/global/pg_control"
    away = control.rename(control.with_suffix(".away"))
    threading.Timer(1.0, away.rename, [control]).start()

    bring_back(database)

    assert database.is_running()
