"""Orders that do not come out of a cart: before the harvest, by standing order, by contract, together, or by hand.

Locks nothing before the last step, which takes the stock or the harvest's share: there is no cart that two presses
could meet at. The same press twice meets at the key, which is unique.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, transaction

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.catalog.selectors import Offer, offers_for_sale
from chophien.delivery.selectors import area_of
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor, GuestActor
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.orders import policies
from chophien.orders.actions.writing import (
    DRAWS,
    KEY_MOST,
    Agreed,
    Placed,
    Sale,
    Terms,
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
from chophien.orders.baskets import Wanted, free_of_charge, without_shipping
from chophien.orders.errors import CartRefused, EmptyCart, KeyMissing, LineProblem, NotForSale, as_problem
from chophien.orders.models import Order, Preorder
from chophien.orders.selectors import carts
from chophien.orders.states import ASKED_NOW, Origin, Side
from chophien.orders.wishes import CheckedWish, Wish, check
from chophien.seasons.actions.harvests import take_share
from chophien.seasons.errors import HarvestFull
from chophien.seasons.models import Harvest
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of
from chophien.supply.selectors import available

__all__ = ["Agreed", "DirectLine", "DirectWish", "Placed", "Terms", "place_order"]

DirectWish = Wish
"""Who buys, where it goes and how it is paid: the same facts as with the order button.

