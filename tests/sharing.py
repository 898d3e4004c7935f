"""Who runs which tests when several workers share them: the long ones begin first, and nobody ends alone.

The plugin hands out hundreds of tests at once. Most last for milliseconds, some for a minute, so that in the end one
worker would be busy for minutes with what it was given long ago while the others have nothing left to do.
"""

import pytest
from xdist.scheduler import LoadScheduling
from xdist.workermanage import WorkerController

LONG = ("tests/server/", "tests/doors/", "tests/money/")
"""Where a test lasts for a minute. Those of `tests/server` mostly wait, for servers of their own to open."""
SHARE_A_WORLD = ("tests/doors/",)
"""Run by one worker, for what they begin with takes long to make."""
HANDFUL = 30
AHEAD = 2
"""A worker begins a test when it knows the next one too."""
OF_A_DATABASE = frozenset({"db", "transactional_db", "live_server"})


def by_length(item: pytest.Item) -> int:
    """Sorts tests that stand as Django wants them, those that commit behind the others, without changing that.

    Browsers come as late as they can, since a market stays open behind them; what is left are the shortest of all.
    """
    database = item.get_closest_marker("django_db")
    commits = database is not None and database.kwargs.get("transaction", False)
    if item.nodeid.startswith(LONG) and not commits:
        return 0
    if database or OF_A_DATABASE.intersection(getattr(item, "fixturenames", ())):
        return 1
    return 2 if item.get_closest_marker("browser") else 3


class Handfuls(LoadScheduling):
    """Hands out what stands in one file, a handful at most, to the worker that has nothing else left."""

    def check_schedule(self, node: WorkerController, duration: float = 0) -> None:
        if node.shutting_down:
            return
        if not self.pending:
            node.shutdown()
        elif len(self.node2pending[node]) <= AHEAD:
            self._send_tests(node, HANDFUL)

    def _send_tests(self, node: WorkerController, num: int) -> None:
        super()._send_tests(node, self._together())
        while self.pending and len(self.node2pending[node]) < AHEAD:
            super()._send_tests(node, self._together())

    def _together(self) -> int:
        """How many of the next ones one worker is given."""
        if not self.pending or self.collection is None:
            return 0
        first = self.collection[self.pending[0]]
        shared = next((folder for folder in SHARE_A_WORLD if first.startswith(folder)), "")
        upcoming = self.pending if shared else self.pending[:HANDFUL]
        start = shared or f"{first.partition('::')[0]}::"
        return next(
            (number for number, item in enumerate(upcoming) if not self.collection[item].startswith(start)),
            len(upcoming),
        )
