"""Shops of the area: those that wait for a decision first, each with how it stands."""

from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.officedesk import selectors
from chophien.officedesk.filters import LISTS, shelf_of
from chophien.officedesk.paging import Page, page_along, page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.sellers.forms import ReasonForm
from chophien.sellers.models import Seller
from chophien.sellers.selectors.duties import asks_identification
from chophien.sellers.selectors.papers import accounts_to_confirm, review_sheet
from chophien.sellers.selectors.shops import sellers_decided_by, sellers_to_review
from chophien.sellers.states import SellerStatus

WAITING_MOST = 50


@require_safe
@_office.overseeing
def shops(request: SignedInRequest, office: Office) -> HttpResponse:
    """What waits, and the shops of the area by name, phone or code."""
    at = timezone.now()
    shelf = shelf_of(LISTS["shops"], request.user, request.GET.dict())
    if shelf.away:
        return HttpResponseRedirect(shelf.away)
    text, state, province = shelf.said("q", "loai", "tinh")
    area = selectors.sellers_overseen_by(request.user, at=at)
    found = selectors.sellers_found(area, text=text, status=state, province=province)
    page = page_by_pk(found, cursor=request.GET.get("trang", ""), purpose="officedesk.shops")
    waiting = _waiting(request, office, province=province, at=at)
    context = {
        "waiting": waiting,
        "waiting_following": (
            _office.address("shops", **shelf.asked, **{"trang-cho": waiting.following}) if waiting.following else ""
        ),
        "all_at_once": _office.address("new-bulk", "shops", tinh=province),
        "accounts": list(accounts_to_confirm(request.user, at=at)[:WAITING_MOST]) if office.operates else [],
        "page": page,
        "text": text,
        "state": state,
        "province": province,
        "states": SellerStatus.choices,
        "provinces": selectors.provinces_of_office(request.user, at=at),
        "following": _office.address("shops", q=text, loai=state, tinh=province, trang=page.following)
        if page.following
        else "",
        "here": request.get_full_path(),
        "shelf": shelf,
    }
    return _office.page(request, "shops.html", office, context)


def _waiting(request: SignedInRequest, office: Office, *, province: str, at: datetime) -> Page[Seller]:
    if not office.operates:
        return Page([], "")
    mine = selectors.sellers_found(sellers_to_review(request.user, at=at), text="", status="", province=province)
    return page_along(mine, "submitted_at", cursor=request.GET.get("trang-cho", ""), purpose="officedesk.shops_waiting")


@require_safe
@_office.overseeing
def shop(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One shop: all that may be seen of it, and for who decides about it the decisions."""
    at = timezone.now()
    seller = get_object_or_404(selectors.sellers_overseen_by(request.user, at=at), code=code)
    context = {
        "sheet": review_sheet(seller),
        "decides": office.operates and sellers_decided_by(request.user, at=at).contains(seller),
        "reason_form": ReasonForm(),
        "identifies": asks_identification(on=local_date(at)),
        "next": request.get_full_path(),
        "goods": _office.address("goods", q=seller.code),
    }
    return _office.page(request, "shop.html", office, context)
