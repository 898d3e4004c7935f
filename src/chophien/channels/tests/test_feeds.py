import csv
import gzip
import io
import json
import re
from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.catalog.actions.listings import pause_listing
from chophien.catalog.models import Certificate
from chophien.catalog.tests.factories import an_offer
from chophien.channels.actions.feeds import check_feed
from chophien.channels.models import ChannelVisit, FeedState
from chophien.channels.selectors.feeds import area_of, fingerprint, goods_in
from chophien.growing.tests.factories import an_area
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.places.tests.factories import a_commune
from chophien.seasons.tests.factories import NOON, a_harvest, resting_plums
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_seller
from chophien.supply.actions import set_stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db

G = "{http://base.google.com/ns/1.0}"
EVERY_FORMAT = ["json", "csv", "rss", "xml"]


def body(answer):
    return b"".join(answer.streaming_content).decode()


def a_shop(**facts):
    return a_seller(name="HTX Chè Phìn Hồ", code="htx-phin-ho", **facts)


def addresses(ending):
    return [f"/nguon/gian/htx-phin-ho.{ending}", f"/nguon/xa/00721.{ending}", f"/nguon/tinh/08.{ending}"]


@pytest.mark.parametrize("ending", EVERY_FORMAT)
def test_s23_a_portal_pulls_the_goods_of_its_shop_commune_and_province(client, ending):
    variant = a_variant(title="Chè Shan tuyết <cổ thụ> & sương", seller=a_shop())
    elsewhere = a_variant(title="Mật ong bạc hà", seller=a_seller(commune_code="00004"))

    told = [body(client.get(address)) for address in addresses(ending)]

    assert all(variant.listing.code in one or variant.code in one for one in told)
    assert not any(elsewhere.listing.code in one or elsewhere.code in one for one in told)


@pytest.mark.parametrize("ending", EVERY_FORMAT)
def test_s23_every_link_leads_back_and_says_where_it_stood(client, settings, ending):
    listing = a_variant(seller=a_shop()).listing

    told = body(client.get(f"/nguon/xa/00721.{ending}"))

    link = f"{settings.SITE}/hang/{listing.slug}-{listing.code}/?kenh=nguon-xa-00721"
    assert link in told
    came = client.get(link)
    assert (came.status_code, came["Location"]) == (302, f"/hang/{listing.slug}-{listing.code}/")
    assert list(ChannelVisit.objects.values_list("origin", "visits")) == [("nguon-xa-00721", 1)]


@pytest.mark.parametrize(
    "origin", ["", "x" * 300, "nguon-xa-99999", "nguon-gian-nobody", "nhung-tinh-08'; --", "\u202e", "khac"]
)
def test_origins_that_the_market_did_not_give_out_are_counted_together(client, origin):
    listing = a_variant().listing

    for _time in range(2):
        client.get(f"/hang/{listing.slug}-{listing.code}/", {"kenh": origin, "mau": "1"})

    assert list(ChannelVisit.objects.values_list("origin", "visits")) == [("khac", 2)]


@pytest.mark.parametrize("ending", EVERY_FORMAT)
@pytest.mark.parametrize("status", [SellerStatus.SUSPENDED, SellerStatus.IN_REVIEW, SellerStatus.DRAFT])
def test_a_shop_that_may_not_sell_has_no_feed_and_stands_in_none(client, ending, status):
    seller = a_shop()
    variant = a_variant(seller=seller)
    type(seller).objects.filter(pk=seller.pk).update(status=status, approved_at=None, submitted_at=seller.created_at)

    assert client.get(f"/nguon/gian/htx-phin-ho.{ending}").status_code == 404
    assert variant.listing.code not in body(client.get(f"/nguon/xa/00721.{ending}"))


@pytest.mark.parametrize("ending", EVERY_FORMAT)
def test_goods_that_rest_leave_the_feed_and_nothing_private_is_ever_in_it(client, ending):
    seller = a_shop(phone="+84987654321", hamlet="Thôn Phìn Hồ", landmark="gần UBND")
    variant = a_variant(seller=seller)
    before = body(client.get(f"/nguon/gian/htx-phin-ho.{ending}"))

    pause_listing(listing=variant.listing, actor=SYSTEM, at=timezone.now())

    after = body(client.get(f"/nguon/gian/htx-phin-ho.{ending}"))
    assert variant.listing.code not in after
    assert [secret for secret in ("987654321", "Thôn Phìn Hồ", "gần UBND") if secret in before] == []


@pytest.mark.parametrize("ending", EVERY_FORMAT)
@pytest.mark.parametrize("sample", [True, False])
def test_the_prices_of_a_demonstration_are_marked_everywhere(client, settings, ending, sample):
    settings.SAMPLE_MARKET = sample
    a_variant(seller=a_shop())

    told = body(client.get(f"/nguon/gian/htx-phin-ho.{ending}"))

    marks = {
        "json": '"price_is_illustrative": true',
        "csv": ",1\n",
        "rss": "chỉ để minh họa",
        "xml": "<g:custom_label_3>gia-minh-hoa</g:custom_label_3>",
    }
    assert (marks[ending] in told) is sample


