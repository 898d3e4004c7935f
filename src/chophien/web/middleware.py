"""What every request passes on its way in, and every answer on its way out, outermost first."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.utils import translation
from django.utils.cache import patch_vary_headers

from chophien.lib.errors import DomainError, NotFound, NotPermitted
from chophien.web import metrics
from chophien.web.compression import IDENTITY, best_encoding, compressed, is_worth_compressing
from chophien.web.decorators import FRAMED, GUEST_CACHE_HEADER
from chophien.web.error_pages import calmly, error_page, page_above
from chophien.web.input_checks import LengthMissing, check_address, check_body, drain
from chophien.web.origins import is_cross_origin
from chophien.web.request_ids import HEADER, sane_request_id, set_request_id

Answer = Callable[[HttpRequest], HttpResponseBase]


def content_policy(gateways: Mapping[str, Mapping[str, str]], *, pictures: str = "") -> str:
    """What a page may load and where its forms may lead: here, and to the pages of the payment gateways that are open,
    for a button that pays ends there. `pictures` is one more place that pictures may come from.
    """
    pages = [urlsplit(keys.get("page") or keys["api"]) for keys in gateways.values() if keys]
    images = f"img-src 'self' data: blob: {pictures}".rstrip()
    forms = " ".join(["'self'", *sorted({f"{page.scheme}://{page.netloc}" for page in pages})])
    return (
        f"default-src 'self'; script-src 'self'; style-src 'self'; {images}; media-src 'self' blob:; "
        "connect-src 'self'; font-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action {forms}"
    )


CONTENT_POLICY = content_policy(settings.GATEWAYS)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(self), payment=()",
}
HSTS = "max-age=31536000; includeSubDomains"
ALWAYS_PLAIN = frozenset({"/healthz", "/readyz", "/metrics"})
KEPT_BY_MICROCACHE = "chophien.microcache"
REFUSED, NOT_ALLOWED, BROKEN = 400, 405, 500


def request_id(get_response: Answer) -> Answer:
    """Give the request its id, or keep the sane one that a proxy sent."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        number = sane_request_id(request.headers.get(HEADER, ""))
        set_request_id(number)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=number)
        response = get_response(request)
        response[HEADER] = number
        return response

    return answer


def measure(get_response: Answer) -> Answer:
    """Count requests, time and database queries by view, and write one line in the log."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        with metrics.Watch() as watch:
            response = get_response(request)
        watch.note(request, response)
        return response

    return answer


def security_headers(get_response: Answer) -> Answer:
    """Send the strict headers with every answer; behind TLS, insist on it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        secure = request.is_secure()
        if settings.TLS and not secure and request.path_info not in ALWAYS_PLAIN:
            return HttpResponsePermanentRedirect(f"https://{request.get_host()}{request.get_full_path()}")
        response = get_response(request)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        if response.headers["X-Frame-Options"] == FRAMED:
            del response.headers["X-Frame-Options"]
        if secure:
            response.headers.setdefault("Strict-Transport-Security", HSTS)
            for cookie in response.cookies.values():
                cookie["secure"] = True
        if GUEST_CACHE_HEADER in response.headers:
            response.headers.setdefault("Cache-Control", "no-cache")
            patch_vary_headers(response, ["Cookie"])
        else:
            response.headers.setdefault(
                "Cache-Control", "private, no-store" if _is_somebodys(request) else "private, no-cache"
            )
        return response

    return answer


def _is_somebodys(request: HttpRequest) -> bool:
    """Tell whether the answer was made with a look into somebody's session: nothing on the way may keep it."""
    session = getattr(request, "session", None)
    return session is not None and session.accessed and settings.SESSION_COOKIE_NAME in request.COOKIES


def compress(get_response: Answer) -> Answer:
    """Make text answers small. What the micro-cache keeps it compresses itself, once."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not isinstance(response, HttpResponse) or "Content-Encoding" in response.headers:
            return response
        if not is_worth_compressing(response.get("Content-Type", ""), len(response.content)):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        encoding = best_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        is_kept = KEPT_BY_MICROCACHE in request.META and GUEST_CACHE_HEADER in response.headers
        if encoding != IDENTITY and not is_kept:
            response.content = compressed(response.content, encoding)
            response["Content-Encoding"] = encoding
            response["Content-Length"] = str(len(response.content))
            if response.headers.get("ETag", "").startswith('"'):  # it named the bytes as they were before
                response["ETag"] = "W/" + response["ETag"]
        return response

    return answer


def language(get_response: Answer) -> Answer:
    """Speak the language of the cookie, else Vietnamese; never what the browser was sold with."""
    known = dict(settings.LANGUAGES)

    def answer(request: HttpRequest) -> HttpResponseBase:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        chosen = wanted if wanted in known else settings.LANGUAGE_CODE
        with translation.override(chosen):
            response = get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response

    return answer


def sane_input(get_response: Answer) -> Answer:
    """Refuse addresses and forms that are no text, and bodies beyond all measure."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        try:
            check_address(request)
            check_body(request)
        except RequestDataTooBig:
            drain(request)
            return calmly(lambda: error_page(request, 413))
        except LengthMissing:
            return calmly(lambda: error_page(request, 411))
        except BadRequest:
            return calmly(lambda: error_page(request, 400))
        return get_response(request)

    return answer


def same_origin_posts(get_response: Answer) -> Answer:
    """Refuse what another site's page made the browser send. Django's test client passes, as it does there.

    The API is open to every site's pages as long as no session cookie comes along.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        waived = getattr(request, "_dont_enforce_csrf_checks", False)
        if not waived and not _is_open_api_call(request) and is_cross_origin(request):
            text = translation.gettext("This was sent from another website. Open our page and try again from there.")
            return calmly(lambda: error_page(request, 403, text=text))
        return get_response(request)

    return answer


def _is_open_api_call(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/") and settings.SESSION_COOKIE_NAME not in request.COOKIES


class ErrorPages:
    """Give a calm page to every refusal that has none, and to domain refusals no view has caught."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code < REFUSED or not isinstance(response, HttpResponse) or response.content:
            return response
        if response.status_code == NOT_ALLOWED and request.headers.get("Sec-Fetch-Mode") == "navigate":
            above = page_above(request.path_info)
            if above and request.method == "GET":
                return HttpResponseRedirect(above)
        page = calmly(lambda: error_page(request, response.status_code))
        for name in ("Allow", "Retry-After", "WWW-Authenticate"):
            if name in response.headers:
                page[name] = response[name]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a domain refusal with its sentence, and text the database cannot hold with 400."""
        if isinstance(exception, DomainError):
            status = {NotPermitted: 403, NotFound: 404}.get(type(exception), 409)
            return calmly(lambda: error_page(request, status, text=str(exception), code=exception.code))
        if _is_unstorable_text(exception):
            return calmly(lambda: error_page(request, 400))
        return None


def _is_unstorable_text(exception: Exception) -> bool:
    """PostgreSQL holds neither NUL signs nor half a surrogate pair; psycopg refuses both."""
    if isinstance(exception, UnicodeEncodeError):
        return "surrogates" in exception.reason
    return isinstance(exception, ValueError) and "NUL (0x00)" in str(exception)
