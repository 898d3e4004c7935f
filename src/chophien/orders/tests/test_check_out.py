from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.catalog.actions.listings import change_price, pause_listing
from chophien.catalog.models import Variant
from chophien.catalog.tests.factories import an_offer
from chophien.delivery.models import Shipment
from chophien.lib.actor import SYSTEM, GuestActor
from chophien.lib.codes import normalise_code, token_matches
from chophien.lib.errors import Invalid, NotPermitted
from chophien.orders.actions.checkout import check_out
from chophien.orders.errors import (
    CartRefused,
    EmptyCart,
    IdempotencyClash,
    KeyMissing,
    PricesChanged,
    RegulationsChanged,
    TotalChanged,
    TotalTooLarge,
)
from chophien.orders.models import CartLine, Order, OrderGroup, OrderLine, OrderStep
from chophien.orders.tests.factories import NOON, SOMEBODY, a_cart, a_checkout, a_wish
from chophien.payments.models import Payment
from chophien.sellers.tests.factories import a_seller
from chophien.supply.models import Stock, StockMovement
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def left(variant):
    return Stock.objects.get(variant=variant).available


def test_one_cart_of_one_seller_becomes_one_order():
    tea = a_variant(available=10)

    placed = a_checkout((tea, 3))

    [order] = placed.orders
    assert (order.goods_vnd, order.shipping_vnd, order.fee_vnd, order.total_vnd) == (555_000, 38_000, 0, 593_000)
    assert (order.status, order.payment_status, order.delivery_status) == ("placed", "due_on_delivery", "waiting")
    assert (order.accept_by, order.held_until) == (NOON + timedelta(hours=24), None)
    assert (order.promised_from, order.promised_to) == (date(2026, 11, 25), date(2026, 11, 27))
    assert (order.weight_g, order.seller_name) == (540, tea.listing.seller.name)
    assert left(tea) == 7


def test_the_line_is_frozen_as_the_buyer_saw_it():
    tea = a_variant(available=10, title="Chè Shan", offers=[an_offer(title="hộp quà", price_vnd=200_000)])

    seen = tea.listing.live_id

    placed = a_checkout((tea, 2))
    change_price(listing=tea.listing, variant_code=tea.code, price_vnd=999_000, actor=SYSTEM, at=NOON)

    line = OrderLine.objects.get(order=placed.orders[0])
    assert (line.title, line.price_vnd, line.quantity, line.line_vnd) == ("Chè Shan – hộp quà", 200_000, 2, 400_000)
    assert (line.version_id, line.unit, line.pack, line.weight_g) == (seen, "box", "100 g", 360)


def test_the_group_keeps_who_where_and_what_was_agreed():
    tea = a_variant()

    group = a_checkout((tea, 1), hamlet="  Số 8 ", note="Gọi trước").group

    group.refresh_from_db()
    assert (group.contact_name, group.contact_phone) == ("Sùng A Páo", "+84912345678")
    assert (group.hamlet, group.landmark, group.note) == ("Số 8", "cạnh trường học", "Gọi trước")
    assert (group.province_code, group.commune_code, group.commune_name) == ("01", "00004", "Phường Ba Đình")
    assert (group.place_vintage, group.consent_at, group.person) == ("2025", NOON, None)
    assert group.regulation.key == "regulations"


def test_a_cart_of_three_sellers_becomes_three_orders_whose_sum_is_what_is_charged():
    near = a_variant(seller=a_seller(commune_code="00008"))
    far = a_variant(seller=a_seller(commune_code="26740"))
    free = a_variant(seller=a_seller(free_shipping_from_vnd=300_000))

    placed = a_checkout((near, 1), (far, 2), (free, 2))

    by_seller = {order.seller_id: (order.goods_vnd, order.shipping_vnd) for order in placed.orders}
    assert by_seller == {
        near.listing.seller_id: (185_000, 16_000),
        far.listing.seller_id: (370_000, 32_000),
        free.listing.seller_id: (370_000, 0),
    }
    assert placed.group.total_vnd == 185_000 + 16_000 + 370_000 + 32_000 + 370_000
    assert placed.group.total_vnd == sum(order.total_vnd for order in placed.orders)
    assert sum(Payment.objects.values_list("amount_vnd", flat=True)) == placed.group.total_vnd


