"""The order button: a cart becomes a group with one order for each seller, in one transaction.

Locks, in this order: the cart; then its vouchers; then the stock of everything in it, each in primary-key order. Stock
comes last but for the commit, so that buyers of the same goods wait for each other as short as possible. The decision
is written down in docs/adr/checkout-lock-order.md. What it shares with orders from elsewhere is in `writing`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from chophien.audit.actions import record
from chophien.delivery.selectors import area_of
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.orders import policies
from chophien.orders.actions.writing import (
    DRAWS,
    KEY_MOST,
    Agreed,
    Placed,
    Sale,
    access_token,
    agreed_now,
    check_total,
    enqueue_deadlines,
    open_money_and_parcels,
    receiver_of,
    replay,
    take_stock,
    write_first_steps,
    write_orders,
)
from chophien.orders.baskets import Split, Wanted
from chophien.orders.errors import (
    PRICE_CHANGED,
    CartRefused,
    EmptyCart,
    KeyMissing,
    NotForSale,
    PricesChanged,
    as_problem,
)
from chophien.orders.models import Cart, CartLine, Order, OrderGroup
from chophien.orders.selectors import carts
from chophien.orders.selectors.discounts import discounted, shares_of_vouchers
from chophien.orders.wishes import CheckedWish, Wish, check
from chophien.promotions.actions.vouchers import redeem
from chophien.promotions.selectors.applying import Buyer, Promoted
from chophien.sellers.models import Seller

__all__ = ["Placed", "Wish", "check_out"]


@dataclass(frozen=True)
class _Basis:
    """What was read of the goods and agreed to."""

    split: Split
    promoted: Promoted
    sellers: dict[int, Seller]
    agreed: Agreed


def check_out(
    *, cart: Cart, wish: Wish, idempotency_key: str, actor: Actor, at: datetime, language: str = "vi"
) -> Placed:
    """Order everything in the cart.

    The same key with the same wish, again or at once, is the same group with the same token. All or nothing: any
    refusal leaves stock, cart and orders as they were.

    :raises KeyMissing: without a key
    :raises Invalid: naming every field that needs a correction
    :raises NotPermitted: if it is somebody else's cart
    :raises IdempotencyClash: if the key came before with another wish
    :raises EmptyCart: if nothing is in the cart, or the cart is gone
    :raises CartRefused: naming every line that cannot be bought; its code is `out_of_stock` when goods ran out
    :raises TotalChanged: if the total is not the one the buyer saw
    :raises PricesChanged: if the buyer sent no total, and a price is not what it was when the goods went into the cart
    :raises VoucherRefused: if a voucher that the total counts with does not count, saying why
    :raises TotalTooLarge, AmountTooLarge: beyond what the market handles
    :raises RegulationsChanged: if other regulations are in force than the buyer agreed to
    """
    key = idempotency_key.strip()
    if not key or len(key) > KEY_MOST:
        raise KeyMissing
    digest = hashlib.sha256(f"{cart.code}\n{key}".encode("utf-8", "surrogatepass")).hexdigest()
    for draw in range(DRAWS):
        try:
            return _place(cart, wish, key_digest=digest, actor=actor, at=at, language=language)
        except IntegrityError:  # a code was drawn twice, or the same key won the race: draw again, or find it
            if draw == DRAWS - 1:
                raise
    raise AssertionError("the loop returns or raises")


@transaction.atomic
def _place(cart: Cart, wish: Wish, *, key_digest: str, actor: Actor, at: datetime, language: str) -> Placed:
    held = carts.lock_cart(cart.pk)
    if before := replay(key_digest, request_digest=wish.digest()):
        return before
    if held is None:
        raise EmptyCart
    policies.can_use_cart(actor, held).require()
    checked = check(wish)
    basis = _read_basis(held, wish, checked, at=at)
    sale = Sale(
        wish=wish,
        checked=checked,
        split=basis.split,
        sellers=basis.sellers,
        agreed=basis.agreed,
        receiver=receiver_of(checked, basis.sellers),
        person=held.person,
        key_digest=key_digest,
        request_digest=wish.digest(),
        language=language,
    )

    group, orders = write_orders(sale, at=at)
    open_money_and_parcels(group, orders, sale)
    buyer = actor if held.person else policies.guest_of(group)
    write_first_steps(orders, actor_code=buyer.code, at=at)
    _empty(held)

    facts = {"orders": [order.code for order in orders], "total_vnd": group.total_vnd}
    record("orders.placed", actor=buyer, subject_code=group.code, at=at, facts=facts)
    enqueue("orders.tell_placed", group_id=group.pk)
    enqueue_deadlines(group, orders)
    _redeem(basis, group, orders, buyer=_as_buyer(held, checked), at=at)
    take_stock(orders, basis.split, actor=buyer, at=at)
    return Placed(group, tuple(orders), access_token(group, secret=settings.SECRET_KEY))


def _read_basis(cart: Cart, wish: Wish, checked: CheckedWish, *, at: datetime) -> _Basis:
    lines = carts.lines_in(cart)
    if not lines:
        raise EmptyCart
    offers = carts.offers_in(lines, of=cart, at=at)
    gone = [as_problem(line.variant_code, NotForSale()) for line in lines if line.variant_code not in offers]
    found = [(line, offers[line.variant_code]) for line in lines if line.variant_code in offers]
    problems = [problem for line, offer in found for problem in carts.problems_of(line, offer)]
    if gone or any(problem.blocks for problem in problems):
        raise CartRefused([*gone, *problems])
    sellers = carts.sellers_by_id({offer.seller_id for offer in offers.values()})
    wanted = [Wanted(offer, line.quantity) for line, offer in found]
    parts, promoted = discounted(
        carts.split_for(wanted, sellers=sellers, there=area_of(checked.commune), at=at),
        codes=cart.voucher_codes if wish.vouchers is None else wish.vouchers,
        buyer=_as_buyer(cart, checked),
        with_combos=any(line.in_combo for line in lines),
        at=at,
    )
    _check_vouchers(promoted, parts, wish)
    check_total(parts, wish=wish, checked=checked, at=at)
    if wish.seen_total_vnd is None and any(problem.code == PRICE_CHANGED for problem in problems):
        raise PricesChanged
    return _Basis(parts, promoted, sellers, agreed_now(wish.seen_regulation, at=at))


def _as_buyer(cart: Cart, checked: CheckedWish) -> Buyer:
    person_code = cart.person.code if cart.person else ""
    return Buyer(person_code, checked.contact_phone, checked.commune.province.code)


def _check_vouchers(promoted: Promoted, parts: Split, wish: Wish) -> None:
    """Let a voucher that does not count pass only if the buyer has seen the total without it."""
    refused = next((one.refusal for one in promoted.vouchers if one.refusal), None)
    if refused and (wish.vouchers is not None or wish.seen_total_vnd != parts.total_vnd):
        raise refused


def _redeem(basis: _Basis, group: OrderGroup, orders: Sequence[Order], *, buyer: Buyer, at: datetime) -> None:
    used = [one for one in basis.promoted.vouchers if one.refusal is None]
    if used:
        shares = shares_of_vouchers(basis.promoted, basis.split, orders)
        redeem(vouchers=used, parts=shares, group_code=group.code, buyer=buyer, at=at)


def _empty(cart: Cart) -> None:
    CartLine.objects.filter(cart=cart).delete()
    if cart.voucher_codes:
        cart.voucher_codes = []
        cart.save(update_fields=["voucher_codes"])
