"""The first page of the desk, and choosing between shops."""

from contextlib import suppress
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.sellerdesk.history import helped_in
from chophien.sellerdesk.today import today_of
from chophien.sellerdesk.views import _desk
from chophien.sellers.actions.accepting import accept_regulations
from chophien.sellers.selectors.duties import regulations_to_accept
from chophien.web.decorators import signed_in
from chophien.web.paging import BadCursor, decode_cursor, encode_cursor

HELPED = "sellerdesk.helped"


@never_cache
@require_safe
@signed_in
def today(request: SignedInRequest) -> HttpResponse:
    """What is to be done today. Who works for no shop reads how to open one."""
    at = timezone.now()
    desk = _desk.find_desk(request, at=at)
    if desk is None:
        return render(request, "sellerdesk/seller/no_shop.html")
    context = {
        "today": today_of(desk, at=at),
        "person": request.user,
        "new_rules": regulations_to_accept(desk.seller, at=at) if desk.manages else None,
    }
    return _desk.page(request, "today.html", desk, context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rules(request: SignedInRequest) -> HttpResponse:
    """New rules of the market: read, and accept in the shop's name."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    if request.method == "POST":
        accept_regulations(seller=desk.seller, actor=request.user, at=at)
        return HttpResponseRedirect(_desk.address("today", desk))
    context = {"version": regulations_to_accept(desk.seller, at=at), "today_is": local_date(at)}
    return _desk.page(request, "rules.html", desk, context)


@never_cache
@require_safe
@signed_in
def helped(request: SignedInRequest) -> HttpResponse:
    """What helpers did in the household's name, for its managers; a helper sees their own acts."""
    desk = _desk.need_desk(request, at=timezone.now(), principal=True)
    page = helped_in(desk.seller, helper=request.user.code if desk.helps else "", after=_after(request))
    older = encode_cursor(list(page.after), purpose=HELPED) if page.after else ""
    context = {
        "lines": page.lines,
        "newest": _desk.address("helped", desk) if "trang" in request.GET else "",
        "older": _desk.address("helped", desk, trang=older) if older else "",
    }
    return _desk.page(request, "helped.html", desk, context)


@never_cache
@require_safe
@signed_in
def orders(request: SignedInRequest) -> HttpResponse:
    """To the orders of the shop that the person is at work for."""
    desk = _desk.need_desk(request, at=timezone.now(), server=True)
    return HttpResponseRedirect(reverse("orders:seller-list") + "?" + urlencode({_desk.SHOP: desk.seller.code}))


def _after(request: SignedInRequest) -> tuple[datetime, int] | None:
    """Where the page before ended; a cursor that was bent means the first page."""
    with suppress(BadCursor, ValueError):
        moment, pk = decode_cursor(request.GET.get("trang", ""), purpose=HELPED)
        if isinstance(moment, datetime) and isinstance(pk, int):
            return moment, pk
    return None
