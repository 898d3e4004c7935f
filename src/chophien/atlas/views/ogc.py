"""The doors of OGC API - Features: JSON for programs, the same as a page for people. Open to every site's pages."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chophien.atlas.ogc.asked import Asked, BadQuery, known_only, read
from chophien.atlas.ogc.collections import COLLECTIONS, COUNTRY, Collection, begins, feature, features
from chophien.atlas.ogc.definition import GEOJSON, OPENAPI, PROBLEM, definition
from chophien.web.decorators import guest_cacheable

Rest = ParamSpec("Rest")
Door = Callable[Concatenate[HttpRequest, Rest], HttpResponse]
Link = dict[str, str]
JSON, HTML = "application/json", "text/html"
STANDARD = "http://www.opengis.net/spec/ogcapi-features-1/{}/conf/{}"
CLASSES = [
    STANDARD.format(edition, name) for edition in ("1.0", "1.1") for name in ("core", "oas30", "html", "geojson")
]
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


class NothingHere(Exception):
    """There is no such collection or feature."""


def door(view: Door[Rest]) -> Door[Rest]:
    """What all answers have in common: refusals with sentences, open to other sites, kept for guests where the address
    itself says the format.
    """

    @require_safe
    @wraps(view)
    def opened(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except BadQuery as refused:
            response = _problem(400, _("The question cannot be answered"), str(refused), refused.code)
        except NothingHere:
            response = _problem(404, _("Nothing here."), _("There is nothing of this name."), "not_found")
        patch_vary_headers(response, ["Accept"])
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    kept = guest_cacheable(opened)

    @wraps(view)
    def chosen(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        answer = kept if "f" in request.GET else opened
        return answer(request, *args, **kwargs)  # type: ignore[return-value]  # both are answers of this door

    return chosen


@door
def landing(request: HttpRequest) -> HttpResponse:
    """What the API offers."""
    known_only(dict(request.GET.lists()), {"f"})
    root = _root()
    links = [
        *_both(request, "", JSON),
        _link(f"{root}/api?f=json", "service-desc", OPENAPI, _("Description for programs (OpenAPI 3.0)")),
        _link(f"{root}/api?f=html", "service-doc", HTML, _("Description for people")),
        _link(f"{root}/conformance", "conformance", JSON, _("Standards that it keeps to")),
        _link(f"{root}/collections", "data", JSON, _("Collections")),
    ]
    text = _("Growing areas, shops, goods and public places of the market as OGC API - Features.")
    return _answer(request, {"title": _("Chợ Phiên: what lies where"), "description": text, "links": links})


@door
def conformance(request: HttpRequest) -> HttpResponse:
    """To which standards the API keeps."""
    known_only(dict(request.GET.lists()), {"f"})
    return _answer(request, {"conformsTo": CLASSES}, title=_("Standards that it keeps to"))


@door
def api(request: HttpRequest) -> HttpResponse:
    """The description of the API, for programs and for people."""
    known_only(dict(request.GET.lists()), {"f"})
    return _answer(request, definition(_root()), media=OPENAPI, title=_("Description of the API"))


@door
def collections(request: HttpRequest) -> HttpResponse:
    """All collections."""
    known_only(dict(request.GET.lists()), {"f"})
    at = timezone.now()
    found = [_described(one, at=at) for one in COLLECTIONS.values()]
    links = _both(request, "/collections", JSON)
    return _answer(request, {"links": links, "collections": found}, title=_("Collections"))


@door
def collection(request: HttpRequest, name: str) -> HttpResponse:
    """One collection."""
    known_only(dict(request.GET.lists()), {"f"})
    one = _collection(name)
    described = _described(one, at=timezone.now())
    own = _both(request, f"/collections/{one.id}", JSON)
    return _answer(request, {**described, "links": [*own, *described["links"]]}, title=str(one.title))


@door
def items(request: HttpRequest, name: str) -> HttpResponse:
    """Features of a collection, so many at a time."""
    one = _collection(name)
    asked = read(dict(request.GET.lists()), filters=one.filters)
    matched, found = features(one, asked, at=timezone.now())
    answer = {
        "type": "FeatureCollection",
        "timeStamp": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "numberMatched": matched,
        "numberReturned": len(found),
        "features": found,
        "links": _around(request, one, asked, matched),
    }
    return _answer(request, answer, media=GEOJSON, title=str(one.title))


@door
def item(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """One feature."""
    known_only(dict(request.GET.lists()), {"f"})
    one = _collection(name)
    found = feature(one, code[:60], at=timezone.now())
    if found is None:
        raise NothingHere
    path = f"/collections/{one.id}"
    collected = _link(_root() + path, "collection", JSON, str(one.title))
    links = [*_both(request, f"{path}/items/{code}", GEOJSON), collected]
    return _answer(request, {**found, "links": links}, media=GEOJSON, title=str(found["properties"]["name"]))


def _collection(name: str) -> Collection:
    if name not in COLLECTIONS:
        raise NothingHere
    return COLLECTIONS[name]


def _described(one: Collection, *, at: datetime) -> dict[str, Any]:
    path = f"{_root()}/collections/{one.id}"
    first = begins(one, at=at)
    extent: dict[str, Any] = {"spatial": {"bbox": [COUNTRY], "crs": CRS84}}
    if first is not None:
        extent["temporal"] = {"interval": [[first.astimezone(UTC).isoformat().replace("+00:00", "Z"), None]]}
    return {
        "id": one.id,
        "title": str(one.title),
        "description": str(one.description),
        "itemType": "feature",
        "crs": [CRS84],
        "extent": extent,
        "links": [
            _link(f"{path}/items?f=json", "items", GEOJSON, str(one.title)),
            _link(f"{path}/items?f=html", "items", HTML, str(one.title)),
        ],
    }


def _around(request: HttpRequest, one: Collection, asked: Asked, matched: int) -> list[Link]:
    path = f"/collections/{one.id}/items"
    given = {name: str(value) for name, value in request.GET.items() if name not in {"f", "offset"}}
    links = _both(request, path, GEOJSON, {**given, **({"offset": str(asked.offset)} if asked.offset else {})})
    form = {"f": request.GET["f"]} if "f" in request.GET else {}
    media = HTML if _wants_page(request) else GEOJSON

    def stretch(offset: int, rel: str, title: str) -> Link:
        said = {**given, **({"offset": str(offset)} if offset else {}), **form}
        return _link(_root() + path + (f"?{urlencode(said)}" if said else ""), rel, media, title)

    if asked.offset:
        links.append(stretch(max(0, asked.offset - asked.limit), "prev", _("Earlier")))
    if asked.offset + asked.limit < matched:
        links.append(stretch(asked.offset + asked.limit, "next", _("Further")))
    return [*links, _link(f"{_root()}/collections/{one.id}", "collection", JSON, str(one.title))]


def _both(request: HttpRequest, path: str, media: str, given: dict[str, str] | None = None) -> list[Link]:
    """The document as it is, and in the other format."""
    is_page = _wants_page(request)
    base, said = _root() + (path or "/"), given or {}
    as_data = f"{base}?{urlencode({**said, 'f': 'json'})}"
    as_page = f"{base}?{urlencode({**said, 'f': 'html'})}"
    here, other = ((as_page, HTML), (as_data, media)) if is_page else ((as_data, media), (as_page, HTML))
    return [_link(here[0], "self", here[1], _("This document")), _link(other[0], "alternate", other[1], _("The same"))]


def _link(href: str, rel: str, media: str, title: str) -> Link:
    return {"href": href, "rel": rel, "type": media, "title": title}


def _root() -> str:
    """The API at the market's public address: programs keep links, and some of them read none that are relative."""
    return f"{settings.SITE}/ogc"


def _wants_page(request: HttpRequest) -> bool:
    if "f" in request.GET:
        return request.GET["f"] == "html"
    preferred = request.get_preferred_type([JSON, GEOJSON, HTML])
    return preferred == HTML and request.headers.get("Accept", "*/*") != "*/*"


def _answer(request: HttpRequest, told: dict[str, Any], *, media: str = JSON, title: str = "") -> HttpResponse:
    if not _wants_page(request):
        return HttpResponse(json.dumps(told, ensure_ascii=False, separators=(",", ":")), content_type=media)
    context = {"told": told, "title": title or told["title"], "text": json.dumps(told, ensure_ascii=False, indent=1)}
    return render(request, "atlas/ogc/document.html", context)


def _problem(status: int, title: str, detail: str, code: str) -> HttpResponse:
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    told |= {"code": code, "description": detail}
    return HttpResponse(json.dumps(told, ensure_ascii=False), content_type=PROBLEM, status=status)
