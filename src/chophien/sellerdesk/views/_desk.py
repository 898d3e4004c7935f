"""Which shop a request is about, and what every page of the desk shows of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from chophien.accounts.requests import SignedInRequest
from chophien.catalog.models import Listing
from chophien.lib.errors import DomainError
from chophien.sellerdesk import selectors
from chophien.sellerdesk.selectors import Desk
from chophien.sellers.models import Seller

SHOP = "gian"
INVALID, REFUSED = 422, 409


def find_desk(
    request: SignedInRequest, *, at: datetime, fits: Callable[[Desk], bool] = lambda _desk: True
) -> Desk | None:
    """The desk of the shop that the address names, else of the one chosen last, or another that `fits` where that one
    does not; none for who works for no shop.

    :raises Http404: if the address names a shop that the person does not work for
    """
    wanted = request.GET.get(SHOP, "")
    remembered = str(request.session.get(SHOP, ""))
    desk = selectors.desk_of(request.user, wanted=wanted, remembered=remembered, at=at, fits=fits)
    if desk is None and wanted:
        raise Http404
    if desk is not None and wanted and request.session.get(SHOP) != wanted:
        request.session[SHOP] = wanted
    return desk


def need_desk(
    request: SignedInRequest,
    *,
    at: datetime,
    manager: bool = False,
    cashier: bool = False,
    lister: bool = False,
    server: bool = False,
    principal: bool = False,
) -> Desk:
    """The desk, for somebody who works there or helps, and whom the page concerns. A `lister` may change goods, a
    `server` sees the orders, a `principal` acts for the household: its manager and its helper.

    :raises Http404: for everybody else
    """

    def fits(desk: Desk) -> bool:
        asked = [(manager, desk.manages), (cashier, desk.sees_money), (lister, desk.lists), (server, desk.serves)]
        asked.append((principal, desk.manages or desk.helps))
        return all(may for wanted, may in asked if wanted)

    desk = find_desk(request, at=at, fits=fits)
    if desk is None or not fits(desk):
        raise Http404
    return desk


def desk_at(request: SignedInRequest, seller: Seller, *, at: datetime) -> Desk:
    """The desk of the shop that a thing belongs to; the thing was fetched for this person."""
    desk = selectors.desk_of(request.user, wanted=seller.code, at=at)
    if desk is None:
        raise Http404
    return desk


def managed_goods(request: SignedInRequest, code: str, *, at: datetime) -> Listing:
    """The listing if the person may change it.

    :raises Http404: if not, or if there is none
    """
    return get_object_or_404(selectors.goods_managed_by(request.user, at=at), code=code)


def page(
    request: HttpRequest, template: str, desk: Desk, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the desk."""
    return render(request, f"sellerdesk/seller/{template}", {"desk": desk, **context}, status=status)


def address(name: str, desk: Desk, *args: str, **query: str) -> str:
    """The address of a page of the desk, with the shop in it where the person works for several."""
    said = {**({SHOP: desk.seller.code} if len(desk.shops) > 1 else {}), **query}
    path = reverse(f"sellerdesk:{name}", args=args)
    return f"{path}?{urlencode(said)}" if said else path


def status_of(refusal: DomainError | None, *, invalid: bool = False) -> int:
    """The status of a page that comes back."""
    if refusal is not None:
        return REFUSED
    return INVALID if invalid else 200
