"""Pages behind codes that were drawn a moment ago, for readers who are nobody in particular.

A page is kept for a minute in the memory of one process, and only as long as what matters at once stands as it stood:
recalls, the state of the stamp, what is on sale, certificates, and every household that it names (`selectors.kept`).
All else on it may be a minute old: the number of scans, the last day by a print, codes of growing areas, announcements.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from chophien.scans.selectors.kept import State

KEPT_SECONDS, MOST_PAGES = 60.0, 400


@dataclass(frozen=True)
class Page:
    """A page as it was sent, what it depended on, and the households that it names, by their ids."""

    body: bytes
    state: State
    named: frozenset[int]


class KeptPages:
    """The pages drawn last, the oldest dropped when there are too many."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pages: OrderedDict[tuple[str, str], tuple[float, Page]] = OrderedDict()
        self._lock = Lock()

    def find(self, key: tuple[str, str]) -> Page | None:
        """The page, unless it is older than a minute."""
        until, page = self._pages.get(key) or (0.0, None)
        return page if until > self._clock() else None

    def keep(self, key: tuple[str, str], page: Page) -> None:
        """Remember a page from now on."""
        with self._lock:
            self._pages.pop(key, None)
            self._pages[key] = (self._clock() + KEPT_SECONDS, page)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)


PAGES = KeptPages()


def key_of(request: HttpRequest) -> tuple[str, str] | None:
    """By what a page is found again; None where it may be another for this reader: signed in, or asked with a query."""
    if request.META.get("QUERY_STRING") or request.COOKIES.keys() - {settings.LANGUAGE_COOKIE_NAME}:
        return None
    return request.path, get_language() or ""
