"""Carts and orders for other sites and for phones. A cart is reached by its code, an order by its token."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Field, HeaderEx, P, QueryEx, Router, Schema, Status
from pydantic import BaseModel, ConfigDict, StrictBool
from pydantic.config import JsonDict

from chophien.lib.actor import GuestActor
from chophien.lib.errors import Invalid, NotFound, Sentence
from chophien.lib.names import MAX_NAME
from chophien.lib.quantity import unit_label
from chophien.orders.actions.carts import open_cart, set_quantity
from chophien.orders.actions.checkout import Placed, check_out
from chophien.orders.models import Cart
from chophien.orders.selectors.carts import CartGroupView, CartLineView, CartView, cart_view, guest_cart
from chophien.orders.selectors.orders import group_of_order_by_token
from chophien.orders.selectors.pages import OrderPage, order_page
from chophien.orders.wishes import HAMLET_MOST, LANDMARK_MOST, NOTE_MOST, Wish
from chophien.payments.selectors import transfer_for_group
from chophien.payments.states import PaymentMethod
from chophien.places.errors import NoSuchPlace
from chophien.places.models import Commune
from chophien.places.selectors import commune
from chophien.promotions.actions.vouchers import tidy_code
from chophien.promotions.selectors.applying import Applied

carts = Router()
orders = Router()
BEARER = "bearer"
VOUCHERS_MOST = 20
OFF = "what promotions take off goods and shipping"
OPENED_BY_TOKEN: dict[str, object] = {"security": [{"AccessToken": []}]}


class SellerOut(Schema):
    code: str
    slug: str
    name: str


class LineProblemOut(Schema):
    code: str
    detail: str


class CartLineOut(Schema):
    variant_code: str
    listing_code: str
    title: str
    unit: str
    pack: str
    price_vnd: int
    quantity: float
    line_vnd: int | None = Field(None, description="none when the line cannot be bought at all")
    available: float
    problems: list[LineProblemOut]


class CartGroupOut(Schema):
    seller: SellerOut
    lines: list[CartLineOut]
    goods_vnd: int
    discount_vnd: int = Field(0, description=OFF)
    shipping_vnd: int | None = Field(None, description="none until a commune is given")
    promised_to: date | None = None
    total_vnd: int


class PromotionOut(Schema):
    code: str
    name: str
    amount_vnd: int = Field(description="what it takes off; 0 when it does not count")
    problem: LineProblemOut | None = Field(None, description="why a voucher does not count")


class CartOut(Schema):
    code: str
    groups: list[CartGroupOut]
    promotions: list[PromotionOut] = Field([], description="combos that count, and the vouchers that were named")
    goods_vnd: int
    discount_vnd: int = Field(0, description=OFF)
    shipping_vnd: int | None
    total_vnd: int
    can_check_out: bool


class CartCodeOut(Schema):
    code: str


def _needs(*names: str) -> ConfigDict:
    """Say in the document what must be there. A missing answer is refused by the action, with all others that lack."""

    def told(schema: JsonDict) -> None:
        schema["required"] = list(names)
        properties = schema["properties"]
        if isinstance(properties, dict):
            for described in (properties[name] for name in names):
                if isinstance(described, dict):
                    described.pop("default", None)

    return ConfigDict(json_schema_extra=told)


class QuantityIn(BaseModel):
    quantity: Decimal = Field(max_digits=14, decimal_places=3, ge=0, description="in units of the variant; 0 removes")


class ContactIn(BaseModel):
    model_config = _needs("name", "phone")

    name: str = Field(default="", json_schema_extra={"minLength": 1, "maxLength": MAX_NAME})
    phone: str = Field(
        default="", description="a Vietnamese mobile number in any common form", examples=["0912 345 678"]
    )


class AddressIn(BaseModel):
    model_config = _needs("commune_code")

    province_code: str = Field(
        default="", examples=["08"], description="of today; checked against the commune if given"
    )
    commune_code: str = Field(default="", examples=["00721"], description="of today, from /places/communes")
    hamlet: str = Field(default="", json_schema_extra={"maxLength": HAMLET_MOST})
    landmark: str = Field(default="", json_schema_extra={"maxLength": LANDMARK_MOST})
    lat: float | None = Field(default=None, json_schema_extra={"minimum": -90, "maximum": 90})
    lon: float | None = Field(default=None, json_schema_extra={"minimum": -180, "maximum": 180})


class CheckoutIn(BaseModel):
    model_config = _needs("contact", "address", "payment", "consent")

    contact: ContactIn = ContactIn()
    address: AddressIn = AddressIn()
    payment: str = Field(default="", json_schema_extra={"enum": list(PaymentMethod.values)})
    consent: StrictBool = Field(
        default=False, description="the buyer agrees to the regulations in force", json_schema_extra={"enum": [True]}
    )
    note: str = Field(default="", json_schema_extra={"maxLength": NOTE_MOST})
    seen_total_vnd: int | None = Field(default=None, description="refuse unless the total is this one")
    vouchers: list[str] | None = Field(
        default=None, description="codes of vouchers; refused unless all of them count", max_length=VOUCHERS_MOST
    )


class PlacedOrderOut(Schema):
    code: str
    seller: SellerOut
    total_vnd: int
    status: str


class PaymentOut(Schema):
    method: str
    amount_vnd: int
    vietqr_payload: str | None = None
    bank: str | None = None
    account: str | None = None
    content: str | None = None


class PlacedOut(Schema):
    group_code: str
    access_token: str
    total_vnd: int
    orders: list[PlacedOrderOut]
    payment: PaymentOut


class OrderLineOut(Schema):
    title: str
    unit: str
    pack: str
    price_vnd: int
    quantity: float
    line_vnd: int
    discount_vnd: int = Field(0, description="off the goods of this line")


class HistoryOut(Schema):
    at: datetime
    axis: str
    step: str
    words: str
    side: str
    reason: str


class OrderStatusOut(Schema):
    order: str
    payment: str
    delivery: str


class OrderOut(Schema):
    code: str
    group_code: str
    seller: SellerOut
    status: OrderStatusOut
    goods_vnd: int
    discount_vnd: int = Field(0, description=OFF)
    shipping_vnd: int
    total_vnd: int
    placed_at: datetime
    promised_from: date
    promised_to: date
    tracking_code: str
    lines: list[OrderLineOut]
    history: list[HistoryOut]


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
    return _cart(cart_view(_cart_by(code), at=timezone.now(), buyer_commune=there, vouchers=codes))


@carts.put("/{code}/lines/{variant_code}", response=CartOut, summary="Have so much of a variant in the cart")
def put_line(request: HttpRequest, code: str, variant_code: str, payload: QuantityIn) -> dict[str, object]:
    at = timezone.now()
    cart = _cart_by(code)
    set_quantity(cart=cart, variant_code=variant_code, quantity=payload.quantity, actor=_guest(cart), at=at)
    return _cart(cart_view(cart, at=at))


@carts.delete("/{code}/lines/{variant_code}", response=CartOut, summary="Take a variant out of the cart")
def delete_line(request: HttpRequest, code: str, variant_code: str) -> dict[str, object]:
    at = timezone.now()
    cart = _cart_by(code)
    set_quantity(cart=cart, variant_code=variant_code, quantity=Decimal(0), actor=_guest(cart), at=at)
    return _cart(cart_view(cart, at=at))


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
    return Status(HTTPStatus.CREATED, _placed(placed))


@orders.get("/{code}", response=OrderOut, summary="How an order stands", openapi_extra=OPENED_BY_TOKEN)
def show_order(request: HttpRequest, code: str) -> dict[str, object]:
    """Needs `Authorization: Bearer <access_token>` of the order's group; without it there is nothing here."""
    at = timezone.now()
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    access = group_of_order_by_token(code, token.strip() if scheme.lower() == BEARER else "", at=at)
    if access is None:
        raise NotFound
    order = next(order for order in access.group.orders.select_related("seller", "group__person") if order.code == code)
    return _order(order_page(order, actor=access.actor, at=at))


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


