"""Goods that are called back: public for everybody, published by the shop for its own goods."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.complaints import policies
from chophien.complaints.actions.recalls import publish_recall
from chophien.complaints.forms import RecallForm
from chophien.complaints.selectors.recalls import listings_recalled_by, recalls_public
from chophien.lib.errors import DomainError
from chophien.web.decorators import guest_cacheable, signed_in

INVALID, REFUSED, MOST = 422, 409, 100


@guest_cacheable
@require_safe
def recalls(request: HttpRequest) -> HttpResponse:
    """Everything that was called back, what runs now first."""
    return render(request, "complaints/public/recalls.html", {"recalls": list(recalls_public()[:MOST])})


@guest_cacheable
@require_safe
def recall(request: HttpRequest, code: str) -> HttpResponse:
    """One recall: which goods, why, and what to do."""
    found = get_object_or_404(recalls_public(), code=code)
    return render(request, "complaints/public/recall.html", {"recall": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def publish(request: SignedInRequest, code: str) -> HttpResponse:
    """Call goods back: by the shop's manager or an operator."""
    at = timezone.now()
    listing = get_object_or_404(listings_recalled_by(request.user, at=at), code=code)
    form = RecallForm(request.POST or None)
    problem, status = None, INVALID if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = publish_recall(listing=listing, notice=form.notice(), actor=request.user, at=at)
        except DomainError as refusal:
            problem, status = refusal, REFUSED
        else:
            return HttpResponseRedirect(reverse("complaints:recall", args=[made.code]))
    is_shop = bool(policies.can_answer(request.user, listing.seller, at=at))
    context = {"listing": listing, "form": form, "problem": problem, "is_shop": is_shop}
    return render(request, "complaints/seller/recall.html", context, status=status)
