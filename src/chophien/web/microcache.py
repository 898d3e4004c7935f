"""Guests' pages from memory, in front of Django, for a few seconds each.

Only what a view has marked with `guest_cacheable` is kept, only for requests that carry no cookie
but the language's, and only answers that set none. A page is rendered by one thread while others
wait for it or get the page of a moment ago; it is compressed once for each encoding.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.conf import settings

from chophien.web import metrics
from chophien.web.compression import IDENTITY, best_encoding, compressed, is_worth_compressing
from chophien.web.decorators import GUEST_CACHE_HEADER
from chophien.web.middleware import KEPT_BY_MICROCACHE
from chophien.web.request_ids import HEADER as REQUEST_ID_HEADER

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]
Key = tuple[str | None, ...]

LONGEST_ADDRESS = 600
MOST_PAGES, MOST_BYTES = 2_000, 96_000_000
LONGEST_WAIT = 10.0
_REWRITTEN = frozenset({"content-length", "content-encoding", "etag", GUEST_CACHE_HEADER.lower(), "set-cookie"})
_OF_ONE_REQUEST = frozenset({REQUEST_ID_HEADER.lower()})


class Page:
    """One page in one language, with its compressed forms."""

    __slots__ = ("_forms", "_headers", "_lock", "body", "etag", "size", "until")

    def __init__(self, *, body: bytes, headers: Headers, until: float) -> None:
        self.body, self.until, self.size = body, until, 2 * len(body)
        self.etag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
        self._headers = [pair for pair in headers if pair[0].lower() not in _REWRITTEN | _OF_ONE_REQUEST]
        self._headers.append(("ETag", self.etag))
        self._forms: dict[str, tuple[Headers, list[bytes]]] = {}
        self._lock = threading.Lock()

    def answer(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        """Send the page, or 304 when the guest has it, or only its headers for HEAD."""
        if environ.get("HTTP_IF_NONE_MATCH") == self.etag:
            start_response("304 Not Modified", self._headers)
            return []
        encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        headers, body = self._forms.get(encoding) or self._form(encoding)
        start_response("200 OK", headers)
        return body if environ["REQUEST_METHOD"] == "GET" else []

    def _form(self, encoding: str) -> tuple[Headers, list[bytes]]:
        with self._lock:
            if encoding not in self._forms:
                self._forms[encoding] = self._made(encoding)
            return self._forms[encoding]

    def _made(self, encoding: str) -> tuple[Headers, list[bytes]]:
        content_type = next((value for name, value in self._headers if name.lower() == "content-type"), "")
        if encoding == IDENTITY or not is_worth_compressing(content_type, len(self.body)):
            return [*self._headers, ("Content-Length", str(len(self.body)))], [self.body]
        small = compressed(self.body, encoding, good=True)
        extra = [("Content-Encoding", encoding), ("Content-Length", str(len(small)))]
        return [*self._headers, *extra], [small]


class MicroCache:
    """A WSGI application in front of another one."""

    def __init__(
        self,
        application: "WSGIApplication",
        *,
        seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        most_pages: int = MOST_PAGES,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._application = application
        self._seconds = settings.MICROCACHE_SECONDS if seconds is None else seconds
        self._clock = clock
        self._most_pages, self._most_bytes = most_pages, most_bytes
        self._pages: dict[Key, Page] = {}
        self._bytes = 0
        self._not_kept: dict[Key, float] = {}
        self._in_work: dict[Key, threading.Event] = {}
        self._lock = threading.Lock()
        self._hits = 0
        # The language is the only cookie a guest may carry; any other header means: not a guest.
        name = settings.LANGUAGE_COOKIE_NAME
        self._languages = {f"{name}={code}": code for code, _label in settings.LANGUAGES}
        self._languages[""] = settings.LANGUAGE_CODE

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        key = self._key(environ)
        if key is None:
            return self._passed_on(environ, start_response)
        page = self._pages.get(key)
        now = self._clock()
        if page is not None and page.until > now:
            self._hits += 1
            return page.answer(environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD" or self._not_kept.get(key, 0) > now:
            return self._passed_on(environ, start_response)
        return self._rendered_once(key, page, environ, start_response)

    def _key(self, environ: "WSGIEnvironment") -> Key | None:
        """What tells pages apart; None when the request is not a guest's plain visit."""
        language = self._languages.get(environ.get("HTTP_COOKIE", ""))
        if (
            language is None
            or not self._seconds
            or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
            or "HTTP_AUTHORIZATION" in environ
            or "HTTP_HX_REQUEST" in environ
        ):
            return None
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if len(path) + len(query) > LONGEST_ADDRESS:
            return None
        if "&" in query:
            query = _in_order(query)
        proto = environ.get("HTTP_X_FORWARDED_PROTO")
        return path, query, language, environ.get("HTTP_HOST"), proto, environ["wsgi.url_scheme"]

    def _rendered_once(
        self, key: Key, stale: Page | None, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Let the first thread render; the others take the page of a moment ago or wait for the new one."""
        with self._lock:
            done = self._in_work.get(key)
            if done is None:
                mine = self._in_work[key] = threading.Event()
        if done is None:
            try:
                return self._render(key, environ, start_response)
            finally:
                del self._in_work[key]
                mine.set()
        if stale is not None and stale.until + self._seconds > self._clock():
            return stale.answer(environ, start_response)
        done.wait(LONGEST_WAIT)
        page = self._pages.get(key)
        if page is not None and page.until > self._clock():
            return page.answer(environ, start_response)
        return self._passed_on(environ, start_response)

    def _render(self, key: Key, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Ask Django for the page; keep it if it may be kept."""
        asked = {**environ, KEPT_BY_MICROCACHE: "yes"}
        asked.pop("HTTP_IF_NONE_MATCH", None)
        asked.pop("HTTP_IF_MODIFIED_SINCE", None)
        told: list[Any] = []

        def note(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            told[:] = [status, headers, exc_info]
            return _no_writing

        answer = self._application(asked, note)
        status, headers, exc_info = told
        self._count_hits()
        if not _may_keep(status, headers):
            self._remember_not_kept(key)
            start_response(status, _without_mark(headers), exc_info)
            return answer
        page = Page(body=_all_of(answer), headers=headers, until=self._clock() + self._seconds)
        self._keep(key, page)
        return page.answer(environ, start_response)

    def _passed_on(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def unmarked(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            return start_response(status, _without_mark(headers), exc_info)

        return self._application(environ, unmarked)

    def _keep(self, key: Key, page: Page) -> None:
        """Put the page last; drop the first ones, which were rendered longest ago, when there are too many."""
        if page.size > self._most_bytes // 8:
            return
        with self._lock:
            replaced = self._pages.pop(key, None)
            self._bytes += page.size - (replaced.size if replaced else 0)
            self._pages[key] = page
            while len(self._pages) > self._most_pages or self._bytes > self._most_bytes:
                self._bytes -= self._pages.pop(next(iter(self._pages))).size

    def _remember_not_kept(self, key: Key) -> None:
        """Do not make threads wait for one another over a page that will not be kept anyway."""
        with self._lock:
            if len(self._not_kept) >= self._most_pages:
                self._not_kept.clear()
            self._not_kept[key] = self._clock() + self._seconds

    def _count_hits(self) -> None:
        hits, self._hits = self._hits, 0
        metrics.GUEST_PAGES.labels("kept").inc(hits)
        metrics.GUEST_PAGES.labels("rendered").inc()


@lru_cache(maxsize=4096)
def _in_order(query: str) -> str:
    """The same questions in another order are the same page; repeated names keep their order."""
    return "&".join(sorted(query.split("&"), key=lambda part: part.partition("=")[0]))


def _may_keep(status: str, headers: Headers) -> bool:
    names = {name.lower(): value for name, value in headers}
    marked = names.get(GUEST_CACHE_HEADER.lower()) == "yes"
    return marked and status.startswith("200") and not names.keys() & {"set-cookie", "content-encoding"}


def _without_mark(headers: Headers) -> Headers:
    return [pair for pair in headers if pair[0].lower() != GUEST_CACHE_HEADER.lower()]


def _all_of(answer: Iterable[bytes]) -> bytes:
    try:
        return b"".join(answer)
    finally:
        _close(answer)


def _close(answer: Iterable[bytes] | Iterator[bytes]) -> None:
    close = getattr(answer, "close", None)
    if close is not None:
        close()


def _no_writing(_data: bytes) -> None:
    raise NotImplementedError("WSGI's old write() is not used by Django")
