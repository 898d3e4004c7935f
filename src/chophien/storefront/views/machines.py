"""What search engines ask for: which addresses they may read, and which there are."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chophien.storefront import sitemaps
from chophien.web.decorators import guest_cacheable

CLOSED = ("/tim/", "/gio/", "/dat-hang/", "/don/", "/noi-nhan/", "/toi/", "/ban-hang/", "/dieu-hanh/", "/api/", "/dev/")
XML = "application/xml"


@guest_cacheable
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Which pages may be read. A demonstration market asks to be left out: its prices only illustrate."""
    closed = ["/"] if settings.SAMPLE_MARKET else CLOSED
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    lines += [f"Sitemap: {request.build_absolute_uri(reverse('storefront:sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@guest_cacheable
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of lists: one part for shops and categories, then the goods by the ten thousand."""
    site = f"{request.scheme}://{request.get_host()}"
    parts = range(sitemaps.parts() + 1)
    addresses = [site + reverse("storefront:sitemap-part", args=[part]) for part in parts]
    return render(request, "storefront/machines/sitemap_index.html", {"addresses": addresses}, content_type=XML)


@guest_cacheable
@require_safe
def sitemap(request: HttpRequest, part: int) -> HttpResponse:
    """One part of the list of addresses. Part 0 holds the pages that lead to the goods."""
    site = f"{request.scheme}://{request.get_host()}"
    if part > sitemaps.MOST_PARTS:
        raise Http404
    paths = sitemaps.goods(part) if part else sitemaps.entrances()
    if not paths:
        raise Http404
    return render(request, "storefront/machines/sitemap.html", {"site": site, "paths": paths}, content_type=XML)
