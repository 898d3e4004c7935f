"""A program: orders of a live market that await their transfers, in bulk; told on the standard output as JSON.

`python -m tests.money.filling 2000` in the environment of the market.
"""

import json
import sys
from datetime import timedelta
from decimal import Decimal
from itertools import count, product

import django

django.setup()

from django.db import transaction
from django.utils import timezone

from chophien.catalog.tests.factories import a_category
from chophien.delivery.actions import NewShipment, open_shipments
from chophien.delivery.selectors import Quote
from chophien.delivery.states import Zone
from chophien.lib.codes import new_code
from chophien.orders.models import Order, OrderGroup, OrderLine
from chophien.payments.actions.opening import NewPayment, open_payments
from chophien.payments.states import PaymentMethod, PaymentStatus, Receiver
from chophien.promotions.tests.factories import a_good
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import a_seller

IN_A_GROUP, SHIPPING_VND = 4, 18_000
"""Orders of as many shops that one transfer pays for; and what each of them is sent for."""


@transaction.atomic
def fill(number: int) -> list[tuple[str, int]]:
    """So many orders in groups of four; the code and sum of every group. One shop of the four has a phone."""
    at = timezone.now()
    shops = [a_seller(phone="" if place else "+84900000000") for place in range(IN_A_GROUP)]
    goods = a_good(100_000, category=a_category("che"))
    groups = OrderGroup.objects.bulk_create(
        a_group(place, code, at=at) for place, code in zip(range(number // IN_A_GROUP), codes("GD", 8), strict=False)
    )
    orders = Order.objects.bulk_create(
        an_order(group, shop, code, at=at)
        for (group, shop), code in zip(product(groups, shops), codes("CP", 7), strict=False)
    )
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            variant=goods,
            version_id=goods.listing.live_id,
            title="Chè",
            unit="box",
            price_vnd=order.goods_vnd,
            quantity=Decimal(1),
            line_vnd=order.goods_vnd,
            weight_g=order.weight_g,
        )
        for order in orders
    )
    today = at.date()
    parcel = Quote(Zone.FAR, SHIPPING_VND, SHIPPING_VND, 24, 96, today, today)
    open_shipments(parcels=[NewShipment(order.code, order.weight_g, parcel) for order in orders])
    open_payments(
        dues=[
            NewPayment(
                order.code, order.group.code, order.seller.code, PaymentMethod.VIETQR, Receiver.MARKET, order.total_vnd
            )
            for order in orders
        ]
    )
    return [(group.code, group.total_vnd) for group in groups]


def codes(prefix, symbols):
    """Codes without end, each once."""
    known = set()
    for _try in count():
        code = new_code(prefix, symbols)
        if code not in known:
            known.add(code)
            yield code


def a_group(number: int, code: str, *, at) -> OrderGroup:
    goods = 50_000 + 10 * number
    return OrderGroup(
        code=code,
        access_digest=code,
        contact_name="Sùng A Páo",
        contact_phone=f"+8491{number:07}",
        place_vintage="2025",
        province_code="01",
        province_name="Hà Nội",
        commune_code="00004",
        commune_name="Phường Ba Đình",
        payment_method=PaymentMethod.VIETQR,
        goods_vnd=goods * IN_A_GROUP,
        shipping_vnd=SHIPPING_VND * IN_A_GROUP,
        total_vnd=(goods + SHIPPING_VND) * IN_A_GROUP,
        idempotency_key=code,
        request_digest=code,
        placed_at=at,
    )


def an_order(group: OrderGroup, seller: Seller, code: str, *, at) -> Order:
    return Order(
        code=code,
        group=group,
        seller=seller,
        payment_status=PaymentStatus.AWAITING_TRANSFER,
        seller_name=seller.name,
        seller_address="Đồng Văn",
        goods_vnd=group.goods_vnd // IN_A_GROUP,
        shipping_vnd=SHIPPING_VND,
        total_vnd=group.total_vnd // IN_A_GROUP,
        weight_g=500,
        placed_at=at,
        held_until=at + timedelta(hours=1),
        promised_from=at.date(),
        promised_to=at.date() + timedelta(days=3),
    )


if __name__ == "__main__":
    print(json.dumps(fill(int(sys.argv[1]))))
