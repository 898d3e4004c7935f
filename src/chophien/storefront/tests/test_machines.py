"""What search engines are told."""

import re

import pytest

from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_seller
from chophien.storefront.tests.factories import goods_on_sale, page_of

pytestmark = pytest.mark.django_db


def test_a_demonstration_market_asks_to_be_left_out(client, settings):
    settings.SAMPLE_MARKET = True

    assert client.get("/robots.txt").content.decode() == (
        "User-agent: *\nDisallow: /\n\nSitemap: http://testserver/sitemap.xml\n"
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
    parts = re.findall(r"<loc>http://testserver(.*?)</loc>", index.content.decode())
    listed = "".join(client.get(part).content.decode() for part in parts)

    assert index["Content-Type"] == "application/xml"
    assert index.content.startswith(b'<?xml version="1.0"')
    assert parts == ["/sitemap-0.xml", "/sitemap-1.xml"]
    assert f"<loc>http://testserver{page_of(listing)}</loc>" in listed
    assert f"<loc>http://testserver/gian-hang/{listing.seller.slug}/</loc>" in listed
    assert "<loc>http://testserver/nhom/che/</loc>" in listed
    assert closed.slug not in listed


def test_a_part_beyond_the_last_is_not_there(client):
    assert client.get("/sitemap-9.xml").status_code == 404
