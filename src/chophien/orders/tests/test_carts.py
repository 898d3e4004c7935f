from datetime import timedelta
from decimal import Decimal

import pytest

from chophien.accounts.events import signed_in
from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.actions.listings import change_price, pause_listing
from chophien.catalog.models import Variant
from chophien.catalog.tests.factories import an_offer
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotFound, NotPermitted
from chophien.lib.quantity import NotAQuantity, WrongStep
from chophien.orders.actions.carts import (
    accept_prices,
    add_to_cart,
    forget_old_carts,
    merge_carts,
    open_cart,
    set_quantity,
)
from chophien.orders.errors import BelowMinimum, CartFull, NotEnoughLeft, NotForSale, SoldOut
from chophien.orders.models import Cart, CartLine
from chophien.orders.selectors.carts import cart_of, cart_view, count_lines, guest_cart
from chophien.orders.tests.factories import NOON, SOMEBODY, a_cart
from chophien.places.tests.factories import a_commune
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.sellers.tests.factories import a_seller
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def put(cart, variant, quantity, act=set_quantity):
    return act(cart=cart, variant_code=variant.code, quantity=Decimal(quantity), actor=SOMEBODY, at=NOON)


def content(cart):
    return dict(CartLine.objects.filter(cart=cart).values_list("variant_id", "quantity"))


def test_goods_go_into_the_cart_and_add_up():
    tea = a_variant(available=10)
    cart = a_cart()

    put(cart, tea, 2, add_to_cart)
    put(cart, tea, 3, add_to_cart)

    assert content(cart) == {tea.pk: 5}


def test_a_quantity_is_set_and_zero_takes_the_line_out():
    tea, honey = a_variant(), a_variant()
    cart = a_cart((tea, 2), (honey, 1))

    put(cart, tea, 7)
    put(cart, honey, 0)

    assert content(cart) == {tea.pk: 7}


def test_a_cart_code_cannot_be_guessed():
    assert len(a_cart().code) == 43


@pytest.mark.parametrize(
    ("quantity", "refusal"),
    [("-1", NotAQuantity), ("NaN", NotAQuantity), ("0.3", WrongStep), ("0.5", BelowMinimum), ("10.5", NotEnoughLeft)],
)
def test_what_is_never_sold_so_does_not_go_into_the_cart(quantity, refusal):
    meat = a_variant(available=10, offers=[an_offer(unit="kg", pack="", step="0.5", min_quantity=1)])
    cart = a_cart()

    with pytest.raises(refusal):
        put(cart, meat, quantity)

    assert content(cart) == {}


def test_what_is_sold_out_does_not_go_into_the_cart():
    cart = a_cart()

    with pytest.raises(SoldOut):
        put(cart, a_variant(available=0), 1)

    assert content(cart) == {}


def test_what_is_paused_does_not_go_into_the_cart():
    tea = a_variant()
    pause_listing(listing=tea.listing, actor=SYSTEM, at=NOON)
    cart = a_cart()

    with pytest.raises(NotForSale):
        put(cart, tea, 1)

    assert content(cart) == {}


@pytest.mark.parametrize("act", [add_to_cart, set_quantity])
@pytest.mark.parametrize("code", ["XX", "", "\x00", "đ", "x" * 1_000])
def test_goods_that_do_not_exist_are_not_found(act, code):
    cart = a_cart()

    with pytest.raises(NotFound):
        act(cart=cart, variant_code=code, quantity=Decimal(1), actor=SOMEBODY, at=NOON)

    assert content(cart) == {}


def test_a_cart_has_room_for_so_many_goods():
    LegalParameter.objects.filter(key="orders.cart_lines_most").update(value=2)
    forget()
    tea, honey, corn = a_variant(), a_variant(), a_variant()
    cart = a_cart((tea, 1), (honey, 1))

    with pytest.raises(CartFull):
        put(cart, corn, 1)
    put(cart, tea, 2)

    assert content(cart) == {tea.pk: 2, honey.pk: 1}


def test_somebody_elses_cart_is_left_alone():
    lan, tea = PersonFactory(), a_variant()
    cart = a_cart(person=lan)

    with pytest.raises(NotPermitted):
        put(cart, tea, 1)

    assert content(cart) == {}


def test_a_persons_cart_is_never_found_by_its_code():
    guests, persons = a_cart(), a_cart(person=PersonFactory())

    assert guest_cart(guests.code) == guests
    assert [guest_cart(code) for code in (persons.code, "", "nonsense", "\x00", "đ")] == [None] * 5


def test_a_person_has_one_cart():
    lan = PersonFactory()

    assert open_cart(person=lan, at=NOON) == open_cart(person=lan, at=NOON) == cart_of(lan)


def test_signing_in_makes_the_guests_cart_ones_own():
    lan, tea = PersonFactory(), a_variant()
    guests = a_cart((tea, 2))

    signed_in.send(sender=None, person=lan, guest_cart_code=guests.code, at=NOON)

    assert cart_of(lan) == guests
    assert guest_cart(guests.code) is None


def test_two_carts_become_one_with_the_larger_quantities():
    lan = PersonFactory()
    tea, honey, corn = a_variant(), a_variant(), a_variant()
    own = a_cart((tea, 2), (honey, 5), person=lan)
    guests = a_cart((tea, 3), (honey, 1), (corn, 1))

    merge_carts(guest_cart_code=guests.code, person=lan, at=NOON)

    assert content(own) == {tea.pk: 3, honey.pk: 5, corn.pk: 1}
    assert Cart.objects.count() == 1


