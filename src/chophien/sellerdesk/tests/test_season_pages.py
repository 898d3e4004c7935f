"""A shop's seasons on its desk: harvests opened, moved, begun; what was ordered; the shop's sleep."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of
from chophien.catalog.actions.deciding import approve_version
from chophien.catalog.models import Listing
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.lib.lunar import LunarSeason
from chophien.orders.actions.preorders import place_preorder
from chophien.orders.models import Order
from chophien.orders.tests.factories import SOMEBODY, a_wish
from chophien.seasons.actions.dormancy import look_at_shops
from chophien.seasons.actions.harvests import HarvestTerms, open_harvest
from chophien.seasons.models import Harvest, SeasonNote
from chophien.sellerdesk.tests.factories import a_shop, a_size, signed_in, size_data, text_of
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
PAGE = "/ban-hang/mua-vu/"


def coming(days):
    return local_date(timezone.now()) + timedelta(days=days)


def plums(seller, **listing):
    begins, ends = coming(100), coming(130)
    season = {"season_from": f"{begins:%m-%d}", "season_to": f"{ends:%m-%d}"}
    return a_variant(seller=seller, available=0, **{"title": "Mận hậu", **season, **listing})


def a_harvest(variant, **terms):
    facts = {"begins_on": coming(100), "ends_on": coming(120), "cap": Decimal(50), "price_vnd": 40_000, **terms}
    return open_harvest(variant=variant, terms=HarvestTerms(**facts), actor=SYSTEM, at=timezone.now())


def ordered(harvest, quantity=2, key="k"):
    placed = place_preorder(
        harvest=harvest,
        quantity=Decimal(quantity),
        wish=a_wish(),
        idempotency_key=key,
        actor=SOMEBODY,
        at=timezone.now(),
    )
    return placed.orders[0]


def answers(of, **changes):
    return {
        "variant": of.code,
        "begins_on": f"{coming(100):%d/%m/%Y}",
        "ends_on": f"{coming(120):%d/%m/%Y}",
        "cap": "200",
        "price_vnd": "40.000",
        "deposit_percent": "20",
        "note": "Mận chín cây",
        **changes,
    }


def test_s05_a_seller_opens_a_harvest_to_orders():
    seller, my = a_shop()
    variant = plums(seller)

    opened = signed_in(my).post(f"{PAGE}mo/", answers(variant))

    harvest = Harvest.objects.get()
    assert opened["Location"].startswith(f"{PAGE}{harvest.code}/")
    assert (harvest.cap, harvest.price_vnd, harvest.deposit_percent) == (200, 40_000, 20)
    assert (harvest.begins_on, harvest.ends_on, harvest.note) == (coming(100), coming(120), "Mận chín cây")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("variant", "SP-khac"), ("begins_on", "mai"), ("begins_on", "1/1/2020"), ("ends_on", "1/1/2020"),
        ("cap", "0"), ("cap", "1,5"), ("price_vnd", "-1"), ("deposit_percent", "80"), ("deposit_percent", "x"),
        ("begins_on", "31/12/9999"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field_and_kept(field, typed):
    seller, my = a_shop()

    refused = signed_in(my).post(f"{PAGE}mo/", answers(plums(seller), **{field: typed}))

    assert refused.status_code == 422
    assert "Mận chín cây" in text_of(refused)
    assert Harvest.objects.count() == 0


def test_a_second_harvest_of_the_same_goods_is_refused_in_words():
    seller, my = a_shop()
    variant = plums(seller)
    a_harvest(variant)

    refused = signed_in(my).post(f"{PAGE}mo/", answers(variant))

    assert refused.status_code == 409
    assert "Hãy đóng vụ đó trước" in text_of(refused)


def test_the_page_says_who_ordered_and_what_is_expected():
    seller, my = a_shop()
    harvest = a_harvest(plums(seller))
    order = ordered(harvest, 3)

    page = text_of(signed_in(my).get(f"{PAGE}{harvest.code}/"))

    for words in (order.code, "3 hộp trên 50 hộp", "120.000 đ", "Sùng A Páo"):
        assert words in page.replace("\xa0", " ")


def test_f54_one_tap_moves_the_harvest_for_every_buyer(do_jobs):
    seller, my = a_shop()
    harvest = a_harvest(plums(seller))
    order = ordered(harvest)
    later = {"begins_on": f"{coming(110):%d/%m/%Y}", "ends_on": f"{coming(130):%d/%m/%Y}", "reason": "rét đậm"}

    moved = signed_in(my).post(f"{PAGE}{harvest.code}/doi-ngay/", later)
    do_jobs()

    order.refresh_from_db()
    assert moved.status_code == 302
    assert (order.preorder.status, order.preorder.begins_on) == ("asked", coming(110))


@pytest.mark.parametrize(("step", "status"), [("dong", "closed"), ("bat-dau", "begun")])
def test_a_button_closes_or_begins_it(step, status):
    seller, my = a_shop()
    harvest = a_harvest(plums(seller))

    signed_in(my).post(f"{PAGE}{harvest.code}/{step}/")

    harvest.refresh_from_db()
    assert harvest.status == status
    assert signed_in(my).post(f"{PAGE}{harvest.code}/{step}/").status_code == 409


@pytest.mark.parametrize("weeks", [1, 2])
def test_s05_one_tap_moves_the_window(weeks, do_jobs):
    seller, my = a_shop()
    harvest = a_harvest(plums(seller))
    order = ordered(harvest)
    page = signed_in(my).get(f"{PAGE}{harvest.code}/").content.decode()
    taps = re.findall(r'action="([^"]*/doi-ngay/[^"]*)" data-once>(.*?)</form>', page, re.DOTALL)

    action, fields = taps[weeks - 1]
    answer = signed_in(my).post(unescape(action), dict(re.findall(r'name="(\w+)" value="([^"]*)"', fields)))
    do_jobs()

    moved = Harvest.objects.get()
    assert answer.status_code == 302
    assert (moved.begins_on, moved.ends_on) == (coming(100 + 7 * weeks), coming(120 + 7 * weeks))
    assert Order.objects.get(pk=order.pk).preorder.status == "asked"


def test_a_harvest_that_will_not_come_ends_its_orders(do_jobs):
    seller, my = a_shop()
    harvest = a_harvest(plums(seller))
    order = ordered(harvest)

    signed_in(my).post(f"{PAGE}{harvest.code}/huy/", {"reason": "mưa đá"})
    do_jobs()

    assert Order.objects.get(pk=order.pk).status == "cancelled"
    assert signed_in(my).post(f"{PAGE}{harvest.code}/huy/", {"reason": ""}).status_code == 422


def test_the_season_in_the_sellers_own_words():
    seller, my = a_shop()
    listing = plums(seller).listing

    signed_in(my).post(f"{PAGE}ghi-chu/{listing.code}/", {"text": "  đầu tháng 5   âm lịch "})

    assert SeasonNote.objects.get().text == "đầu tháng 5 âm lịch"
    assert "đầu tháng 5 âm lịch" in text_of(signed_in(my).get(PAGE))
    signed_in(my).post(f"{PAGE}ghi-chu/{listing.code}/", {"text": ""})
    assert SeasonNote.objects.count() == 0


def said_by_the_moon(client, listing, first, last, **more):
    page = f"/ban-hang/hang/{listing.code}/gia/"
    return client.post(page, {**size_data(a_size(), season=(first, last)), "season_calendar": "lunar", **more})


def test_s05_the_season_is_said_by_the_moon_and_shown_both_ways_for_two_years():
    seller, my = a_shop()
    listing = plums(seller).listing
    client = signed_in(my)

    said_by_the_moon(client, listing, "Rằm tháng 7 âm lịch", "tháng 10")
    version = Listing.objects.get(pk=listing.pk).working
    approve_version(listing=listing, actor=SYSTEM, at=timezone.now())

    first, second = LunarSeason("07-15", "10-30").next_windows(local_date(timezone.now()), 2)
    assert version.season_lunar == "07-15/10-30"
    assert (version.season_from, version.season_to) == (first.season.start_md, first.season.end_md)
    page = text_of(client.get(PAGE))
    for one in (first, second):
        assert f"Từ {one.first:%d/%m/%Y} (rằm tháng 7) đến {one.last:%d/%m/%Y} (cuối tháng 10) âm lịch" in page
    steps = text_of(client.get(f"/ban-hang/hang/{listing.code}/gia/"))
    assert 'value="15/7"' in steps
    assert 'value="30/10"' in steps


def test_a_season_by_the_moon_can_become_one_by_the_sun_again():
    seller, my = a_shop()
    listing = plums(seller).listing
    client = signed_in(my)
    said_by_the_moon(client, listing, "15/7", "30/10")

    client.post(f"/ban-hang/hang/{listing.code}/gia/", size_data(a_size(), season=("1/3", "30/11")))

    version = Listing.objects.get(pk=listing.pk).working
    assert (version.season_lunar, version.season_from, version.season_to) == ("", "03-01", "11-30")


@pytest.mark.parametrize(("first", "last"), [("31/7", "30/10"), ("hè", "tháng 10"), ("rằm", "tháng 10"), ("15/7", "")])
def test_what_is_no_lunar_day_is_said_beside_the_field_and_stays_typed(first, last):
    seller, my = a_shop()
    listing = plums(seller).listing

    answer = said_by_the_moon(signed_in(my), listing, first, last)

    assert answer.status_code == 422
    assert f'value="{first}"' in text_of(answer)
    assert Listing.objects.get(pk=listing.pk).working is None


def test_s05_the_seller_wakes_a_sleeping_shop():
    seller, my = a_shop()
    plums(seller)
    look_at_shops(actor=SYSTEM, at=timezone.now())

    page = text_of(signed_in(my).get(PAGE))
    signed_in(my).post(f"{PAGE}gian-hang/thuc/")

    seller.refresh_from_db()
    assert "đang ngủ đông" in page
    assert (seller.asleep_since, seller.awake_until) == (None, coming(100))


def test_nobody_else_sees_or_touches_a_harvest():
    seller, _my = a_shop()
    harvest = a_harvest(plums(seller))
    _other, rival = a_shop(name="HTX khác")
    packer = holder_of(Role.SELLER_PACKER, Scope.SELLER, seller.code)

    for person in (rival, packer, PersonFactory()):
        client = signed_in(person)
        assert client.get(f"{PAGE}{harvest.code}/").status_code == 404
        for step in ("dong", "bat-dau", "doi-ngay", "huy"):
            assert client.post(f"{PAGE}{harvest.code}/{step}/", {"reason": "x"}).status_code in {404, 422}
    assert Client().get(PAGE).status_code == 302
    harvest.refresh_from_db()
    assert (harvest.status, harvest.begins_on) == ("open", coming(100))


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_take_the_same_statements_for_any_number(number):
    seller, my = a_shop()
    harvests = [a_harvest(plums(seller, title=f"Mận {one}")) for one in range(number)]
    for one in range(number):
        ordered(harvests[0], key=f"k{one}")
    client = signed_in(my)
    client.get(PAGE)

    with CaptureQueriesContext(connection) as listed:
        client.get(PAGE)
    with CaptureQueriesContext(connection) as shown:
        client.get(f"{PAGE}{harvests[0].code}/")

    assert (len(listed), len(shown)) == (8, 11)
