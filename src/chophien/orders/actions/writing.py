"""What every way of ordering has in common: the checks before the first row, and the rows of a new order.

The cart's checkout and orders placed outside a cart both read their goods in their own way, write here, and take
what they sell last. The order of locks is written down in docs/adr/checkout-lock-order.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from chophien.accounts.models import Person
from chophien.delivery.actions import NewShipment, open_shipments
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code, token_digest, token_matches
from chophien.lib.errors import Invalid
from chophien.lib.money import deposit_of
from chophien.orders.actions.fees import freeze_fees
from chophien.orders.baskets import Basket, Split, Wanted
from chophien.orders.errors import CartRefused, IdempotencyClash, RegulationsChanged, TotalChanged, TotalTooLarge
from chophien.orders.models import LineDiscount, Order, OrderGroup, OrderLine, OrderStep
from chophien.orders.selectors.carts import shortage_problem
from chophien.orders.selectors.orders import group_by_key, regulations_in_force
from chophien.orders.states import ELSEWHERE, Axis, OrderStatus, Origin, Side
from chophien.orders.texts import address_of_seller, line_title
from chophien.orders.wishes import CheckedWish, Wish
from chophien.payments.actions.opening import NewPayment, open_payments
from chophien.payments.selectors import seller_account
from chophien.payments.states import BY_GATEWAY, IN_ADVANCE, PaymentMethod, PaymentStatus, Receiver, first_status
from chophien.promotions.selectors.applying import Cut
from chophien.regulations.models import RegulationVersion
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller
from chophien.supply.actions import take_for_many
from chophien.supply.errors import OutOfStock

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
class Agreed:
    """Which regulations the buyer agreed to, and when: with the order button, or before the order."""

    regulation: RegulationVersion
    at: datetime


@dataclass(frozen=True)
class Terms:
    """What an order agrees on besides its lines, where that differs from the market's own rules.

    `promised` are the first and last day of arrival; none: as the carrier's tariff says. `waits_for_season`: the
    seller has nothing to answer until something begins. `held_until`: how long goods are held for an awaited
    transfer; none: `orders.transfer_hold_minutes`. `deposit_percent` of the goods' price is transferred and the rest
    paid on delivery; 0: everything is paid in one way. `advance_vnd` of what the one order costs came before it, with
    the deposit of the contract `advance_of`, and `advance_booked` if that stands in the market's books. `agreed`: what
    the buyer agreed to before, on which the order rests.
    """

    promised: tuple[date, date] | None = None
    waits_for_season: bool = False
    held_until: datetime | None = None
    deposit_percent: int = 0
    advance_vnd: int = 0
    advance_of: str = ""
    advance_booked: bool = False
    agreed: Agreed | None = None


@dataclass(frozen=True)
class Sale:
    """Everything that was read before the first row is written."""

    wish: Wish
    checked: CheckedWish
    split: Split
    sellers: Mapping[int, Seller]
    agreed: Agreed | None
    receiver: Receiver
    person: Person | None
    key_digest: str
    request_digest: str
    language: str
    origin: Origin = Origin.CART
    terms: Terms = Terms()


def replay(key_digest: str, *, request_digest: str) -> Placed | None:
    """What became of the same press before; none when the key is new.

    :raises IdempotencyClash: if the key came before with another wish
    """
    group = group_by_key(key_digest)
    if group is None:
        return None
    if group.request_digest != request_digest:
        raise IdempotencyClash
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        token = access_token(group, secret=secret)
        if token_matches(token, group.access_digest):
            return Placed(group, tuple(group.orders.all()), token, is_replay=True)
    raise IdempotencyClash


def access_token(group: OrderGroup, *, secret: str | bytes) -> str:
    """The token that opens a group without signing in: 43 characters, derived, so that a retry is told the same."""
    mac = salted_hmac(
        "chophien.orders.access", f"{group.idempotency_key}{group.code}", secret=secret, algorithm="sha256"
    )
    return urlsafe_base64_encode(mac.digest())


def check_total(parts: Split, *, wish: Wish, checked: CheckedWish, at: datetime) -> None:
    """Let a total pass that the market handles and that the buyer saw, if the wish says what was seen.

    :raises Invalid: if there is nothing to transfer
    :raises TotalTooLarge: beyond `orders.total_most_vnd`
    :raises TotalChanged: if the total is not the one the buyer saw
    """
    if checked.payment in IN_ADVANCE and parts.total_vnd == 0:
        raise Invalid({"payment": [_("There is nothing to transfer. Choose cash on delivery.")]})
    most = rules.whole("orders.total_most_vnd", at=at)
    if parts.total_vnd > most:
        raise TotalTooLarge(most_vnd=most)
    if wish.seen_total_vnd is not None and wish.seen_total_vnd != parts.total_vnd:
        raise TotalChanged(total_vnd=parts.total_vnd, seen_vnd=wish.seen_total_vnd)


def agreed_now(seen: str, *, at: datetime) -> Agreed:
    """What the buyer agrees to by ticking the box now: the regulations in force, if the version seen was theirs. Who
    saw none (the API) agrees to what is in force.

    :raises RegulationsChanged: if the buyer agreed to others
    """
    regulation = regulations_in_force(at=at)
    if seen and seen != regulation.version:
        raise RegulationsChanged
    return Agreed(regulation, at)


def receiver_of(checked: CheckedWish, sellers: Mapping[int, Seller]) -> Receiver:
    """A carrier collects for the seller; a transfer goes to a lone seller's own account if that is confirmed; a gateway
    pays out to the market.
    """
    if checked.payment == PaymentMethod.COD:
        return Receiver.SELLER
    if checked.payment in BY_GATEWAY:
        return Receiver.MARKET
    if len(sellers) == 1 and seller_account(next(iter(sellers.values())).code):
        return Receiver.SELLER
    return Receiver.MARKET


def write_orders(sale: Sale, *, at: datetime) -> tuple[OrderGroup, list[Order]]:
    """Freeze the sale: one group for the buyer, one order for each seller, one line for each good, and who pays for
    what is taken off it, and what the market asks for it.
    """
    checked, commune = sale.checked, sale.checked.commune
    group = OrderGroup(
        code=new_code(GROUP_PREFIX, GROUP_SYMBOLS),
        person=sale.person,
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
        goods_vnd=sale.split.goods_vnd,
        discount_vnd=sale.split.discount_vnd,
        shipping_vnd=sale.split.shipping_vnd,
        fee_vnd=sale.split.fee_vnd,
        total_vnd=sale.split.total_vnd,
        regulation=sale.agreed.regulation if sale.agreed else None,
        consent_at=sale.agreed.at if sale.agreed else None,
        idempotency_key=sale.key_digest,
        request_digest=sale.request_digest,
        language=sale.language,
        placed_at=at,
    )
    group.access_digest = token_digest(access_token(group, secret=settings.SECRET_KEY))
    group.save(force_insert=True)
    orders = Order.objects.bulk_create(_order(group, basket, sale, at=at) for basket in sale.split.baskets)
    baskets = list(zip(orders, sale.split.baskets, strict=True))
    lines = OrderLine.objects.bulk_create(
        _line(order, wanted, basket.cuts_of(place))
        for order, basket in baskets
        for place, wanted in enumerate(basket.lines)
    )
    if sale.split.discount_vnd:
        cuts = [basket.cuts_of(place) for _order, basket in baskets for place in range(len(basket.lines))]
        LineDiscount.objects.bulk_create(
            _discount(line, cut) for line, theirs in zip(lines, cuts, strict=True) for cut in theirs
        )
    if sale.origin not in ELSEWHERE:
        written = iter(lines)
        sold = [(basket, [next(written) for _wanted in basket.lines]) for _order, basket in baskets]
        freeze_fees(sold, sellers=sale.sellers, at=at)
    return group, orders


def open_money_and_parcels(group: OrderGroup, orders: Sequence[Order], sale: Sale) -> None:
    """Begin the two other axes of new orders."""
    open_payments(
        dues=[
            NewPayment(
                order_code=order.code,
                group_code=group.code,
                seller_code=order.seller.code,
                method=PaymentMethod(group.payment_method),
                receiver=sale.receiver,
                amount_vnd=order.total_vnd,
                deposit_vnd=deposit_of(order.goods_vnd, percent=sale.terms.deposit_percent),
                advance_vnd=min(sale.terms.advance_vnd, order.total_vnd),
                advance_of=sale.terms.advance_of,
                advance_booked=sale.terms.advance_booked,
                outside=sale.origin == Origin.BY_HAND,
            )
            for order in orders
        ]
    )
    open_shipments(
        parcels=[
            NewShipment(order.code, order.weight_g, basket.quote, promised=(order.promised_from, order.promised_to))
            for order, basket in zip(orders, sale.split.baskets, strict=True)
            if basket.quote
        ]
    )


def write_first_steps(
    orders: Sequence[Order], *, actor_code: str, side: Side = Side.BUYER, on_behalf_of: str = "", at: datetime
) -> None:
    """Begin the history of new orders. One statement."""
    OrderStep.objects.bulk_create(
        OrderStep(
            order=order,
            axis=Axis.ORDER,
            step="place",
            from_status="",
            to_status=order.status,
            actor_code=actor_code,
            side=side,
            on_behalf_of=on_behalf_of,
            at=at,
        )
        for order in orders
    )


def enqueue_deadlines(group: OrderGroup, orders: Sequence[Order]) -> None:
    """One job for the whole group: its orders share their deadlines."""
    first = orders[0]
    if first.held_until is not None:
        enqueue("orders.release_unpaid", run_at=first.held_until, group_id=group.pk)
    elif first.accept_by is not None:
        enqueue("orders.watch_acceptance", run_at=first.accept_by, group_id=group.pk)


def take_stock(orders: Sequence[Order], parts: Split, *, actor: Actor, at: datetime) -> None:
    """Take what was sold out of stock, last before the commit.

    :raises CartRefused: naming every line of which too little is left
    """
    baskets = list(zip(orders, parts.baskets, strict=True))
    demands = {
        order.code: {wanted.offer.variant_id: wanted.quantity for wanted in basket.lines} for order, basket in baskets
    }
    try:
        take_for_many(demands=demands, actor=actor, at=at)
    except OutOfStock as refusal:
        offers = {wanted.offer.variant_id: wanted.offer for _order, basket in baskets for wanted in basket.lines}
        raise CartRefused(
            [shortage_problem(offers[short.variant_id], left=short.left) for short in refusal.shortages]
        ) from refusal


def _order(group: OrderGroup, basket: Basket, sale: Sale, *, at: datetime) -> Order:
    if basket.quote is None:
        raise AssertionError("an order knows where the parcel goes")
    seller, terms = sale.sellers[basket.seller_id], sale.terms
    method = PaymentMethod(group.payment_method)
    first = first_status(method, amount_vnd=basket.total_vnd, advance_vnd=min(terms.advance_vnd, basket.total_vnd))
    awaits_transfer = first == PaymentStatus.AWAITING_TRANSFER
    hold = timedelta(minutes=rules.whole("orders.transfer_hold_minutes", at=at))
    accept = timedelta(hours=rules.whole("orders.accept_hours", at=at))
    promised_from, promised_to = terms.promised or (basket.quote.promised_from, basket.quote.promised_to)
    return Order(
        code=new_code(ORDER_PREFIX, ORDER_SYMBOLS),
        group=group,
        seller=seller,
        origin=sale.origin,
        status=OrderStatus.PLACED,
        payment_status=first,
        seller_name=seller.name,
        seller_address=address_of_seller(seller),
        seller_phone=seller.phone,
        goods_vnd=basket.goods_vnd,
        discount_vnd=basket.discount_vnd,
        shipping_vnd=basket.shipping_vnd,
        fee_vnd=basket.fee_vnd,
        total_vnd=basket.total_vnd,
        weight_g=basket.weight_g,
        placed_at=at,
        accept_by=None if awaits_transfer or terms.waits_for_season else at + accept,
        held_until=(terms.held_until or at + hold) if awaits_transfer else None,
        promised_from=promised_from,
        promised_to=promised_to,
    )


def _line(order: Order, wanted: Wanted, cuts: Sequence[Cut]) -> OrderLine:
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
        lot_id=wanted.lot_id,
        line_vnd=wanted.line_vnd,
        discount_vnd=sum(cut.amount_vnd for cut in cuts if not cut.off_shipping),
        shipping_discount_vnd=sum(cut.amount_vnd for cut in cuts if cut.off_shipping),
        weight_g=wanted.weight_g,
    )


def _discount(line: OrderLine, cut: Cut) -> LineDiscount:
    return LineDiscount(
        line=line,
        promotion_code=cut.code,
        funder=cut.payer.funder,
        funder_code=cut.payer.code,
        off_shipping=cut.off_shipping,
        amount_vnd=cut.amount_vnd,
    )
