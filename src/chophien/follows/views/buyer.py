"""What the reader follows, likes and waits for; following needs an account."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.catalog.models import Listing
from chophien.follows.actions import (
    ask_to_be_told,
    follow_shop,
    forget_alert,
    like_goods,
    unfollow_shop,
    unlike_goods,
)
from chophien.follows.selectors import goods_to_like, hears_offers, shop_to_follow, what_i_follow
from chophien.follows.states import AlertKind
from chophien.lib.errors import DomainError
from chophien.sellers.models import Seller
from chophien.web.decorators import signed_in

REFUSED = 409
STEP = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """Shops, goods, and what is waited for."""
    return _page(request)


@never_cache
@require_http_methods(STEP)
@signed_in
def shop(request: SignedInRequest, slug: str) -> HttpResponse:
    """Follow a shop, or no longer."""
    seller = _shop(slug)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("storefront:shop", args=[slug]))
    if request.POST.get("thoi"):
        unfollow_shop(seller=seller, person=request.user)
        return _done("thoi")
    try:
        follow_shop(seller=seller, person=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, problem=refusal)
    return _done("gian")


@never_cache
@require_http_methods(STEP)
@signed_in
def goods(request: SignedInRequest, code: str) -> HttpResponse:
    """Keep goods among one's favourites, or no longer."""
    listing = _goods(code)
    if request.method != "POST":
        return _to_goods(listing)
    if request.POST.get("thoi"):
        unlike_goods(listing=listing, person=request.user)
        return _done("thoi")
    try:
        like_goods(listing=listing, person=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, problem=refusal)
    return _done("hang")


@never_cache
@require_http_methods(STEP)
@signed_in
def alert(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    """Be told once, or no longer."""
    listing = _goods(code)
    if kind not in AlertKind.values:
        raise Http404
    if request.method != "POST":
        return _to_goods(listing)
    wanted = AlertKind(kind)
    if request.POST.get("thoi"):
        forget_alert(listing=listing, kind=wanted, person=request.user)
        return _done("thoi")
    price = listing.search_entry.price_vnd if hasattr(listing, "search_entry") else 0
    ask_to_be_told(listing=listing, kind=wanted, price_vnd=price, person=request.user, at=timezone.now())
    return _done("bao")


def _page(request: SignedInRequest, *, problem: DomainError | None = None) -> HttpResponse:
    context = {
        "mine": what_i_follow(request.user),
        "hears_offers": hears_offers(request.user, at=timezone.now()),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return render(request, "follows/buyer/mine.html", context, status=REFUSED if problem else 200)


def _shop(slug: str) -> Seller:
    found = shop_to_follow(slug)
    if found is None:
        raise Http404
    return found


def _goods(code: str) -> Listing:
    found = goods_to_like(code)
    if found is None:
        raise Http404
    return found


def _to_goods(listing: Listing) -> HttpResponse:
    return HttpResponseRedirect(reverse("storefront:product", args=[listing.slug, listing.code]))


def _done(what: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("follows:mine") + f"?xong={what}")