def test_every_order_has_its_payment_its_parcel_and_its_first_step():
    placed = a_checkout((a_variant(), 1), (a_variant(), 2))

    codes = {order.code for order in placed.orders}
    assert set(Payment.objects.values_list("order_code", flat=True)) == codes
    assert set(Shipment.objects.values_list("order_code", flat=True)) == codes
    steps = OrderStep.objects.values_list("axis", "step", "from_status", "to_status", "side", "actor_code")
    assert list(steps) == [("order", "place", "", "placed", "buyer", f"guest:{placed.group.code}")] * 2


def test_the_cart_is_empty_afterwards():
    placed = a_checkout((a_variant(), 1))

    assert placed.is_replay is False
    assert not CartLine.objects.exists()


def test_codes_can_be_said_and_typed():
    placed = a_checkout((a_variant(), 1))

    assert normalise_code(placed.orders[0].code, prefix="CP") == placed.orders[0].code
    assert normalise_code(placed.group.code, prefix="GD") == placed.group.code


def test_a_transfer_holds_the_goods_for_fifteen_minutes():
    tea = a_variant(available=10)

    [order] = a_checkout((tea, 3), payment="vietqr").orders

    assert (order.payment_status, order.accept_by) == ("awaiting_transfer", None)
    assert order.held_until == NOON + timedelta(minutes=15)
    assert left(tea) == 7


def test_the_trail_names_codes_and_no_person():
    placed = a_checkout((a_variant(), 1))

    entry = Entry.objects.get(what="orders.placed")
    assert (entry.subject_code, entry.actor_code) == (placed.group.code, f"guest:{placed.group.code}")
    assert entry.facts == {"orders": [placed.orders[0].code], "total_vnd": placed.group.total_vnd}


def test_the_same_submit_twice_is_the_same_order():
    tea = a_variant(available=10)
    cart = a_cart((tea, 3))

    first = check_out(cart=cart, wish=a_wish(), idempotency_key="abc", actor=SOMEBODY, at=NOON)
    again = check_out(cart=cart, wish=a_wish(), idempotency_key="abc", actor=SOMEBODY, at=NOON)

    assert again.is_replay is True
    assert (again.group.pk, again.access_token) == (first.group.pk, first.access_token)
    assert [order.code for order in again.orders] == [order.code for order in first.orders]
    assert token_matches(first.access_token, first.group.access_digest)
    assert left(tea) == 7


def test_the_same_key_with_another_wish_is_a_clash():
    cart = a_cart((a_variant(), 1))
    check_out(cart=cart, wish=a_wish(), idempotency_key="abc", actor=SOMEBODY, at=NOON)

    with pytest.raises(IdempotencyClash):
        check_out(cart=cart, wish=a_wish(note="khác"), idempotency_key="abc", actor=SOMEBODY, at=NOON)

    assert OrderGroup.objects.count() == 1


def test_the_same_key_of_another_cart_is_another_order():
    first, second = a_cart((a_variant(), 1)), a_cart((a_variant(), 1))

    one = check_out(cart=first, wish=a_wish(), idempotency_key="1", actor=SOMEBODY, at=NOON)
    other = check_out(cart=second, wish=a_wish(), idempotency_key="1", actor=SOMEBODY, at=NOON)

    assert one.group.pk != other.group.pk
    assert one.access_token != other.access_token


@pytest.mark.parametrize("key", ["", "  ", "x" * 201])
def test_without_a_key_nothing_is_ordered(key):
    cart = a_cart((a_variant(), 1))

    with pytest.raises(KeyMissing):
        check_out(cart=cart, wish=a_wish(), idempotency_key=key, actor=SOMEBODY, at=NOON)

    assert not OrderGroup.objects.exists()


