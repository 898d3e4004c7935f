"""A shop's page: who sells, where, since when, and their goods."""

import html
import re
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chophien.catalog.states import CertificateKind
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_seller
from chophien.storefront.tests.factories import certified, goods_on_sale, titles_on, words_on

pytestmark = pytest.mark.django_db


def test_it_says_who_sells_where_and_since_when_and_no_more(client):
    seller = a_seller(
        name="HTX Chè Phìn Hồ",
        commune_code="00721",
        hamlet="Bản Phìn Hồ",
        landmark="cạnh trạm xá",
        phone="+84912345678",
        about="Bảy mươi hộ hái chè cổ thụ.",
        approved_at=datetime(2026, 5, 3, tzinfo=UTC),
        free_shipping_from_vnd=500_000,
    )
    goods_on_sale(seller=seller, title="Chè Phìn Hồ")
    goods_on_sale(title="Chè nhà khác")

    text = words_on(client, f"/gian-hang/{seller.slug}/")

    assert text.startswith(
        "HTX Chè Phìn Hồ Hợp tác xã Ở đâu Xã Đồng Văn, Tỉnh Tuyên Quang Lên chợ từ tháng 5/2026 "
        "Miễn phí giao từ 500.000 đ trở lên Bảy mươi hộ hái chè cổ thụ. Theo dõi gian hàng Hàng của gian hàng 1 món hàng"
    )
    assert "Bản Phìn Hồ" not in text
    assert "912" not in text
    assert titles_on(client, f"/gian-hang/{seller.slug}/") == ["Chè Phìn Hồ"]


@pytest.mark.parametrize("status", [status for status in SellerStatus if status != SellerStatus.APPROVED])
def test_a_shop_that_may_not_sell_has_no_page(client, status):
    seller = a_seller(status=status)

    assert client.get(f"/gian-hang/{seller.slug}/").status_code == 404


def test_certificates_of_the_whole_shop_stand_above(client):
    listing = goods_on_sale()
    certified(listing, kind=CertificateKind.VIETGAP, days=None, covers_all_goods=True)
    certified(listing, kind=CertificateKind.ORGANIC, days=None)

    text = words_on(client, f"/gian-hang/{listing.seller.slug}/")

    assert "VietGAP" in text
    assert "Hữu cơ" not in text


def test_an_empty_shop_says_so(client):
    assert "Gian hàng hiện chưa bán món nào." in words_on(client, f"/gian-hang/{a_seller().slug}/")


def test_many_goods_come_in_stretches(client):
    seller = a_seller()
    for number in range(26):
        goods_on_sale(seller=seller, title=f"Chè số {number}")
    path = f"/gian-hang/{seller.slug}/"

    [address] = re.findall(r'rel="next" href="([^"]+)"', client.get(path).content.decode())

    assert address.startswith(path)
    assert len(titles_on(client, path)) == 24
    assert len(titles_on(client, html.unescape(address))) == 2
    assert len(titles_on(client, f"{path}?cursor=bent")) == 24


def test_it_takes_as_many_statements_with_one_good_as_with_three(client):
    listing = goods_on_sale()
    path = f"/gian-hang/{listing.seller.slug}/"
    client.get(path)
    with CaptureQueriesContext(connection) as with_one:
        client.get(path)
    for number in range(2):
        certified(goods_on_sale(seller=listing.seller, title=f"Chè số {number}"))

    with CaptureQueriesContext(connection) as with_three:
        client.get(path)

    assert len(with_one) == len(with_three) == 6


def test_a_shop_is_shared_with_the_card_of_its_first_goods_and_names_its_feed(client):
    listing = goods_on_sale()
    empty = a_seller()

    shared = client.get(f"/gian-hang/{listing.seller.slug}/").content.decode()
    bare = client.get(f"/gian-hang/{empty.slug}/").content.decode()

    feed = re.search(r'<link rel="alternate" type="application/rss\+xml" title="[^"]+" href="([^"]+)">', shared)[1]
    assert f'<meta property="og:image" content="{settings.SITE}/the-hang/{listing.code}.png">' in shared
    assert "og:image" not in bare
    assert listing.code in b"".join(client.get(feed).streaming_content).decode()
