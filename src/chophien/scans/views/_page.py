"""The page behind a code: drawn for this reader now, and counted without knowing who it is."""

import re
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chophien.accounts.models import Person
from chophien.accounts.requests import came_by_card
from chophien.lib.dates import format_date, local_date
from chophien.scans import policies
from chophien.scans.actions.scanning import Scanned, note_scan
from chophien.scans.selectors.found import Found
from chophien.scans.selectors.maps import CREDIT, commune_map
from chophien.scans.selectors.story import growers_said, story_of
from chophien.sellers.models import Seller
from chophien.web.addresses import client_address

PROGRAMS = re.compile(r"bot\b|crawl|spider|preview|facebookexternalhit|monitor|curl|wget|python-", re.IGNORECASE)
THANKS = "cam-on"


def show(request: HttpRequest, found: Found, *, link: str, at: datetime) -> HttpResponse:
    """The page, and the scan written down unless a program or the reader's own thanks fetched it."""
    works_here = is_of_the_shop(request, found, at=at)
    if request.method == "GET" and THANKS not in request.GET and not _is_program(request):
        note_scan(scanned=scanned(found), visitor=visitor(request), by_shop=works_here, at=at)
        if found.stamp is not None:
            found.stamp.refresh_from_db(fields=["scans", "first_scan_at", "first_province"])
    story = story_of(found, link=link, at=at)
    context = {
        "story": story,
        "steps": [
            {"title": one.words, "state": "done", "when": format_date(local_date(one.at)), "text": one.text}
            for one in story.steps
        ],
        "grown_by": growers_said(story.origin.growers) if story.origin else "",
        "map": commune_map(story.origin.communes) if story.origin else "",
        "credit": CREDIT,
        "path": link.removeprefix(settings.SITE),
        "thanks": request.GET.get(THANKS, ""),
        "serial_to_use": found.stamp.serial if found.stamp and works_here and not story.stamp_is_active else "",
    }
    return render(request, "scans/public/page.html", context)


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
