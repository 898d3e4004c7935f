"""Every address of the site with hostile words in its places and in its query: refused or answered, never broken."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.doors.addresses import addresses
from tests.doors.doors import opener
from tests.doors.hostile import IN_PATHS, NO_TEXT, SCRIPT, TEXTS, names_in_queries
from tests.doors.visitors import taken_back

pytestmark = pytest.mark.django_db

BROKEN = 500
EVERY = 4


def asked(client, path):
    """The answer, with whatever it left in the database taken back, so that one accident does not hide the next."""
    with taken_back():
        return client.get(path)


def faults_of(response):
    """What is wrong with an answer, in a word; nothing if it is sound."""
    body = b"" if response.streaming else response.content
    if response.status_code >= BROKEN:
        return "broken"
    if b"<script>alert" in body and "html" in response.get("Content-Type", ""):
        return "said back unescaped"
    if "\n" in response.get("Location", ""):
        return "headers split"
    return ""


@pytest.mark.parametrize("who", ["anonymous", "opener"])
def test_no_word_in_the_path_breaks_a_page(world, who):
    found = []

    for address in addresses():
        reader = opener(address.name) if who == "opener" else who
        client = world.client(reader)
        for hole in address.holes:
            for word in IN_PATHS:
                path = world.path(address, **{hole: "HOLE"}).replace("HOLE", word)
                response = asked(client, path)
                if fault := faults_of(response):
                    found.append((fault, response.status_code, address.name, reader, path[:100]))

    assert not found, "\n".join(map(str, found))


def test_no_word_in_the_query_breaks_a_page(world):
    """Each page is asked several times with all names at once; from page to page and time to time they are dealt anew."""
    found, names = [], names_in_queries()
    words = [word[:25] for word in TEXTS if word not in NO_TEXT]
    queries = [
        urlencode({name: words[(deal + number) % len(words)] for number, name in enumerate(names)})[:7_900]
        for deal in range(len(words))
    ]

    for place, address in enumerate(addresses()):
        reader = opener(address.name)
        client = world.client(reader)
        path = world.path(address)
        for deal in range(place % EVERY, len(words), EVERY):
            response = asked(client, f"{path}?{queries[deal]}")
            if fault := faults_of(response):
                found.append((fault, response.status_code, address.name, reader, deal))
        long = asked(client, f"{path}?{names[place % len(names)]}={'x' * 7_000}&q={'y' * 500}")
        if fault := faults_of(long):
            found.append((fault, long.status_code, address.name, reader, names[place % len(names)]))

    assert not found, "\n".join(map(str, found))


HEADERS = (
    {"HX-Request": "true", "HX-Target": "<script>", "HX-Current-URL": "\\"},
    {"Accept": "application/json"},
    {"Accept-Encoding": "br;q=nonsense, *;q=0", "Accept-Language": "x" * 4_000, "Range": "bytes=9-1"},
    {"If-None-Match": '"', "If-Modified-Since": "yesterday", "Referer": "http://[", "X-Forwarded-For": "a,b"},
    {"Cookie": "phien=../../x; gio=\xff\xfe; lang=xx; noi='; don-cua-may=a:b:c; messages=1"},
    {"Authorization": "Bearer \xff", "Sec-Fetch-Site": "x", "Origin": "null"},
)


def test_no_header_breaks_a_page(world):
    found = []

    for address in addresses():
        for headers in HEADERS:
            reader = "anonymous" if "Cookie" in headers else opener(address.name)
            client = world.client(reader)
            with taken_back():
                response = client.get(world.path(address), headers=headers)
            if fault := faults_of(response):
                found.append((fault, response.status_code, address.name, reader))

    assert not found, "\n".join(map(str, found))


def test_no_method_breaks_a_page(world):
    found = []

    for address in addresses():
        reader = opener(address.name)
        client = world.client(reader)
        for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "BREW"):
            with taken_back():
                response = client.generic(method, world.path(address), b"{", "application/json")
            if faults_of(response) or (method in {"PUT", "PATCH", "BREW"} and response.status_code < 400):
                found.append((method, response.status_code, address.name, reader))

    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("word", NO_TEXT)
def test_what_is_no_text_is_refused_before_any_page_sees_it(word):
    client = Client()
    sent = urlencode({"q": word.encode("utf-8", "surrogatepass")})

    statuses = {
        path: client.get(f"{path}?{sent}").status_code for path in ("/", "/tim/", "/dieu-hanh/", "/api/v1/products")
    }

    assert set(statuses.values()) == {400}


def test_a_script_in_the_search_is_shown_as_the_text_it_is(world):
    client = world.client("anonymous")

    response = client.get("/tim/", {"q": SCRIPT})

    assert response.status_code == 200
    assert "&lt;script&gt;alert(1)" in response.content.decode()
    assert faults_of(response) == ""
