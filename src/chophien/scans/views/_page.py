"""The page behind a code: drawn for its readers, and counted without knowing who they are."""

import re
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chophien.accounts.models import Person
from chophien.accounts.requests import came_by_card
from chophien.lib.dates import format_date, local_date
from chophien.rules import selectors as rules
from chophien.scans import policies
from chophien.scans.actions.scanning import Scanned, note_scan
from chophien.scans.networks import caller_of
from chophien.scans.selectors.found import Found, counted_now
from chophien.scans.selectors.kept import are_still_named, state_of
from chophien.scans.selectors.maps import CREDIT, commune_map
from chophien.scans.selectors.story import ShownStep, growers_said, story_of
from chophien.scans.views import _kept
from chophien.sellers.models import Seller
from chophien.web.addresses import client_address
from chophien.web.ratelimit import allow
from chophien.web.styles import with_its_stylesheet

PROGRAMS = re.compile(r"bot\b|crawl|spider|preview|facebookexternalhit|monitor|curl|wget|python-", re.IGNORECASE)
THANKS, NOT_COUNTED = "cam-on", "khong-tinh"
HOUR = 3600


def show(request: HttpRequest, found: Found, *, link: str, at: datetime) -> HttpResponse:
    """The page, and the scan written down unless a program or the reader's own thanks fetched it, or its address has
    had more than its share. The page opens for everybody, for who is nobody in particular as it was a moment ago.
    """
    works_here = is_of_the_shop(request, found, at=at)
    if request.method == "GET" and THANKS not in request.GET and not _is_program(request) and _may_count(request, at):
        note_scan(scanned=scanned(found), visitor=visitor(request), by_shop=works_here, at=at)
    key = _kept.key_of(request)
    if key is None:
        body, _named = _draw(request, found, link=link, works_here=works_here, at=at)
        return with_its_stylesheet(HttpResponse(body))
    state, kept = state_of(found, at=at), _kept.PAGES.find(key)
    if kept is None or kept.state != state or not are_still_named(kept.named):
        body, named = _draw(request, found, link=link, works_here=works_here, at=at)
        kept = _kept.Page(body, state, named)
        _kept.PAGES.keep(key, kept)
    return with_its_stylesheet(HttpResponse(kept.body))


def _may_count(request: HttpRequest, at: datetime) -> bool:
    """Whether a scan from this address still counts in this hour."""
    limit = rules.whole("scans.counted_per_hour", at=at)
    caller = caller_of(client_address(request))
    return allow("scans.counted", caller, limit=limit, per_seconds=HOUR, at=at) is None


def _draw(
    request: HttpRequest, found: Found, *, link: str, works_here: bool, at: datetime
) -> tuple[bytes, frozenset[int]]:
    """The page, and the ids of the households that it names."""
    story = story_of(counted_now(found), link=link, at=at)
    context = {
        "story": story,
        "steps": [{"title": one.words, "state": "done", "when": _days(one), "text": one.text} for one in story.steps],
        "grown_by": growers_said(story.origin.growers) if story.origin else "",
        "map": commune_map(story.origin.communes) if story.origin else "",
        "credit": CREDIT,
        "path": link.removeprefix(settings.SITE),
        "thanks": request.GET.get(THANKS, ""),
        "not_counted": request.GET.get(THANKS) == NOT_COUNTED,
        "serial_to_use": found.stamp.serial if found.stamp and works_here and not story.stamp_is_active else "",
    }
    body = render(request, "scans/public/page.html", context).content
    return body, story.origin.growers.named_ids if story.origin else frozenset()


def _days(step: ShownStep) -> str:
    first, last = (format_date(local_date(one)) for one in (step.at, step.until or step.at))
    return first if first == last else f"{first} – {last}"


def scanned(found: Found) -> Scanned:
    """What a scan of it counts for."""
    return Scanned(lot=found.lot, stamp=found.stamp)


def visitor(request: HttpRequest) -> str:
    """What tells one device from another today: address and browser. It goes into a hash and nowhere else."""
    return f"{client_address(request)}\0{request.headers.get('User-Agent', '')}"


def is_of_the_shop(request: HttpRequest, found: Found, *, at: datetime) -> bool:
    """Whether the reader is signed in, by no card, and packs for the shop whose goods these are."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or came_by_card(request):
        return False
    if not isinstance(request.user, Person):
        return False
    seller = seller_of(found)
    return seller is not None and policies.can_use_stamps(request.user, seller, at=at).allowed


def seller_of(found: Found) -> Seller | None:
    """Whose goods they are."""
    if found.lot is not None:
        return found.lot.seller
    return found.variant.listing.seller if found.variant else None


def _is_program(request: HttpRequest) -> bool:
    return PROGRAMS.search(request.headers.get("User-Agent", "")) is not None
