"""The manners of the API: how often one may ask, who may read the answers, and what need not be sent twice."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from django.http.response import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from chophien.rules.selectors import whole
from chophien.web.addresses import client_address
from chophien.web.problems import problem
from chophien.web.ratelimit import allow

PREFIX = "/api/"
OF_SOMEBODY = ("/api/v1/carts/", "/api/v1/orders/", "/api/v1/seller/")
MINUTE = 60
READS = frozenset({"GET", "HEAD"})
KEPT_WITH_AN_UNCHANGED_ANSWER = ("ETag", "Cache-Control", "Vary")
FOR_EVERY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, X-Request-ID",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Pages of other sites may read the answers: nothing here depends on a cookie, and none is let through."""
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, If-None-Match",
    "Access-Control-Max-Age": "7200",
}
Answer = Callable[[HttpRequest], HttpResponseBase]


def api_manners(get_response: Answer) -> Answer:
    """Limit calls per address and token, answer HEAD like GET, and 304 to who has the answer."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        response = _limited(request, get_response)
        for name, value in FOR_EVERY_SITE.items():
            response[name] = value
        return response

    return answer


def _limited(request: HttpRequest, get_response: Answer) -> HttpResponseBase:
    wait = _wait(request)
    if wait:
        words = _("Too many requests. Wait a little.")
        refusal = problem(HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests", words, wait=wait)
        refusal["Retry-After"] = str(wait)
        return refusal
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
    return _answered(request, get_response)


def _answered(request: HttpRequest, get_response: Answer) -> HttpResponseBase:
    asked = request.method
    if asked == "HEAD":
        request.method = "GET"
    response = get_response(request)
    request.method = asked
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        refusal = problem(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", _("This cannot be done here."))
        refusal["Allow"] = _with_head(response.headers.get("Allow", ""))
        return refusal
    if asked in READS and isinstance(response, HttpResponse) and response.status_code == HTTPStatus.OK:
        return _tagged(request, response)
    return response


def _wait(request: HttpRequest) -> int:
    """Seconds until the caller may ask again; 0 when it may now."""
    at = timezone.now()
    kind = "reads" if request.method in READS | {"OPTIONS"} else "writes"
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


def _with_head(methods: str) -> str:
    """The methods of an address; where one may GET, one may ask for the headers alone."""
    named = {name.strip() for name in methods.split(",") if name.strip()}
    return ", ".join(sorted(named | {"HEAD"} if "GET" in named else named))


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = tag
    is_somebodys = request.path_info.startswith(OF_SOMEBODY)
    response.headers.setdefault("Cache-Control", "private, no-store" if is_somebodys else "private, no-cache")
    patch_vary_headers(response, ["Accept-Encoding", "Authorization"])
    known = {one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))}
    if tag not in known and "*" not in known:
        return response
    unchanged = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    for name in KEPT_WITH_AN_UNCHANGED_ANSWER:
        unchanged[name] = response[name]
    del unchanged["Content-Type"]
    return unchanged
