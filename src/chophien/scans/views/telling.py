"""What the reader of a page may say: where they are, and that they open the pack now. And codes that are typed."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.places.selectors import PlaceHit, search_places
from chophien.scans.actions.scanning import note_opened, tell_place
from chophien.scans.addresses import BadAddress, read_address
from chophien.scans.errors import PlaceUnknown
from chophien.scans.selectors.found import Found, found_at
from chophien.scans.selectors.typed import link_of_typed
from chophien.scans.views import _page

HITS, LONGEST_PLACE, LONGEST_CODE = 12, 120, 300
NOT_FOUND, INVALID = 404, 422


@require_safe
@never_cache
def look(request: HttpRequest) -> HttpResponse:
    """Type what stands on a pack: the number of a stamp, the code of a lot."""
    typed = request.GET.get("ma", "")[:LONGEST_CODE].strip()
    path = link_of_typed(typed)
    if path:
        return HttpResponseRedirect(path)
    return render(request, "scans/public/look.html", {"typed": typed}, status=NOT_FOUND if typed else 200)


@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Say where the pack was scanned: a commune or a province, by name; where several have it, by choosing one."""
    path, found = _found(request)
    words = request.POST.get("noi", "")[:LONGEST_PLACE].strip()
    code = request.POST.get("ma_noi", "")[:5]
    hits: list[PlaceHit] = [] if code else search_places(words, limit=HITS)
    chosen = code or (hits[0].code if len(hits) == 1 else "")
    try:
        if chosen:
            visitor = _page.visitor(request)
            is_kept = tell_place(scanned=_page.scanned(found), visitor=visitor, place=chosen, at=timezone.now())
            return HttpResponseRedirect(f"{path}?{_page.THANKS}={'noi' if is_kept else _page.NOT_COUNTED}")
    except PlaceUnknown:
        pass
    context = {"path": path, "words": words, "hits": hits}
    return render(request, "scans/public/place.html", context, status=200 if hits else INVALID)


@require_POST
def opened(request: HttpRequest) -> HttpResponse:
    """Say that the pack is opened now."""
    path, found = _found(request)
    if found.stamp is None:
        raise Http404
    note_opened(stamp=found.stamp, at=timezone.now())
    return HttpResponseRedirect(f"{path}?{_page.THANKS}=mo")


def _found(request: HttpRequest) -> tuple[str, Found]:
    """The page that a form stood on, and what it is about.

    :raises Http404: if there is no such page
    """
    path = request.POST.get("duong", "")[:LONGEST_CODE]
    try:
        asked = read_address(path, "", stem=settings.SITE)
    except BadAddress:
        raise Http404 from None
    found = found_at(asked)
    if found is None or not found.is_page or not asked.is_canonical:
        raise Http404
    return path, found
