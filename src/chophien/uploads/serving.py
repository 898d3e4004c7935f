"""Photos and voices straight from the disk, in front of Django: a page shows dozens, and none needs a session.

granian's own static mount says neither `immutable` nor `nosniff`, so it is not used.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from chophien.uploads.files import read_public
from chophien.uploads.states import FORMATS, SOUND_ENDINGS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX, SOUND_PREFIX = "/anh/", "/tieng/"
NAME = re.compile(
    r"/anh/(?P<path>(?P<folder>[a-z2-7]{2})/(?P=folder)[a-z2-7]{22}-(?:160|320|640|1280)\.(?P<ending>avif|webp))"
)
SOUND_NAME = re.compile(r"/tieng/(?P<path>(?P<folder>[a-z2-7]{2})/(?P=folder)[a-z2-7]{22}\.(?P<ending>webm|ogg))")
RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,12})-(?P<last>[0-9]{0,12})")
MEDIA_TYPES = {**dict(FORMATS), **{ending: kind.value for kind, ending in SOUND_ENDINGS.items()}}
HEADERS = [
    ("Cache-Control", "public, max-age=31536000, immutable"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("Content-Security-Policy", "default-src 'none'"),
]
"""A name's bytes never change, so whoever has them never asks again. Other sites show goods too, through the API."""


def picture(address: str) -> tuple[bytes, list[tuple[str, str]]] | None:
    """The bytes and headers of the public copy at this address; none if no such copy can be or is there."""
    found = (SOUND_NAME if address.startswith(SOUND_PREFIX) else NAME).fullmatch(address)
    data = read_public(found["path"]) if found else None
    if found is None or data is None:
        return None
    kind = MEDIA_TYPES[found["ending"]]
    return data, [("Content-Type", kind), ("Content-Length", str(len(data))), *HEADERS]


def part_of(data: bytes, wanted: str) -> tuple[int, int] | None:
    """The first and last byte that a ``Range`` header asks for; none if it asks for nothing that can be given.

    Some phones play no sound that they cannot ask for in parts (RFC 9110, section 14).
    """
    found = RANGE.fullmatch(wanted)
    if found is None or not data or not (found["first"] or found["last"]):
        return None
    first, last = found["first"], found["last"]
    begin = int(first) if first else max(0, len(data) - int(last))
    end = min(int(last), len(data) - 1) if first and last else len(data) - 1
    return (begin, end) if begin <= end else None


def answer_to(address: str, wanted: str) -> tuple[str, bytes, list[tuple[str, str]]] | None:
    """The status, bytes and headers for the public copy at this address, or for the part of a voice asked for."""
    found = picture(address)
    if found is None:
        return None
    data, headers = found
    if not address.startswith(SOUND_PREFIX):
        return "200 OK", data, headers
    headers = [*headers, ("Accept-Ranges", "bytes")]
    part = part_of(data, wanted)
    if part is None:
        return "200 OK", data, headers
    begin, end = part
    told = [(name, value) for name, value in headers if name != "Content-Length"]
    span = [("Content-Length", str(end - begin + 1)), ("Content-Range", f"bytes {begin}-{end}/{len(data)}")]
    return "206 Partial Content", data[begin : end + 1], [*told, *span]


class Pictures:
    """A WSGI application in front of another one: it answers for photos and voices that are there, nothing else."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        address = environ["PATH_INFO"]
        if address.startswith((PREFIX, SOUND_PREFIX)) and environ["REQUEST_METHOD"] in {"GET", "HEAD"}:
            answer = answer_to(address, environ.get("HTTP_RANGE", ""))
            if answer is not None:
                status, data, headers = answer
                start_response(status, headers)
                return [data] if environ["REQUEST_METHOD"] == "GET" else []
        return self._application(environ, start_response)
