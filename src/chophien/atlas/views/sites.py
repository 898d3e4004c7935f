"""A shop's packing houses and collection points, for its own people."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts.requests import SignedInRequest
from chophien.atlas.actions.sites import LONGEST, SiteFacts, close_site, open_site
from chophien.atlas.policies import can_put_sites
from chophien.atlas.selectors.sites import sites_of
from chophien.atlas.states import SiteKind
from chophien.lib.errors import DomainError, Invalid
from chophien.places.selectors import COMMUNE, PlaceHit, commune, places_named
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import seller_by_slug
from chophien.web.decorators import signed_in

REFUSED = 422
FIELDS = ("kind", "commune", *LONGEST)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sites(request: SignedInRequest, slug: str) -> HttpResponse:
    """The shop's places, and a form for one more. What was typed stays when it is refused."""
    at = timezone.now()
    seller = _shop(request, slug)
    typed = {name: request.POST.get(name, "")[:200] for name in FIELDS}
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            open_site(seller=seller, facts=_facts(seller, typed), actor=request.user, at=at)
        except Invalid as refusal:
            faults = {name: " ".join(map(str, said)) for name, said in refusal.field_errors.items()}
        except DomainError as refusal:
            faults = {"": str(refusal)}
        else:
            return HttpResponseRedirect(reverse("atlas:sites", args=[slug]))
    else:
        typed |= {
            "kind": SiteKind.COLLECTION.value,
            "commune": f"{seller.commune.full_name}, {seller.commune.province}",
        }
    context = {"seller": seller, "sites": sites_of(seller), "typed": typed, "faults": faults}
    context |= {"kinds": SiteKind.choices, "longest": LONGEST}
    return render(request, "atlas/seller/sites.html", context, status=REFUSED if faults else 200)


@never_cache
@require_POST
@signed_in
def close(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Take one place off the map."""
    seller = _shop(request, slug)
    site = get_object_or_404(sites_of(seller), code=code)
    close_site(site=site, actor=request.user, at=timezone.now())
    return HttpResponseRedirect(reverse("atlas:sites", args=[slug]))


def _shop(request: HttpRequest, slug: str) -> Seller:
    seller = seller_by_slug(slug)
    if seller is None or not can_put_sites(request.user, seller, at=timezone.now()):  # type: ignore[arg-type]  # signed in
        raise Http404
    return seller


def _facts(seller: Seller, typed: dict[str, str]) -> SiteFacts:
    hits = [hit for hit in places_named(typed["commune"]) if hit.kind == COMMUNE]
    return SiteFacts(
        kind=typed["kind"],
        name=typed["name"],
        commune=commune(_the_one(hits, seller).code),
        address=typed["address"],
        hours=typed["hours"],
        packing_code=typed["packing_code"],
    )


def _the_one(hits: list[PlaceHit], seller: Seller) -> PlaceHit:
    """The commune that was typed; of several with one name that of the shop's own province."""
    near = [hit for hit in hits if hit.province_code == seller.commune.province.code]
    if len(near) == 1 or len(hits) == 1:
        return near[0] if len(near) == 1 else hits[0]
    raise Invalid({"commune": [_("Write the commune's name, then a comma and the province.")]})
