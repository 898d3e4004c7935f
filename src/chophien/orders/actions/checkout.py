"""The order button: a cart becomes a group with one order for each seller, in one transaction.

Locks, in this order: the cart; then the stock of everything in it, in primary-key order. Stock comes last but for
the commit, so that buyers of the same goods wait for each other as short as possible. The decision is written down
in docs/adr/checkout-lock-order.md.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from chophien.audit.actions import record
from chophien.catalog.selectors import offers_for_sale
from chophien.delivery.actions import NewShipment, open_shipments
from chophien.delivery.selectors import area_of
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code, token_digest, token_matches
from chophien.lib.errors import Invalid
from chophien.orders import policies
from chophien.orders.baskets import Basket, Split, Wanted
from chophien.orders.errors import (
    PRICE_CHANGED,
    CartRefused,
    EmptyCart,
    IdempotencyClash,
    KeyMissing,
    NotForSale,
    PricesChanged,
    RegulationsChanged,
    TotalChanged,
    TotalTooLarge,
    as_problem,
)
from chophien.orders.models import Cart, CartLine, Order, OrderGroup, OrderLine, OrderStep
from chophien.orders.selectors import carts
from chophien.orders.selectors.orders import group_by_key, regulations_in_force
from chophien.orders.states import Axis, OrderStatus, Side
from chophien.orders.texts import address_of_seller, line_title
from chophien.orders.wishes import CheckedWish, Wish, check
from chophien.payments.actions import NewPayment, open_payments
from chophien.payments.selectors import seller_account
from chophien.payments.states import FIRST_STATUS, PaymentMethod, Receiver
from chophien.regulations.models import RegulationVersion
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller
from chophien.supply.actions import take_for_many
from chophien.supply.errors import OutOfStock

__all__ = ["Placed", "Wish", "check_out"]

ORDER_PREFIX, GROUP_PREFIX = "CP", "GD"
ORDER_SYMBOLS, GROUP_SYMBOLS = 7, 8
DRAWS = 4
KEY_MOST = 200


@dataclass(frozen=True)
class Placed:
    """What came of the order button. The token opens the group to whoever has it; it can be told again."""

    group: OrderGroup
    orders: tuple[Order, ...]
    access_token: str
    is_replay: bool = False


@dataclass(frozen=True)
class _Basis:
    """Everything that was read before the first row is written."""

    split: Split
    sellers: dict[int, Seller]
    regulation: RegulationVersion
    receiver: Receiver


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
    if replay := _replay(key_digest, wish):
        return replay
    if held is None:
        raise EmptyCart
    policies.can_use_cart(actor, held).require()
    checked = check(wish)
    basis = _read_basis(held, wish, checked, at=at)

    group, orders = _write_orders(held, wish, checked, basis, key_digest=key_digest, at=at, language=language)
    _open_money_and_parcels(group, orders, basis)
    buyer = actor if held.person else policies.guest_of(group)
    _write_steps(orders, actor_code=buyer.code, at=at)
    CartLine.objects.filter(cart=held).delete()

    facts = {"orders": [order.code for order in orders], "total_vnd": group.total_vnd}
    record("orders.placed", actor=buyer, subject_code=group.code, at=at, facts=facts)
    enqueue("orders.tell_placed", group_id=group.pk)
    _enqueue_deadlines(group, orders)
    _take_stock(orders, basis, actor=buyer, at=at)
    return Placed(group, tuple(orders), access_token(group, secret=settings.SECRET_KEY))


def access_token(group: OrderGroup, *, secret: str | bytes) -> str:
    """The token that opens a group without signing in: 43 characters, derived, so that a retry is told the same."""
    mac = salted_hmac(
        "chophien.orders.access", f"{group.idempotency_key}{group.code}", secret=secret, algorithm="sha256"
    )
    return urlsafe_base64_encode(mac.digest())


def _replay(key_digest: str, wish: Wish) -> Placed | None:
    group = group_by_key(key_digest)
    if group is None:
        return None
    if group.request_digest != wish.digest():
        raise IdempotencyClash
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        token = access_token(group, secret=secret)
        if token_matches(token, group.access_digest):
            return Placed(group, tuple(group.orders.all()), token, is_replay=True)
    raise IdempotencyClash


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
    if checked.payment == PaymentMethod.VIETQR and parts.total_vnd == 0:
        raise Invalid({"payment": [_("There is nothing to transfer. Choose cash on delivery.")]})
    most = rules.whole("orders.total_most_vnd", at=at)
    if parts.total_vnd > most:
        raise TotalTooLarge(most_vnd=most)
    if wish.seen_total_vnd is None:
        if any(problem.code == PRICE_CHANGED for problem in problems):
            raise PricesChanged
    elif wish.seen_total_vnd != parts.total_vnd:
        raise TotalChanged(total_vnd=parts.total_vnd, seen_vnd=wish.seen_total_vnd)
    regulation = regulations_in_force(at=at)
    if wish.seen_regulation and wish.seen_regulation != regulation.version:
        raise RegulationsChanged
    return _Basis(parts, sellers, regulation, _receiver(checked, sellers))


def _receiver(checked: CheckedWish, sellers: dict[int, Seller]) -> Receiver:
    """A carrier collects for the seller; a transfer goes to a lone seller's own account if that is confirmed."""
    if checked.payment == PaymentMethod.COD:
        return Receiver.SELLER
    if len(sellers) == 1 and seller_account(next(iter(sellers.values())).code):
        return Receiver.SELLER
    return Receiver.MARKET


