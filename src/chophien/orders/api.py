"""Carts and orders for other sites and for phones. A cart is reached by its code, an order by its token."""

from collections.abc import Sequence
from decimal import Decimal
from http import HTTPStatus

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from ninja import HeaderEx, P, QueryEx, Router, Status

from chophien.lib.actor import GuestActor
from chophien.lib.errors import Invalid, NotFound
from chophien.orders.actions.carts import open_cart, set_quantity
from chophien.orders.actions.checkout import check_out
from chophien.orders.models import Cart
from chophien.orders.selectors.carts import cart_view, guest_cart
from chophien.orders.selectors.orders import group_of_order_by_token
from chophien.orders.selectors.pages import order_page
from chophien.orders.shapes import VOUCHERS_MOST, CartCodeOut, CartOut, CheckoutIn, OrderOut, PlacedOut, QuantityIn
from chophien.orders.shaping import cart_told, order_told, placed_told
from chophien.orders.wishes import Wish
from chophien.places.errors import NoSuchPlace
from chophien.places.models import Commune
from chophien.places.selectors import commune
from chophien.promotions.actions.vouchers import tidy_code

carts = Router()
orders = Router()
BEARER = "bearer"
OPENED_BY_TOKEN: dict[str, object] = {"security": [{"AccessToken": []}]}


@carts.post("", response={201: CartCodeOut}, summary="A new, empty cart; whoever has its code may fill it")
def new_cart(request: HttpRequest) -> Status[dict[str, str]]:
    cart = open_cart(person=None, at=timezone.now())
    return Status(HTTPStatus.CREATED, {"code": cart.code})


@carts.get("/{code}", response=CartOut, summary="What is in a cart, grouped by seller")
def show_cart(
    request: HttpRequest,
    code: str,
    commune_code: str = "",
    vouchers: QueryEx[list[str], P(default=[], max_length=VOUCHERS_MOST)] = [],  # noqa: B006 -- never changed
) -> dict[str, object]:
    """With `commune_code` the shipping to there is part of the sums, with `vouchers` what they take off."""
    there = _commune(commune_code) if commune_code else None
    codes = _codes(vouchers) if vouchers else None
    return cart_told(cart_view(_cart_by(code), at=timezone.now(), buyer_commune=there, vouchers=codes))


@carts.put("/{code}/lines/{variant_code}", response=CartOut, summary="Have so much of a variant in the cart")
def put_line(request: HttpRequest, code: str, variant_code: str, payload: QuantityIn) -> dict[str, object]:
    at = timezone.now()
    cart = _cart_by(code)
    set_quantity(cart=cart, variant_code=variant_code, quantity=payload.quantity, actor=_guest(cart), at=at)
    return cart_told(cart_view(cart, at=at))


@carts.delete("/{code}/lines/{variant_code}", response=CartOut, summary="Take a variant out of the cart")
def delete_line(request: HttpRequest, code: str, variant_code: str) -> dict[str, object]:
    at = timezone.now()
    cart = _cart_by(code)
    set_quantity(cart=cart, variant_code=variant_code, quantity=Decimal(0), actor=_guest(cart), at=at)
    return cart_told(cart_view(cart, at=at))


@carts.post("/{code}/checkout", response={201: PlacedOut}, summary="Order everything in the cart")
def place_order(
    request: HttpRequest,
    code: str,
    payload: CheckoutIn,
    idempotency_key: HeaderEx[
        str, P(alias="Idempotency-Key", default="", description="the same key again is the same order")
    ] = "",
) -> Status[dict[str, object]]:
    cart = _cart_by(code)
    placed = check_out(
        cart=cart,
        wish=_wish(payload),
        idempotency_key=idempotency_key,
        actor=_guest(cart),
        at=timezone.now(),
        language=get_language() or "vi",
    )
    return Status(HTTPStatus.CREATED, placed_told(placed))


@orders.get("/{code}", response=OrderOut, summary="How an order stands", openapi_extra=OPENED_BY_TOKEN)
def show_order(request: HttpRequest, code: str) -> dict[str, object]:
    """Needs `Authorization: Bearer <access_token>` of the order's group; without it there is nothing here."""
    at = timezone.now()
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    access = group_of_order_by_token(code, token.strip() if scheme.lower() == BEARER else "", at=at)
    if access is None:
        raise NotFound
    order = next(order for order in access.group.orders.select_related("seller", "group__person") if order.code == code)
    return order_told(order_page(order, actor=access.actor, at=at))


def _cart_by(code: str) -> Cart:
    cart = guest_cart(code) if code.isascii() else None
    if cart is None:
        raise NotFound
    return cart


def _guest(cart: Cart) -> GuestActor:
    return GuestActor(code=f"cart:{cart.pk}")


def _commune(code: str) -> Commune:
    try:
        return commune(code)
    except NoSuchPlace as refusal:
        raise Invalid({"commune_code": [str(refusal)]}) from None


def _wish(sent: CheckoutIn) -> Wish:
    return Wish(
        contact_name=sent.contact.name,
        contact_phone=sent.contact.phone,
        commune_code=sent.address.commune_code,
        province_code=sent.address.province_code,
        hamlet=sent.address.hamlet,
        landmark=sent.address.landmark,
        lat=sent.address.lat,
        lon=sent.address.lon,
        payment=sent.payment,
        consent=sent.consent,
        note=sent.note,
        seen_total_vnd=sent.seen_total_vnd,
        vouchers=None if sent.vouchers is None else _codes(sent.vouchers),
    )


def _codes(sent: Sequence[str]) -> tuple[str, ...]:
    """Codes as they are kept, each once."""
    return tuple(dict.fromkeys(tidy_code(code) for code in sent))
