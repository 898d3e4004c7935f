from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chophien.catalog.selectors import Offer
from chophien.delivery.selectors import Quote
from chophien.delivery.states import Zone
from chophien.lib.money import line_total
from chophien.orders.baskets import Wanted, split, take_off
from chophien.orders.models import Order, OrderGroup, OrderLine
from chophien.orders.tests.factories import a_checkout
from chophien.payments.models import Payment
from chophien.promotions.pricing import Good, price
from chophien.promotions.tests.test_price import drawn_bundles, drawn_deals
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant


def offer(*, seller_id, price_vnd=100_000, weight_g=100):
    return Offer(
        variant_id=1,
        variant_code="V",
        listing_id=1,
        listing_code="L",
        listing_slug="l",
        version_id=1,
        seller_id=seller_id,
        seller_code="s",
        seller_slug="s",
        seller_name="S",
        title="T",
        variant_title="",
        unit="kg",
        pack="",
        price_vnd=price_vnd,
        weight_g=weight_g,
        step=Decimal("0.001"),
        min_quantity=Decimal("0.001"),
        photo_code="",
        drawing="tea",
        for_sale=True,
        why_not="",
    )


def shipping(price_vnd):
    return Quote(Zone.FAR, price_vnd, price_vnd, 24, 48, date(2026, 11, 23), date(2026, 11, 24))


carts = st.lists(
    st.builds(
        lambda seller, price, weight, thousandths: Wanted(
            offer(seller_id=seller, price_vnd=price, weight_g=weight), Decimal(thousandths) / 1000
        ),
        seller=st.integers(1, 7),
        price=st.integers(0, 10_000_000_000),
        weight=st.integers(0, 1_000_000),
        thousandths=st.integers(1, 50_000_000),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=400, deadline=None)
@given(lines=carts, fee=st.integers(0, 1_000_000), prices=st.lists(st.integers(0, 9_000_000), min_size=8, max_size=8))
def test_the_orders_of_any_cart_add_up_to_what_is_charged(lines, fee, prices):
    assert_adds_up(lines, fee, prices)


def test_f29_ten_thousand_carts_with_vouchers_and_fees_add_up_as_they_are_split():
    draw = Random(2026)

    for _cart in range(10_000):
        lines = [
            Wanted(
                offer(
                    seller_id=draw.randint(1, 5), price_vnd=draw.randrange(1, 5_000_000), weight_g=draw.randrange(9_000)
                ),
                Decimal(draw.randrange(1, 20_000)) / 1000,
            )
            for _line in range(draw.randint(1, 8))
        ]
        fee, prices = draw.randrange(10_000), [draw.randrange(90_000) for _seller in range(8)]
        assert_adds_up_with_promotions(assert_adds_up(lines, fee, prices), draw, fee)


def assert_adds_up_with_promotions(parts, draw, fee):
    """Lines − discounts + shipping + fee is the same number over lines, over orders and over the group."""
    goods = [Good(one.offer.seller_id, one.offer.price_vnd, one.quantity, one.line_vnd) for one in parts.lines]
    shipping = {basket.seller_id: basket.shipping_vnd for basket in parts.baskets}
    priced = price(goods, shipping=shipping, bundles=drawn_bundles(goods, draw), deals=drawn_deals(goods, draw))
    off = sum(cut.amount_vnd for cut in priced.cuts)

    charged = take_off(parts, priced.cuts)

    assert charged.total_vnd == parts.goods_vnd - off + parts.shipping_vnd + fee
    assert (charged.discount_vnd, charged.fee_vnd, charged.lines) == (off, fee, parts.lines)
    assert sum(basket.total_vnd for basket in charged.baskets) == charged.total_vnd
    for basket in charged.baskets:
        theirs = [cut for place in range(len(basket.lines)) for cut in basket.cuts_of(place)]
        assert sum(cut.amount_vnd for cut in theirs) == basket.discount_vnd
        assert sum(cut.amount_vnd for cut in theirs if cut.off_shipping) <= basket.shipping_vnd
        assert sum(cut.amount_vnd for cut in theirs if not cut.off_shipping) <= basket.goods_vnd


def assert_adds_up(lines, fee, prices):
    parts = split(lines, ship=lambda seller, _weight, _goods: shipping(prices[seller]), fee_vnd=fee)

    assert sum(basket.total_vnd for basket in parts.baskets) == parts.total_vnd
    assert parts.total_vnd == parts.goods_vnd + parts.shipping_vnd + parts.fee_vnd
    assert parts.goods_vnd == sum(line_total(line.offer.price_vnd, line.quantity) for line in lines)
    assert parts.fee_vnd == fee
    assert sum(len(basket.lines) for basket in parts.baskets) == len(lines)
    assert [basket.seller_id for basket in parts.baskets] == list(dict.fromkeys(line.offer.seller_id for line in lines))
    return parts


def test_a_fee_is_shared_by_the_goods_value_to_the_dong():
    lines = [
        Wanted(offer(seller_id=seller, price_vnd=price), Decimal(1)) for seller, price in ((1, 100), (2, 100), (3, 101))
    ]

    parts = split(lines, ship=lambda *_facts: None, fee_vnd=10)

    assert [basket.fee_vnd for basket in parts.baskets] == [3, 3, 4]


def test_a_started_gram_counts_whole():
    parts = split([Wanted(offer(seller_id=1, weight_g=333), Decimal("1.5"))], ship=lambda *_facts: None)

    assert parts.baskets[0].weight_g == 500


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(counts=st.lists(st.integers(1, 9), min_size=1, max_size=5), fee=st.integers(0, 5_000))
def test_what_the_database_keeps_adds_up_too(counts, fee):
    sellers = [a_seller(commune_code=code) for code in ("00008", "26740", "00721")]
    LegalParameter.objects.filter(key="orders.service_fee_vnd").update(value=fee)
    forget()
    goods = [(a_variant(seller=sellers[at % 3], available=9), count) for at, count in enumerate(counts)]

    group = OrderGroup.objects.get(pk=a_checkout(*goods).group.pk)

    orders = list(Order.objects.filter(group=group))
    lines = OrderLine.objects.filter(order__group=group).values_list("line_vnd", flat=True)
    charged = Payment.objects.filter(group_code=group.code).values_list("amount_vnd", flat=True)
    assert sum(order.total_vnd for order in orders) == group.total_vnd == sum(charged)
    assert sum(order.fee_vnd for order in orders) == group.fee_vnd == fee
    assert sum(lines) == group.goods_vnd == sum(order.goods_vnd for order in orders)
