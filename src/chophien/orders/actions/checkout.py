"""The order button: a cart becomes a group with one order for each seller, in one transaction.

Locks, in this order: the cart; then the stock of everything in it, in primary-key order. Stock comes last but for
the commit, so that buyers of the same goods wait for each other as short as possible. The decision is written down
in docs/adr/checkout-lock-order.md. What it shares with orders from elsewhere is in `writing`.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from chophien.audit.actions import record
from chophien.catalog.selectors import offers_for_sale
from chophien.delivery.selectors import area_of
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.orders import policies
from chophien.orders.actions.writing import (
    DRAWS,
    KEY_MOST,
    Placed,
    Sale,
    access_token,
    agreed_regulation,
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
from chophien.orders.models import Cart, CartLine
from chophien.orders.selectors import carts
from chophien.orders.wishes import CheckedWish, Wish, check
from chophien.regulations.models import RegulationVersion
from chophien.sellers.models import Seller

__all__ = ["Placed", "Wish", "check_out"]


@dataclass(frozen=True)
class _Basis:
    """What was read of the goods and agreed to."""

    split: Split
    sellers: dict[int, Seller]
    regulation: RegulationVersion


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
        regulation=basis.regulation,
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
    CartLine.objects.filter(cart=held).delete()

    facts = {"orders": [order.code for order in orders], "total_vnd": group.total_vnd}
    record("orders.placed", actor=buyer, subject_code=group.code, at=at, facts=facts)
    enqueue("orders.tell_placed", group_id=group.pk)
    enqueue_deadlines(group, orders)
    take_stock(orders, basis.split, actor=buyer, at=at)
    return Placed(group, tuple(orders), access_token(group, secret=settings.SECRET_KEY))


def _read_basis(cart: Cart, wish: Wish, checked: CheckedWish, *, at: datetime) -> _Basis:
    lines = carts.lines_in(cart)
    if not lines:
        raise EmptyCart
    offers = offers_for_sale([line.variant_code for line in lines], at=at)
    gone = [as_problem(line.variant_code, NotForSale()) for line in lines if line.variant_code not in offers]
    found = [(line, offers[line.variant_code]) for line in lines if line.variant_code in offers]
    problems = [problem for line, offer in found for problem in carts.problems_of(line, offer)]
    if gone or any(problem.blocks for problem in problems):
        raise CartRefused([*gone, *problems])
    sellers = carts.sellers_by_id({offer.seller_id for offer in offers.values()})
    wanted = [Wanted(offer, line.quantity) for line, offer in found]
    parts = carts.split_for(wanted, sellers=sellers, there=area_of(checked.commune), at=at)
    check_total(parts, wish=wish, checked=checked, at=at)
    if wish.seen_total_vnd is None and any(problem.code == PRICE_CHANGED for problem in problems):
        raise PricesChanged
    return _Basis(parts, sellers, agreed_regulation(wish, at=at))
