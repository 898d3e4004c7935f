"""Exact plots as a file for a due-diligence statement: for the shop itself, and for whom it or the law lets look."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chophien.accounts.requests import SignedInRequest
from chophien.atlas.actions.plots import chosen, plots_file
from chophien.atlas.asking import hectares_of
from chophien.atlas.selectors.plots import is_own, plots_of
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.sellers.selectors.shops import seller_by_slug
from chophien.web.decorators import signed_in
from chophien.web.downloads import private_file_response

REFUSED, LONGEST_PURPOSE = 422, 300
GEOJSON = "application/geo+json"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def plots(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose areas of a shop and take their borders away. Who may see none of them finds nothing here."""
    at, actor = timezone.now(), request.user
    seller = seller_by_slug(slug)
    own = seller is not None and is_own(seller, actor=actor, at=at)
    areas = plots_of(seller, actor=actor, at=at) if seller is not None else []
    if seller is None or not (own or areas):
        raise Http404
    ticked = set(request.POST.getlist("vung")) if request.method == "POST" else {area.code for area in areas}
    typed = {area.code: request.POST.get(f"ha-{area.code}", "")[:12] for area in areas}
    purpose = request.POST.get("muc-dich", "")[:LONGEST_PURPOSE]
    refused = ""
    if request.method == "POST":
        sizes = {code: size for code, text in typed.items() if (size := hectares_of(text)) is not None}
        try:
            text = plots_file(chosen(areas, ticked), sizes=sizes, purpose=purpose, actor=actor, at=at)
        except Invalid as refusal:
            refused = " ".join(str(one) for ones in refusal.field_errors.values() for one in ones)
        except DomainError as refusal:
            refused = str(refusal)
        else:
            name = f"eudr-{seller.slug}-{local_date(at):%Y-%m-%d}.geojson"
            return private_file_response(text.encode(), content_type=GEOJSON, name=name)
    context = {"seller": seller, "areas": areas, "own": own, "ticked": ticked, "typed": typed, "purpose": purpose}
    context |= {"refused": refused}
    return render(request, "atlas/seller/plots.html", context, status=REFUSED if refused else 200)
