"""Opening a shop for somebody in three screens: who, their own yes, the first goods. Each is kept by itself."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.helperdesk import actions, desk
from chophien.helperdesk.forms import FirstGoodsForm, HouseholdForm
from chophien.helperdesk.views import _helper
from chophien.lib.errors import DomainError, Invalid
from chophien.programmes.selectors.households import communes_helped
from chophien.sellers.models import Seller
from chophien.sellers.states import Deed
from chophien.switches.requests import offered
from chophien.switches.states import Feature
from chophien.uploads.errors import FileRefused


@require_http_methods(["GET", "HEAD", "POST"])
@_helper.helping
@offered(Feature.NEW_SHOPS)
def who(request: SignedInRequest) -> HttpResponse:
    """First screen: whose shop it is, with a phone of their own or none, and where they live."""
    at = timezone.now()
    form = HouseholdForm(request.POST or None, communes=communes_helped(request.user, at=at))
    problem, status = None, 200
    if request.method == "POST":
        status = _helper.INVALID
        if form.is_valid():
            said = form.cleaned_data
            try:
                begun = actions.open_for_household(
                    phone=said["phone"], name=said["owner_name"], details=form.details, actor=request.user, at=at
                )
                return _onward(begun.seller)
            except Invalid as refusal:
                form.take_faults(refusal.field_errors)
            except DomainError as refusal:
                problem, status = refusal, _helper.REFUSED
    return _helper.page(request, "who.html", {"form": form, "problem": problem}, status=status)


@require_safe
@_helper.helping
def consent(request: SignedInRequest, code: str) -> HttpResponse:
    """Second screen: to the household's own yes, and from there on to the goods."""
    seller = _helper.household(request, code)
    [shown] = desk.households(request.user, [seller], at=timezone.now())
    onward = reverse("helperdesk:first-goods", args=[seller.code])
    if Deed.LIST in shown.deeds:
        return HttpResponseRedirect(onward)
    if shown.asked is not None:
        where = reverse("sellers:mandate", args=[shown.asked.code])
    else:
        where = reverse("sellers:ask-mandate", args=[seller.code])
    return HttpResponseRedirect(f"{where}?{urlencode({'next': onward})}")


@require_http_methods(["GET", "HEAD", "POST"])
@_helper.helping
def first_goods(request: SignedInRequest, code: str) -> HttpResponse:
    """Third screen: the first goods, the photo first. What else buyers want to know is told on the goods' own pages."""
    at = timezone.now()
    seller = _helper.household(request, code)
    [shown] = desk.households(request.user, [seller], at=at)
    if Deed.LIST not in shown.deeds:
        return HttpResponseRedirect(reverse("helperdesk:consent", args=[seller.code]))
    form = FirstGoodsForm(request.POST, request.FILES) if request.method == "POST" else FirstGoodsForm()
    problem, status = None, 200
    if request.method == "POST":
        status = _helper.INVALID
        if form.is_valid():
            try:
                actions.add_first_goods(seller=seller, goods=form.goods, actor=request.user, at=at)
                return HttpResponseRedirect(reverse("helperdesk:household", args=[seller.code]) + "?xong=hang")
            except FileRefused as refusal:
                form.add_error("photos", str(refusal))
            except DomainError as refusal:
                problem, status = refusal, _helper.REFUSED
    context: dict[str, Any] = {"form": form, "seller": seller, "problem": problem}
    return _helper.page(request, "first_goods.html", context, status=status)


def _onward(seller: Seller) -> HttpResponse:
    return HttpResponseRedirect(reverse("helperdesk:consent", args=[seller.code]))