def _write_orders(
    cart: Cart, wish: Wish, checked: CheckedWish, basis: _Basis, *, key_digest: str, at: datetime, language: str
) -> tuple[OrderGroup, list[Order]]:
    commune = checked.commune
    group = OrderGroup(
        code=new_code(GROUP_PREFIX, GROUP_SYMBOLS),
        person=cart.person,
        contact_name=checked.contact_name,
        contact_phone=checked.contact_phone,
        place_vintage=commune.vintage,
        province_code=commune.province.code,
        province_name=commune.province.full_name,
        commune_code=commune.code,
        commune_name=commune.full_name,
        hamlet=checked.hamlet,
        landmark=checked.landmark,
        lat=checked.lat,
        lon=checked.lon,
        note=checked.note,
        payment_method=checked.payment,
        goods_vnd=basis.split.goods_vnd,
        shipping_vnd=basis.split.shipping_vnd,
        fee_vnd=basis.split.fee_vnd,
        total_vnd=basis.split.total_vnd,
        regulation=basis.regulation,
        consent_at=at,
        idempotency_key=key_digest,
        request_digest=wish.digest(),
        language=language,
        placed_at=at,
    )
    group.access_digest = token_digest(access_token(group, secret=settings.SECRET_KEY))
    group.save(force_insert=True)
    orders = Order.objects.bulk_create(
        _order(group, basket, basis.sellers[basket.seller_id], at=at) for basket in basis.split.baskets
    )
    OrderLine.objects.bulk_create(
        _line(order, wanted)
        for order, basket in zip(orders, basis.split.baskets, strict=True)
        for wanted in basket.lines
    )
    return group, orders


def _order(group: OrderGroup, basket: Basket, seller: Seller, *, at: datetime) -> Order:
    if basket.quote is None:
        raise AssertionError("a checkout knows where the parcel goes")
    method = PaymentMethod(group.payment_method)
    awaits_transfer = method == PaymentMethod.VIETQR
    hold = timedelta(minutes=rules.whole("orders.transfer_hold_minutes", at=at))
    accept = timedelta(hours=rules.whole("orders.accept_hours", at=at))
    return Order(
        code=new_code(ORDER_PREFIX, ORDER_SYMBOLS),
        group=group,
        seller=seller,
        status=OrderStatus.PLACED,
        payment_status=FIRST_STATUS[method],
        seller_name=seller.name,
        seller_address=address_of_seller(seller),
        seller_phone=seller.phone,
        goods_vnd=basket.goods_vnd,
        shipping_vnd=basket.shipping_vnd,
        fee_vnd=basket.fee_vnd,
        total_vnd=basket.total_vnd,
        weight_g=basket.weight_g,
        placed_at=at,
        accept_by=None if awaits_transfer else at + accept,
        held_until=at + hold if awaits_transfer else None,
        promised_from=basket.quote.promised_from,
        promised_to=basket.quote.promised_to,
    )


def _line(order: Order, wanted: Wanted) -> OrderLine:
    offer = wanted.offer
    return OrderLine(
        order=order,
        variant_id=offer.variant_id,
        version_id=offer.version_id,
        title=line_title(offer),
        unit=offer.unit,
        pack=offer.pack,
        price_vnd=offer.price_vnd,
        quantity=wanted.quantity,
        line_vnd=wanted.line_vnd,
        weight_g=wanted.weight_g,
    )


def _open_money_and_parcels(group: OrderGroup, orders: Sequence[Order], basis: _Basis) -> None:
    open_payments(
        dues=[
            NewPayment(
                order_code=order.code,
                group_code=group.code,
                seller_code=order.seller.code,
                method=PaymentMethod(group.payment_method),
                receiver=basis.receiver,
                amount_vnd=order.total_vnd,
            )
            for order in orders
        ]
    )
    open_shipments(
        parcels=[
            NewShipment(order.code, order.weight_g, basket.quote)
            for order, basket in zip(orders, basis.split.baskets, strict=True)
            if basket.quote
        ]
    )


def _write_steps(orders: Sequence[Order], *, actor_code: str, at: datetime) -> None:
    OrderStep.objects.bulk_create(
        OrderStep(
            order=order,
            axis=Axis.ORDER,
            step="place",
            from_status="",
            to_status=order.status,
            actor_code=actor_code,
            side=Side.BUYER,
            at=at,
        )
        for order in orders
    )


def _enqueue_deadlines(group: OrderGroup, orders: Sequence[Order]) -> None:
    """One job for the whole group: its orders share their deadlines."""
    first = orders[0]
    if first.held_until is not None:
        enqueue("orders.release_unpaid", run_at=first.held_until, group_id=group.pk)
    elif first.accept_by is not None:
        enqueue("orders.watch_acceptance", run_at=first.accept_by, group_id=group.pk)


def _take_stock(orders: Sequence[Order], basis: _Basis, *, actor: Actor, at: datetime) -> None:
    baskets = list(zip(orders, basis.split.baskets, strict=True))
    demands = {
        order.code: {wanted.offer.variant_id: wanted.quantity for wanted in basket.lines} for order, basket in baskets
    }
    try:
        take_for_many(demands=demands, actor=actor, at=at)
    except OutOfStock as refusal:
        offers = {wanted.offer.variant_id: wanted.offer for _order, basket in baskets for wanted in basket.lines}
        raise CartRefused(
            [carts.shortage_problem(offers[short.variant_id], left=short.left) for short in refusal.shortages]
        ) from refusal
