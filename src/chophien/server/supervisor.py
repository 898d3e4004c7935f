"""Keeps the market's processes running, and ends them together."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

LOOK_EVERY_SECONDS = 0.5
# A process that ends this often without having lived a minute is not worth another try.
MOST_QUICK_ENDS = 5
QUICK_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 0.5
STOPPING_SECONDS = 15.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process to keep running: what it is called in messages, and how it is started."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    quick_ends: int = 0


class Supervisor:
    """Runs its children until it is told to stop or one of them cannot be kept alive.

    Each child leads a process group of its own: Ctrl-C in the terminal reaches the supervisor alone, which then
    ends the children in order, and nothing that a child started is left behind.
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        every_round: Callable[[], None],
        first_pause: float = FIRST_PAUSE_SECONDS,
    ) -> None:
        self.children = children
        self.every_round = every_round
        self.first_pause = first_pause
        self._told_to_stop = threading.Event()

    def start(self) -> None:
        """Start every child, and from now on take Ctrl-C and SIGTERM as the wish to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_soon)
        for child in self.children:
            self._spawn(child)

    def is_alive(self, child: Child) -> bool:
        return child.process is not None and child.process.poll() is None

    @property
    def is_stopping(self) -> bool:
        return self._told_to_stop.is_set()

    def watch(self) -> int:
        """Return the exit code for the whole: 0 when told to stop, 1 when a child could not be kept alive."""
        while not self._told_to_stop.wait(LOOK_EVERY_SECONDS):
            self.every_round()
            ended = [child for child in self.children if not self.is_alive(child)]
            if not all(self._revive(child) for child in ended):
                return 1
        return 0

    def stop(self) -> None:
        """End every child and everything it started; politely first. A second call does nothing."""
        for child in self.children:
            _signal_group(child, signal.SIGTERM)
        deadline = time.monotonic() + STOPPING_SECONDS
        for child in self.children:
            if child.process is not None:
                with suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.1, deadline - time.monotonic()))
            _signal_group(child, signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
                child.process = None

    def _spawn(self, child: Child) -> None:
        child.process = subprocess.Popen(
            child.command,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 -- the supervisor runs no threads
        )
        child.started_at = time.monotonic()
        child.start_again_at = 0.0

    def _revive(self, child: Child) -> bool:
        """Start an ended child again, a little later each time. Says whether there is still hope."""
        now = time.monotonic()
        if child.start_again_at == 0.0:
            _signal_group(child, signal.SIGKILL)  # what the dead process had started itself
            code = child.process.returncode if child.process else None
            child.quick_ends = child.quick_ends + 1 if now - child.started_at < QUICK_SECONDS else 1
            if child.quick_ends >= MOST_QUICK_ENDS:
                _say(f"The {child.name} ended {MOST_QUICK_ENDS} times (last with code {code}); stopping everything.")
                return False
            pause = self.first_pause * 2 ** (child.quick_ends - 1)
            _say(f"The {child.name} ended by itself (code {code}); starting it again in {pause:g} s.")
            child.start_again_at = now + pause
        elif now >= child.start_again_at:
            self._spawn(child)
        return True

    def _stop_soon(self, _number: int, _frame: FrameType | None) -> None:
        self._told_to_stop.set()


def _signal_group(child: Child, number: int) -> None:
    if child.process is not None:
        with suppress(ProcessLookupError):
            os.killpg(child.process.pid, number)


def _end_with_parent() -> None:
    """In the child, on Linux: ask for SIGTERM when the supervisor dies, even by `kill -9`."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
