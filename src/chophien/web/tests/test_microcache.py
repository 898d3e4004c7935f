"""Guests' pages from memory: quick, fresh, and never anybody's own page."""

import gzip
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from chophien.web.microcache import MicroCache

BODY = b"<p>" + "Chè Shan tuyết ".encode() * 100


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Site:
    """A WSGI application that counts how often it is asked."""

    def __init__(self, *headers: tuple[str, str], status: str = "200 OK", body: bytes = BODY) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers, self.status, self.body = headers, status, body
        self.before: Callable[[], None] = lambda: None

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        self.before()
        start_response(self.status, [("Content-Type", "text/html; charset=utf-8"), *self.headers])
        return [self.body]


MARK = ("X-Guest-Cache", "yes")


def get(application, path="/", *, method="GET", **headers: str) -> SimpleNamespace:
    environ = RequestFactory(headers={name.replace("_", "-"): value for name, value in headers.items()})._base_environ()
    path, _mark, query = path.partition("?")
    environ |= {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
    environ["HTTP_COOKIE"] = headers.get("Cookie", "")
    told: list[Any] = []
    body = b"".join(application(environ, lambda status, sent, _exc=None: told.extend((status, sent))))
    return SimpleNamespace(status=told[0], headers=dict(told[1]), body=body)


def cache(site, **options: Any) -> MicroCache:
    return MicroCache(site, **{"seconds": 5.0, "clock": Clock(), **options})


def test_a_marked_page_is_rendered_once_and_the_mark_is_not_sent():
    site = Site(MARK, ("X-Request-ID", "abc"))
    application = cache(site)

    first, second = get(application), get(application)

    assert len(site.asked) == 1
    assert (first.body, second.body) == (BODY, BODY)
    assert first.headers == second.headers
    assert not {"X-Guest-Cache", "X-Request-ID"} & first.headers.keys()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([], "200 OK"),
        ([("X-Guest-Cache", "no")], "200 OK"),
        ([MARK, ("Set-Cookie", "cart=c1")], "200 OK"),
        ([MARK, ("Content-Encoding", "br")], "200 OK"),
        ([MARK], "404 Not Found"),
        ([MARK], "302 Found"),
        ([MARK], "500 Internal Server Error"),
    ],
)
def test_other_answers_are_passed_on_and_not_kept(headers, status):
    site = Site(*headers, status=status)
    application = cache(site)

    answers = [get(application) for _time in range(3)]

    assert len(site.asked) == 3
    assert {answer.status for answer in answers} == {status}
    assert not any("X-Guest-Cache" in answer.headers for answer in answers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "phien=abc"},
        {"Cookie": "lang=vi; phien=abc"},
        {"Cookie": "cart=c1"},
        {"Cookie": "lang=fr"},
        {"Cookie": "unknown=1"},
        {"Authorization": "Bearer t"},
        {"HX_Request": "true"},
    ],
)
def test_whoever_brings_more_than_a_language_is_no_guest(headers):
    site = Site(MARK)
    application = cache(site)
    get(application)

    get(application, **headers)
    get(application, **headers)

    assert len(site.asked) == 3


def test_a_signed_in_page_is_never_kept_for_guests():
    site = Site(MARK)
    application = cache(site)
    site.body = b"private"
    own = get(application, Cookie="phien=abc")
    site.body = BODY

    guest = get(application)

    assert (own.body, guest.body) == (b"private", BODY)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_reading_is_answered_from_memory(method):
    site = Site(MARK)
    application = cache(site)
    get(application)

    get(application, method=method)

    assert [environ["REQUEST_METHOD"] for environ in site.asked] == ["GET", method]


@pytest.mark.parametrize(
    ("first", "second", "renderings"),
    [
        ({"path": "/?a=1&b=2"}, {"path": "/?b=2&a=1"}, 1),
        ({"path": "/?a=1&a=2"}, {"path": "/?a=2&a=1"}, 2),
        ({"path": "/?a=1"}, {"path": "/?a=2"}, 2),
        ({"path": "/a/"}, {"path": "/b/"}, 2),
        ({}, {"Cookie": "lang=vi"}, 1),
        ({}, {"Cookie": "lang=en"}, 2),
        ({"Host": "cho.example"}, {"Host": "phien.example"}, 2),
        ({}, {"X_Forwarded_Proto": "https"}, 2),
        ({}, {"Accept_Encoding": "br"}, 1),
        ({}, {"User_Agent": "other"}, 1),
        ({"path": "/?" + "a" * 700}, {"path": "/?" + "a" * 700}, 2),
    ],
)
def test_pages_are_told_apart_by_address_language_and_host(first, second, renderings):
    site = Site(MARK)
    application = cache(site)

    get(application, **first)
    get(application, **second)

    assert len(site.asked) == renderings