A box is ticked only where the buyer does so now; else the order rests on `Terms.agreed`, and without it on nothing.
"""


@dataclass(frozen=True)
class DirectLine:
    """So much of a variant, in its unit. `price_vnd` was agreed on; none: the price of now.

    Before the harvest a share of `harvest` is taken instead of stock. What was promised from a lot (`lot_id`) is packed
    of it first.
    """

    variant_code: str
    quantity: Decimal
    price_vnd: int | None = None
    harvest: Harvest | None = None
    lot_id: int | None = None


def place_order(
    *,
    wish: DirectWish,
    lines: Sequence[DirectLine],
    origin: Origin,
    idempotency_key: str,
    actor: Actor,
    at: datetime,
    person: Person | None = None,
    terms: Terms | None = None,
    language: str = "vi",
) -> Placed:
    """Order these lines at once, all of them or nothing. `person` is the buyer where the market knows the buyer.

    Whoever calls has decided that `actor` may order so: the buyer for themselves, or somebody for a buyer. The same
    key of the same actor with the same wish is the same group with the same token.

    :raises KeyMissing: without a key
    :raises Invalid: naming every field that needs a correction
    :raises IdempotencyClash: if the key came before with another wish
    :raises EmptyCart: without lines
    :raises CartRefused: naming every line that cannot be had; its code is `out_of_stock` when too little is left
    :raises TotalChanged, TotalTooLarge, AmountTooLarge, RegulationsChanged: as `check_out`
    """
    key = idempotency_key.strip()
    if not key or len(key) > KEY_MOST:
        raise KeyMissing
    whose = f"{origin}\n{actor.code}\n{wish.contact_phone}\n{key}"
    order = _Direct(
        wish=wish,
        lines=tuple(lines),
        origin=origin,
        key_digest=_sha256(whose),
        request_digest=_sha256(wish.digest() + json.dumps([_facts(line) for line in lines])),
        actor=actor,
        person=person,
        terms=terms or Terms(),
        language=language,
    )
    for draw in range(DRAWS):
        try:
            return _place(order, at=at)
        except IntegrityError:  # a code was drawn twice, or the same key won the race: draw again, or find it
            if draw == DRAWS - 1:
                raise
    raise AssertionError("the loop returns or raises")


@dataclass(frozen=True)
class _Direct:
    """What was asked for."""

    wish: Wish
    lines: tuple[DirectLine, ...]
    origin: Origin
    key_digest: str
    request_digest: str
    actor: Actor
    person: Person | None
    terms: Terms
    language: str


@transaction.atomic
def _place(asked: _Direct, *, at: datetime) -> Placed:
    if before := replay(asked.key_digest, request_digest=asked.request_digest):
        return before
    checked = check(asked.wish, needs_consent=asked.origin in ASKED_NOW)
    wanted = _wanted(asked, at=at)
    sellers = carts.sellers_by_id({one.offer.seller_id for one in wanted})
    sale = _sale(asked, checked, wanted, sellers, at=at)

    group, orders = write_orders(sale, at=at)
    open_money_and_parcels(group, orders, sale)
    ordered_by = policies.guest_of(group) if isinstance(asked.actor, GuestActor) else asked.actor
    side = Side.BUYER if policies.is_buyer(ordered_by, group) else policies.side_of(ordered_by, orders[0], at=at)
    behalf = principal_of(ordered_by, orders[0].seller, at=at) if side == Side.SELLER else ""
    write_first_steps(orders, actor_code=ordered_by.code, side=side, on_behalf_of=behalf, at=at)

    facts = {"orders": [order.code for order in orders], "total_vnd": group.total_vnd, "origin": asked.origin.value}
    record("orders.placed", actor=ordered_by, subject_code=group.code, on_behalf_of=behalf, at=at, facts=facts)
    enqueue("orders.tell_placed", group_id=group.pk)
    enqueue_deadlines(group, orders)
    if asked.origin == Origin.PREORDER:
        _take_harvest(asked, orders[0], at=at)
    else:
        take_stock(orders, sale.split, actor=ordered_by, at=at)
    return Placed(group, tuple(orders), access_token(group, secret=settings.SECRET_KEY))


def _wanted(asked: _Direct, *, at: datetime) -> list[Wanted]:
    """The lines with their offers at the agreed prices, if all of them can be had."""
    if not asked.lines:
        raise EmptyCart
    of_harvests = [line for line in asked.lines if line.harvest]
    if of_harvests and (asked.origin != Origin.PREORDER or len(asked.lines) > 1):
        msg = "an order before the harvest is one line of one harvest"
        raise ValueError(msg)
    offers = offers_for_sale([line.variant_code for line in asked.lines], at=at, buyer=asked.person)
    from_stock = asked.origin != Origin.PREORDER
    left = available([offer.variant_id for offer in offers.values()]) if from_stock else {}
    problems: list[LineProblem] = []
    wanted = []
    for line in asked.lines:
        offer = offers.get(line.variant_code)
        try:
            if offer is None:
                raise NotForSale
            offer = _agreed(offer, line, asked.origin)
            carts.check_buyable(offer, line.quantity, left=left.get(offer.variant_id, line.quantity))
            wanted.append(Wanted(offer, line.quantity, line.lot_id))
        except DomainError as refusal:
            problems.append(as_problem(line.variant_code, refusal))
    if problems:
        raise CartRefused(problems)
    return wanted


def _agreed(offer: Offer, line: DirectLine, origin: Origin) -> Offer:
    """The offer as it was agreed on. Before the harvest its season is no obstacle; what was sold was sold, and what
    is owed instead of faulty goods is owed after the season too.
    """
    if offer.is_resting and origin in {Origin.PREORDER, Origin.BY_HAND, Origin.REPLACEMENT}:
        offer = replace(offer, for_sale=True, why_not="", is_resting=False)
    return offer.for_quantity(line.quantity) if line.price_vnd is None else replace(offer, price_vnd=line.price_vnd)


def _sale(
    asked: _Direct, checked: CheckedWish, wanted: Sequence[Wanted], sellers: Mapping[int, Seller], *, at: datetime
) -> Sale:
    parts = carts.split_for(wanted, sellers=sellers, there=area_of(checked.commune), at=at)
    if asked.origin == Origin.BY_HAND:
        parts = without_shipping(parts, on=local_date(at))
    elif asked.origin == Origin.REPLACEMENT:
        parts = free_of_charge(parts)
    check_total(parts, wish=asked.wish, checked=checked, at=at)
    return Sale(
        wish=asked.wish,
        checked=checked,
        split=parts,
        sellers=sellers,
        agreed=_agreement(asked, at=at),
        receiver=receiver_of(checked, sellers),
        person=asked.person,
        key_digest=asked.key_digest,
        request_digest=asked.request_digest,
        language=asked.language,
        origin=asked.origin,
        terms=asked.terms,
    )


def _agreement(asked: _Direct, *, at: datetime) -> Agreed | None:
    """What the buyer agreed to: before the order, or with it; none where the buyer was never asked."""
    now = agreed_now(asked.wish.seen_regulation, at=at) if asked.wish.consent is True else None
    return asked.terms.agreed or now


def _take_harvest(asked: _Direct, order: Order, *, at: datetime) -> None:
    """Keep a share of the harvest, and write down which days the buyer was promised."""
    [line] = asked.lines
    if line.harvest is None:
        raise AssertionError("checked when the lines were read")
    Preorder.objects.create(
        order=order, harvest=line.harvest, begins_on=line.harvest.begins_on, ends_on=line.harvest.ends_on
    )
    try:
        take_share(harvest=line.harvest, quantity=line.quantity, subject_code=order.code, at=at)
    except HarvestFull as refusal:
        raise CartRefused([as_problem(line.variant_code, refusal, left=refusal.left)]) from refusal


def _facts(line: DirectLine) -> list[str | int | None]:
    return [line.variant_code, str(line.quantity), line.price_vnd, line.harvest.pk if line.harvest else None]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