def test_goods_that_ran_out_are_named_and_nothing_is_kept():
    tea, honey = a_variant(available=10), a_variant(available=10)
    cart = a_cart((tea, 3), (honey, 5))
    Stock.objects.filter(variant=honey).update(available=4)

    with pytest.raises(CartRefused) as refusal:
        check_out(cart=cart, wish=a_wish(), idempotency_key="abc", actor=SOMEBODY, at=NOON)

    assert refusal.value.code == "out_of_stock"
    assert [(p.variant_code, p.code, p.left) for p in refusal.value.problems] == [(honey.code, "out_of_stock", 4)]
    assert (left(tea), left(honey)) == (10, 4)
    assert not Order.objects.exists()
    assert not StockMovement.objects.exists()
    assert CartLine.objects.count() == 2


def test_paused_goods_are_refused_with_the_reason():
    tea = a_variant()
    cart = a_cart((tea, 1))
    pause_listing(listing=tea.listing, actor=SYSTEM, at=NOON)

    with pytest.raises(CartRefused) as refusal:
        check_out(cart=cart, wish=a_wish(), idempotency_key="abc", actor=SOMEBODY, at=NOON)

    assert refusal.value.code == "not_for_sale"
    assert left(tea) == 10


def test_a_total_that_is_not_what_the_buyer_saw_is_refused_with_the_new_one():
    tea = a_variant()
    cart = a_cart((tea, 1))

    with pytest.raises(TotalChanged) as refusal:
        check_out(cart=cart, wish=a_wish(seen_total_vnd=200_000), idempotency_key="abc", actor=SOMEBODY, at=NOON)

    assert (refusal.value.total_vnd, refusal.value.seen_vnd) == (217_000, 200_000)
    assert not Order.objects.exists()


def test_the_total_that_the_buyer_saw_is_charged():
    placed = a_checkout((a_variant(), 1), seen_total_vnd=217_000)

    assert placed.group.total_vnd == 217_000


def test_without_a_seen_total_a_changed_price_is_refused():
    tea = a_variant()
    cart = a_cart((tea, 1))
    change_price(listing=tea.listing, variant_code=tea.code, price_vnd=186_000, actor=SYSTEM, at=NOON)

    with pytest.raises(PricesChanged):
        check_out(cart=cart, wish=a_wish(), idempotency_key="abc", actor=SOMEBODY, at=NOON)

    assert left(tea) == 10


def test_an_empty_cart_orders_nothing():

    with pytest.raises(EmptyCart):
        check_out(cart=a_cart(), wish=a_wish(), idempotency_key="abc", actor=SOMEBODY, at=NOON)


def test_regulations_other_than_those_agreed_to_are_refused():
    cart = a_cart((a_variant(), 1))

    with pytest.raises(RegulationsChanged):
        check_out(cart=cart, wish=a_wish(seen_regulation="0.1"), idempotency_key="abc", actor=SOMEBODY, at=NOON)

    assert not Order.objects.exists()


WRONG = {
    "contact_name": [
        {"contact_name": ""},
        {"contact_name": "   "},
        {"contact_name": "x" * 101},
        {"contact_name": "\x00"},
    ],
    "contact_phone": [{"contact_phone": ""}, {"contact_phone": "12"}, {"contact_phone": "+1 202 555 0100"}],
    "commune_code": [
        {"commune_code": ""},
        {"commune_code": "99999"},
        {"commune_code": "0'; --"},
        {"province_code": "79"},
    ],
    "hamlet": [{"hamlet": "x" * 121}],
    "landmark": [{"landmark": "😀" * 201}],
    "note": [{"note": "x" * 301}],
    "payment": [{"payment": ""}, {"payment": "gold"}],
    "consent": [{"consent": False}],
    "lat": [{"lat": 91.0, "lon": 105.0}, {"lat": 21.0}],
}


@pytest.mark.parametrize(("field", "change"), [(field, change) for field, all_ in WRONG.items() for change in all_])
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(field, change):
    tea = a_variant()
    cart = a_cart((tea, 1))

    with pytest.raises(Invalid) as refusal:
        check_out(cart=cart, wish=a_wish(**change), idempotency_key="abc", actor=SOMEBODY, at=NOON)

    assert list(refusal.value.field_errors) == [field]
    assert left(tea) == 10
    assert not OrderGroup.objects.exists()


