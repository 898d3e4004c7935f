"""Vouchers and combos from the cart to the order and back."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chophien.accounts.tests.factories import PersonFactory
from chophien.lib.actor import SYSTEM
from chophien.lib.tests.racing import race
from chophien.orders.actions.answers import refuse_order
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.actions.checkout import check_out
from chophien.orders.errors import TotalChanged
from chophien.orders.models import LineDiscount, Order, OrderGroup, OrderLine
from chophien.orders.selectors.carts import cart_view
from chophien.orders.tests.factories import NOON, SOMEBODY, a_cart, a_checkout, a_wish, fresh, guest
from chophien.payments.models import Payment
from chophien.places.tests.factories import a_commune
from chophien.promotions.actions.vouchers import step_voucher
from chophien.promotions.errors import VoucherRefused, VoucherUsedBefore
from chophien.promotions.models import Redemption, Voucher, VoucherHolder
from chophien.promotions.states import Funder
from chophien.promotions.tests.factories import a_combo, a_good, a_voucher, a_voucher_of_a_province
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import a_seller
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def test_f72_a_voucher_takes_off_what_it_says_and_the_line_says_who_pays():
    tea = a_good(185_000)
    voucher = a_voucher(most_vnd=30_000)

    placed = a_checkout((tea, 2), vouchers=(voucher.code,))

    [order], line = placed.orders, OrderLine.objects.get()
    shipping = order.shipping_vnd
    assert (order.goods_vnd, order.discount_vnd, order.total_vnd) == (370_000, 30_000, 340_000 + shipping)
    assert (line.discount_vnd, line.shipping_discount_vnd) == (30_000, 0)
    paid = LineDiscount.objects.get()
    assert (paid.promotion_code, paid.funder, paid.funder_code, paid.amount_vnd, paid.off_shipping) == (
        voucher.code,
        Funder.PLATFORM,
        "cho-phien",
        30_000,
        False,
    )
    assert Payment.objects.get().amount_vnd == placed.group.total_vnd == order.total_vnd
    voucher.refresh_from_db()
    assert (voucher.used, voucher.spent_vnd) == (1, 30_000)


def test_s24_a_provinces_voucher_takes_off_its_own_shops_goods_only_and_the_programme_pays():
    near, far = a_good(100_000, seller=a_seller()), a_good(100_000, seller=a_seller(commune_code="00004"))
    voucher = a_voucher_of_a_province("08")

    placed = a_checkout((near, 1), (far, 1), vouchers=(voucher.code,))

    assert {order.seller: order.discount_vnd for order in placed.orders} == {
        near.listing.seller: 10_000,
        far.listing.seller: 0,
    }
    paid = LineDiscount.objects.get()
    assert (paid.funder, paid.funder_code, paid.amount_vnd) == (Funder.PROGRAMME, "chuong-trinh-mtqg-1719", 10_000)


def test_a_communes_voucher_counts_for_its_shops_only():
    shop = a_seller(commune_code="00721")
    tea = a_good(100_000, seller=shop)
    voucher = a_voucher_of_a_province("08", home_commune_code="00721")

    near = cart_view(a_cart((tea, 1)), at=NOON, vouchers=(voucher.code,)).discount_vnd
    Seller.objects.filter(pk=shop.pk).update(commune=a_commune("00004"))
    far = cart_view(a_cart((tea, 1)), at=NOON, vouchers=(voucher.code,)).discount_vnd

    assert (near, far) == (10_000, 0)


def test_free_shipping_is_off_the_shipping_and_the_goods_keep_their_price():
    tea = a_good(10_000)
    voucher = a_voucher(kind="shipping", value=0)

    placed = a_checkout((tea, 1), vouchers=(voucher.code,))

    [order], line = placed.orders, OrderLine.objects.get()
    assert order.shipping_vnd > 10_000
    assert (order.discount_vnd, order.total_vnd) == (order.shipping_vnd, 10_000)
    assert (line.discount_vnd, line.shipping_discount_vnd) == (0, order.shipping_vnd)


def test_a_market_voucher_over_two_shops_is_shared_to_the_dong():
    near, far = a_seller(commune_code="00008"), a_seller(commune_code="00721")
    goods = [(a_good(100_001, seller=near), 1), (a_good(200_000, seller=far), 1)]
    voucher = a_voucher(kind="amount", value=10_000)

    placed = a_checkout(*goods, vouchers=(voucher.code,))

    assert [order.discount_vnd for order in placed.orders] == [3_333, 6_667]
    assert sum(order.total_vnd for order in placed.orders) == placed.group.total_vnd
    assert list(Redemption.objects.order_by("pk").values_list("order_code", "amount_vnd")) == [
        (placed.orders[0].code, 3_333),
        (placed.orders[1].code, 6_667),
    ]


def test_a_shops_voucher_and_the_markets_count_one_after_the_other():
    shop = a_seller()
    tea = a_good(100_000, seller=shop)
    own, market = a_voucher(seller=shop, value=20), a_voucher(value=10)

    a_checkout((tea, 1), vouchers=(market.code, own.code))

    paid = dict(LineDiscount.objects.values_list("funder_code", "amount_vnd"))
    assert paid == {shop.code: 20_000, "cho-phien": 8_000}


def test_combos_count_for_whole_sets_and_need_no_code():
    shop = a_seller()
    tea, honey = a_good(100_000, seller=shop), a_good(50_000, seller=shop)
    combo = a_combo((tea, 1), (honey, 2), price_vnd=170_000)

    placed = a_checkout((tea, 3), (honey, 5))

    [order] = placed.orders
    assert (order.goods_vnd, order.discount_vnd) == (550_000, 60_000)
    assert set(LineDiscount.objects.values_list("promotion_code", "funder", "funder_code")) == {
        (combo.code, Funder.SELLER, shop.code)
    }
    assert list(OrderLine.objects.order_by("pk").values_list("discount_vnd", flat=True)) == [30_000, 30_000]


def test_the_cart_shows_what_counts_and_why_the_rest_does_not():
    tea = a_good(100_000)
    cart = a_cart((tea, 1))
    good, dear = a_voucher(), a_voucher(least_vnd=150_000, funder=Funder.PROGRAMME, funder_name="Chương trình Tết")
    cart.voucher_codes = [good.code, dear.code, "KHONGCO1"]

    view = cart_view(cart, at=NOON)

    assert (view.discount_vnd, view.total_vnd) == (10_000, 90_000)
    assert [(one.amount_vnd, one.refusal and one.refusal.code) for one in view.promoted.vouchers] == [
        (10_000, None),
        (0, "voucher_not_together"),
        (0, "no_such_voucher"),
    ]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"starts_on": date(2026, 11, 22)}, "voucher_not_yet"),
        ({"least_vnd": 100_001}, "voucher_least"),
        ({"budget_vnd": 9_999}, "voucher_used_up"),
        ({"province_codes": ("08",)}, "voucher_other_place"),
    ],
)
def test_a_voucher_that_does_not_count_is_refused_with_why_and_nothing_is_kept(facts, code):
    tea = a_good(100_000, available=5)
    voucher = a_voucher(**facts)

    with pytest.raises(VoucherRefused) as refusal:
        a_checkout((tea, 1), vouchers=(voucher.code,))

    assert (refusal.value.code, refusal.value.voucher_code) == (code, voucher.code)
    assert str(refusal.value)
    assert (OrderGroup.objects.count(), Stock.objects.get().available) == (0, 5)


def test_one_person_and_one_phone_use_it_as_often_as_one_may():
    tea = a_good(100_000, available=50)
    voucher, lan = a_voucher(), PersonFactory()
    a_checkout((tea, 1), person=lan, vouchers=(voucher.code,), contact_phone="0912 000 001")

    for who, phone in ((lan, "0912 000 002"), (None, "+84 912 000 001")):
        with pytest.raises(VoucherUsedBefore):
            a_checkout((tea, 1), person=who, vouchers=(voucher.code,), contact_phone=phone)

    a_checkout((tea, 1), vouchers=(voucher.code,), contact_phone="0912 000 003")
    assert Voucher.objects.get().used == 2
    assert "0912" not in "".join(VoucherHolder.objects.values_list("holder", flat=True))


@pytest.mark.parametrize("ending", ["cancel", "refuse"])
def test_what_was_used_comes_back_once_when_the_order_ends(ending):
    tea = a_good(100_000)
    voucher = a_voucher(uses_most=1)
    placed = a_checkout((tea, 1), vouchers=(voucher.code,))
    order = fresh(placed.orders[0])

    act = cancel_order if ending == "cancel" else refuse_order
    act(order=order, reason="Đặt nhầm", actor=SYSTEM, at=NOON)

    voucher.refresh_from_db()
    assert (voucher.used, voucher.spent_vnd) == (0, 0)
    assert Redemption.objects.get().given_back_at == NOON
    a_checkout((tea, 1), vouchers=(voucher.code,))
    assert Voucher.objects.get().used == 1


def test_the_use_comes_back_with_the_last_order_of_the_group_and_the_money_with_each():
    near, far = a_seller(commune_code="00008"), a_seller(commune_code="00721")
    goods = [(a_good(100_000, seller=near), 1), (a_good(300_000, seller=far), 1)]
    voucher = a_voucher(kind="amount", value=40_000)
    first, second = [fresh(order) for order in a_checkout(*goods, vouchers=(voucher.code,)).orders]

    cancel_order(order=first, reason="Đặt nhầm", actor=guest(first), at=NOON)
    voucher.refresh_from_db()
    after_one = (voucher.used, voucher.spent_vnd)
    cancel_order(order=second, reason="Đặt nhầm", actor=guest(second), at=NOON)
    voucher.refresh_from_db()

    assert (after_one, (voucher.used, voucher.spent_vnd)) == ((1, 30_000), (0, 0))
    assert set(VoucherHolder.objects.values_list("used", flat=True)) == {0}


def test_a_voucher_that_stopped_after_it_was_seen_changes_the_total_and_says_why():
    tea = a_good(100_000)
    voucher, cart = a_voucher(), a_cart((tea, 1))
    cart.voucher_codes = [voucher.code]
    cart.save()
    step_voucher(voucher=voucher, step="pause", actor=SYSTEM, at=NOON)
    shipping = a_checkout((a_good(100_000), 1)).group.shipping_vnd

    with pytest.raises(VoucherRefused):
        check_out(
            cart=cart, wish=a_wish(seen_total_vnd=90_000 + shipping), idempotency_key="1", actor=SOMEBODY, at=NOON
        )

    placed = check_out(
        cart=cart, wish=a_wish(seen_total_vnd=100_000 + shipping), idempotency_key="2", actor=SOMEBODY, at=NOON
    )
    assert placed.group.discount_vnd == 0


def test_the_total_that_was_seen_has_the_discount_in_it():
    tea = a_good(100_000)
    voucher = a_voucher()

    with pytest.raises(TotalChanged):
        a_checkout((tea, 1), vouchers=(voucher.code,), seen_total_vnd=116_000)


@pytest.mark.parametrize("times", [1, 3])
def test_a_voucher_costs_the_same_statements_for_any_number_of_goods(times, django_assert_num_queries):
    shop = a_seller()
    cart = a_cart(*((a_good(100_000, seller=shop), 1) for _good in range(times)))
    voucher = a_voucher()
    facts = {"cart": cart, "idempotency_key": "1", "actor": SOMEBODY, "at": NOON}
    check_out(**facts | {"cart": a_cart((a_variant(), 1)), "wish": a_wish()})

    with django_assert_num_queries(27):
        check_out(wish=a_wish(vouchers=(voucher.code,)), **facts)


@settings(max_examples=20, deadline=None)
@given(
    counts=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    fee=st.integers(0, 5_000),
    value=st.integers(1, 400_000),
    kind=st.sampled_from(["percent", "amount", "shipping"]),
)
def test_f72_what_the_database_keeps_of_a_cart_with_a_voucher_adds_up_too(counts, fee, value, kind):
    sellers = [a_seller(commune_code=code) for code in ("00008", "26740", "00721")]
    LegalParameter.objects.filter(key="orders.service_fee_vnd").update(value=fee)
    forget()
    goods = [(a_variant(seller=sellers[at % 3], available=9), count) for at, count in enumerate(counts)]
    worth = {"percent": value % 100 + 1, "amount": value, "shipping": 0}[kind]
    voucher = a_voucher(kind=kind, value=worth, per_person_most=900)

    group = OrderGroup.objects.get(pk=a_checkout(*goods, vouchers=(voucher.code,)).group.pk)

    orders = list(Order.objects.filter(group=group))
    discounts = LineDiscount.objects.filter(line__order__group=group).values_list("amount_vnd", flat=True)
    lines = list(OrderLine.objects.filter(order__group=group))
    charged = Payment.objects.filter(group_code=group.code).values_list("amount_vnd", flat=True)
    off = sum(line.discount_vnd + line.shipping_discount_vnd for line in lines)
    total = sum(line.line_vnd for line in lines) - off + group.shipping_vnd + group.fee_vnd
    assert total == sum(order.total_vnd for order in orders) == group.total_vnd == sum(charged)
    assert off == sum(discounts) == group.discount_vnd == Voucher.objects.get(pk=voucher.pk).spent_vnd
    assert group.fee_vnd == fee


@pytest.mark.django_db(transaction=True)
def test_a_hundred_uses_at_once_of_the_last_ten_are_exactly_ten():
    tea = a_good(100_000, available=1_000)
    voucher = a_voucher(uses_most=10)
    carts = [a_cart((tea, 1)) for _buyer in range(100)]

    def using(number):
        wish = a_wish(vouchers=(voucher.code,), contact_phone=f"0912 {number:06}")
        return lambda: check_out(cart=carts[number], wish=wish, idempotency_key="1", actor=SOMEBODY, at=NOON)

    outcomes = race([using(number) for number in range(100)], at_once=32)

    voucher.refresh_from_db()
    assert outcomes == {"done": 10, "voucher_used_up": 90}
    assert (voucher.used, voucher.spent_vnd, Redemption.objects.count()) == (10, 100_000, 10)
    assert (Order.objects.count(), Stock.objects.get().available) == (10, Decimal(990))


@pytest.mark.django_db(transaction=True)
def test_a_budget_is_never_exceeded_by_buyers_at_once():
    tea = a_good(100_000, available=1_000)
    first, second = a_voucher(budget_vnd=75_000), a_voucher(seller=tea.listing.seller, value=5)
    carts = [a_cart((tea, 1 + number % 3)) for number in range(30)]

    def using(number):
        codes = (first.code, second.code) if number % 2 else (second.code, first.code)
        wish = a_wish(vouchers=codes, contact_phone=f"0912 {number:06}")
        return lambda: check_out(cart=carts[number], wish=wish, idempotency_key="1", actor=SOMEBODY, at=NOON)

    outcomes = race([using(number) for number in range(30)], at_once=16)

    first.refresh_from_db()
    spent = sum(Redemption.objects.filter(voucher=first).values_list("amount_vnd", flat=True))
    assert first.spent_vnd == spent <= 75_000
    assert outcomes["done"] + outcomes["voucher_used_up"] == 30
    assert outcomes["done"] == Redemption.objects.filter(voucher=first).count() > 2


@pytest.mark.django_db(transaction=True)
def test_one_phone_at_once_uses_it_once():
    tea = a_good(100_000, available=100)
    voucher = a_voucher()
    carts = [a_cart((tea, 1)) for _buyer in range(12)]
    wish = a_wish(vouchers=(voucher.code,))

    outcomes = race(
        [
            lambda cart=cart: check_out(cart=cart, wish=wish, idempotency_key="1", actor=SOMEBODY, at=NOON)
            for cart in carts
        ],
        at_once=12,
    )

    assert outcomes == {"done": 1, "voucher_used_before": 11}


@pytest.mark.django_db(transaction=True)
def test_cancelling_at_once_gives_back_once():
    near, far = a_seller(commune_code="00008"), a_seller(commune_code="00721")
    goods = [(a_good(100_000, seller=near), 1), (a_good(300_000, seller=far), 1)]
    voucher = a_voucher(kind="amount", value=40_000)
    orders = [fresh(order) for order in a_checkout(*goods, vouchers=(voucher.code,)).orders]

    outcomes = race(
        [
            lambda order=order: cancel_order(order=order, reason="Đặt nhầm", actor=guest(order), at=NOON)
            for order in orders * 4
        ],
        at_once=8,
    )

    voucher.refresh_from_db()
    assert outcomes == {"done": 2, "step_not_allowed": 6}
    assert (voucher.used, voucher.spent_vnd) == (0, 0)
