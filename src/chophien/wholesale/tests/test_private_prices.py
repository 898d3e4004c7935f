"""Prices that a shop gives to one buyer: the buyer sees where and until when, the shop sees to whom."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.catalog.models import PriceTier
from chophien.catalog.selectors import offers_for_sale
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, NotPermitted
from chophien.messages.models import Notice
from chophien.orders.tests.factories import NOON
from chophien.sellers.tests.factories import manager_of
from chophien.wholesale.actions.prices import end_prices_of, set_price_list
from chophien.wholesale.selectors.prices import buyers_with_prices, own_prices_of
from chophien.wholesale.tests.factories import rice

pytestmark = pytest.mark.django_db
TODAY = local_date(NOON)
LAST = TODAY + timedelta(days=30)


def given(variant, buyer, *, until=LAST, tiers=((Decimal(100), 50_000),), at=NOON, actor=None):
    actor = actor or manager_of(variant.listing.seller)
    return set_price_list(variant=variant, tiers=tiers, buyer=buyer, until=until, actor=actor, at=at)


def test_s04_a_buyer_sees_which_shop_gave_prices_for_what_and_until_when():
    buyer, variant, other = PersonFactory(), rice(), rice()
    given(variant, buyer, tiers=[(Decimal(100), 55_000), (Decimal(500), 50_000)])
    given(other, PersonFactory())
    given(other, None)

    [shop] = own_prices_of(buyer, on=TODAY)

    [(goods, tiers)] = shop.goods
    assert (shop.seller, goods) == (variant.listing.seller, variant)
    assert [(one.from_quantity, one.price_vnd, one.until) for one in tiers] == [
        (100, 55_000, LAST),
        (500, 50_000, LAST),
    ]


def test_own_prices_count_to_the_end_of_their_last_day():
    buyer, variant = PersonFactory(), rice()
    given(variant, buyer)

    def price(days):
        at = NOON + timedelta(days=days)
        return offers_for_sale([variant.code], at=at, buyer=buyer)[variant.code].for_quantity(Decimal(100)).price_vnd

    assert (price(0), price(30), price(31)) == (50_000, 50_000, 60_000)
    assert own_prices_of(buyer, on=LAST + timedelta(days=1)) == []
    assert buyers_with_prices(variant.listing.seller, on=LAST + timedelta(days=1)) == []


def test_the_shop_sees_to_whom_it_gave_prices_and_ends_them_in_one_tap():
    variant, hoa, mai = rice(), PersonFactory(name="Hoa"), PersonFactory(name="Mai")
    seller, manager = variant.listing.seller, manager_of(variant.listing.seller)
    given(variant, mai)
    given(variant, hoa, until=None)

    listed = [(one.name, one.goods, one.until) for one in buyers_with_prices(seller, on=TODAY)]
    ended = end_prices_of(seller=seller, buyer=mai, actor=manager, at=NOON)
    again = end_prices_of(seller=seller, buyer=mai, actor=manager, at=NOON)

    assert listed == [("Hoa", 1, None), ("Mai", 1, LAST)]
    assert (ended, again, own_prices_of(mai, on=TODAY)) == (1, 0, [])
    assert [one.name for one in buyers_with_prices(seller, on=TODAY)] == ["Hoa"]
    assert Entry.objects.filter(what="catalog.price_lists_ended").count() == 1
    assert Notice.objects.filter(person_code=mai.code).count() == 2


def test_only_the_manager_gives_and_ends_prices_and_no_day_that_is_over():
    variant, buyer = rice(), PersonFactory()

    with pytest.raises(NotPermitted):
        given(variant, buyer, actor=PersonFactory())
    with pytest.raises(NotPermitted):
        end_prices_of(seller=variant.listing.seller, buyer=buyer, actor=PersonFactory(), at=NOON)
    with pytest.raises(Invalid) as refused:
        given(variant, buyer, until=TODAY - timedelta(days=1))

    assert list(refused.value.field_errors) == ["until"]


def test_both_pages_show_them_in_as_many_statements_for_one_as_for_three(client):
    variant, buyer, at = rice(), PersonFactory(name="Cô Mai"), timezone.now()
    seller = variant.listing.seller
    manager, until = manager_of(seller), local_date(at) + timedelta(days=9)
    counts = []
    for _round in range(2):
        for _one in range(1 + len(counts)):
            given(rice(seller=seller), buyer, until=until, at=at, actor=manager)
            given(variant, PersonFactory(), until=until, at=at, actor=manager)
            given(rice(), buyer, until=until, at=at)
        row = []
        for person, page in ((buyer, "/mua-si/gia-rieng/"), (manager, f"/ban-hang/mua-si/{seller.code}/gia/")):
            client.force_login(person)
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(page)
            row.append(len(seen))
            assert f"{until:%d/%m/%Y}" in answer.content.decode()
        counts.append(row)

    assert counts[0] == counts[1]


def test_the_pages_button_ends_the_prices_of_one_buyer(client):
    variant, buyer = rice(), PersonFactory()
    page = f"/ban-hang/mua-si/{variant.listing.seller.code}/gia/"
    client.force_login(manager_of(variant.listing.seller))
    sent = {"variant_code": variant.code, "buyer_phone": buyer.phone, "tiers": "100: 50.000", "until": "30/12/2099"}

    kept = client.post(page, sent).status_code
    count = PriceTier.objects.count()
    ended = client.post(f"{page}thoi/", {"buyer": buyer.code}).status_code

    assert (kept, count, ended, PriceTier.objects.count()) == (302, 1, 302, 0)
    assert client.post(f"{page}thoi/", {"buyer": buyer.code}).status_code == 302
    assert client.post(page, {**sent, "until": "1/1/2020"}).status_code == 422
