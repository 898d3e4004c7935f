"""The doors that Django opens when something went wrong before or inside a view."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from chophien.lib.errors import NotPermitted
from chophien.web.error_pages import calmly, error_page


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
    """500: a bug of ours."""
    return calmly(lambda: error_page(request, 500))
