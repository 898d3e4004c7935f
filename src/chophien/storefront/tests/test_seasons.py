"""Goods between their seasons as buyers meet them: announced, ordered ahead, remembered; shops that sleep."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.lib.lunar import LunarSeason
from chophien.messages.models import OutgoingSms
from chophien.orders.tests.pages import as_person
from chophien.reviews.tests.factories import a_review, delivered
from chophien.seasons.actions.dormancy import look_at_shops
from chophien.seasons.actions.harvests import HarvestTerms, open_harvest
from chophien.seasons.actions.reminders import tell_who_waits
from chophien.seasons.models import Reminder, SeasonNote
from chophien.storefront.tests.factories import goods_on_sale, page_of, season_around, today, words_on

pytestmark = pytest.mark.django_db


def resting(**listing):
    return goods_on_sale(**{"title": "Mận hậu", "available": 0, **season_around(100), **listing})


def months_between(first, last):
    """The months from one to another, over the new year where it lies between."""
    return {(first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1)}


def ahead(listing, **terms):
    """A harvest of the listing that takes orders."""
    facts = {"begins_on": today() + timedelta(days=100), "ends_on": today() + timedelta(days=120)}
    facts |= {"cap": Decimal(20), "price_vnd": 40_000, **terms}
    variant = listing.variants.get()
    return open_harvest(variant=variant, terms=HarvestTerms(**facts), actor=SYSTEM, at=timezone.now())


def test_s05_a_harvest_to_come_can_be_ordered_from_the_product_page(client):
    listing = resting()
    harvest = ahead(listing, deposit_percent=20, note="Mận chín cây")

    page = client.get(page_of(listing)).content.decode()
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])

    assert f'href="/dat-truoc/{harvest.code}/"' in page
    assert "Đặt trước vụ sắp tới" in page
    assert "20% tiền hàng" in page
    assert told["offers"][0]["availability"] == "https://schema.org/PreOrder"


def test_a_harvest_that_is_full_is_not_offered(client):
    listing = resting()
    ahead(listing, cap=Decimal(1))
    listing.variants.get().harvests.update(taken=1)

    assert "Đặt trước" not in words_on(client, page_of(listing))


def test_what_the_seller_says_of_the_season_stands_beside_it(client):
    listing = resting()
    facts = {"text": "đầu tháng 5 âm lịch", "written_by": "x", "written_at": timezone.now()}
    SeasonNote.objects.create(listing=listing, **facts)

    assert "đầu tháng 5 âm lịch" in words_on(client, page_of(listing))


def test_s05_a_season_by_the_moon_is_told_both_ways(client):
    window = LunarSeason("07-15", "10-30").window(today())
    season = {"season_from": f"{window.first:%m-%d}", "season_to": f"{window.last:%m-%d}"}
    listing = resting(season_lunar="07-15/10-30", **season)

    page = words_on(client, page_of(listing))
    told = client.get(f"/api/v1/products/{listing.code}").json()["season"]

    first, last = (f"{day.day}/{day.month}" for day in (window.first, window.last))
    assert f"Từ {first} (rằm tháng 7) đến {last} (cuối tháng 10) âm lịch" in page
    assert (told["from"], told["to"], told["lunar"]) == (*season.values(), "07-15/10-30")


@pytest.mark.parametrize("address", ["/", "/tim/?q=man+hau", "/api/v1/products?q=man+hau"])
def test_s05_no_list_ever_says_that_resting_goods_are_sold_out(client, address):
    resting()

    body = client.get(address).content.decode()

    for words in ("Tạm hết", "hết hàng", "out_of_stock"):
        assert words not in body


def test_s05_a_guest_asks_to_be_reminded_with_a_phone_and_ends_it_from_the_message(client):
    listing = resting()

    asked = client.post(f"/nhac-toi/{listing.code}/", {"phone": "0912 345 678"})
    noon = timezone.now().replace(hour=5) + timedelta(days=101)
    tell_who_waits(at=noon, site="http://x")
    path = re.search(r"http://x(/nhac-toi/thoi/\S+/)", OutgoingSms.objects.get().text)[1]
    before = client.get(path)
    client.post(path)

    assert asked.status_code == 200
    assert Reminder.objects.get().ended_at is not None
    assert "Đừng nhắn cho tôi nữa" in before.content.decode()


def test_the_phone_of_who_is_signed_in_stands_there_already():
    pao = PersonFactory()

    page = as_person(pao).get(f"/nhac-toi/{resting().code}/").content.decode()

    assert f'value="0{pao.phone[3:6]}' in page


@pytest.mark.parametrize(("phone", "status"), [("", 422), ("12", 422), ("\x00", 422)])
def test_what_is_no_phone_is_said_beside_the_field(client, phone, status):
    assert client.post(f"/nhac-toi/{resting().code}/", {"phone": phone}).status_code == status
    assert Reminder.objects.count() == 0


def test_goods_in_season_need_no_reminder(client):
    listing = goods_on_sale()

    assert client.post(f"/nhac-toi/{listing.code}/", {"phone": "0912345678"}).status_code == 409


@pytest.mark.parametrize("address", ["/nhac-toi/SP-2222-2222-22/", "/nhac-toi/thoi/khong-co/"])
def test_what_is_not_there_cannot_be_waited_for(client, address):
    assert client.get(address).status_code == 404


def test_s05_a_sleeping_shop_keeps_its_page_and_says_when_it_wakes(client):
    listing = resting()
    look_at_shops(actor=SYSTEM, at=timezone.now())
    wakes_on = today() + timedelta(days=100 - 14)

    text = words_on(client, f"/gian-hang/{listing.seller.slug}/")

    assert f"Gian hàng đang ngủ đông Thức dậy ngày {wakes_on:%d/%m/%Y}" in text
    assert "Mận hậu" in text
    assert "Mận hậu" not in words_on(client, "/tim/")


def test_s05_a_sleeping_shop_keeps_its_reviews(client):
    listing, now = goods_on_sale(title="Mận hậu"), timezone.now()
    a_review(delivered(listing.variants.get(), at=now), text="Mận giòn và thơm.", at=now)
    listing.versions.update(**season_around(100))
    look_at_shops(actor=SYSTEM, at=now)

    text = words_on(client, f"/gian-hang/{listing.seller.slug}/")
    listing.seller.refresh_from_db()

    assert listing.seller.asleep_since == local_date(now)
    assert "Gian hàng đang ngủ đông" in text
    assert "Mận giòn và thơm." in text
    assert "Mận giòn và thơm." in words_on(client, page_of(listing))


@pytest.mark.parametrize("days", [-5, 100])
def test_s05_the_shops_page_draws_the_twelve_months_of_its_goods(client, days):
    first = goods_on_sale(season_from="02-10", season_to="03-05")
    goods_on_sale(seller=first.seller, **season_around(days))
    goods_on_sale(seller=first.seller)
    begins, ends = season_around(days).values()
    lit = {2, 3, *months_between(int(begins[:2]), int(ends[:2]))}

    page = client.get(f"/gian-hang/{first.seller.slug}/").content.decode()
    [strip] = re.findall(r'<svg class="season".*?</svg>', page, re.DOTALL)

    drawn = re.findall(r'<rect class="(on|off)"', strip)
    assert [number for number, kind in enumerate(drawn, start=1) if kind == "on"] == sorted(lit)
    assert f'x="{(today().month - 1) * 30 + 1.5}"' in strip
    assert f"Các tháng vào vụ: {', '.join(map(str, sorted(lit)))}" in strip
    assert len(drawn) == 12


def test_a_shop_that_sells_all_year_draws_no_months(client):
    assert 'class="season"' not in client.get(f"/gian-hang/{goods_on_sale().seller.slug}/").content.decode()


def test_s05_the_api_tells_of_goods_to_come_in_lists_and_in_full(client):
    listing = resting()
    harvest = ahead(listing)
    month = (today() + timedelta(days=100)).month

    [item] = client.get("/api/v1/products?q=man+hau").json()["items"]
    full = client.get(f"/api/v1/products/{listing.code}").json()

    assert (item["available"], item["upcoming_month"], full["upcoming_month"]) == (False, month, month)
    assert full["preorder"]["url"] == f"{settings.SITE}/dat-truoc/{harvest.code}/"
    assert (full["preorder"]["price_vnd"], full["preorder"]["left"]) == (40_000, 20)
