"""Photos straight from the disk, in front of Django: a page shows dozens of them, and none needs a session.

granian's own static mount says neither `immutable` nor `nosniff`, so it is not used.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from chophien.uploads.files import read_public
from chophien.uploads.states import FORMATS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/anh/"
NAME = re.compile(
    r"/anh/(?P<path>(?P<folder>[a-z2-7]{2})/(?P=folder)[a-z2-7]{22}-(?:160|320|640|1280)\.(?P<ending>avif|webp))"
)
MEDIA_TYPES = dict(FORMATS)
HEADERS = [
    ("Cache-Control", "public, max-age=31536000, immutable"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("Content-Security-Policy", "default-src 'none'"),
]
"""A name's bytes never change, so whoever has them never asks again. Other sites show goods too, through the API."""


def picture(address: str) -> tuple[bytes, list[tuple[str, str]]] | None:
    """The bytes and headers of the public copy at this address; none if no such copy can be or is there."""
    found = NAME.fullmatch(address)
    data = read_public(found["path"]) if found else None
    if found is None or data is None:
        return None
    kind = MEDIA_TYPES[found["ending"]]
    return data, [("Content-Type", kind), ("Content-Length", str(len(data))), *HEADERS]


class Pictures:
    """A WSGI application in front of another one: it answers for photos that are there, nothing else."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        address = environ["PATH_INFO"]
        if address.startswith(PREFIX) and environ["REQUEST_METHOD"] in {"GET", "HEAD"}:
            answer = picture(address)
            if answer is not None:
                data, headers = answer
                start_response("200 OK", headers)
                return [data] if environ["REQUEST_METHOD"] == "GET" else []
        return self._application(environ, start_response)
