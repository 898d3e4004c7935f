"""A shop's own goods and orders for its own program, opened by a key with scopes."""

from datetime import UTC, datetime
from decimal import Decimal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from pydantic import BaseModel

from chophien.accounts.requests import KeyHolder, holder_of_key
from chophien.accounts.states import KeyOwner
from chophien.catalog.models import Variant
from chophien.channels import policies
from chophien.channels.actions.shops import GoodsChange, change_goods
from chophien.channels.selectors.shops import (
    MOST,
    USUAL,
    goods_of_shop,
    orders_of_shop,
    seller_of_key,
    variants_of_shop,
)
from chophien.channels.states import KeyScope
from chophien.lib.errors import Invalid, NotPermitted
from chophien.lib.money import MAX_VND
from chophien.lib.quantity import unit_label
from chophien.orders.models import Order
from chophien.orders.policies import can_see_contact
from chophien.orders.states import OrderStatus
from chophien.sellers.models import Seller
from chophien.web.paging import BadCursor

seller = Router()
BY_KEY: dict[str, object] = {"security": [{"ApiKey": []}]}


class ShopVariantOut(Schema):
    variant_code: str
    listing_code: str
    sku: str
    title: str
    variant_title: str
    status: str = Field(description="of the listing: published goods are on sale")
    price_vnd: int
    unit: str
    pack: str
    available: str = Field(description="how much is left, in units")


class ShopGoodsOut(Schema):
    items: list[ShopVariantOut]
    next: str | None = Field(None, description="cursor of the page that follows")


class GoodsChangeIn(BaseModel):
    variant_code: str = Field(max_length=40)
    available: Decimal | None = Field(default=None, ge=0, max_digits=14, decimal_places=3)
    price_vnd: int | None = Field(default=None, ge=1, le=MAX_VND)


class GoodsChangesIn(BaseModel):
    items: list[GoodsChangeIn] = Field(min_length=1, max_length=MOST)


class ShopLineOut(Schema):
    variant_code: str
    listing_code: str
    sku: str
    title: str
    unit: str
    pack: str
    quantity: str
    price_vnd: int
    line_vnd: int


class ContactOut(Schema):
    name: str
    phone: str
    address: str


class ShopOrderOut(Schema):
    code: str
    status: str
    payment_status: str
    delivery_status: str
    origin: str
    goods_vnd: int
    discount_vnd: int
    shipping_vnd: int
    total_vnd: int
    placed_at: datetime
    answer_before: datetime | None
    province: str
    commune: str
    contact: ContactOut | None = Field(None, description="with orders:contacts, while the parcel is being sent")
    lines: list[ShopLineOut]


class ShopOrdersOut(Schema):
    items: list[ShopOrderOut]
    next: str | None = None


@seller.get("/products", response=ShopGoodsOut, summary="The shop's own goods", openapi_extra=BY_KEY)
def shop_products(request: HttpRequest, cursor: str = "", limit: str = "") -> dict[str, object]:
    """Needs a key with `products:read`."""
    holder, shop = _shop(request, KeyScope.GOODS_READ)
    del holder
    try:
        page = goods_of_shop(shop, cursor=cursor, most=_limit(limit))
    except BadCursor:
        raise _bad_cursor() from None
    return {"items": [_variant(one) for one in page.rows if isinstance(one, Variant)], "next": page.next or None}


@seller.patch("/products", response=ShopGoodsOut, summary="Say prices and what is left", openapi_extra=BY_KEY)
def change_shop_products(request: HttpRequest, payload: GoodsChangesIn) -> dict[str, object]:
    """Needs a key with `products:write`. All of it or nothing; what is not named stays as it is."""
    holder, shop = _shop(request, KeyScope.GOODS_WRITE)
    changes = [GoodsChange(one.variant_code, one.available, one.price_vnd) for one in payload.items]
    change_goods(seller=shop, changes=changes, key_code=holder.key.code, actor=holder.actor, at=timezone.now())
    after = variants_of_shop(shop, [one.variant_code for one in changes])
    return {"items": [_variant(after[one.variant_code]) for one in changes], "next": None}


