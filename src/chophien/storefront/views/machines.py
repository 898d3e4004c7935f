"""What search engines ask for: which addresses they may read, and which there are."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from chophien.storefront import sitemaps
from chophien.web.compression import IDENTITY, best_encoding, compressed_stream
from chophien.web.decorators import guest_cacheable

CLOSED = ("/tim/", "/gio/", "/dat-hang/", "/don/", "/noi-nhan/", "/toi/", "/ban-hang/", "/dieu-hanh/", "/api/", "/dev/")
XML = "application/xml"
MAX_AGE_SECONDS = 3600


@guest_cacheable
@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Which pages may be read. A demonstration market asks to be left out: its prices only illustrate."""
    closed = ["/"] if settings.SAMPLE_MARKET else CLOSED
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    lines += [f"Sitemap: {settings.SITE}{reverse('storefront:sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@guest_cacheable
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of lists: what leads to goods, shops and goods by the ten thousand, each with its last change."""
    site = str(settings.SITE)
    rows = [
        (site + reverse("storefront:sitemap-part", args=[part.kind.value, part.number]), part.changed_on)
        for part in sitemaps.parts()
    ]
    return render(request, "storefront/machines/sitemap_index.html", {"rows": rows}, content_type=XML)


@require_safe
def sitemap(request: HttpRequest, listed: str, part: str) -> HttpResponseBase:
    """One part of the list of addresses, sent piece by piece; unchanged, only that is said."""
    site = str(settings.SITE)
    lines = sitemaps.lines_of(sitemaps.PartKind(listed), int(part))
    if not lines:
        raise Http404
    tag = sitemaps.tag_of(site, lines)
    answer: HttpResponseBase | None = get_conditional_response(request, etag=tag)
    if answer is None:
        encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
        body = [] if request.method == "HEAD" else compressed_stream(sitemaps.written(site, lines), encoding)
        answer = StreamingHttpResponse(body, content_type=XML)
        if encoding != IDENTITY:
            answer["Content-Encoding"] = encoding
    answer["ETag"] = tag
    answer["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    answer["Vary"] = "Accept-Encoding"
    return answer