def _seller(code: str, slug: str, name: str) -> dict[str, str]:
    return {"code": code, "slug": slug, "name": name}


def _cart(view: CartView) -> dict[str, object]:
    return {
        "code": view.code,
        "groups": [_group(group) for group in view.groups],
        "promotions": [_promotion(one) for one in (*view.promoted.combos, *view.vouchers)],
        "goods_vnd": view.goods_vnd,
        "discount_vnd": view.discount_vnd,
        "shipping_vnd": view.shipping_vnd if view.groups else 0,
        "total_vnd": view.total_vnd,
        "can_check_out": view.can_check_out,
    }


def _group(group: CartGroupView) -> dict[str, object]:
    return {
        "seller": _seller(group.seller.code, group.seller.slug, group.seller.name),
        "lines": [_line(line) for line in group.lines],
        "goods_vnd": group.goods_vnd,
        "discount_vnd": group.discount_vnd,
        "shipping_vnd": group.shipping_vnd,
        "promised_to": group.quote.promised_to if group.quote else None,
        "total_vnd": group.total_vnd,
    }


def _promotion(one: Applied) -> dict[str, object]:
    problem = {"code": one.refusal.code, "detail": str(one.refusal)} if one.refusal else None
    return {"code": one.code, "name": one.name, "amount_vnd": one.amount_vnd, "problem": problem}


