"""What promotions take off the goods of a cart."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chophien.orders.baskets import Split, take_off
from chophien.orders.models import Order
from chophien.promotions.selectors.applying import Buyer, CartGood, Promoted, promote


def discounted(
    parts: Split, *, codes: Sequence[str], buyer: Buyer, with_combos: bool, at: datetime
) -> tuple[Split, Promoted]:
    """The same split with what these vouchers and all combos take off, and one word on each of them.

    Without codes, and with nothing in the cart that is part of a combo, no statement.
    """
    if not (codes or with_combos):
        return parts, Promoted()
    goods = [
        CartGood(
            seller_id=wanted.offer.seller_id,
            variant_id=wanted.offer.variant_id,
            listing_id=wanted.offer.listing_id,
            price_vnd=wanted.offer.price_vnd,
            quantity=wanted.quantity,
            line_vnd=wanted.line_vnd,
        )
        for wanted in parts.lines
    ]
    shipping: Mapping[int, int] | None = {basket.seller_id: basket.shipping_vnd for basket in parts.baskets}
    if any(basket.quote is None for basket in parts.baskets):
        shipping = None
    promoted = promote(goods, shipping=shipping, codes=codes, buyer=buyer, at=at, with_combos=with_combos)
    return take_off(parts, promoted.cuts), promoted


def shares_of_vouchers(promoted: Promoted, parts: Split, orders: Sequence[Order]) -> dict[str, dict[str, int]]:
    """What each voucher pays for each order: voucher code → order code → đồng."""
    vouchers = {one.code for one in promoted.vouchers if one.refusal is None}
    shares: dict[str, dict[str, int]] = {code: {} for code in vouchers}
    for order, basket in zip(orders, parts.baskets, strict=True):
        for cut in basket.cuts:
            if cut.code in vouchers:
                shares[cut.code][order.code] = shares[cut.code].get(order.code, 0) + cut.amount_vnd
    return shares
