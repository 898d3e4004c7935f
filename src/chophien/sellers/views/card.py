"""The household's printed card: how it stands, printing a new one, taking it back."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import card_of
from chophien.lib.errors import DomainError
from chophien.lib.qr import qr_svg
from chophien.sellers.actions import cards
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import sellers_carded_by
from chophien.switches.selectors import is_on
from chophien.switches.states import ABOUT, Feature
from chophien.web.decorators import signed_in

REFUSED = 409


@never_cache
@require_safe
@signed_in
def card(request: SignedInRequest, code: str) -> HttpResponse:
    """Whether the household has a card, and the buttons that print one and take it back."""
    return _page(request, _shop(request, code))


@never_cache
@require_POST
@signed_in
def print_one(request: SignedInRequest, code: str) -> HttpResponse:
    """The card itself, to be printed or copied down: it is shown once."""
    seller = _shop(request, code)
    try:
        printed = cards.print_card(seller=seller, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, seller, problem=refusal, status=REFUSED)
    address = settings.SITE + reverse("accounts:card", args=[printed.token])
    context = {"seller": seller, "printed": printed, "qr": mark_safe(qr_svg(address)), "kiosk": settings.SITE + "/the/"}
    return render(request, "sellers/household/card_print.html", context)


@require_POST
@signed_in
def revoke(request: SignedInRequest, code: str) -> HttpResponse:
    """Take the card back."""
    seller = _shop(request, code)
    cards.revoke_card(seller=seller, actor=request.user, at=timezone.now())
    return HttpResponseRedirect(reverse("sellers:card", args=[seller.code]) + "?xong=bo")


def _shop(request: SignedInRequest, code: str) -> Seller:
    shops = sellers_carded_by(request.user, at=timezone.now())
    seller: Seller = get_object_or_404(shops, code=code)
    return seller


def _page(
    request: SignedInRequest, seller: Seller, *, problem: DomainError | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "seller": seller,
        "card_held": card_of(opens=seller.code),
        "prints": is_on(Feature.SIGN_IN_CARDS, at=timezone.now(), province_code=seller.commune.province.code),
        "not_printed": ABOUT[Feature.SIGN_IN_CARDS].at_the_door,
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return render(request, "sellers/household/card.html", context, status=status)