def test_the_json_is_a_json_feed_with_our_own_facts_apart(client, settings):
    variant = a_variant(title="Chè Shan tuyết", seller=a_shop())

    told = json.loads(body(client.get("/nguon/gian/htx-phin-ho.json")))

    [item] = told["items"]
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == f"{settings.SITE}/nguon/gian/htx-phin-ho.json"
    assert (item["id"], item["title"], item["_chophien"]["available"]) == (
        variant.listing.code, "Chè Shan tuyết", True,
    )  # fmt: skip
    assert item["_chophien"]["variants"][0]["price_vnd"] == 185_000


def test_the_csv_is_a_table_that_no_program_runs_as_a_formula(client):
    a_variant(title="=HYPERLINK(1)", seller=a_shop())

    text = body(client.get("/nguon/gian/htx-phin-ho.csv"))

    [row] = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert (row["title"], row["price_vnd"], row["availability"]) == ("'=HYPERLINK(1)", "185000", "in_stock")


def test_the_product_feed_has_every_field_that_the_catalogues_ask_for(client):
    offers = [an_offer(price_vnd=185_000), an_offer(price_vnd=350_000, pack="200 g")]
    listing = a_variant(title="Chè " * 34, description="Chè búp. " * 660, seller=a_shop(), offers=offers).listing

    root = ET.fromstring(body(client.get("/nguon/tinh/08.xml")))

    items = root.findall("./channel/item")
    assert (root.tag, root.get("version"), len(items)) == ("rss", "2.0", 2)
    for item in items:
        said = {one.tag.removeprefix(G): one.text for one in item}
        required = ("id", "title", "description", "link", "image_link", "availability", "price", "condition", "brand")
        assert not [name for name in required if not said.get(name)]
        assert len(said["id"]) <= 50
        assert len(said["title"]) <= 150
        assert len(said["description"]) <= 5000
        assert said["availability"] in {"in_stock", "out_of_stock", "preorder", "backorder"}
        assert re.fullmatch(r"\d+ VND", said["price"])
        assert (said["condition"], said["identifier_exists"]) == ("new", "no")
        assert said["item_group_id"] == listing.code
        assert re.search(r"\.(png|jpe?g|webp)$", said["image_link"])


def test_signs_that_xml_does_not_know_break_no_feed(client):
    variant = a_variant(seller=a_shop())
    live = variant.listing.live
    type(live).objects.filter(pk=live.pk).update(description="a\x0bb\x1f]]>&<c \ufffe")

    for ending in ("rss", "xml"):
        root = ET.fromstring(body(client.get(f"/nguon/gian/htx-phin-ho.{ending}")))
        assert "ab]]>&<c" in "".join(root.itertext())


def test_stars_for_certain_land_stand_in_no_feed(client):
    listing = a_variant(seller=a_shop()).listing
    paper = Certificate.objects.create(
        code="CN-1", seller=listing.seller, kind="ocop", stars=4, number="1", verified_at=NOON, covers_all_goods=True
    )
    paper.areas.add(an_area(listing.seller))

    assert all("★" not in body(client.get(one)) and "ocop-4" not in body(client.get(one)) for one in addresses("xml"))
    assert json.loads(body(client.get("/nguon/gian/htx-phin-ho.json")))["items"][0]["_chophien"]["ocop_stars"] is None


def test_a_feed_under_another_address_of_the_market_is_another_feed(client, settings):
    a_variant(seller=a_shop())
    first = client.get("/nguon/gian/htx-phin-ho.json")
    settings.SITE = "https://chophien.example"

    later = client.get("/nguon/gian/htx-phin-ho.json", headers={"If-None-Match": first["ETag"]})

    assert (later.status_code, later["ETag"] == first["ETag"]) == (200, False)
    assert json.loads(body(later))["feed_url"] == "https://chophien.example/nguon/gian/htx-phin-ho.json"


