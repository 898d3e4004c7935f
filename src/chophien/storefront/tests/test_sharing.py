import io
import json
import re
from html import unescape

import pytest
from django.conf import settings
from PIL import Image

from chophien.catalog.actions.listings import change_price, pause_listing
from chophien.catalog.tests.factories import an_offer
from chophien.lib.actor import SYSTEM
from chophien.orders.tests.factories import NOON
from chophien.reviews.models import ListingRating
from chophien.storefront.sharing import _folder
from chophien.storefront.tests.factories import goods_on_sale, page_of
from chophien.uploads.actions.photos import prepare_photo, take_photo
from chophien.uploads.tests.factories import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def picture(answer):
    return Image.open(io.BytesIO(answer.content))


def machine(client, listing):
    body = client.get(page_of(listing)).content.decode()
    return json.loads(unescape(re.search(r'<script type="application/ld\+json">(.*?)</script>', body, re.DOTALL)[1]))


def test_a_link_to_goods_is_shared_with_a_card_of_the_right_size(client):
    listing = goods_on_sale(title="Chè Shan tuyết cổ thụ Phìn Hồ “đặc biệt” #1 [thử]")

    body = client.get(page_of(listing)).content.decode()
    answer = client.get(f"/the-hang/{listing.code}.png")

    assert f'<meta property="og:image" content="{settings.SITE}/the-hang/{listing.code}.png">' in body
    assert '<meta property="og:image:width" content="1200">' in body
    assert (answer.status_code, answer["Content-Type"], picture(answer).size) == (200, "image/png", (1200, 630))


def test_the_photo_is_on_the_card(client):
    photo = take_photo(file=io.BytesIO(jpeg(900, 700)), owner_code="x", actor=SYSTEM, at=NOON)
    prepare_photo(photo_code=photo.code, at=NOON)
    plain, shown = goods_on_sale(), goods_on_sale(photo_codes=[photo.code])

    drawn = [
        picture(client.get(f"/the-hang/{one.code}.png")).convert("RGB").getpixel((560, 8)) for one in (plain, shown)
    ]

    assert drawn[0] == (250, 246, 238)
    assert drawn[1] != drawn[0]


def test_a_card_is_drawn_once_and_anew_when_it_would_say_something_else(client):
    listing = goods_on_sale()
    address = f"/the-hang/{listing.code}.png"

    first, again = client.get(address).content, client.get(address).content
    [kept] = _folder().iterdir()
    change_price(listing=listing, variant_code=listing.variants.get().code, price_vnd=99_000, actor=SYSTEM, at=NOON)
    other = client.get(address).content

    assert first == again
    assert other != first
    assert [one.name != kept.name for one in _folder().iterdir()] == [True]


def test_of_goods_that_rest_there_is_no_card(client):
    listing = goods_on_sale()
    pause_listing(listing=listing, actor=SYSTEM, at=NOON)

    assert client.get(f"/the-hang/{listing.code}.png").status_code == 404
    assert client.get("/the-hang/SP-NONE.png").status_code == 404


@pytest.mark.parametrize("reviews", [0, 2, 40])
def test_machines_are_told_what_buyers_gave_once_enough_have_spoken(client, reviews):
    listing = goods_on_sale()
    if reviews:
        ListingRating.objects.create(pk=listing.pk, count=reviews, total=reviews * 4)

    told = machine(client, listing)

    assert (told["@type"], told["brand"]["name"]) == ("Product", listing.seller.name)
    assert told["image"] == [f"{settings.SITE}/the-hang/{listing.code}.png"]
    assert "aggregateRating" not in told or told["aggregateRating"]["ratingValue"] == "4.0"


def test_the_data_for_machines_has_all_that_a_product_and_its_offers_need(client):
    listing = goods_on_sale(offers=[an_offer(), an_offer(pack="200 g", price_vnd=350_000)])

    told = machine(client, listing)

    address = f"{settings.SITE}{page_of(listing)}"
    assert (told["@context"], told["@type"], told["sku"]) == ("https://schema.org", "Product", listing.code)
    assert all(told[name] for name in ("name", "description", "image", "brand", "category"))
    assert [one["price"] for one in told["offers"]] == [185_000, 350_000]
    for offer in told["offers"]:
        assert (offer["@type"], offer["priceCurrency"], offer["url"]) == ("Offer", "VND", address)
        assert offer["availability"].removeprefix("https://schema.org/") in {
            "InStock", "OutOfStock", "PreOrder", "BackOrder",
        }  # fmt: skip
        assert offer["seller"] == {"@type": "Organization", "name": listing.seller.name}


def test_what_a_seller_writes_cannot_end_the_script(client):
    listing = goods_on_sale(title="Chè </script><script>alert(1)</script>")

    body = client.get(page_of(listing)).content.decode()

    assert "<script>alert" not in body
    assert machine(client, listing)["name"] == "Chè </script><script>alert(1)</script>"


def test_another_slug_leads_to_the_one_address_without_marks(client):
    listing = goods_on_sale(title="Đường phên Đắk Lắk")

    answer = client.get(f"/hang/ten-cu-{listing.code}/")

    assert listing.slug == "duong-phen-dak-lak"
    assert (answer.status_code, answer["Location"]) == (301, f"/hang/duong-phen-dak-lak-{listing.code}/")
