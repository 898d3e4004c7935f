"""The manners of the API: how often one may ask, and answers that need not be sent twice."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from django.http.response import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from chophien.api.problems import problem
from chophien.rules.selectors import whole
from chophien.web.addresses import client_address
from chophien.web.ratelimit import allow

PREFIX = "/api/"
MINUTE = 60
Answer = Callable[[HttpRequest], HttpResponseBase]


def api_manners(get_response: Answer) -> Answer:
    """Limit calls per address and per token (Retry-After says when again); ETag and 304 on reads."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        wait = _wait(request)
        if wait:
            refusal = problem(
                HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests", _("Too many requests. Wait a little."), wait=wait
            )
            refusal["Retry-After"] = str(wait)
            return refusal
        response = get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            refusal = problem(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", _("This cannot be done here."))
            refusal["Allow"] = response.headers.get("Allow", "")
            return refusal
        if request.method in {"GET", "HEAD"} and isinstance(response, HttpResponse) and response.status_code == 200:
            return _tagged(request, response)
        return response

    return answer


def _wait(request: HttpRequest) -> int:
    """Seconds until the caller may ask again; 0 when it may now."""
    at = timezone.now()
    is_read = request.method in {"GET", "HEAD", "OPTIONS"}
    kind = "reads" if is_read else "writes"
    limit = whole(f"api.{kind}_per_minute", at=at)
    callers = [("address", client_address(request))]
    token = request.headers.get("Authorization", "")
    if token:
        callers.append(("token", token))
    for bucket, key in callers:
        refusal = allow(f"api.{kind}.{bucket}", key, limit=limit, per_seconds=MINUTE, at=at)
        if refusal:
            return refusal.seconds
    return 0


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = tag
    response.setdefault("Cache-Control", "private, no-cache")
    asked = {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}
    if tag not in asked and "*" not in asked:
        return response
    unchanged = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    unchanged["ETag"] = tag
    unchanged["Cache-Control"] = response["Cache-Control"]
    return unchanged