@pytest.mark.parametrize("code", ["", "nonsense"])
def test_signing_in_without_a_guests_cart_changes_nothing(code):
    lan, tea = PersonFactory(), a_variant()
    own = a_cart((tea, 2), person=lan)

    assert merge_carts(guest_cart_code=code, person=lan, at=NOON) == own

    assert content(own) == {tea.pk: 2}


def test_nobody_signs_in_to_another_persons_cart():
    lan, pao, tea = PersonFactory(), PersonFactory(), a_variant()
    lans = a_cart((tea, 2), person=lan)

    assert merge_carts(guest_cart_code=lans.code, person=pao, at=NOON) is None

    assert cart_of(lan) == lans


def test_old_carts_of_guests_are_thrown_away():
    old, persons = a_cart((a_variant(), 1)), a_cart(person=PersonFactory())
    Cart.objects.update(changed_at=NOON - timedelta(days=60, seconds=1))
    young = a_cart()

    assert forget_old_carts(at=NOON) == 1

    assert set(Cart.objects.all()) == {persons, young}
    assert not CartLine.objects.filter(cart=old).exists()


def test_the_cart_is_grouped_by_seller_with_all_sums():
    near, far = a_seller(commune_code="00008"), a_seller(commune_code="26740", free_shipping_from_vnd=500_000)
    tea, honey, corn = a_variant(seller=near), a_variant(seller=far), a_variant(seller=near)
    cart = a_cart((tea, 2), (honey, 2), (corn, 1))

    view = cart_view(cart, at=NOON, buyer_commune=a_commune("00004"))

    first, second = view.groups
    assert (first.seller, first.goods_vnd, first.shipping_vnd, first.total_vnd) == (near, 555_000, 18_000, 573_000)
    assert (second.seller, second.goods_vnd, second.shipping_vnd, second.total_vnd) == (far, 370_000, 32_000, 402_000)
    assert (first.missing_to_free_vnd, second.missing_to_free_vnd) == (None, 130_000)
    assert [line.line_vnd for line in first.lines] == [370_000, 185_000]
    assert (view.goods_vnd, view.shipping_vnd, view.total_vnd) == (925_000, 50_000, 975_000)
    assert (view.can_check_out, view.problems, count_lines(cart)) == (True, (), 3)


def test_without_a_place_shipping_is_not_known_yet():
    view = cart_view(a_cart((a_variant(), 2)), at=NOON)

    assert (view.shipping_vnd, view.total_vnd, view.groups[0].quote) == (None, 370_000, None)


def test_every_line_says_what_is_the_matter_with_it():
    tea, honey, corn, salt = (
        a_variant(available=5),
        a_variant(available=5),
        a_variant(available=5),
        a_variant(available=5),
    )
    cart = a_cart((tea, 2), (honey, 5), (corn, 2), (salt, 2))
    pause_listing(listing=tea.listing, actor=SYSTEM, at=NOON)
    Stock.objects.filter(variant=honey).update(available=4)
    Stock.objects.filter(variant=corn).update(available=0)
    change_price(listing=salt.listing, variant_code=salt.code, price_vnd=190_000, actor=SYSTEM, at=NOON)

    view = cart_view(cart, at=NOON)

    assert [(p.variant_code, p.code, p.left, p.blocks) for p in view.problems] == [
        (tea.code, "not_for_sale", 5, True),
        (honey.code, "out_of_stock", 4, True),
        (corn.code, "out_of_stock", 0, True),
        (salt.code, "price_changed", None, False),
    ]
    assert view.can_check_out is False
    assert view.goods_vnd == 5 * 185_000 + 2 * 185_000 + 2 * 190_000


def test_the_new_price_is_accepted():
    tea = a_variant()
    cart = a_cart((tea, 2))
    change_price(listing=tea.listing, variant_code=tea.code, price_vnd=190_000, actor=SYSTEM, at=NOON)

    accept_prices(cart=cart, actor=SOMEBODY, at=NOON)

    assert cart_view(cart, at=NOON).problems == ()


def test_a_price_beyond_what_the_market_handles_blocks_its_line_alone():
    tea, gold = a_variant(), a_variant(available=10_000)
    cart = a_cart((tea, 1), (gold, 10_000))
    Variant.objects.filter(pk=gold.pk).update(price_vnd=999_999_999_999)

    view = cart_view(cart, at=NOON)

    assert [problem.code for problem in view.problems if problem.blocks] == ["amount_too_large"]
    assert view.goods_vnd == 185_000


def test_an_empty_cart_has_nothing_to_order():
    view = cart_view(a_cart(), at=NOON)

    assert (view.groups, view.total_vnd, view.can_check_out) == ((), 0, False)


@pytest.mark.parametrize("lines", [1, 3])
def test_the_cart_takes_the_same_statements_for_any_number_of_lines(lines, django_assert_num_queries):
    cart = a_cart(*[(a_variant(), 1) for _ in range(lines)])
    home = a_commune("00004")
    cart_view(cart, at=NOON, buyer_commune=home)

    with django_assert_num_queries(3):
        view = cart_view(cart, at=NOON, buyer_commune=home)
        assert len([line.offer.title for group in view.groups for line in group.lines]) == lines
