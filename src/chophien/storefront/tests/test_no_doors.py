"""Where a household lives is read in public as its commune: no hamlet, no landmark, no phone, on no page and in no file."""

import pytest
from django.test import Client
from django.urls import reverse

from chophien.complaints.actions.recalls import Notice, publish_recall
from chophien.lib.actor import SYSTEM
from chophien.orders.tests.factories import NOON
from chophien.places.tests.factories import a_commune
from chophien.programmes.tests.factories import a_household
from chophien.reviews.tests.factories import a_question, a_review, delivered
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
HAMLET, LANDMARK = "Bản Không Ai Hay", "sau cây gạo đầu dốc"
PHONE = "+84912345678"


def everything_public():
    """A household with goods on sale, reviewed, asked about and called back; and all that strangers read of it."""
    seller = a_household(name="Nhà Mỷ", hamlet=HAMLET, landmark=LANDMARK, phone=PHONE)
    variant = a_variant(seller=seller, available=100)
    listing, commune = variant.listing, a_commune(seller.commune.code)
    a_review(delivered(variant))
    a_question(variant)
    notice = Notice(why="Lô này bị ẩm mốc.", what_to_do="Đừng dùng, gửi lại cho gian hàng.")
    recall = publish_recall(listing=a_variant(seller=seller).listing, notice=notice, actor=SYSTEM, at=NOON)
    areas = [("gian", seller.code), ("xa", commune.code), ("tinh", commune.province.code)]
    return [
        reverse("storefront:home"),
        reverse("storefront:search") + "?q=ch%C3%A8",
        reverse("storefront:product", kwargs={"slug": listing.slug, "code": listing.code}),
        reverse("storefront:shop", args=[seller.slug]),
        reverse("storefront:province", args=[commune.province.slug]),
        reverse("places:commune", kwargs={"slug": commune.slug, "code": commune.code}),
        reverse("places:province", kwargs={"slug": commune.province.slug, "code": commune.province.code}),
        reverse("reviews:listing", args=[listing.code]),
        reverse("reviews:questions", args=[listing.code]),
        reverse("complaints:recall", args=[recall.code]),
        *(reverse("channels:feed", args=[*area, ending]) for area in areas for ending in ("json", "csv", "rss", "xml")),
        *(reverse("channels:widget", args=area) for area in areas),
        "/api/v1/products",
        f"/api/v1/products/{listing.code}",
        "/sitemap-gian-1.xml",
        "/sitemap-hang-1.xml",
    ]


def read_by_strangers(address):
    answer = Client().get(address, follow=True)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body.decode()


def test_a_households_door_is_on_no_public_page_and_in_no_feed():
    found = {address: read_by_strangers(address) for address in everything_public()}

    told = {HAMLET, LANDMARK, PHONE, "0912 345 678", "0912345678"}
    assert {address: status for address, (status, _body) in found.items() if status != 200} == {}
    assert [address for address, (_status, body) in found.items() if any(one in body for one in told)] == []
    assert sum("Nhà Mỷ" in body for _status, body in found.values()) >= 10
