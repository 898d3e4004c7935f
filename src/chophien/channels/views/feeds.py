"""Goods for other sites: feeds in four formats, and a widget that any page can frame."""

from datetime import datetime
from hashlib import blake2b
from http import HTTPStatus

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chophien.channels.actions.feeds import check_feed, count_visit
from chophien.channels.feeds.formats import TYPES, FeedHead, write_feed
from chophien.channels.forms import EmbedForm
from chophien.channels.models import FeedState
from chophien.channels.selectors.feeds import Area, area_of, best_in, goods_in
from chophien.channels.states import AreaKind, FeedFormat
from chophien.lib.dates import local_date
from chophien.rules.selectors import value, whole
from chophien.switches.requests import offered
from chophien.switches.selectors import is_on
from chophien.switches.states import ABOUT, Feature
from chophien.web.addresses import client_address
from chophien.web.compression import IDENTITY, best_encoding, compressed_stream
from chophien.web.decorators import guest_cacheable, may_be_framed
from chophien.web.error_pages import error_page
from chophien.web.ratelimit import allow

MINUTE = 60
FEED, WIDGET = "nguon", "nhung"
SHOWN = (3, 6, 12)
MANY = range(1, 13)


@require_safe
def feed(request: HttpRequest, kind: str, code: str, ending: str) -> HttpResponseBase:
    """All goods on sale of a shop, a commune or a province. Sent piece by piece; unchanged, only that is said."""
    at = timezone.now()
    limit = whole("channels.feeds_per_minute", at=at)
    wait = allow("channels.feeds", client_address(request), limit=limit, per_seconds=MINUTE, at=at)
    if wait:
        refusal = error_page(request, HTTPStatus.TOO_MANY_REQUESTS)
        refusal["Retry-After"] = str(wait.seconds)
        return refusal
    area = _area(kind, code)
    state = check_feed(area, at=at)
    encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
    tag = _tag(state, ending)
    changed = int(state.changed_at.timestamp())
    answer: HttpResponseBase | None = get_conditional_response(request, etag=tag, last_modified=changed)
    if answer is None:
        head = _head(area, state, ending, at=at)
        parts = write_feed(FeedFormat(ending), head, goods_in(area, on=local_date(at)))
        body = [] if request.method == "HEAD" else compressed_stream(parts, encoding)
        answer = StreamingHttpResponse(body, content_type=TYPES[FeedFormat(ending)])
        if encoding != IDENTITY:
            answer["Content-Encoding"] = encoding
        answer["Content-Disposition"] = f'inline; filename="{area.key}.{ending}"'
    answer["ETag"] = tag
    answer["Last-Modified"] = http_date(changed)
    answer["Cache-Control"] = f"public, max-age={whole('channels.feed_seconds', at=at)}"
    answer["Vary"] = "Accept-Encoding"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@guest_cacheable
@require_safe
def widget(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """A light page with some goods that a portal shows in a frame. No script, no cookie; links open the market."""
    at = timezone.now()
    area = _area(kind, code)
    is_shown = is_on(Feature.WIDGET, at=at)
    wanted = request.GET.get("so", "")
    most = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 3 and int(wanted) in MANY else 6
    with translation.override("vi"):
        context = {
            "area": area,
            "cards": best_in(area, on=local_date(at), most=most) if is_shown else [],
            "resting": "" if is_shown else ABOUT[Feature.WIDGET].at_the_door,
            "origin": f"{WIDGET}-{area.key}",
        }
        page = render(request, "channels/widget.html", context)
    return may_be_framed(page, ancestors=str(value("channels.frame_ancestors", at=at)))


@require_safe
def to_market(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """From the widget to the page of the market with the same goods, counted."""
    area = _area(kind, code)
    if request.method == "GET":
        count_visit(origin=f"{WIDGET}-{area.key}", at=timezone.now())
    return HttpResponseRedirect(area.home)


@guest_cacheable
@require_safe
@offered(Feature.WIDGET)
def embed(request: HttpRequest) -> HttpResponse:
    """Choose a place, and get the lines to copy into another site's page, and the addresses of its feeds."""
    form = EmbedForm(request.GET)
    area = form.area()
    site = str(settings.SITE)
    place = [area.kind.value, area.code] if area else []
    files = [(one.label, site + reverse("channels:feed", args=[*place, one.value])) for one in FeedFormat if place]
    context = {
        "form": form,
        "area": area,
        "frame": f"{site}{reverse('channels:widget', args=place)}?so={form.count()}" if place else "",
        "feeds": files,
        "height": 180 + 150 * -(-form.count() // 3),
    }
    return render(request, "channels/embed.html", context)


def _area(kind: str, code: str) -> Area:
    area = area_of(kind, code)
    if area is None:
        raise Http404
    return area


def _tag(state: FeedState, ending: str) -> str:
    """Changes with the goods and with what the settings say: every address in a feed begins with the site's."""
    site = blake2b(settings.SITE.encode(), digest_size=6).hexdigest()
    return f'W/"{state.digest}-{ending}-{site}{"-m" if settings.SAMPLE_MARKET else ""}"'


def _head(area: Area, state: FeedState, ending: str, *, at: datetime) -> FeedHead:
    site = str(settings.SITE)
    with translation.override("vi"):
        notice = _("Demonstration: the goods are real, prices and stock only illustrate.")
        title = area.name if area.kind == AreaKind.SELLER else _("Goods of %(place)s") % {"place": area.name}
    return FeedHead(
        title=f"{title} · Chợ Phiên",
        site=site,
        home=site + area.home,
        address=site + reverse("channels:feed", args=[area.kind, area.code, ending]),
        origin=f"{FEED}-{area.key}",
        written_at=at,
        changed_at=state.changed_at,
        is_sample=bool(settings.SAMPLE_MARKET),
        notice=notice if settings.SAMPLE_MARKET else "",
    )
