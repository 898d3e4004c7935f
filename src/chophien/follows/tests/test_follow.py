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
    tell_what_came_true,
)
from chophien.follows.errors import TooManyFollowed
from chophien.follows.models import Alert, Favourite, Follow
from chophien.follows.states import AlertKind
from chophien.lib.actor import SYSTEM
from chophien.messages.models import Notice
from chophien.orders.tests.pages import as_person, text_of
from chophien.supply.actions import set_stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


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