@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_each_browser_gets_what_it_can_read(accepted, encoding, read):
    application = cache(Site(MARK))

    answer = get(application, Accept_Encoding=accepted)

    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert read(answer.body) == BODY


def test_a_guest_who_has_the_page_gets_304():
    application = cache(Site(MARK))
    etag = get(application).headers["ETag"]

    again = get(application, If_None_Match=etag)

    assert (again.status, again.body) == ("304 Not Modified", b"")


def test_the_page_itself_is_rendered_in_full_even_if_the_first_guest_has_an_old_one():
    site = Site(MARK)
    application = cache(site)

    first = get(application, If_None_Match='W/"old"')

    assert (first.status, first.body) == ("200 OK", BODY)
    assert "HTTP_IF_NONE_MATCH" not in site.asked[0]


def test_head_gets_the_headers_only():
    application = cache(Site(MARK))
    whole = get(application)

    head = get(application, method="HEAD")

    assert (head.headers, head.body) == (whole.headers, b"")


def test_after_its_seconds_a_page_is_rendered_anew():
    site, clock = Site(MARK), Clock()
    application = cache(site, clock=clock)
    get(application)
    site.body = b"new"

    clock.now += 4.9
    before = get(application)
    clock.now += 0.2
    after = get(application)

    assert (before.body, after.body) == (BODY, b"new")


def test_zero_seconds_turn_it_off_and_still_take_the_mark_away():
    site = Site(MARK)
    application = cache(site, seconds=0.0)

    answers = [get(application), get(application)]

    assert len(site.asked) == 2
    assert not any("X-Guest-Cache" in answer.headers for answer in answers)


def test_memory_is_bounded_by_pages_and_by_bytes():
    application = cache(Site(MARK, body=b"x" * 1000), most_pages=10, most_bytes=12_000_000)
    small = cache(Site(MARK, body=b"x" * 1000), most_pages=1000, most_bytes=20_000)

    for number in range(50):
        get(application, f"/?p={number}")
        get(small, f"/?p={number}")

    assert len(application._pages) == 10
    assert small._bytes == sum(page.size for page in small._pages.values()) <= 20_000
    assert get(application, "/?p=49").body == b"x" * 1000


def test_when_a_page_expires_one_thread_renders_and_the_others_do_not_wait():
    site, clock = Site(MARK), Clock()
    application = cache(site, clock=clock)
    get(application)
    clock.now += 6
    rendering, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        rendering.set()
        assert go_on.wait(5)

    site.before, site.body = slow, b"new"
    bodies: list[bytes] = []
    first = threading.Thread(target=lambda: bodies.append(get(application).body))
    first.start()
    assert rendering.wait(5)
    meanwhile = [get(application).body for _time in range(5)]
    go_on.set()
    first.join()

    assert len(site.asked) == 2
    assert (meanwhile, bodies) == ([BODY] * 5, [b"new"])


def test_of_many_first_guests_one_renders_and_the_others_wait_for_it():
    site = Site(MARK)
    application = cache(site)
    gate = threading.Barrier(8)
    bodies: list[bytes] = []

    def ask() -> None:
        gate.wait()
        bodies.append(get(application).body)

    site.before = lambda: threading.Event().wait(0.05) and None
    guests = [threading.Thread(target=ask) for _guest in range(8)]
    for guest in guests:
        guest.start()
    for guest in guests:
        guest.join()

    assert (len(site.asked), bodies) == (1, [BODY] * 8)


def test_a_bug_in_a_page_does_not_lock_the_others_out():
    site = Site(MARK)
    application = cache(site)

    def broken() -> None:
        raise RuntimeError("a bug")

    site.before = broken
    with pytest.raises(RuntimeError):
        get(application)
    site.before = lambda: None

    assert get(application).body == BODY


def test_through_the_whole_of_django_a_kept_page_is_strict_compressed_and_in_its_language():
    application = cache(WSGIHandler())

    vi = get(application, "/giu/", Accept_Encoding="br")
    en = get(application, "/giu/", Cookie="lang=en", Accept_Encoding="br")
    again = get(application, "/giu/")

    assert vi.headers["Content-Encoding"] == "br"
    assert vi.headers["Cache-Control"] == "no-cache"
    assert vi.headers["Vary"] == "Accept-Encoding, Cookie"
    assert vi.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert b'lang="vi"' in brotli.decompress(vi.body)
    assert b'lang="en"' in brotli.decompress(en.body)
    assert again.body == brotli.decompress(vi.body)


def test_through_the_whole_of_django_a_page_that_is_not_marked_is_compressed_but_not_kept():
    application = cache(WSGIHandler())

    first, second = (get(application, "/", Accept_Encoding="br") for _time in range(2))

    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
    assert first.headers["Content-Encoding"] == "br"
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert not application._pages
