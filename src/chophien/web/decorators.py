"""Small promises a view can make: may be kept for guests, needs a signed-in person."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from chophien.web import interrupted

Arguments = ParamSpec("Arguments")
Request = TypeVar("Request", bound=HttpRequest)
View = Callable[Concatenate[Request, Arguments], HttpResponseBase]
"""A function view; its first argument may be a narrower request, such as one of a signed-in person."""

GUEST_CACHE_HEADER = "X-Guest-Cache"
LONGEST_NEXT = 2_000
FRAMED = "as the policy says"
"""Not a value that browsers know: the middleware takes the header off, for the policy alone says who may frame."""
FRAMED_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors {ancestors}"
)


def guest_cacheable(view: View[Request, Arguments]) -> View[Request, Arguments]:
    """Say that a guest's page is the same for every guest, so that it may be kept some seconds.

    The view must depend on nothing but the address, the language and the database. Answers to
    requests with any other cookie than the language's are never kept (see `microcache`).
    """

    @wraps(view)
    def kept(request: Request, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and request.method in {"GET", "HEAD"} and not response.cookies:
            response[GUEST_CACHE_HEADER] = "yes"
        return response

    return kept


def may_be_framed(response: HttpResponse, *, ancestors: str) -> HttpResponse:
    """Let other sites show this page in a frame: it has no form, no script and nothing of a session."""
    response["Content-Security-Policy"] = FRAMED_POLICY.format(ancestors=ancestors)
    response["X-Frame-Options"] = FRAMED
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def signed_in(view: View[Request, Arguments]) -> View[Request, Arguments]:
    """Let only signed-in people pass; send others to sign in and, afterwards, back to this page.

    What somebody had typed when their session ended is kept meanwhile and shown to be sent again.
    """

    @wraps(view)
    def guarded(request: Request, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else safe_referer(request)
        if request.method == "POST" and back and interrupted.keep(request):
            back = reverse("web:interrupted")
        query = "?" + urlencode({"next": back}) if back else ""
        response = HttpResponseRedirect(resolve_url(settings.LOGIN_URL) + query)
        if "HX-Request" in request.headers:
            response.status_code = 204
            response["HX-Redirect"] = response["Location"]
            del response["Location"]
        return response

    return guarded


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """Where to go on: the `next` of the form or the address, if it is a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_own_path(request, wanted) else default


def safe_referer(request: HttpRequest) -> str:
    """The path of the page the person came from, if it was one of this site, else empty."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return ""
    path = "/" + referer.partition("://")[2].partition("/")[2]
    return path if is_own_path(request, path) else ""


def is_own_path(request: HttpRequest, target: str) -> bool:
    """Tell whether `target` is an absolute path on this site and nothing else."""
    return (
        target.startswith("/")
        and len(target) <= LONGEST_NEXT
        and url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    )
