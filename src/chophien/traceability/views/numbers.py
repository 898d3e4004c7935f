"""The numbers that GS1 gave to a shop: entered by its manager with the paper, looked at by an operator."""

from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError, Invalid
from chophien.sellers.models import Seller
from chophien.traceability import policies
from chophien.traceability.actions.numbers import end_number, say_number, verify_number
from chophien.traceability.forms import NumberForm
from chophien.traceability.selectors.numbers import (
    goods_to_number,
    number_by_key,
    numbers_of,
    prefixes_in,
    shops_with_numbers,
)
from chophien.uploads.actions.papers import open_private_file
from chophien.uploads.selectors import private_file
from chophien.web.decorators import signed_in
from chophien.web.downloads import private_file_response

REFUSED, INVALID = 409, 422
COUNTS, ENDS, PAPER = "dung", "thoi", "giay"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def numbers(request: SignedInRequest, code: str) -> HttpResponse:
    """What the shop said about its numbers; its manager says more."""
    at = timezone.now()
    seller = _shop(request, code, at=at)
    if request.method != "POST":
        return _page(request, seller, at=at)
    policies.can_number_goods(request.user, seller, at=at).require()
    prefixes = prefixes_in(numbers_of(seller))
    form = NumberForm(request.POST, request.FILES, goods=goods_to_number(seller), prefixes=prefixes)
    if not form.is_valid():
        return _page(request, seller, at=at, form=form, status=INVALID)
    said, paper = form.cleaned_data["value"], form.cleaned_data["paper"]
    try:
        say_number(
            seller=seller,
            value=said,
            paper=paper,
            variant=form.variant,
            is_prefix=form.is_prefix,
            actor=request.user,
            at=at,
        )
    except Invalid as refusal:
        form.take(refusal)
        return _page(request, seller, at=at, form=form, status=INVALID)
    except DomainError as refusal:
        return _page(request, seller, at=at, form=form, problem=refusal, status=REFUSED)
    return HttpResponseRedirect(reverse("traceability:numbers", args=[seller.code]))


@never_cache
@require_POST
@signed_in
def step(request: SignedInRequest, code: str, file_code: str, step: str) -> HttpResponse:
    """Open a number's paper, say that it is right, or end the number."""
    at = timezone.now()
    seller = _shop(request, code, at=at)
    number = number_by_key(seller, file_code)
    kept = private_file(number.file_code, owner_code=seller.code) if number is not None else None
    if number is None or kept is None or step not in {COUNTS, ENDS, PAPER}:
        raise Http404
    try:
        if step == PAPER:
            purpose = _("Looking at a number from GS1")
            opened = open_private_file(paper=kept, actor=request.user, purpose=purpose, at=at)
            return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)
        if step == COUNTS:
            verify_number(number=number, actor=request.user, at=at)
        else:
            end_number(number=number, actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, seller, at=at, problem=refusal, status=REFUSED)
    return HttpResponseRedirect(reverse("traceability:numbers", args=[seller.code]))


def _shop(request: SignedInRequest, code: str, *, at: datetime) -> Seller:
    return get_object_or_404(shops_with_numbers(request.user, at=at), code=code)


def _page(
    request: SignedInRequest,
    seller: Seller,
    *,
    at: datetime,
    form: NumberForm | None = None,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    is_shop = bool(policies.can_number_goods(request.user, seller, at=at))
    said = numbers_of(seller)
    prefixes = prefixes_in(said)
    context = {
        "seller": seller,
        "numbers": said,
        "prefixes": prefixes,
        "form": form or (NumberForm(goods=goods_to_number(seller), prefixes=prefixes) if is_shop else None),
        "is_shop": is_shop,
        "verifies": bool(policies.can_verify_number(request.user, seller, at=at)),
        "problem": problem,
    }
    return render(request, "traceability/desk/numbers.html", context, status=status)
