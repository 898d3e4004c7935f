"""The doors that Django opens when something went wrong before or inside a view."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse

from chophien.lib.errors import NotPermitted
from chophien.web.error_pages import calmly, error_page

RETRY_SECONDS = 15
"""How soon a program may ask again after the database was away."""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when the body was too large."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return calmly(lambda: error_page(request, status))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the policy's own sentence where there is one."""
    cause = exception.__cause__ if exception else None
    reason = str(cause) if isinstance(cause, NotPermitted) else ""
    return calmly(lambda: error_page(request, 403, text=reason))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or not for this person."""
    del exception
    return calmly(lambda: error_page(request, 404))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a bug of ours. 503 while the database is away: whoever asks again in a moment is served."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError) and not _database_answers():
        return calmly(lambda: error_page(request, 503, retry_after=RETRY_SECONDS))
    return calmly(lambda: error_page(request, 500))


def _database_answers() -> bool:
    """Whether this thread's connection, opened if there is none, still reaches the database."""
    try:
        connection.ensure_connection()
    except (OperationalError, InterfaceError):
        return False
    return connection.is_usable()
