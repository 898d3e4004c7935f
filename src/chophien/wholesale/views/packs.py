"""The shop's documents: what stands in them, who gets which, and the one tap that takes that back."""

from datetime import datetime, timedelta

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import person_by_phone
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import sellers_managed_by
from chophien.web.decorators import signed_in
from chophien.wholesale.actions.packs import give_pack, take_pack_back
from chophien.wholesale.forms import PackForm
from chophien.wholesale.pack import pack_of, paper_columns
from chophien.wholesale.selectors.packs import EVERYTHING, consents_of
from chophien.wholesale.states import PackPart

INVALID = 422
FIRST_SPAN = timedelta(days=90)
BY_THEMSELVES = [part.value for part in PackPart if part != PackPart.COPIES]
"""Ticked on a fresh sheet; copies of papers are given by a tick of the shop's own."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show(request: SignedInRequest, seller: str) -> HttpResponse:
    """Look at the documents as buyers get them, and let buyers take them."""
    at = timezone.now()
    found = _shop(request, seller, at=at)
    first = {"papers": BY_THEMSELVES, "until": local_date(at) + FIRST_SPAN}
    form = PackForm(request.POST or None, initial=first)
    if form.is_bound and form.is_valid() and _give(request, found, form, at=at):
        return HttpResponseRedirect(reverse("wholesale:packs", args=[found.code]) + "?xong=dua")
    context = {
        "seller": found,
        "form": form,
        "consents": [
            (one, [PackPart(paper).label for paper in one.papers]) for one in consents_of(found, on=local_date(at))
        ],
        "pack": pack_of(found, papers=EVERYTHING, at=at),
        "columns": paper_columns(),
        "done": request.GET.get("xong", ""),
    }
    return render(request, "wholesale/seller/packs.html", context, status=INVALID if form.is_bound else 200)


@require_POST
@signed_in
def take_back(request: SignedInRequest, seller: str) -> HttpResponse:
    """Give a buyer no more documents."""
    at = timezone.now()
    found, whose = _shop(request, seller, at=at), request.POST.get("buyer", "")[:20]
    given = [one for one in consents_of(found, on=local_date(at)) if (one.buyer.code if one.buyer else "") == whose]
    if whose and not given:
        raise Http404
    take_pack_back(seller=found, buyer=given[0].buyer if given else None, actor=request.user, at=at)
    return HttpResponseRedirect(reverse("wholesale:packs", args=[found.code]) + "?xong=thoi")


def _give(request: SignedInRequest, found: Seller, form: PackForm, *, at: datetime) -> bool:
    kept = form.cleaned_data
    buyer = person_by_phone(kept["buyer_phone"]) if kept["buyer_phone"] else None
    if kept["buyer_phone"] and buyer is None:
        form.add_error("buyer_phone", _("Nobody on the market has this number."))
        return False
    try:
        give_pack(seller=found, buyer=buyer, papers=kept["papers"], until=kept["until"], actor=request.user, at=at)
    except Invalid as refusal:
        form.take(refusal)
        return False
    return True


def _shop(request: SignedInRequest, code: str, *, at: datetime) -> Seller:
    found = sellers_managed_by(request.user, at=at).select_related("commune__province")
    seller: Seller = get_object_or_404(found, code=code)
    return seller
