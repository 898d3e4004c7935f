"""Carts and orders put into the shapes of the API."""

from chophien.lib.errors import Sentence
from chophien.lib.quantity import unit_label
from chophien.orders.actions.checkout import Placed
from chophien.orders.selectors.carts import CartGroupView, CartLineView, CartView
from chophien.orders.selectors.pages import OrderPage
from chophien.payments.selectors import transfer_for_group
from chophien.promotions.selectors.applying import Applied


def _seller(code: str, slug: str, name: str) -> dict[str, str]:
    return {"code": code, "slug": slug, "name": name}


def cart_told(view: CartView) -> dict[str, object]:
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


def placed_told(placed: Placed) -> dict[str, object]:
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


def order_told(page: OrderPage) -> dict[str, object]:
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
