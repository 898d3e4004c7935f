"""How an answer is wanted: as a page, as the events of a lot, or as a linkset; and what every answer carries."""

import json
from collections.abc import Sequence
from enum import StrEnum

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header

from chophien.lib.gs1.epcis_context import Json
from chophien.lib.gs1.linksets import ALL, MEDIA_TYPE, Link, Linkset, link_header
from chophien.scans.selectors.links import EVENTS_TYPE

LINKSETS = (MEDIA_TYPE, "application/json")
LINKSET_CONTEXT = "https://ref.gs1.org/standards/resolver/linkset-context"
OLD_ALL = "linkset"
HTML = "text/html"


class Form(StrEnum):
    """What the answer is to be."""

    PAGE = "page"
    EVENTS = "events"
    LINKSET = "linkset"


def form_wanted(request: HttpRequest, link_type: str) -> Form:
    """What the address asks for, or else the `Accept` header; a browser gets a page."""
    if link_type.lower() in {ALL, OLD_ALL}:
        return Form.LINKSET
    chosen = request.get_preferred_type([HTML, EVENTS_TYPE, *LINKSETS])
    if chosen in LINKSETS:
        return Form.LINKSET
    return Form.EVENTS if chosen == EVENTS_TYPE else Form.PAGE


def linkset_answer(written: Linkset) -> HttpResponse:
    """A linkset, with the header by which it is read as JSON-LD (RFC 9264 section 6.2)."""
    answer = JsonResponse(written, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})
    answer["Link"] = f'<{LINKSET_CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
    return answer


def events_answer(document: dict[str, Json], name: str) -> HttpResponse:
    """An EPCIS document."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    answer = HttpResponse(text, content_type=EVENTS_TYPE)
    answer["GS1-EPCIS-Version"] = "2.0.0"
    answer["GS1-CBV-Version"] = "2.0.0"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=f"{name}.jsonld") or ""
    return answer


def finished(answer: HttpResponse, anchor: str, links: Sequence[Link]) -> HttpResponse:
    """Any answer about an item: where else it leads, for whom, and that every site's pages may read it."""
    if links:
        written = link_header(anchor, links)
        known = answer.headers.get("Link")
        answer["Link"] = f"{known}, {written}" if known else written
    return open_to_all(answer)


def open_to_all(answer: HttpResponse) -> HttpResponse:
    """Pages of other sites may read it (GS1-Conformant Resolver Standard, CORS); it differs by what is accepted."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = "Link, Location"
    patch_vary_headers(answer, ["Accept"])
    return answer
