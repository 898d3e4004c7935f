"""Running acts at once on threads, each with a database connection of its own."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from chophien.lib.errors import DomainError

PATIENCE_SECONDS = 60


def race(acts: Sequence[Callable[[], object]], *, at_once: int) -> Counter[str]:
    """Run all acts, `at_once` of them side by side, and count how they ended: "done" or the refusal's code.

    Anything that is no refusal, a deadlock for one, fails the test.
    """
    gate = Barrier(at_once)

    def run(number: int) -> str:
        if number < at_once:
            gate.wait(PATIENCE_SECONDS)
        try:
            acts[number]()
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(max_workers=at_once) as pool:
        return Counter(pool.map(run, range(len(acts))))
