"""Vouchers that are put into a cart and taken out of it. They are used up by the order, not before."""

from datetime import datetime

from django.db import transaction

from chophien.delivery.selectors import Area
from chophien.lib.actor import Actor
from chophien.lib.errors import NotFound
from chophien.orders import policies
from chophien.orders.models import Cart
from chophien.orders.selectors import carts
from chophien.promotions.actions.vouchers import tidy_code
from chophien.promotions.errors import GoodsMissing, NoSuchVoucher, PlaceUnknown, TooManyVouchers
from chophien.rules import selectors as rules

MAY_STILL_COUNT = (GoodsMissing, PlaceUnknown)


@transaction.atomic
def enter_voucher(*, cart: Cart, typed: str, area: Area | None, actor: Actor, at: datetime) -> Cart:
    """Put a voucher into the cart, by its code however it was typed.

    One that only lacks goods, or the place they go to, stays in the cart and says so there.

    :raises NotPermitted: if it is somebody else's cart
    :raises VoucherRefused: if it cannot count for this cart, saying why; nothing is changed then
    :raises TooManyVouchers: if the cart holds the most vouchers that it may
    """
    held, code = _held(cart, actor=actor), tidy_code(typed)
    if code in held.voucher_codes:
        return held
    most = rules.whole("promotions.cart_vouchers_most", at=at)
    if not code:
        raise NoSuchVoucher
    if len(held.voucher_codes) >= most:
        raise TooManyVouchers(facts={"most": most})
    codes = [*held.voucher_codes, code]
    [*_others, entered] = carts.cart_view(held, at=at, buyer_area=area, vouchers=codes).vouchers
    if entered.refusal and not isinstance(entered.refusal, MAY_STILL_COUNT):
        raise entered.refusal
    return _write(held, codes, at=at)


def change_vouchers(*, cart: Cart, typed: str, drop: str, area: Area | None, actor: Actor, at: datetime) -> Cart:
    """What a form with a field and a button beside each voucher asks for: `drop` one, or put in what was `typed`.

    :raises NotPermitted, VoucherRefused, TooManyVouchers: as `enter_voucher`
    """
    if drop:
        return drop_voucher(cart=cart, code=drop, actor=actor, at=at)
    return enter_voucher(cart=cart, typed=typed, area=area, actor=actor, at=at)


@transaction.atomic
def drop_voucher(*, cart: Cart, code: str, actor: Actor, at: datetime) -> Cart:
    """Take a voucher out of the cart; one that is not in it changes nothing.

    :raises NotPermitted: if it is somebody else's cart
    """
    held = _held(cart, actor=actor)
    return _write(held, [one for one in held.voucher_codes if one != code], at=at)


def _held(cart: Cart, *, actor: Actor) -> Cart:
    held = carts.lock_cart(cart.pk)
    if held is None:
        raise NotFound
    policies.can_use_cart(actor, held).require()
    return held


def _write(cart: Cart, codes: list[str], *, at: datetime) -> Cart:
    cart.voucher_codes, cart.changed_at = codes, at
    cart.save(update_fields=["voucher_codes", "changed_at"])
    return cart
