"""The cart: what is in it, more or less of it, and what stands in the way of ordering it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chophien.catalog.selectors import Offer, offers_for_sale
from chophien.lib.errors import DomainError, NotFound
from chophien.orders.actions.carts import add_to_cart, set_quantity
from chophien.orders.actions.vouchers import change_vouchers
from chophien.orders.forms import QuantityForm, VoucherForm
from chophien.orders.models import Cart
from chophien.orders.selectors.carts import CartView, cart_view
from chophien.orders.selectors.deciding import destination
from chophien.orders.views import _buyer
from chophien.orders.views._steps import by_button
from chophien.uploads.selectors import photo_sources

CODE_MOST = 40
INVALID, REFUSED = 422, 409


@never_cache
@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    """Everything in the cart by seller, with sums; an empty cart says how to fill it."""
    return _page(request, _buyer.cart_for(request), at=timezone.now())


@by_button("orders:cart")
def add(request: HttpRequest) -> HttpResponse:
    """Put goods into the cart. `buy` goes straight on to the checkout."""
    at, variant = timezone.now(), request.POST.get("variant", "")[:CODE_MOST]
    form = QuantityForm({"quantity": request.POST.get("quantity") or "1"})
    offer = offers_for_sale([variant], at=at).get(variant)
    if offer is None:
        raise NotFound
    held = _buyer.cart_for(request)
    if form.is_valid() and form.cleaned_data["quantity"] == 0:
        form.add_error("quantity", _("Write how much you want, like 1."))
    if not form.is_valid():
        return _not_added(request, held, offer, form, at=at, status=INVALID)
    held = held or _buyer.need_cart(request, at=at)
    amount = form.cleaned_data["quantity"]
    try:
        add_to_cart(cart=held, variant_code=variant, quantity=amount, actor=_buyer.actor_of(request), at=at)
    except DomainError as refusal:
        form.add_error("quantity", str(refusal))
        response = _not_added(request, held, offer, form, at=at, status=REFUSED)
        _buyer.remember_cart(request, response, held)
        return response
    target = reverse("orders:checkout") if request.POST.get("buy") else f"{reverse('orders:cart')}?them={variant}"
    response = HttpResponseRedirect(target)
    _buyer.remember_cart(request, response, held)
    return response


@by_button("orders:cart")
def change(request: HttpRequest, variant: str) -> HttpResponse:
    """Have exactly so much of one thing in the cart; zero takes it out. What cannot be is said beside the line."""
    at, held = timezone.now(), _buyer.cart_for(request)
    form = QuantityForm(request.POST)
    if held is None:
        return HttpResponseRedirect(reverse("orders:cart"))
    if not form.is_valid():
        return _page(request, held, at=at, refused={variant: form}, status=INVALID)
    try:
        set_quantity(
            cart=held,
            variant_code=variant,
            quantity=form.cleaned_data["quantity"],
            actor=_buyer.actor_of(request),
            at=at,
        )
    except NotFound:
        return HttpResponseRedirect(reverse("orders:cart"))
    except DomainError as refusal:
        form.add_error("quantity", str(refusal))
        return _page(request, held, at=at, refused={variant: form}, status=REFUSED)
    response = HttpResponseRedirect(reverse("orders:cart"))
    _buyer.remember_cart(request, response, held)
    return response


@by_button("orders:cart")
def vouchers(request: HttpRequest) -> HttpResponse:
    """Put a voucher in or take one out; why one does not count is said beside the field."""
    at, held = timezone.now(), _buyer.cart_for(request)
    form = VoucherForm(request.POST)
    if held is None or not form.is_valid():
        return HttpResponseRedirect(reverse("orders:cart"))
    place = destination(_buyer.place_of(request))
    try:
        change_vouchers(
            cart=held,
            typed=form.cleaned_data["voucher"],
            drop=request.POST.get("drop", "")[:CODE_MOST],
            area=place.area if place else None,
            actor=_buyer.actor_of(request),
            at=at,
        )
    except DomainError as refusal:
        form.add_error("voucher", str(refusal))
        return _page(request, held, at=at, voucher_form=form, status=REFUSED)
    return HttpResponseRedirect(reverse("orders:cart"))


def _not_added(
    request: HttpRequest, held: Cart | None, offer: Offer, form: QuantityForm, *, at: datetime, status: int
) -> HttpResponse:
    """The cart as it is, and above it what could not be put in, to be corrected there."""
    return _page(request, held, at=at, offer=offer, form=form, status=status)


def _page(
    request: HttpRequest,
    held: Cart | None,
    *,
    at: datetime,
    refused: dict[str, QuantityForm] | None = None,
    offer: Offer | None = None,
    form: QuantityForm | None = None,
    voucher_form: VoucherForm | None = None,
    status: int = 200,
) -> HttpResponse:
    place = destination(_buyer.place_of(request)) if held else None
    view = cart_view(held, at=at, buyer_area=place.area if place else None) if held else CartView(code="", groups=())
    added = request.GET.get("them", "")
    context = {
        "cart": view,
        "place": place,
        "photos": photo_sources(view.photo_codes),
        "added": next((line for line in view.lines if line.offer.variant_code == added), None),
        "refused": refused or {},
        "missing": int(missing) if (missing := request.GET.get("thieu", "")).isdecimal() and len(missing) < 4 else 0,
        "offer": offer,
        "form": form,
        "voucher_form": voucher_form or VoucherForm(),
        "cart_count": len(view.lines),
    }
    return render(request, "orders/buyer/cart.html", context, status=status)