@pytest.mark.parametrize("ending", EVERY_FORMAT)
def test_whoever_has_the_feed_is_told_that_nothing_changed(client, ending):
    a_variant(seller=a_shop())
    first = client.get(f"/nguon/gian/htx-phin-ho.{ending}")

    by_tag = client.get(first.request["PATH_INFO"], headers={"If-None-Match": first["ETag"]})
    by_time = client.get(first.request["PATH_INFO"], headers={"If-Modified-Since": first["Last-Modified"]})

    assert (by_tag.status_code, by_tag.content) == (304, b"")
    assert (by_time.status_code, by_time["ETag"]) == (304, first["ETag"])
    assert first["Cache-Control"] == "public, max-age=300"
    assert first["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("change", ["stock", "pause", "goods"])
def test_a_change_gives_the_feed_another_tag_once_the_minutes_are_over(change):
    seller = a_shop()
    variant = a_variant(seller=seller)
    at = timezone.now()
    area = area_of("gian", "htx-phin-ho")
    before = check_feed(area, at=at).digest

    if change == "stock":
        set_stock(variant_id=variant.pk, quantity=Decimal(0), actor=SYSTEM, at=at)
    elif change == "pause":
        pause_listing(listing=variant.listing, actor=SYSTEM, at=at)
    else:
        a_variant(seller=seller)

    soon, later = at + timedelta(seconds=299), at + timedelta(seconds=301)
    assert check_feed(area, at=soon).digest == before
    after = check_feed(area, at=later)
    assert after.digest != before
    assert after.changed_at == later
    assert FeedState.objects.count() == 1


@pytest.mark.parametrize(
    ("accepted", "read"), [("br, gzip", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)]
)
def test_a_feed_comes_as_small_as_the_caller_can_read(client, accepted, read):
    for number in range(3):
        a_variant(title=f"Chè Shan tuyết số {number}", description="Chè búp hái tay. " * 300, seller=a_seller())

    answer = client.get("/nguon/tinh/08.json", headers={"Accept-Encoding": accepted})

    raw = b"".join(answer.streaming_content)
    assert len(json.loads(read(raw))["items"]) == 3
    assert answer.get("Content-Encoding", "") == accepted.split(",")[0]
    assert "Accept-Encoding" in answer["Vary"]


def test_big_feeds_are_read_a_stretch_at_a_time_without_a_gap():
    seller = a_shop()
    codes = [a_variant(title=f"Chè Shan tuyết số {number}", seller=seller).listing.code for number in range(5)]
    area = area_of("tinh", "08")

    with CaptureQueriesContext(connection) as seen:
        found = [one.code for one in goods_in(area, on=local_date(timezone.now()), batch=2)]

    assert found == codes
    assert len(seen.captured_queries) == 1 + 3


@pytest.mark.parametrize("listings", [1, 3])
def test_a_feed_takes_the_same_statements_for_any_number_of_goods(client, listings, django_assert_num_queries):
    seller = a_shop()
    for number in range(listings):
        a_variant(title=f"Chè Shan tuyết số {number}", seller=seller)
    body(client.get("/nguon/tinh/08.json"))

    with django_assert_num_queries(7):
        told = body(client.get("/nguon/tinh/08.json"))

    assert len(json.loads(told)["items"]) == listings


def test_a_shop_whose_code_was_drawn_has_a_feed_too(client):
    variant = a_variant(seller=a_seller(code="GH-7K3M-92"))

    assert variant.listing.code in body(client.get("/nguon/gian/GH-7K3M-92.json"))


@pytest.mark.parametrize("path", ["gian/nobody.json", "xa/99999.json", "tinh/00.csv", "tinh/8.json", "xa/0072.xml"])
def test_of_what_is_not_there_is_no_feed(client, path):
    a_commune("00721")

    assert client.get(f"/nguon/{path}").status_code == 404


def test_who_asks_too_often_is_told_when_to_come_back(client, settings):
    settings.RATE_LIMITS = True
    a_variant(seller=a_shop())

    answers = [client.get("/nguon/gian/htx-phin-ho.json") for _time in range(61)]

    assert (answers[0].status_code, answers[-1].status_code) == (200, 429)
    assert answers[-1]["Retry-After"].isdigit()


def test_head_tells_all_but_the_goods(client):
    a_variant(seller=a_shop())

    answer = client.head("/nguon/gian/htx-phin-ho.csv")

    assert (answer.status_code, body(answer), answer["Content-Type"]) == (200, "", "text/csv; charset=utf-8")


def test_goods_between_their_seasons_are_never_in_stock_and_to_be_ordered_where_a_harvest_is_open(client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    shop = a_shop()
    resting = a_variant(title="Mận hậu chín muộn", seller=shop, season_from="05-15", season_to="06-30", available=9)
    coming = a_harvest(resting_plums(seller=shop)).variant

    root = ET.fromstring(body(client.get("/nguon/gian/htx-phin-ho.xml")))
    told = json.loads(body(client.get("/nguon/gian/htx-phin-ho.json")))
    table = csv.DictReader(io.StringIO(body(client.get("/nguon/gian/htx-phin-ho.csv")).removeprefix("\ufeff")))

    found = {item.findtext(G + "id"): item for item in root.findall("./channel/item")}
    assert found[resting.code].findtext(G + "availability") == "out_of_stock"
    assert found[resting.code].findtext(G + "availability_date") is None
    assert found[coming.code].findtext(G + "availability") == "preorder"
    assert found[coming.code].findtext(G + "availability_date") == "2027-05-20T00:00:00+07:00"
    assert {one["id"]: one["_chophien"]["availability"] for one in told["items"]} == {
        resting.listing.code: "out_of_stock", coming.listing.code: "preorder",
    }  # fmt: skip
    assert {row["id"]: row["availability"] for row in table} == {
        resting.listing.code: "out_of_stock", coming.listing.code: "preorder",
    }  # fmt: skip


def test_a_feed_is_another_one_once_a_harvest_can_be_ordered():
    shop = a_shop()
    plums = resting_plums(seller=shop)
    before = fingerprint(area_of("gian", shop.code), at=NOON)

    a_harvest(plums)

    assert fingerprint(area_of("gian", shop.code), at=NOON) != before
