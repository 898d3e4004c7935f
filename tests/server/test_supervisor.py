"""Children are kept running, and none is left behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
# Each child is a shell that starts a grandchild, as the web server starts its workers.
CHILD = "sleep 300 & echo $$ $! > {name}; wait"


def a_supervisor(folder: Path, commands: dict[str, str]) -> subprocess.Popen:
    children = ", ".join(f"Child({name!r}, ['/bin/sh', '-c', {text!r}])" for name, text in commands.items())
    code = (
        "import sys; from chophien.server.supervisor import Child, Supervisor; "
        f"one = Supervisor([{children}], every_round=lambda: None, first_pause=0.05); one.start(); code = one.watch(); one.stop(); sys.exit(code)"
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    )


def told_numbers(path: Path) -> list[int]:
    deadline = time.monotonic() + 20
    while not (path.exists() and len(path.read_text().split()) == 2):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return [int(word) for word in path.read_text().split()]


def all_end(numbers: list[int]) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if not any(runs(number) for number in numbers):
            return True
        time.sleep(0.02)
    return False


def runs(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes() != b""
    except OSError:
        return False


@pytest.mark.parametrize("number", [2, 15], ids=["Ctrl-C", "SIGTERM"])
def test_everything_ends_together(tmp_path, number):
    supervisor = a_supervisor(tmp_path, {"web": CHILD.format(name="web"), "jobs": CHILD.format(name="jobs")})
    numbers = told_numbers(tmp_path / "web") + told_numbers(tmp_path / "jobs")

    supervisor.send_signal(number)

    supervisor.communicate(timeout=20)
    assert supervisor.returncode == 0
    assert all_end(numbers)


def test_a_child_that_ends_by_itself_is_started_again_without_its_leftovers(tmp_path):
    supervisor = a_supervisor(tmp_path, {"web": CHILD.format(name="web")})
    first = told_numbers(tmp_path / "web")
    (tmp_path / "web").unlink()

    os.kill(first[0], 9)

    second = told_numbers(tmp_path / "web")
    assert all_end(first)
    assert all(runs(number) for number in second)
    supervisor.terminate()
    assert "The web ended by itself (code -9); starting it again" in supervisor.communicate(timeout=20)[1]


def test_a_child_that_cannot_live_ends_the_whole_with_a_sentence(tmp_path):
    supervisor = a_supervisor(tmp_path, {"web": CHILD.format(name="web"), "jobs": "exit 3"})
    numbers = told_numbers(tmp_path / "web")

    told = supervisor.communicate(timeout=60)[1]

    assert supervisor.returncode == 1
    assert told.splitlines()[-1] == "The jobs ended 5 times (last with code 3); stopping everything."
    assert all_end(numbers)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_children_follow_a_killed_supervisor(tmp_path):
    text = "trap 'kill $!; exit' TERM; " + CHILD.format(name="web")
    supervisor = a_supervisor(tmp_path, {"web": text})
    numbers = told_numbers(tmp_path / "web")

    supervisor.kill()

    supervisor.communicate()
    assert all_end(numbers)
