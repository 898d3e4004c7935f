"""Where goods shall come to: one question, remembered in a cookie on this phone only."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from chophien.storefront.destination import COOKIE, destination
from chophien.storefront.forms import PlaceForm
from chophien.web.decorators import safe_next

HALF_A_YEAR = 60 * 60 * 24 * 183


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Ask for the province, remember it, go back to the page that asked."""
    back = safe_next(request)
    if request.method != "POST":
        known = destination(request.COOKIES.get(COOKIE, ""))
        form = PlaceForm(initial={"province": known.code if known else ""})
        return render(request, "storefront/buyer/place.html", {"form": form, "back": back})
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return render(request, "storefront/buyer/place.html", {"form": form, "back": back}, status=422)
    response = HttpResponseRedirect(back)
    response.set_cookie(
        COOKIE,
        form.cleaned_data["province"],
        max_age=HALF_A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
