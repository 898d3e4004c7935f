"""A household's own page: what it brought, its part of each lot, what it got. Opened by its own sign-in or its card."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError
from chophien.lots.actions.growers import accept_grower, decline_grower
from chophien.lots.actions.paying import Receipt, deny_payment
from chophien.lots.selectors.shares import asked_of_person, growers_of_person, payments_of_person, share_sheet
from chophien.lots.states import ReceiptWay
from chophien.scans.actions.naming import say_naming
from chophien.scans.selectors.naming import named_among, yes_to_another_name
from chophien.settlement.actions.growers import confirm_payment
from chophien.web.decorators import signed_in

HAS, HAS_NOT = "da-nhan", "chua-nhan"
IS_ME, NOT_ME = "la-toi", "khong-phai"
NAME_ME, NAME_ME_NOT = "neu-ten", "khong-neu-ten"
REFUSED = 409


@never_cache
@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """The household's sums with a cooperative that it brings goods to. Who brings nothing anywhere finds no page."""
    return _page(request)


@require_POST
@signed_in
def answer(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """The household has the money that was written down as paid, or has it not; or somebody is a household, or not; or
    it wants to be named, or not.
    """
    at = timezone.now()
    if step in {IS_ME, NOT_ME}:
        return _say_who(request, code, step)
    if step in {NAME_ME, NAME_ME_NOT}:
        grower = get_object_or_404(growers_of_person(request.user), code=code)
        say_naming(grower=grower, may_be_named=step == NAME_ME, actor=request.user, at=at)
        return HttpResponseRedirect(reverse("sellerdesk:my-shares") + f"?ho={grower.code}&xong={step}")
    payment = get_object_or_404(payments_of_person(request.user), code=code)
    if step not in {HAS, HAS_NOT}:
        raise Http404
    try:
        if step == HAS:
            confirm_payment(payment=payment, receipt=Receipt(ReceiptWay.DESK), actor=request.user, at=at)
        else:
            deny_payment(payment=payment, actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, problem=refusal)
    return HttpResponseRedirect(reverse("sellerdesk:my-shares") + f"?ho={payment.grower.code}&xong={step}")


def _say_who(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    at = timezone.now()
    grower = get_object_or_404(asked_of_person(request.user), code=code)
    try:
        if step == IS_ME:
            accept_grower(grower=grower, actor=request.user, at=at)
            return HttpResponseRedirect(reverse("sellerdesk:my-shares") + f"?ho={grower.code}")
        decline_grower(grower=grower, actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, problem=refusal)
    return HttpResponseRedirect(reverse("accounts:me"))


def _page(request: SignedInRequest, *, problem: DomainError | None = None) -> HttpResponse:
    growers = list(growers_of_person(request.user))
    wanted = request.GET.get("ho", "")
    chosen = next((one for one in growers if one.code == wanted), growers[0] if growers and not wanted else None)
    asked = [] if wanted else list(asked_of_person(request.user))
    if chosen is None and not asked:
        raise Http404
    is_named = chosen is not None and bool(named_among([chosen]))
    context = {
        "growers": growers,
        "asked": asked,
        "is_named": is_named,
        "yes_to": yes_to_another_name(chosen) if chosen and not is_named else "",
        "sheet": share_sheet(chosen) if chosen else None,
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return render(request, "sellerdesk/seller/my_shares.html", context, status=REFUSED if problem else 200)
