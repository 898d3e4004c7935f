"""Every address that a GS1 code can hold, answered as it is wanted: a page, events, a linkset, or the way elsewhere."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseRedirectBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chophien.lib.gs1.linksets import ALL, Link, choose_link, relation
from chophien.rules import selectors as rules
from chophien.scans.addresses import Asked, BadAddress, Fault, anchor_of, canonical_address, read_address
from chophien.scans.networks import caller_of
from chophien.scans.selectors.events import events_of
from chophien.scans.selectors.found import Found, found_at, may_be_elsewhere, seen_elsewhere
from chophien.scans.selectors.links import EVENTS, links_of, linkset_of, resolver_description
from chophien.scans.views import _answers, _key_page, _page
from chophien.scans.views._answers import Form
from chophien.traceability.errors import TakesTooLong
from chophien.web.addresses import client_address
from chophien.web.error_pages import error_page
from chophien.web.ratelimit import allow

NOT_FOUND, BAD, TOO_MANY, BUSY = 404, 400, 429, 503
MINUTE = 60


class Canonical(HttpResponseRedirectBase):
    """The same link in its canonical form, for good (URI Syntax 4.12)."""

    status_code = 308


class Elsewhere(HttpResponseRedirectBase):
    """Where the link that was asked for leads just now."""

    status_code = 307


@require_safe
def resolve(request: HttpRequest, **_parts: str) -> HttpResponse:
    """One GS1 Digital Link."""
    at = timezone.now()
    try:
        asked = read_address(request.path_info, request.META.get("QUERY_STRING", ""), stem=settings.SITE)
    except BadAddress as refusal:
        return _refused(request, refusal.fault)
    if not asked.is_canonical:
        return _answers.open_to_all(Canonical(canonical_address(asked).removeprefix(settings.SITE)))
    found = found_at(asked)
    if found is None and may_be_elsewhere(asked):
        if too_many := _too_many(request, "scans.keys", at=at):
            return _answers.open_to_all(too_many)
        try:
            found = seen_elsewhere(asked, at=at)
        except TakesTooLong:
            return _answers.open_to_all(error_page(request, BUSY, retry_after=MINUTE))
    anchor = anchor_of(asked.link)
    links = links_of(found, anchor) if found else []
    if found is None or not links:
        return _nothing_here(request)
    return _answers.finished(_answer(request, asked, found, links, at=at), anchor, links)


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """What this resolver can do, for programs: ``/.well-known/gs1resolver``."""
    del request  # the same for everybody
    return _answers.open_to_all(JsonResponse(dict(resolver_description()), json_dumps_params={"ensure_ascii": False}))


def _answer(request: HttpRequest, asked: Asked, found: Found, links: list[Link], *, at: datetime) -> HttpResponse:
    anchor, wish = anchor_of(asked.link), asked.wanted("linkType")
    form = _answers.form_wanted(request, wish)
    if form == Form.LINKSET and wish.lower() in {"", ALL, _answers.OLD_ALL}:
        return _answers.linkset_answer(linkset_of(links, anchor, _named(found)))
    languages = [request.headers.get("Accept-Language", "vi")[:2] or "vi"]
    has_events = any(one.link_type == EVENTS for one in links)
    wanted = wish or (EVENTS if form == Form.EVENTS and has_events else links[0].link_type)
    chosen = choose_link(links, link_type=wanted, languages=languages)
    if chosen is None:
        text = _("There is no such information about these goods here.")
        return error_page(request, NOT_FOUND, text=text)
    if relation(chosen.link_type) == relation(EVENTS):
        name = found.lot.code if found.lot else asked.link.key[1]
        refusal = _too_many(request, "scans.events", at=at)
        return refusal or _answers.events_answer(events_of(found, at=at), name)
    if chosen.href.partition("#")[0] != anchor:
        return Elsewhere(chosen.href.removeprefix(settings.SITE))
    if found.seen is not None:
        return _key_page.show(request, found.seen)
    return _page.show(request, found, link=str(anchor), at=at)


def _too_many(request: HttpRequest, what: str, *, at: datetime) -> HttpResponse | None:
    """The refusal of an address that asked too often within a minute: parcels are counted up, and nobody shall read
    through them.
    """
    limit = rules.whole("scans.events_per_minute", at=at)
    wait = allow(what, caller_of(client_address(request)), limit=limit, per_seconds=MINUTE, at=at)
    return None if wait is None else error_page(request, TOO_MANY, retry_after=wait.seconds)


def _named(found: Found) -> str:
    if found.seen is not None:
        return f"{found.seen.kind} {found.seen.number}"
    if found.variant is not None and found.variant.listing.live is not None:
        return found.variant.listing.live.title
    if found.lot is not None:
        return found.lot.product
    return found.seller.name if found.seller else ""


def _refused(request: HttpRequest, fault: Fault) -> HttpResponse:
    """The page for an address that is no link, with the sentence for its fault."""
    if fault == Fault.UNKNOWN:
        return _nothing_here(request)
    if fault == Fault.DIGIT:
        text = _("One digit of this code is wrong: it is damaged or was typed wrong. Compare it with the pack.")
    else:
        text = _("This code cannot be read: a part of it is missing or too long. Scan it once more.")
    return _answers.open_to_all(error_page(request, BAD, title=_("This code is not right"), text=text))


def _nothing_here(request: HttpRequest) -> HttpResponse:
    text = _("No goods of this market have this code. Compare it with the pack, or ask whoever sold it to you.")
    page = error_page(request, NOT_FOUND, title=_("We do not know this code"), text=text)
    return _answers.open_to_all(page)