@seller.get("/orders", response=ShopOrdersOut, summary="What was ordered from the shop", openapi_extra=BY_KEY)
def shop_orders(
    request: HttpRequest, cursor: str = "", limit: str = "", status: str = "", since: str = ""
) -> dict[str, object]:
    """Needs a key with `orders:read`; who buys is told only to one with `orders:contacts`. `since` is a moment with
    its time zone, such as 2026-11-24T08:00:00+07:00.
    """
    holder, shop = _shop(request, KeyScope.ORDERS_READ)
    if status and status not in OrderStatus.values:
        raise Invalid({"status": [_("Write one of: %(kinds)s") % {"kinds": ", ".join(OrderStatus.values)}]})
    try:
        page = orders_of_shop(shop, cursor=cursor, most=_limit(limit), status=status, since=_moment(since))
    except BadCursor:
        raise _bad_cursor() from None
    return {
        "items": [_order(one, holder) for one in page.rows if isinstance(one, Order)],
        "next": page.next or None,
    }


def _shop(request: HttpRequest, scope: KeyScope) -> tuple[KeyHolder, Seller]:
    at = timezone.now()
    holder = holder_of_key(request, scope=scope, at=at)
    shop = seller_of_key(holder.key.owner_code) if holder.key.owner_kind == KeyOwner.SELLER else None
    if shop is None:
        raise NotPermitted(_("This key speaks for no shop."))
    policies.can_connect(holder.actor, shop, at=at).require()
    return holder, shop


def _limit(wanted: str) -> int:
    if not wanted:
        return USUAL
    if not wanted.isascii() or not wanted.isdigit():
        raise Invalid({"limit": [_("Write a whole number here.")]})
    return min(max(int(wanted[:6]), 1), MOST)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text[:40].replace(" ", "+"))
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Invalid({"since": [_("Write the moment with its time zone, such as 2026-11-24T08:00:00+07:00.")]})


def _bad_cursor() -> Invalid:
    return Invalid({"cursor": [_("This is no cursor of this search. Begin again without one.")]})


def _variant(one: Variant) -> dict[str, object]:
    version = one.listing.live or one.listing.working
    stock = getattr(one, "stock", None)
    return {
        "variant_code": one.code,
        "listing_code": one.listing.code,
        "sku": one.listing.sku,
        "title": version.title if version else "",
        "variant_title": one.title,
        "status": one.listing.status,
        "price_vnd": one.price_vnd,
        "unit": unit_label(one.unit),
        "pack": one.pack,
        "available": f"{stock.available.normalize():f}" if stock else "0",
    }


def _order(order: Order, holder: KeyHolder) -> dict[str, object]:
    group = order.group
    shows = KeyScope.ORDERS_CONTACTS in holder.key.scopes and can_see_contact(holder.actor, order, at=timezone.now())
    parts = (group.hamlet, group.commune_name, group.province_name)
    contact = {
        "name": group.contact_name,
        "phone": group.contact_phone,
        "address": ", ".join(part for part in parts if part),
    }
    return {
        "code": order.code,
        "status": order.status,
        "payment_status": order.payment_status,
        "delivery_status": order.delivery_status,
        "origin": order.origin,
        "goods_vnd": order.goods_vnd,
        "discount_vnd": order.discount_vnd,
        "shipping_vnd": order.shipping_vnd,
        "total_vnd": order.total_vnd,
        "placed_at": order.placed_at,
        "answer_before": order.accept_by,
        "province": group.province_name,
        "commune": group.commune_name,
        "contact": contact if shows else None,
        "lines": [
            {
                "variant_code": line.variant.code,
                "listing_code": line.variant.listing.code,
                "sku": line.variant.listing.sku,
                "title": line.title,
                "unit": unit_label(line.unit),
                "pack": line.pack,
                "quantity": f"{line.quantity.normalize():f}",
                "price_vnd": line.price_vnd,
                "line_vnd": line.line_vnd,
            }
            for line in order.lines.all()
        ],
    }
