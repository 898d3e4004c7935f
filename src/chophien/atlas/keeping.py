"""What was counted for the map, kept in the process until what the map shows has changed, or for a minute."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import TypeVar

T = TypeVar("T")
MOST_KEPT = 400
GOODS_SECONDS = 60.0
"""Goods change with every order: their figures are at most so old."""


class Memory:
    """Answers by question. The one asked longest ago goes first when there are too many."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._kept: OrderedDict[Hashable, tuple[object, object]] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def get(self, question: Hashable, *, stamp: object, count: Callable[[], T]) -> T:
        """The answer that was kept under this stamp, or a new one."""
        with self._lock:
            kept = self._kept.get(question)
            if kept is not None and kept[0] == stamp:
                self._kept.move_to_end(question)
                return kept[1]  # type: ignore[return-value]  # what one question was answered with before
        answer = count()
        with self._lock:
            self._kept[question] = (stamp, answer)
            self._kept.move_to_end(question)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return answer

    def forget(self) -> None:
        """Count everything anew at the next question."""
        with self._lock:
            self._kept.clear()


memory = Memory()


def this_minute() -> int:
    """A stamp that lasts for a minute at most."""
    return int(monotonic() // GOODS_SECONDS)
