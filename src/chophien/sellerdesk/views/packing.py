"""How goods are packed: on the phone, without a signal too, and on paper for the wall."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.packaging.selectors.guiding import Packing, guided_categories, packing
from chophien.packaging.selectors.sheets import guide_pdf, note_of
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk
from chophien.web.decorators import signed_in


@never_cache
@require_safe
@signed_in
def guides(request: SignedInRequest) -> HttpResponse:
    """Every kind of goods that there is a guide for."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at)
    context = {"kinds": guided_categories(on=local_date(at)), "shop_query": f"?{_desk.SHOP}={desk.seller.code}"}
    return _desk.page(request, "packing_home.html", desk, context)


@never_cache
@require_safe
@signed_in
def guide(request: SignedInRequest, about: str) -> HttpResponse:
    """The steps, what is needed, and until when goods keep that are packed today or were packed before."""
    desk, found = _find(request, about)
    today = local_date(timezone.now())
    context = {
        "found": found,
        "about": about,
        "today": today,
        "until": found.guide.keeps_until(today),
        "note": note_of(found.guide),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
    }
    return _desk.page(request, "packing.html", desk, context)


@never_cache
@require_safe
@signed_in
def guide_sheet(request: SignedInRequest, about: str) -> HttpResponse:
    """The same as a PDF of one page."""
    _shop, found = _find(request, about)
    answer = HttpResponse(guide_pdf(found.title, found.guide), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="dong-goi-{found.category.slug}.pdf"'
    return answer


def _find(request: SignedInRequest, about: str) -> tuple[Desk, Packing]:
    """:raises Http404: if it is no category and no goods of the shop, or nobody works for one"""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at)
    found = packing(about, desk.seller, on=local_date(at))
    if found is None:
        raise Http404
    return desk, found
