"""The shop's side of buying in bulk: what is asked for, its quotes, its contracts and its price lists."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import person_by_phone
from chophien.catalog.models import Variant
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.lots.selectors.lots import lots_to_use
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import sellers_answered_by
from chophien.sellers.selectors.shops import sellers_managed_by
from chophien.web.decorators import signed_in
from chophien.wholesale.actions.hearing import want_requests
from chophien.wholesale.actions.prices import end_prices_of, set_price_list
from chophien.wholesale.actions.quoting import quote, withdraw_quote
from chophien.wholesale.forms import QuoteForm, TiersForm
from chophien.wholesale.models import PurchaseRequest
from chophien.wholesale.selectors.doers import quoted_by
from chophien.wholesale.selectors.hearing import hears_of_requests
from chophien.wholesale.selectors.prices import buyer_priced_by, buyers_with_prices
from chophien.wholesale.selectors.requests import (
    MOST,
    contracts_of_shop,
    quotes_of,
    quotes_of_shops,
    requests_open_to,
    tiers_of,
    variants_to_quote,
)
from chophien.wholesale.states import QuoteStatus
from chophien.wholesale.units import in_words

INVALID, REFUSED = 422, 409


@never_cache
@require_safe
@signed_in
def desk(request: SignedInRequest) -> HttpResponse:
    """The shops that the reader answers for; with one it opens at once."""
    shops = list(sellers_answered_by(request.user, at=timezone.now()).order_by("folded_name", "pk")[:MOST])
    if len(shops) == 1:
        return HttpResponseRedirect(reverse("wholesale:shop", args=[shops[0].code]))
    return render(request, "wholesale/seller/shops.html", {"shops": shops})


@never_cache
@require_safe
@signed_in
def shop(request: SignedInRequest, seller: str) -> HttpResponse:
    """What buyers ask for that the shop could answer, what it has quoted, and its contracts."""
    return _page(request, _shop(request, seller))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answer(request: SignedInRequest, seller: str, code: str) -> HttpResponse:
    """Quote for a request."""
    found, at = _shop(request, seller), timezone.now()
    asked = get_object_or_404(requests_open_to(found, on=local_date(at)), code=code)
    goods = [(one.code, _words(one)) for one in variants_to_quote(found)]
    lots = [(one.code, f"{one.product} · {one.code}") for one in lots_to_use(found)]
    form = QuoteForm(request.POST or None, goods=goods, lots=lots)
    problem: DomainError | None = None
    if form.is_bound and form.is_valid():
        try:
            quote(request=asked, seller=found, facts=form.facts(), actor=request.user, at=at)
            return HttpResponseRedirect(reverse("wholesale:shop", args=[found.code]) + "?xong=bao-gia")
        except Invalid as refusal:
            form.take(refusal)
        except DomainError as refusal:
            problem = refusal
    context = {
        "seller": found,
        "asked": asked,
        "amount": in_words(asked.quantity, asked.unit),
        "form": form,
        "problem": problem,
    }
    status = REFUSED if problem else INVALID if form.is_bound else 200
    return render(request, "wholesale/seller/answer.html", context, status=status)


@require_POST
@signed_in
def hear(request: SignedInRequest, seller: str) -> HttpResponse:
    """Be told of new requests, or no longer."""
    found = _shop(request, seller)
    want_requests(seller=found, wants=request.POST.get("muon") == "1", actor=request.user, at=timezone.now())
    return HttpResponseRedirect(reverse("wholesale:shop", args=[found.code]) + "?xong=bao-tin")


@require_POST
@signed_in
def take_back(request: SignedInRequest, code: str) -> HttpResponse:
    """Withdraw a quote."""
    at = timezone.now()
    shops = sellers_answered_by(request.user, at=at)
    found = get_object_or_404(quotes_of_shops(shops), code=code)
    try:
        withdraw_quote(quote=found, actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, _shop(request, found.seller.code), problem=refusal)
    return HttpResponseRedirect(reverse("wholesale:shop", args=[found.seller.code]) + "?xong=rut")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def prices(request: SignedInRequest, seller: str) -> HttpResponse:
    """Price lists: for everybody, and for one buyer."""
    at = timezone.now()
    found = get_object_or_404(sellers_managed_by(request.user, at=at), code=seller)
    goods = variants_to_quote(found)
    form = TiersForm(request.POST or None, goods=[(one.code, _words(one)) for one in goods])
    if form.is_bound and form.is_valid() and _set_prices(request, form, goods):
        return HttpResponseRedirect(reverse("wholesale:prices", args=[found.code]) + "?xong=gia")
    context = {
        "seller": found,
        "form": form,
        "tiers": tiers_of(goods),
        "in_words": in_words,
        "buyers": buyers_with_prices(found, on=local_date(at)),
        "done": request.GET.get("xong", ""),
    }
    return render(request, "wholesale/seller/prices.html", context, status=INVALID if form.is_bound else 200)


@require_POST
@signed_in
def end_prices(request: SignedInRequest, seller: str) -> HttpResponse:
    """One buyer pays what everybody pays again."""
    at = timezone.now()
    found = get_object_or_404(sellers_managed_by(request.user, at=at), code=seller)
    buyer = buyer_priced_by(found, request.POST.get("buyer", "")[:20])
    if buyer is not None:
        end_prices_of(seller=found, buyer=buyer, actor=request.user, at=at)
    return HttpResponseRedirect(reverse("wholesale:prices", args=[found.code]) + "?xong=thoi")


def _set_prices(request: SignedInRequest, form: TiersForm, goods: list[Variant]) -> bool:
    kept = form.cleaned_data
    buyer = person_by_phone(kept["buyer_phone"]) if kept["buyer_phone"] else None
    if kept["buyer_phone"] and buyer is None:
        form.add_error("buyer_phone", _("Nobody on the market has this number."))
        return False
    variant = next(one for one in goods if one.code == kept["variant_code"])
    try:
        set_price_list(
            variant=variant,
            tiers=kept["tiers"],
            buyer=buyer,
            until=kept["until"],
            actor=request.user,
            at=timezone.now(),
        )
    except Invalid as refusal:
        form.take(refusal)
        return False
    return True


def _page(request: SignedInRequest, found: Seller, *, problem: DomainError | None = None) -> HttpResponse:
    at = timezone.now()
    asked: list[PurchaseRequest] = list(requests_open_to(found, on=local_date(at))[:MOST])
    quotes = list(quotes_of(found)[:MOST])
    answered = {one.request_id for one in quotes if one.status == QuoteStatus.OPEN}
    context = {
        "seller": found,
        "asked": [(one, in_words(one.quantity, one.unit)) for one in asked if one.pk not in answered],
        "quotes": quotes,
        "quoted_by": quoted_by(quotes),
        "contracts": list(contracts_of_shop(found)[:MOST]),
        "hears": hears_of_requests(found),
        "manages": found in sellers_managed_by(request.user, at=at),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return render(request, "wholesale/seller/shop.html", context, status=REFUSED if problem else 200)


def _shop(request: SignedInRequest, code: str) -> Seller:
    found = sellers_answered_by(request.user, at=timezone.now()).select_related("commune__province")
    seller: Seller = get_object_or_404(found, code=code)
    return seller


def _words(variant: Variant) -> str:
    live = variant.listing.live
    return " · ".join(part for part in (live.title if live else "", variant.title, variant.pack) if part)
