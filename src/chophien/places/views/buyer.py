"""Choosing a commune in two steps, for whoever has no script: the province, then the commune, then back."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chophien.places import selectors
from chophien.places.errors import NoSuchPlace
from chophien.places.requests import CHOSEN, FIND, RETURN, read_return

PROVINCE = "chosen_province"
OURS = frozenset({PROVINCE, RETURN, CHOSEN, FIND, "commune_code", "place"})


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Keep what was typed in the form that sent it, and let the person choose; the last step goes back to the form."""
    signed = request.POST.get(RETURN, "")
    back = read_return(signed)
    if not back:
        return HttpResponseRedirect(reverse("places:index"))
    code = request.POST.get(PROVINCE, "")
    context: dict[str, object] = {"back": back, "signed": signed, "draft": list(_draft(request))}
    if not code:
        old_names = selectors.old_names_of_provinces()
        context |= {"provinces": selectors.provinces_today(), "old_names": old_names}
        return render(request, "places/buyer/choose_province.html", context)
    try:
        context |= {"province": selectors.province(code), "communes": selectors.communes_of(code)}
    except NoSuchPlace as problem:
        raise Http404 from problem
    return render(request, "places/buyer/choose_commune.html", context)


def _draft(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """What was typed in the form, field by field, without what the chooser itself asks."""
    for name, values in request.POST.lists():
        if name not in OURS:
            yield from ((name, str(value)) for value in values)
