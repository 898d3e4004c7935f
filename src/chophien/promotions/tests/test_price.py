"""Carts with combos, vouchers, shipping and fees sum to the đồng. No database."""

from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from chophien.lib.money import line_total, share_by_largest_remainder
from chophien.promotions.pricing import Bundle, Deal, Good, Payer, price
from chophien.promotions.states import Funder, VoucherKind

SHOP, MARKET = Payer(Funder.SELLER, "shop"), Payer(Funder.PLATFORM, "cho-phien")


def good(price_vnd=100_000, quantity=1, seller=1):
    quantity = Decimal(quantity)
    return Good(seller, price_vnd, quantity, line_total(price_vnd, quantity))


def deal(kind=VoucherKind.PERCENT, value=10, places=(0,), code="V", payer=MARKET, **limits):
    return Deal(code, kind, value, tuple(places), payer, **limits)


def cuts(priced):
    return [(cut.place, cut.code, cut.amount_vnd) for cut in priced.cuts]


def test_per_cent_are_rounded_down_and_capped():
    assert cuts(price([good(99_999)], shipping={}, deals=[deal()])) == [(0, "V", 9_999)]
    assert cuts(price([good(99_999)], shipping={}, deals=[deal(most_vnd=5_000)])) == [(0, "V", 5_000)]


def test_an_amount_takes_off_no_more_than_the_goods_cost():
    priced = price([good(30_000), good(500_000)], shipping={}, deals=[deal(VoucherKind.AMOUNT, 50_000)])

    assert cuts(priced) == [(0, "V", 30_000)]


def test_an_amount_is_shared_by_the_largest_remainder():
    goods = [good(100), good(100), good(101)]

    priced = price(goods, shipping={}, deals=[deal(VoucherKind.AMOUNT, 10, places=(0, 1, 2))])

    assert cuts(priced) == [(0, "V", 3), (1, "V", 3), (2, "V", 4)]


def test_the_second_voucher_counts_on_what_the_first_has_left():
    deals = [deal(value=20, code="A", payer=SHOP), deal(value=10, code="B")]

    assert cuts(price([good()], shipping={}, deals=deals)) == [(0, "A", 20_000), (0, "B", 8_000)]


def test_what_is_missing_to_the_least_is_told():
    priced = price([good(80_000)], shipping={}, deals=[deal(least_vnd=100_000)])

    assert (priced.cuts, priced.missing) == ((), {"V": 20_000})


def test_the_least_counts_the_goods_after_combos_and_before_vouchers():
    bundle = Bundle("C", 150_000, {0: Decimal(1), 1: Decimal(1)}, SHOP)
    deals = [deal(value=50, places=(0, 1), code="A", payer=SHOP), deal(least_vnd=150_000, places=(0, 1), code="B")]

    priced = price([good(), good()], shipping={}, bundles=[bundle], deals=deals)

    assert priced.missing == {}
    assert [priced.taken_by(code) for code in "CAB"] == [50_000, 75_000, 7_500]


def test_a_combo_counts_whole_sets_and_the_better_bargain_first():
    tea, honey = good(100_000, 3), good(50_000, 3)
    small = Bundle("S", 140_000, {0: Decimal(1), 1: Decimal(1)}, SHOP)
    large = Bundle("L", 190_000, {0: Decimal(2), 1: Decimal(1)}, SHOP)

    priced = price([tea, honey], shipping={}, bundles=[small, large])

    assert (priced.taken_by("L"), priced.taken_by("S")) == (60_000, 10_000)


def test_a_combo_that_has_become_dearer_than_its_goods_takes_nothing_off():
    bundle = Bundle("C", 300_000, {0: Decimal(1), 1: Decimal(1)}, SHOP)

    assert price([good(), good()], shipping={}, bundles=[bundle]).cuts == ()


def test_free_shipping_is_off_the_parcels_of_the_shops_it_counts_for():
    goods = [good(seller=1), good(seller=2), good(seller=2)]

    priced = price(goods, shipping={1: 30_000, 2: 21_000}, deals=[deal(VoucherKind.SHIPPING, 0, (1, 2))])

    assert [(cut.place, cut.amount_vnd, cut.off_shipping) for cut in priced.cuts] == [
        (1, 10_500, True),
        (2, 10_500, True),
    ]