@pytest.mark.parametrize("name", ["Páo", "H' Y Ban Niê", "Nguyễn Thị Ngọc 🌸", "مريم"])
def test_names_of_every_kind_are_welcome(name):
    group = a_checkout((a_variant(), 1), contact_name=name).group

    group.refresh_from_db()
    assert group.contact_name == name


def test_everything_that_is_wrong_is_said_at_once():
    cart = a_cart((a_variant(), 1))
    wish = replace(a_wish(), contact_name="", contact_phone="", payment="", consent=False)

    with pytest.raises(Invalid) as refusal:
        check_out(cart=cart, wish=wish, idempotency_key="abc", actor=SOMEBODY, at=NOON)

    assert set(refusal.value.field_errors) == {"contact_name", "contact_phone", "payment", "consent"}


def test_somebody_elses_cart_is_not_for_ordering():
    lan, pao = PersonFactory(), PersonFactory()
    tea = a_variant()
    cart = a_cart((tea, 1), person=lan)

    for stranger in (pao, GuestActor("guest")):
        with pytest.raises(NotPermitted):
            check_out(cart=cart, wish=a_wish(), idempotency_key="abc", actor=stranger, at=NOON)

    assert left(tea) == 10


def test_a_person_who_signed_in_is_the_buyer():
    lan = PersonFactory()

    placed = a_checkout((a_variant(), 1), person=lan)

    assert placed.group.person == lan
    assert OrderStep.objects.get().actor_code == lan.code


def test_ten_thousand_million_dong_is_an_order_like_any_other():
    coffee = a_variant(available=100_000, offers=[an_offer(price_vnd=1_000_000, weight_g=1_000)])

    for payment in ("cod", "vietqr"):
        placed = a_checkout((coffee, 10_000), payment=payment)
        assert placed.group.goods_vnd == 10_000_000_000
        assert placed.group.total_vnd == 10_000_000_000 + 8_000_000 + 18_000 * 4_000


def test_a_total_beyond_what_the_market_handles_is_refused():
    gold = a_variant(available=100_000, offers=[an_offer(price_vnd=100_000_000)])
    cart = a_cart((gold, 10_000))

    with pytest.raises(TotalTooLarge):
        check_out(cart=cart, wish=a_wish(), idempotency_key="abc", actor=SOMEBODY, at=NOON)

    assert left(gold) == 100_000


def test_goods_by_weight_are_charged_to_the_dong():
    meat = a_variant(available=10, offers=[an_offer(price_vnd=285_555, unit="kg", pack="", weight_g=1_100, step="0.5")])

    [order] = a_checkout((meat, Decimal("2.5"))).orders

    assert (order.goods_vnd, order.weight_g) == (713_888, 2_750)


def test_nothing_to_pay_cannot_be_transferred():
    gift = a_variant(seller=a_seller(free_shipping_from_vnd=0))
    Variant.objects.filter(pk=gift.pk).update(price_vnd=0)
    cart = a_cart((gift, 1))

    with pytest.raises(Invalid) as refusal:
        check_out(cart=cart, wish=a_wish(payment="vietqr"), idempotency_key="abc", actor=SOMEBODY, at=NOON)

    assert list(refusal.value.field_errors) == ["payment"]


@pytest.mark.parametrize(("payment", "statements"), [("cod", 20), ("vietqr", 21)])
@pytest.mark.parametrize("lines", [1, 3])
def test_a_checkout_takes_the_same_statements_for_any_number_of_goods(
    lines, payment, statements, django_assert_num_queries
):
    seller = a_seller()
    goods = [(a_variant(seller=seller), 1) for _ in range(lines)]
    a_checkout((a_variant(), 1))
    cart = a_cart(*goods)

    with django_assert_num_queries(statements):
        check_out(cart=cart, wish=a_wish(payment=payment), idempotency_key="abc", actor=SOMEBODY, at=NOON)
