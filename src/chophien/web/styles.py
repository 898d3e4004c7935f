"""The stylesheet inside a page, for pages that a slow phone opens once: a file apart is one way more there and back.

Such a page says in its policy the hash of exactly this stylesheet, so that no other style may stand in it (CSP Level 3,
section 8.3).
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from markupsafe import Markup

from chophien.web.middleware import CONTENT_POLICY

FILE = "web/base.css"
OWN = "style-src 'self'"


def stylesheet() -> Markup:
    """The market's stylesheet, to stand between `<style>` and `</style>`. It loads nothing from beside it."""
    return Markup(_text() if settings.DEBUG else _read_once())  # noqa: S704 - our own file, and no end tag stands in it


def with_its_stylesheet(response: HttpResponse) -> HttpResponse:
    """Let the page that was drawn with `stylesheet` use it."""
    digest = b64encode(sha256(stylesheet().encode()).digest()).decode()
    response["Content-Security-Policy"] = CONTENT_POLICY.replace(OWN, f"{OWN} 'sha256-{digest}'")
    return response


def _text() -> str:
    return Path(str(finders.find(FILE))).read_text(encoding="utf-8")


_read_once = cache(_text)
