from decimal import Decimal

import pytest
from django.conf import settings

from chophien.catalog.models import Certificate
from chophien.catalog.tests.factories import a_category, an_offer
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def on_sale(**facts):
    return a_variant(**facts).listing


def test_a_search_without_marks_finds_goods_with_all_that_a_card_needs(client):
    seller = a_seller(name="HTX Chè Phìn Hồ", code="htx-che-phin-ho")
    listing = on_sale(title="Chè Shan tuyết Phìn Hồ", seller=seller)

    found = client.get("/api/v1/products", {"q": "che shan tuyet"}).json()

    assert found["total"] == 1
    assert found["next"] is None
    assert found["items"] == [
        {
            "code": listing.code,
            "slug": "che-shan-tuyet-phin-ho",
            "title": "Chè Shan tuyết Phìn Hồ",
            "url": f"{settings.SITE}/hang/che-shan-tuyet-phin-ho-{listing.code}/",
            "price_vnd": 185_000,
            "unit": "hộp",
            "pack": "100 g",
            "seller": {"code": "htx-che-phin-ho", "name": "HTX Chè Phìn Hồ", "slug": seller.slug},
            "province": {"code": "08", "name": "Tuyên Quang"},
            "commune": {"code": "00721", "name": "Đồng Văn"},
            "ocop_stars": None,
            "photo_url": f"{settings.SITE}/tinh/web/drawings/tea.svg",
            "photo_is_drawing": True,
            "available": True,
            "upcoming_month": None,
        }
    ]


def test_filters_narrow_and_what_makes_no_sense_is_named(client):
    on_sale(title="Chè búp xanh", offers=[an_offer(price_vnd=90_000)])
    dear = on_sale(title="Chè cổ thụ", offers=[an_offer(price_vnd=900_000)])

    found = client.get("/api/v1/products", {"price_min": "100000", "ocop_min": "nine", "category": "che"}).json()

    assert [item["code"] for item in found["items"]] == [dear.code]
    assert [one["field"] for one in found["ignored"]] == ["ocop_min"]


def test_pages_follow_one_another_without_a_gap(client):
    codes = {on_sale(title=f"Mật ong bạc hà {n}").code for n in range(5)}
    seen, cursor = [], ""

    while True:
        page = client.get("/api/v1/products", {"limit": 2, "cursor": cursor, "sort": "newest"}).json()
        seen += [item["code"] for item in page["items"]]
        cursor = page["next"]
        if not cursor:
            break

    assert sorted(seen) == sorted(codes)


def test_one_good_in_full(client):
    tea = a_category()
    variant = a_variant(title="Chè Shan tuyết", category=tea, available=Decimal(7), attributes={"giong": "Shan"})
    listing = variant.listing
    paper = Certificate.objects.create(
        code="CN-1", seller=listing.seller, kind="ocop", stars=4, number="12/QĐ", verified_by="x",
        verified_at=listing.created_at,
    )  # fmt: skip
    paper.listings.add(listing)

    good = client.get(f"/api/v1/products/{listing.code}").json()

    assert good["ocop_stars"] == 4
    assert good["description"] == "Chè búp hái tay trên cây cổ thụ, sao trong ngày."
    assert good["attributes"] == {"giong": "Shan"}
    assert good["season"] is None
    assert good["variants"] == [
        {
            "code": variant.code,
            "title": "",
            "price_vnd": 185_000,
            "unit": "hộp",
            "pack": "100 g",
            "available": 7.0,
            "step": 1.0,
            "min_quantity": 1.0,
            "weight_g": 180,
        }
    ]
    assert [(one["kind"], one["stars"], one["number"]) for one in good["certificates"]] == [("ocop", 4, "12/QĐ")]


@pytest.mark.parametrize("code", ["SP-0000", "x" * 500, "%F0%9F%8D%B5", "..%2F..%2Fetc"])
def test_unknown_goods_are_a_problem_with_a_code(client, code):
    answer = client.get(f"/api/v1/products/{code}")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


def test_a_read_need_not_be_sent_twice(client):
    on_sale(title="Chè Shan tuyết")
    first = client.get("/api/v1/products")

    again = client.get("/api/v1/products", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("listings", [1, 3])
def test_a_list_takes_the_same_statements_for_any_number_of_goods(client, listings, django_assert_num_queries):
    for n in range(listings):
        on_sale(title=f"Miến dong {n}")
    client.get("/api/v1/products")

    with django_assert_num_queries(1):
        found = client.get("/api/v1/products").json()

    assert len(found["items"]) == listings
