"""What search engines are told."""

import re
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.utils import timezone

from chophien.catalog.actions.listings import pause_listing
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_seller
from chophien.storefront import sitemaps
from chophien.storefront.tests.factories import goods_on_sale, page_of

LOCATED = f"<loc>{re.escape(settings.SITE)}(.*?)</loc>"
pytestmark = pytest.mark.django_db


def body(answer):
    return b"".join(answer.streaming_content).decode()


def test_a_demonstration_market_asks_to_be_left_out(client, settings):
    settings.SAMPLE_MARKET = True

    assert client.get("/robots.txt").content.decode() == (
        "User-agent: *\nDisallow: /\n\nSitemap: " + settings.SITE + "/sitemap.xml\n"
    )


def test_a_real_market_closes_only_what_is_nobodys_page(client, settings):
    settings.SAMPLE_MARKET = False

    lines = client.get("/robots.txt").content.decode().splitlines()

    assert "Disallow: /tim/" in lines
    assert "Disallow: /" not in lines


def test_every_good_on_sale_and_every_open_shop_is_listed(client):
    listing = goods_on_sale()
    closed = a_seller(status=SellerStatus.SUSPENDED)

    index = client.get("/sitemap.xml")
    parts = re.findall(LOCATED, index.content.decode())
    listed = "".join(body(client.get(part)) for part in parts)

    assert index["Content-Type"] == "application/xml"
    assert index.content.startswith(b'<?xml version="1.0"')
    assert parts == ["/sitemap-loi-1.xml", "/sitemap-gian-1.xml", "/sitemap-hang-1.xml"]
    assert f"<lastmod>{local_date(listing.live.decided_at)}</lastmod></sitemap>" in index.content.decode()
    assert f"<loc>{settings.SITE}{page_of(listing)}</loc>" in listed
    assert f"<loc>{settings.SITE}/gian-hang/{listing.seller.slug}/</loc>" in listed
    assert f"<loc>{settings.SITE}/nhom/che/</loc>" in listed
    assert f"<loc>{settings.SITE}/noi/{listing.seller.commune.slug}-{listing.seller.commune.code}/</loc>" in listed
    assert f"<loc>{settings.SITE}/vung/tuyen-quang/</loc>" in listed
    assert closed.slug not in listed
    for one in [index.content.decode(), *(body(client.get(part)) for part in parts)]:
        ET.fromstring(one)


def test_addresses_are_written_as_the_market_is_known_and_not_as_it_was_called(client, settings):
    settings.SITE, settings.ALLOWED_HOSTS = "https://chophien.example", ["mirror.example"]
    listing = goods_on_sale()
    pages = [page_of(listing), f"/gian-hang/{listing.seller.slug}/", "/nhom/che/", "/", "/ban-do/"]
    files = [
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap-hang-1.xml",
        "/ogc/?f=json",
        "/ogc/api?f=json",
        "/ogc/collections",
    ]
    calls = ["/api/v1/products?q=che", f"/api/v1/products/{listing.code}"]

    for address in (*pages, *files, *calls):
        answer = client.get(address, headers={"Host": "mirror.example"})
        told = body(answer) if answer.streaming else answer.content.decode()

        assert (answer.status_code, "mirror.example" in told) == (200, False), address
        assert "https://chophien.example/" in told, address


@pytest.mark.parametrize("path", ["hang-9", "hang-0", "hang-99999", "loi-2", "gian-9", "0", "ban-1"])
def test_a_part_that_holds_nothing_is_not_there(client, path):
    goods_on_sale()

    assert client.get(f"/sitemap-{path}.xml").status_code == 404


def test_goods_and_shops_fill_as_many_parts_as_they_need_and_none_stands_in_two(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "PART", 2)
    listings = [goods_on_sale() for _number in range(5)]
    pause_listing(listing=listings.pop(2), actor=SYSTEM, at=timezone.now())

    parts = re.findall(LOCATED, client.get("/sitemap.xml").content.decode())
    listed = [re.findall(LOCATED, body(client.get(part))) for part in parts]

    assert all(1 <= len(paths) <= 2 for paths in listed[1:])
    assert len([part for part in parts if part.startswith("/sitemap-hang-")]) > 1
    found = [path for paths in listed for path in paths if path.startswith("/hang/")]
    assert found == [page_of(one) for one in listings]
    shops = [path for paths in listed for path in paths if path.startswith("/gian-hang/")]
    assert len(shops) == len(set(shops)) == 5


def test_who_has_a_part_is_told_that_nothing_changed_until_something_does(client):
    goods_on_sale()
    [_entrances, _shops, path] = re.findall(LOCATED, client.get("/sitemap.xml").content.decode())
    first = client.get(path, headers={"Accept-Encoding": "br"})

    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    goods_on_sale()
    later = client.get(path, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, first["Content-Encoding"], again.status_code, again.content) == (200, "br", 304, b"")
    assert (later.status_code, body(later).count("<loc>")) == (200, 2)


@pytest.mark.parametrize("goods", [1, 3])
def test_the_parts_take_the_same_statements_for_any_number_of_goods(client, goods, django_assert_num_queries):
    for _number in range(goods):
        goods_on_sale()
    client.get("/sitemap.xml")

    with django_assert_num_queries(3):
        client.get("/sitemap.xml")
        assert body(client.get("/sitemap-hang-1.xml")).count("<loc>") == goods