def _line(line: CartLineView) -> dict[str, object]:
    return {
        "variant_code": line.offer.variant_code,
        "listing_code": line.offer.listing_code,
        "title": line.offer.title,
        "unit": line.unit_label,
        "pack": line.offer.pack,
        "price_vnd": line.offer.price_vnd,
        "quantity": line.quantity,
        "line_vnd": line.line_vnd,
        "available": line.left,
        "problems": [{"code": one.code, "detail": one.sentence} for one in line.problems],
    }


def _placed(placed: Placed) -> dict[str, object]:
    transfer = transfer_for_group(placed.group.code)
    return {
        "group_code": placed.group.code,
        "access_token": placed.access_token,
        "total_vnd": placed.group.total_vnd,
        "orders": [
            {
                "code": order.code,
                "seller": _seller(order.seller.code, order.seller.slug, order.seller_name),
                "total_vnd": order.total_vnd,
                "status": order.status,
            }
            for order in placed.orders
        ],
        "payment": {
            "method": placed.group.payment_method,
            "amount_vnd": placed.group.total_vnd,
            "vietqr_payload": transfer.payload if transfer else None,
            "bank": transfer.bank if transfer else None,
            "account": transfer.account if transfer else None,
            "content": transfer.content if transfer else None,
        },
    }


def _order(page: OrderPage) -> dict[str, object]:
    order = page.order
    return {
        "code": order.code,
        "group_code": order.group.code,
        "seller": _seller(order.seller.code, order.seller.slug, order.seller_name),
        "status": {
            "order": order.status,
            "payment": order.payment_status,
            "delivery": order.delivery_status,
        },
        "goods_vnd": order.goods_vnd,
        "discount_vnd": order.discount_vnd,
        "shipping_vnd": order.shipping_vnd,
        "total_vnd": order.total_vnd,
        "placed_at": order.placed_at,
        "promised_from": order.promised_from,
        "promised_to": order.promised_to,
        "tracking_code": page.shipment.tracking_code if page.shipment else "",
        "lines": [
            {
                "title": view.line.title,
                "unit": unit_label(view.line.unit),
                "pack": view.line.pack,
                "price_vnd": view.line.price_vnd,
                "quantity": view.line.quantity,
                "line_vnd": view.line.line_vnd,
                "discount_vnd": view.line.discount_vnd,
            }
            for view in page.lines
        ],
        "history": [
            {
                "at": one.at,
                "axis": one.axis,
                "step": one.step,
                "words": _text(one.words),
                "side": one.side,
                "reason": _text(one.reason),
            }
            for one in page.history
        ],
    }


def _text(words: Sentence) -> str:
    return str(words)
