"""The map for everybody: provinces, communes, and what old names are called today."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from chophien.places import selectors
from chophien.places.errors import NoSuchPlace
from chophien.web.decorators import guest_cacheable

LONGEST_QUERY = 120
SUGGESTION_SECONDS = 600
HITS, SUGGESTIONS = 20, 8


@require_safe
@guest_cacheable
def index(request: HttpRequest) -> HttpResponse:
    """The 34 provinces, or what a search for a place found."""
    query = _query(request)
    context = {
        "query_place": query,
        "hits": selectors.search_places(query, limit=HITS),
        "provinces": selectors.provinces_today(),
        "old_names": selectors.old_names_of_provinces(),
    }
    return render(request, "places/public/index.html", context)


@require_safe
@guest_cacheable
def province(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A province and its communes in the order of the alphabet."""
    try:
        found = selectors.province(code)
    except NoSuchPlace as problem:
        raise Http404 from problem
    if slug != found.slug:
        return HttpResponsePermanentRedirect(reverse("places:province", kwargs={"slug": found.slug, "code": code}))
    context = {
        "province": found,
        "communes": selectors.communes_of(code),
        "old_names": selectors.old_names_of_provinces().get(code, []),
    }
    return render(request, "places/public/province.html", context)


@require_safe
@guest_cacheable
def commune(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A commune, what it was made from, and its region class where a decision names it."""
    try:
        found = selectors.commune_with_history(code, at=timezone.localdate())
    except NoSuchPlace as problem:
        raise Http404 from problem
    if slug != found.slug:
        return HttpResponsePermanentRedirect(reverse("places:commune", kwargs={"slug": found.slug, "code": code}))
    return render(request, "places/public/commune.html", {"commune": found})


@require_safe
@guest_cacheable
def renamed(request: HttpRequest) -> HttpResponse:
    """What an address of before July 2025 is today."""
    query = _query(request)
    reading = selectors.old_address(query)
    hits = selectors.search_places(query, limit=HITS) if reading.fit == selectors.Fit.NONE else []
    context = {"query_place": query, "reading": reading, "hits": hits}
    return render(request, "places/public/renamed.html", context)


@require_safe
@guest_cacheable
def suggestions(request: HttpRequest) -> HttpResponse:
    """Places whose name begins like what is being typed, to choose from: the part of an address form."""
    query = (request.GET.get("place") or _query(request))[:LONGEST_QUERY]
    context = {"hits": selectors.search_places(query, limit=SUGGESTIONS), "chosen": None, "query_place": query}
    response = render(request, "places/buyer/_place_hits.html", context)
    patch_cache_control(response, public=True, max_age=SUGGESTION_SECONDS)
    return response


def _query(request: HttpRequest) -> str:
    return request.GET.get("q", "")[:LONGEST_QUERY].strip()
