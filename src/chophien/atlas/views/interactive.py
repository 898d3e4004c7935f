"""The interactive map, and what its script fetches: heaps tile by tile, and borders."""

import json
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chophien.atlas.asking import Question, read_question
from chophien.atlas.misread import not_read
from chophien.atlas.page import PATH, big_map_page
from chophien.atlas.selectors.places import communes_on_map
from chophien.atlas.selectors.tiles import Heap, heaps, is_tile
from chophien.atlas.understanding import LONGEST_LINE, understand
from chophien.catalog.selectors import category_names
from chophien.places.selectors import borders_file
from chophien.web.decorators import guest_cacheable
from chophien.web.middleware import content_policy

GEOJSON = "application/geo+json"


@guest_cacheable
@require_safe
def big_map(request: HttpRequest) -> HttpResponse:
    """The interactive map of what the address asks. Without a script the page leads to the drawn one."""
    typed = request.GET.get("q", "")[:LONGEST_LINE].strip()
    question = read_question(request.GET.dict())
    if typed:
        question = understand(typed, before=question)
    page = big_map_page(question, typed=typed, unread=not_read(request.GET.dict(), typed=typed))
    tiles = settings.MAP_TILES
    context = {"page": page, "tiles": tiles, "tiles_credit": settings.MAP_CREDIT if tiles else ""}
    response = render(request, "atlas/public/big_map.html", context)
    if tiles:
        parts = urlsplit(tiles)
        host = parts.netloc.replace("{s}", "*")
        response["Content-Security-Policy"] = content_policy(settings.GATEWAYS, pictures=f"{parts.scheme}://{host}")
    return response


@guest_cacheable
@require_safe
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """What lies in one tile, as GeoJSON."""
    if not is_tile(z, x, y):
        raise Http404
    question = read_question(request.GET.dict())
    found = heaps(question, z, x, y, at=timezone.now())
    told = {"type": "FeatureCollection", "features": [_feature(one, question) for one in found]}
    return HttpResponse(json.dumps(told, ensure_ascii=False, separators=(",", ":")), content_type=GEOJSON)


@guest_cacheable
@require_safe
def borders(_request: HttpRequest, province: str) -> HttpResponse:
    """Borders as TopoJSON: of all provinces (``vn``), or of the communes of one."""
    found = borders_file("" if province == "vn" else province)
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="application/json")


def _land(one: Heap) -> str:
    """A single area by what grows there and where: what its shop calls it may name a person."""
    commune = communes_on_map().get(one.commune)
    return f"{category_names().get(one.crop, one.crop)}, {commune.full_name}" if one.crop and commune else ""


def _feature(one: Heap, question: Question) -> dict[str, object]:
    told: dict[str, object] = {"n": one.number}
    if one.hectares:
        told["ha"] = float(round(one.hectares, 1))
    if name := one.name or _land(one):
        told["name"] = name
    if one.commune:
        told["href"] = question.but(communes=(one.commune,), province="").address(PATH)
    place = {"type": "Point", "coordinates": [round(one.lon, 4), round(one.lat, 4)]}
    return {"type": "Feature", "geometry": place, "properties": told}