goods_drawn = st.lists(
    st.builds(
        good,
        price_vnd=st.integers(0, 10_000_000),
        quantity=st.integers(1, 50_000).map(lambda thousandths: Decimal(thousandths) / 1000),
        seller=st.integers(1, 5),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(goods=goods_drawn, seed=st.integers(0, 2**32))
def test_f72_any_cart_with_vouchers_adds_up_and_no_line_goes_below_zero(goods, seed):
    assert_adds_up(goods, Random(seed))


def test_f29_ten_thousand_carts_with_vouchers_and_fees_sum_to_the_dong():
    draw = Random(2026)

    for _cart in range(10_000):
        goods = [
            good(draw.randrange(1, 5_000_000), Decimal(draw.randrange(1, 20_000)) / 1000, draw.randint(1, 4))
            for _line in range(draw.randint(1, 7))
        ]
        assert_adds_up(goods, draw)


def assert_adds_up(goods, draw):
    """Σ lines − Σ discounts + shipping + fee, over orders and over the group, is one and the same number."""
    sellers = sorted({one.seller_id for one in goods})
    shipping = {seller: draw.choice([0, draw.randrange(90_000)]) for seller in sellers}
    bundles, deals = drawn_bundles(goods, draw), drawn_deals(goods, draw)
    fee = draw.randrange(10_000)
    fees = share_by_largest_remainder(fee, [total(goods, seller) for seller in sellers])

    priced = price(goods, shipping=shipping, bundles=bundles, deals=deals)

    orders = []
    for seller, share in zip(sellers, fees, strict=True):
        places = [place for place, one in enumerate(goods) if one.seller_id == seller]
        off_goods = [taken(priced, place, off_shipping=False) for place in places]
        off_shipping = sum(taken(priced, place, off_shipping=True) for place in places)
        assert all(0 <= off <= goods[place].line_vnd for place, off in zip(places, off_goods, strict=True))
        assert 0 <= off_shipping <= shipping[seller]
        orders.append(total(goods, seller) - sum(off_goods) - off_shipping + shipping[seller] + share)
    discount = sum(cut.amount_vnd for cut in priced.cuts)
    everything = sum(one.line_vnd for one in goods) + sum(shipping.values()) + fee
    assert sum(orders) == everything - discount
    assert all(cut.amount_vnd > 0 for cut in priced.cuts)
    for one in deals:
        assert one.most_vnd is None or priced.taken_by(one.code) <= one.most_vnd
        assert all(cut.place in one.places and cut.payer == one.payer for cut in priced.cuts if cut.code == one.code)


def taken(priced, place, *, off_shipping):
    return sum(cut.amount_vnd for cut in priced.cuts if cut.place == place and cut.off_shipping == off_shipping)


def total(goods, seller):
    return sum(one.line_vnd for one in goods if one.seller_id == seller)


def drawn_bundles(goods, draw):
    return [
        Bundle(
            f"C{number}",
            draw.randrange(3_000_000),
            {place: Decimal(draw.randint(1, 3)) for place in draw.sample(range(len(goods)), min(2, len(goods)))},
            SHOP,
        )
        for number in range(draw.randint(0, 2))
    ]


def drawn_deals(goods, draw):
    kinds = {VoucherKind.PERCENT: (1, 100), VoucherKind.AMOUNT: (1, 2_000_000), VoucherKind.SHIPPING: (0, 0)}
    deals = []
    for number in range(draw.randint(0, 4)):
        kind = draw.choice(list(kinds))
        places = sorted(draw.sample(range(len(goods)), draw.randint(1, len(goods))))
        most = draw.choice([None, draw.randrange(1, 400_000)])
        least = draw.choice([0, draw.randrange(2_000_000)])
        payer = draw.choice([SHOP, MARKET])
        value = draw.randint(*kinds[kind])
        deals.append(Deal(f"V{number}", kind, value, tuple(places), payer, most_vnd=most, least_vnd=least))
    return deals
