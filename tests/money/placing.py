"""Placed orders in bulk, as checkout leaves them: lines, discounts, frozen fees, payments and parcels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from chophien.catalog.selectors import Offer
from chophien.delivery.actions import NewShipment, open_shipments
from chophien.delivery.selectors import Quote
from chophien.delivery.states import Zone
from chophien.lib.codes import new_code
from chophien.orders.actions.fees import freeze_fees
from chophien.orders.baskets import Basket, Wanted
from chophien.orders.models import LineDiscount, Order, OrderGroup, OrderLine
from chophien.payments.actions.opening import NewPayment, open_payments
from chophien.payments.states import PaymentMethod, Receiver, first_status
from chophien.promotions.pricing import Cut, Payer
from chophien.promotions.states import Funder
from chophien.sellers.models import Seller
from tests.money import plans
from tests.money.plans import Plan

GROUPS_KIND = ("GD", 8)
_NUMBERS = count(1)
"""Everybody orders with a phone of their own: codes and cash of a day are limited for each."""
PARCEL = Quote(Zone.FAR, 30_000, 30_000, 24, 96, plans.FIRST, plans.LAST)


def place_orders(
    placed: Sequence[Plan], *, sellers: Mapping[str, Seller], offers: Mapping[str, Offer], at: datetime
) -> dict[str, Order]:
    """The orders of a day with everything that checkout writes about their money, by code."""
    codes = new_codes(*GROUPS_KIND, count=len(placed))
    groups = OrderGroup.objects.bulk_create(_group(plan, code, at=at) for plan, code in zip(placed, codes, strict=True))
    orders = Order.objects.bulk_create(
        _order(plan, group, sellers[plan.life.shop.code], at=at) for plan, group in zip(placed, groups, strict=True)
    )
    cuts = [_cuts(plan) for plan in placed]
    lines = OrderLine.objects.bulk_create(
        _line(order, plan, place, theirs, offers)
        for plan, order, theirs in zip(placed, orders, cuts, strict=True)
        for place in range(len(plan.life.lines))
    )
    written = iter(lines)
    lines_of = [[next(written) for _line in plan.life.lines] for plan in placed]
    LineDiscount.objects.bulk_create(
        LineDiscount(
            line=theirs[cut.place],
            promotion_code=cut.code,
            funder=cut.payer.funder,
            funder_code=cut.payer.code,
            off_shipping=cut.off_shipping,
            amount_vnd=cut.amount_vnd,
        )
        for theirs, of_order in zip(lines_of, cuts, strict=True)
        for cut in of_order
    )
    baskets = [
        _basket(plan, theirs, sellers[plan.life.shop.code], offers) for plan, theirs in zip(placed, cuts, strict=True)
    ]
    freeze_fees(list(zip(baskets, lines_of, strict=True)), sellers={one.pk: one for one in sellers.values()}, at=at)
    open_shipments(parcels=[NewShipment(order.code, order.weight_g, PARCEL) for order in orders])
    open_payments(dues=[_due(plan, group) for plan, group in zip(placed, groups, strict=True)])
    return {order.code: order for order in orders}


def new_codes(prefix: str, symbols: int, *, count: int) -> list[str]:
    """So many different codes."""
    found: set[str] = set()
    while len(found) < count:
        found.add(new_code(prefix, symbols))
    return list(found)


def _line(order: Order, plan: Plan, place: int, cuts: Sequence[Cut], offers: Mapping[str, Offer]) -> OrderLine:
    sold = plan.life.lines[place]
    offer = offers[sold.category]
    return OrderLine(
        order=order,
        variant_id=offer.variant_id,
        version_id=offer.version_id,
        title=offer.title,
        unit=offer.unit,
        pack=offer.pack,
        price_vnd=sold.vnd,
        quantity=1,
        line_vnd=sold.vnd,
        discount_vnd=sum(cut.amount_vnd for cut in cuts if cut.place == place and not cut.off_shipping),
        shipping_discount_vnd=sum(cut.amount_vnd for cut in cuts if cut.place == place and cut.off_shipping),
        weight_g=100,
    )


def _basket(plan: Plan, cuts: Sequence[Cut], seller: Seller, offers: Mapping[str, Offer]) -> Basket:
    life = plan.life
    wanted = tuple(Wanted(replace(offers[one.category], price_vnd=one.vnd), Decimal(1)) for one in life.lines)
    goods = sum(one.vnd for one in life.lines)
    return Basket(seller.pk, wanted, goods, 100, None, life.buyer_fee_vnd, tuple(cuts))


def _discount(plan: Plan) -> int:
    return sum(line.own_cut for line in plan.life.lines) + sum(one.vnd for one in plan.life.supports)


def _shipping(plan: Plan) -> int:
    return plan.life.shipping_vnd + sum(one.vnd for one in plan.life.supports if one.for_shipping)


def _sums(plan: Plan) -> dict[str, int]:
    life = plan.life
    return {
        "goods_vnd": sum(line.vnd for line in life.lines),
        "discount_vnd": _discount(plan),
        "shipping_vnd": _shipping(plan),
        "fee_vnd": life.buyer_fee_vnd,
        "total_vnd": life.total_vnd,
    }


def _group(plan: Plan, code: str, *, at: datetime) -> OrderGroup:
    return OrderGroup(
        code=code,
        access_digest=code,
        contact_name="Sùng A Páo",
        contact_phone=f"+8491{next(_NUMBERS):07d}",
        place_vintage="2025",
        province_code="01",
        province_name="Hà Nội",
        commune_code="00004",
        commune_name="Phường Ba Đình",
        payment_method=plan.method,
        idempotency_key=code,
        request_digest=code,
        placed_at=at,
        **_sums(plan),
    )


def _order(plan: Plan, group: OrderGroup, seller: Seller, *, at: datetime) -> Order:
    method = PaymentMethod(plan.method)
    return Order(
        code=plan.life.code,
        group=group,
        seller=seller,
        payment_status=first_status(method, amount_vnd=plan.life.total_vnd),
        seller_name=seller.name,
        seller_address="Đồng Văn",
        weight_g=100,
        placed_at=at,
        held_until=at + timedelta(minutes=15) if method == PaymentMethod.VIETQR else None,
        promised_from=at.date(),
        promised_to=at.date(),
        **_sums(plan),
    )


def _cuts(plan: Plan) -> list[Cut]:
    """What is off which line, and who pays for it."""
    own = Payer(Funder.SELLER, plan.life.shop.code)
    cuts = [Cut(place, "OWN", own, line.own_cut) for place, line in enumerate(plan.life.lines) if line.own_cut]
    for number, one in enumerate(plan.life.supports):
        _funder, kind, code = one.account.split(":")
        payer = Payer(Funder.PLATFORM if kind == "market" else Funder.PROGRAMME, code)
        cuts.append(Cut(one.line, f"V{number}", payer, one.vnd, one.for_shipping))
    return cuts


def _due(plan: Plan, group: OrderGroup) -> NewPayment:
    to_seller = plan.to_seller or plan.method == "cod"
    return NewPayment(
        order_code=plan.life.code,
        group_code=group.code,
        seller_code=plan.life.shop.code,
        method=PaymentMethod(plan.method),
        receiver=Receiver.SELLER if to_seller else Receiver.MARKET,
        amount_vnd=plan.life.total_vnd,
        deposit_vnd=plan.life.deposit_vnd,
    )
