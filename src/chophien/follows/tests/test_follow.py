"""Following shops, liking goods, and being told once what was waited for."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.actions.listings import change_price
from chophien.catalog.search.refresh import refresh_search
from chophien.follows.actions import (
    ask_to_be_told,
    follow_shop,
    like_goods,
    tell_followers,
    tell_of_offers,
    tell_what_came_true,
    unfollow_shop,
)
from chophien.follows.errors import TooManyFollowed
from chophien.follows.models import Alert, Favourite, Follow
from chophien.follows.states import AlertKind
from chophien.lib.actor import SYSTEM
from chophien.lib.consent import _Source, provide
from chophien.messages.models import Notice
from chophien.orders.tests.pages import as_person, text_of
from chophien.promotions.actions.vouchers import step_voucher
from chophien.promotions.tests.factories import a_combo, a_good, a_purchase, a_voucher
from chophien.sellers.tests.factories import a_seller
from chophien.supply.actions import set_stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
NINE = NOON + timedelta(hours=21)  # nine in the morning of the next day
AGREED = set()


def waiting(variant, kind, *, price_vnd=185_000):
    person = PersonFactory()
    ask_to_be_told(listing=variant.listing, kind=kind, price_vnd=price_vnd, person=person, at=NOON)
    return person


def test_who_waits_for_goods_is_told_once_when_something_is_there_again():
    variant = a_variant(available=0)
    person = waiting(variant, AlertKind.STOCK)
    assert tell_what_came_true(at=LATER) == 0

    set_stock(variant_id=variant.pk, quantity=Decimal(5), actor=SYSTEM, at=LATER)
    refresh_search([variant.listing_id], at=LATER)

    assert [tell_what_came_true(at=LATER) for _again in range(2)] == [1, 0]
    notice = Notice.objects.get(person_code=person.code)
    assert notice.link == f"/hang/{variant.listing.slug}-{variant.listing.code}/"


def test_who_waits_for_a_lower_price_is_told_once_it_is_lower():
    variant = a_variant()
    waiting(variant, AlertKind.PRICE)
    assert tell_what_came_true(at=LATER) == 0

    change_price(listing=variant.listing, variant_code=variant.code, price_vnd=150_000, actor=SYSTEM, at=LATER)
    refresh_search([variant.listing_id], at=LATER)

    assert tell_what_came_true(at=LATER) == 1
    assert "150.000" in Notice.objects.get().text


@pytest.mark.parametrize(
    ("season_from", "season_to", "told"), [("11-01", "12-15", 1), ("10-15", "02-01", 1), ("03-01", "05-01", 0)]
)
def test_who_waits_for_a_season_is_told_when_it_begins(season_from, season_to, told):
    variant = a_variant(season_from=season_from, season_to=season_to)
    waiting(variant, AlertKind.SEASON)

    assert tell_what_came_true(at=LATER) == told


def test_asking_twice_is_one_wish_and_a_wish_can_be_made_again_after_it_came_true():
    variant = a_variant()
    person = waiting(variant, AlertKind.STOCK)
    for _again in range(2):
        ask_to_be_told(listing=variant.listing, kind=AlertKind.STOCK, price_vnd=0, person=person, at=NOON)

    tell_what_came_true(at=LATER)
    ask_to_be_told(listing=variant.listing, kind=AlertKind.STOCK, price_vnd=0, person=person, at=LATER)

    assert Alert.objects.count() == 2


def test_followers_hear_of_new_goods_at_most_once_a_day():
    variant = a_variant(at=NOON - timedelta(days=9))
    person = PersonFactory()
    follow_shop(seller=variant.listing.seller, person=person, at=NOON)
    a_variant(seller=variant.listing.seller, at=LATER)

    assert tell_followers(at=LATER) == 0
    assert [tell_followers(at=NOON + timedelta(days=1, hours=2)) for _again in range(2)] == [1, 0]
    assert Notice.objects.get(person_code=person.code).link == f"/gian-hang/{variant.listing.seller.slug}/"


def test_nobody_follows_without_end(monkeypatch):
    monkeypatch.setattr("chophien.follows.actions.rules.whole", lambda _key, *, at: 1)
    person, variant = PersonFactory(), a_variant()
    like_goods(listing=variant.listing, person=person, at=NOON)

    with pytest.raises(TooManyFollowed):
        follow_shop(seller=variant.listing.seller, person=person, at=NOON)
    like_goods(listing=variant.listing, person=person, at=NOON)
    assert (Favourite.objects.count(), Follow.objects.count()) == (1, 0)


def test_guests_are_asked_to_sign_in():
    variant = a_variant()
    for path in (
        f"/theo-doi/hang/{variant.listing.code}/",
        f"/theo-doi/hang/{variant.listing.code}/stock/",
        f"/theo-doi/gian-hang/{variant.listing.seller.slug}/",
    ):
        assert Client().post(path)["Location"].startswith("/dang-nhap/")
    assert Client().get("/theo-doi/")["Location"].startswith("/dang-nhap/")
    assert not Favourite.objects.exists()


def test_following_and_no_longer_by_the_buttons():
    variant = a_variant()
    client = as_person(PersonFactory())
    listing, shop = variant.listing, variant.listing.seller
    paths = (
        f"/theo-doi/hang/{listing.code}/",
        f"/theo-doi/hang/{listing.code}/price/",
        f"/theo-doi/gian-hang/{shop.slug}/",
    )

    for path in paths:
        assert client.post(path, follow=True).status_code == 200
    page = text_of(client.get("/theo-doi/"))
    counts = (Favourite.objects.count(), Alert.objects.count(), Follow.objects.count())
    for path in paths:
        client.post(path, {"thoi": "1"})

    assert counts == (1, 1, 1)
    assert shop.name in page
    assert [model.objects.count() for model in (Favourite, Alert, Follow)] == [0, 0, 0]
    assert client.post(f"/theo-doi/hang/{listing.code}/x/").status_code == 404
    assert client.post("/theo-doi/hang/SP-XXXX/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_my_page_takes_the_same_queries_for_any_number_of_rows(number, django_assert_num_queries):
    person = PersonFactory()
    for _one in range(number):
        variant = a_variant()
        like_goods(listing=variant.listing, person=person, at=NOON)
        follow_shop(seller=variant.listing.seller, person=person, at=NOON)
        ask_to_be_told(listing=variant.listing, kind=AlertKind.PRICE, price_vnd=1, person=person, at=NOON)
    client = as_person(person)

    with django_assert_num_queries(5):
        client.get("/theo-doi/")


def a_follower(*shops, at=NOON, agrees=True):
    """Somebody who follows these shops, and agreed to advertisements or not."""
    person = PersonFactory()
    for shop in shops:
        follow_shop(seller=shop, person=person, at=at)
    if agrees:
        AGREED.add(person.code)
    return person


@pytest.fixture(autouse=True)
def register():
    """Who agreed to what: the register itself is of an app above this one."""
    before = _Source.read
    provide(lambda codes, *, purpose, at: AGREED & set(codes) if purpose == "market_news" else set())
    yield
    AGREED.clear()
    provide(before)


def test_followers_who_agreed_hear_of_new_offers_once_in_one_message():
    shops = [a_seller(name=f"Nhà {number}") for number in "ABCD"]
    old = a_voucher(seller=shops[0], at=NOON - timedelta(days=3))
    lan, mai = a_follower(*shops), a_follower(shops[0], agrees=False)
    for shop in shops[:2]:
        a_voucher(seller=shop, at=LATER)
    goods = [a_good(100_000, seller=shop) for shop in shops[2:]]
    a_combo((goods[0], 2), price_vnd=150_000, at=LATER)
    a_purchase(goods[1], at=LATER)

    first = tell_of_offers(at=NINE), tell_of_offers(at=NINE)

    assert first == (5, 0)
    [notice] = Notice.objects.all()
    assert (notice.person_code, notice.link, old.status) == (lan.code, "/khuyen-mai/", "running")
    assert notice.text.startswith("[QC] Gian hàng bạn theo dõi có khuyến mại mới: Nhà A, Nhà B, Nhà C …")
    assert mai.code not in AGREED
    AGREED.add(mai.code)
    assert tell_of_offers(at=NINE + timedelta(days=1)) == 0  # what came before the consent is not told later


def test_an_offer_is_told_on_its_first_day_and_one_that_is_hidden_paused_or_over_never():
    shop = a_seller()
    a_follower(shop)
    a_voucher(seller=shop, at=LATER, starts_on=NINE.date() + timedelta(days=1))
    a_voucher(seller=shop, at=LATER, is_shown=False)
    paused = a_voucher(seller=shop, at=LATER)
    step_voucher(voucher=paused, step="pause", actor=SYSTEM, at=LATER)

    assert [tell_of_offers(at=NINE + timedelta(days=days)) for days in range(3)] == [0, 1, 0]


def test_who_follows_no_longer_or_took_the_consent_back_hears_nothing():
    shop = a_seller()
    lan, mai = a_follower(shop), a_follower(shop)
    a_voucher(seller=shop, at=LATER)

    unfollow_shop(seller=shop, person=lan)
    AGREED.remove(mai.code)
    tell_of_offers(at=NINE)

    assert not Notice.objects.exists()


@pytest.mark.parametrize(("agrees", "button"), [(True, "Thôi nhận tin khuyến mại"), (False, "Nhận tin khuyến mại")])
def test_the_page_says_whether_offers_are_told_and_leads_to_the_switch(agrees, button):
    client = as_person(a_follower(a_seller(), agrees=agrees))

    page = client.get("/theo-doi/")

    assert button in text_of(page)
    assert ("Thôi nhận" in text_of(page)) == agrees
    assert '/toi/du-lieu/#dong-y"' in page.content.decode()
