"""The page of one listing: what it says, when it can be bought, and when it is not there."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.catalog.actions.deciding import take_down_listing
from chophien.catalog.actions.listings import pause_listing
from chophien.catalog.models import Attribute, Listing
from chophien.catalog.states import CertificateKind, ListingStatus
from chophien.catalog.tests.factories import a_category, an_offer
from chophien.growing.tests.factories import an_area
from chophien.lib.actor import SYSTEM
from chophien.promotions.tests.factories import a_combo, a_purchase
from chophien.reviews.tests.factories import a_question
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_seller
from chophien.storefront import selectors
from chophien.storefront.product import badges
from chophien.storefront.tests.factories import (
    certified,
    goods_on_sale,
    page_of,
    season_around,
    titles_on,
    today,
    words_on,
)
from chophien.uploads.tests.factories import a_photo

pytestmark = pytest.mark.django_db


def test_it_says_what_it_costs_when_it_comes_and_who_sells(client):
    seller = a_seller(name="HTX Chè Phìn Hồ", commune_code="00721")
    listing = goods_on_sale(seller=seller, title="Chè Shan tuyết Phìn Hồ")
    certified(listing, stars=4)

    text = words_on(client, page_of(listing))

    assert "Chè Shan tuyết Phìn Hồ 185.000 đ / hộp 100 g · 1.850.000 đ/kg" in text
    assert re.search(r"Giao trước (thứ \w+|Chủ nhật) \d+/\d+ Phí giao [\d.]+ đ tới Hà Nội · Đổi nơi nhận", text)
    assert "HTX Chè Phìn Hồ Hợp tác xã · Xã Đồng Văn, Tỉnh Tuyên Quang" in text
    assert f"OCOP ★★★★ OCOP 4 sao đến {today() + timedelta(days=400):%m/%Y}" in text
    assert "Giá đã gồm thuế." in text
    assert "Số 4261/QĐ-UBND Nơi cấp UBND tỉnh Tuyên Quang" in text


def test_both_buttons_send_the_variant_and_the_quantity_to_the_cart(client):
    listing = goods_on_sale(offers=[an_offer(step="0.5", min_quantity="1.5", unit="kg", pack="1 kg")], available=8)
    variant = listing.variants.get()

    body = client.get(page_of(listing)).content.decode()

    assert '<form class="stack" id="buy" method="post" action="/gio/them/" data-once>' in body
    assert f'<input type="hidden" name="variant" value="{variant.code}">' in body
    assert 'name="quantity" value="1.5" min="1.5" max="8" step="0.5"' in body
    assert re.search(r'<button class="btn" form="buy"><svg.*?</svg>Cho vào giỏ</button>', body)
    assert '<button class="btn ghost" form="buy" name="buy" value="1">Mua ngay</button>' in body


def test_sizes_are_chosen_by_radio_buttons_and_the_first_that_is_left_is_chosen(client):
    offers = [
        an_offer(price_vnd=60_000, pack="100 g", title="Gói nhỏ"),
        an_offer(price_vnd=250_000, pack="500 g", title="Hộp to"),
    ]
    listing = goods_on_sale(offers=offers)
    small, large = listing.variants.order_by("sort")
    small.stock.delete()

    body = client.get(page_of(listing)).content.decode()

    assert f'<input type="radio" name="variant" value="{small.code}" disabled>' in body
    assert f'<input type="radio" name="variant" value="{large.code}" checked>' in body
    assert "250.000\xa0đ</span> <small>/&nbsp;hộp 500 g</small>" in body


def test_answers_to_the_categorys_questions_are_told_in_its_order(client):
    tea = a_category()
    for place, (key, label) in enumerate(
        [("giong", "Giống chè"), ("co_thu", "Hái từ cây cổ thụ"), ("do_cao_m", "Độ cao")]
    ):
        Attribute.objects.create(category=tea, key=key, label_vi=label, kind="text", sort=place)
    listing = goods_on_sale(category=tea, attributes={"co_thu": True, "giong": "Shan tuyết", "do_cao_m": ""})

    text = words_on(client, page_of(listing))

    assert "Chi tiết Giống chè Shan tuyết Hái từ cây cổ thụ Có Nơi làm ra Xã Đồng Văn, Tỉnh Tuyên Quang" in text
    assert "Độ cao" not in text


def test_another_slug_and_the_bare_code_lead_to_the_right_address(client):
    listing = goods_on_sale()

    for path in (f"/hang/ten-cu-{listing.code}/", f"/hang/{listing.code}/"):
        response = client.get(path)

        assert (response.status_code, response["Location"]) == (301, page_of(listing))


def test_what_was_never_approved_or_taken_down_or_belongs_to_no_open_shop_is_not_there(client):
    draft = goods_on_sale()
    Listing.objects.filter(pk=draft.pk).update(status=ListingStatus.DRAFT)
    gone = goods_on_sale()
    take_down_listing(listing=gone, actor=SYSTEM, at=timezone.now(), reason="Ảnh của người khác")
    suspended = goods_on_sale()
    Seller.objects.filter(pk=suspended.seller_id).update(status=SellerStatus.SUSPENDED)

    assert [client.get(page_of(one)).status_code for one in (draft, gone, suspended)] == [404, 404, 404]
    assert client.get("/hang/che-SP-2222-2222-22/").status_code == 404


def test_paused_goods_say_so_and_show_others(client):
    paused = goods_on_sale(title="Chè vàng")
    other = goods_on_sale(title="Chè xanh")
    pause_listing(listing=paused, actor=SYSTEM, at=timezone.now())

    text = words_on(client, page_of(paused), status=404)

    assert "Chè vàng Người bán đang tạm ngừng bán món này." in text
    assert "Cho vào giỏ" not in text
    assert other.live.title in text


def test_when_nothing_is_left_it_says_so_without_pressing(client):
    listing = goods_on_sale(available=0)
    goods_on_sale(title="Chè của nhà khác")

    text = words_on(client, page_of(listing))

    assert "Đợt này đã bán hết. Bên dưới có hàng tương tự." in text
    assert text.partition("Hàng tương tự")[2].startswith(" Tranh minh họa Chè của nhà khác")
    assert "Cho vào giỏ" not in text
    assert "hết hàng" not in text.lower()


@pytest.mark.parametrize("begins_in", [20, 120])
@pytest.mark.parametrize("available", [0, 10])
def test_s05_out_of_season_it_names_the_month_and_never_says_sold_out(client, begins_in, available):
    listing = goods_on_sale(available=available, **season_around(begins_in))

    text = words_on(client, page_of(listing))

    assert f"Sắp vào vụ tháng {(today() + timedelta(days=begins_in)).month} Nhắc tôi" in text
    assert "Cho vào giỏ" not in text
    assert "Đặt trước" not in text
    assert "hết" not in text


def test_in_season_it_can_be_bought_and_the_year_is_drawn(client):
    listing = goods_on_sale(**season_around(-5))

    body = client.get(page_of(listing)).content.decode()

    assert "Cho vào giỏ" in body
    assert '<svg class="season"' in body


def test_the_badge_is_gone_the_day_after_the_certificate_ends():
    listing = goods_on_sale()
    certified(listing, days=10, stars=5)
    last = today() + timedelta(days=10)

    on_the_last_day = selectors.goods(listing.code, on=last)
    the_day_after = selectors.goods(listing.code, on=last + timedelta(days=1))

    assert [badge.stars for badge in badges(on_the_last_day.papers)] == [5]
    assert badges(the_day_after.papers) == []


def test_only_verified_certificates_count_and_a_shops_own_cover_all_its_goods():
    listing = goods_on_sale()
    certified(listing, stars=5, verified_at=None)
    organic = certified(listing, kind=CertificateKind.ORGANIC, days=None, covers_all_goods=True)
    organic.listings.clear()
    other = goods_on_sale(seller=listing.seller, title="Chè đen")

    found = [selectors.goods(one.code, on=today()).papers for one in (listing, other)]

    assert [[(paper.kind, paper.valid_to) for paper in papers] for papers in found] == [[("organic", None)]] * 2


def test_a_certificate_for_certain_land_is_told_with_its_commune_and_is_no_badge_anywhere(client):
    listing = goods_on_sale()
    paper = certified(listing, kind=CertificateKind.VIETGAP, number="VietGAP-07", covers_all_goods=True)
    paper.areas.add(upper := an_area(listing.seller))

    page = client.get(page_of(listing)).content.decode()
    good = client.get(f"/api/v1/products/{listing.code}").json()

    assert "badge leaf" not in page
    assert "badge leaf" not in client.get(f"/gian-hang/{listing.seller.slug}/").content.decode()
    told = words_on(client, page_of(listing))
    assert f"Chỉ cho hàng trồng ở Xã Đồng Văn ({upper.code})" in told
    assert "VietGAP-07" in told
    assert (good["certificates"], good["ocop_stars"]) == ([], None)
    assert [(one["number"], one["areas"]) for one in good["area_certificates"]] == [
        ("VietGAP-07", [{"code": upper.code, "commune": "Xã Đồng Văn"}])
    ]


def test_shipping_is_told_for_the_place_that_was_chosen(client):
    listing = goods_on_sale(seller=a_seller(commune_code="00721"))
    client.cookies["noi"] = "08"

    text = words_on(client, page_of(listing))

    assert "tới Tuyên Quang" in text
    client.cookies["noi"] = "khong-phai-ma-tinh"
    assert "tới Hà Nội" in words_on(client, page_of(listing))


def test_free_shipping_is_said_where_the_price_reaches_it(client):
    seller = a_seller(free_shipping_from_vnd=150_000)
    dear = goods_on_sale(seller=seller, offers=[an_offer(price_vnd=185_000)])
    cheap = goods_on_sale(seller=seller, offers=[an_offer(price_vnd=50_000)])

    assert "Miễn phí giao tới Hà Nội" in words_on(client, page_of(dear))
    assert "Miễn phí giao từ 150.000 đ trở lên" in words_on(client, page_of(cheap))


def test_search_engines_are_told_prices_and_what_is_left(client):
    listing = goods_on_sale(title="Chè </script><b>", available=0)

    body = client.get(page_of(listing)).content.decode()
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', body)[1])

    assert told["name"] == "Chè </script><b>"
    assert told["offers"][0]["price"] == 185_000
    assert told["offers"][0]["priceCurrency"] == "VND"
    assert told["offers"][0]["availability"] == "https://schema.org/OutOfStock"
    assert f'<link rel="canonical" href="{settings.SITE}{page_of(listing)}">' in body


def test_photos_come_in_two_formats_with_their_size_and_the_first_at_once(client):
    ready = {"width": 1600, "height": 1200, "colour": "#2f6b46"}
    shots = [a_photo(code=letter * 24, **ready) for letter in "bc"]
    listing = goods_on_sale(photo_codes=[shots[1].code, shots[0].code])

    body = client.get(page_of(listing)).content.decode()

    assert body.count('<source type="image/avif"') == body.count('<source type="image/webp"') >= 2
    assert body.index(shots[1].code) < body.index(shots[0].code)
    assert 'width="1600" height="1200" alt="Chè Shan tuyết cổ thụ" fetchpriority="high"' in body
    assert body.count('loading="lazy"') >= 1
    assert '<rect width="1" height="1" fill="#2f6b46"/>' in body
    assert f'<meta property="og:image" content="{settings.SITE}/the-hang/{listing.code}.png">' in body


def test_it_takes_as_many_statements_with_one_other_good_as_with_three(client):
    listing = goods_on_sale()
    goods_on_sale(seller=listing.seller, title="Chè một")
    client.get(page_of(listing))
    with CaptureQueriesContext(connection) as with_one:
        client.get(page_of(listing))
    for title in ("Chè hai", "Chè ba"):
        certified(goods_on_sale(seller=listing.seller, title=title))

    with CaptureQueriesContext(connection) as with_three:
        shown = titles_on(client, page_of(listing))

    assert sorted(shown) == ["Chè ba", "Chè hai", "Chè một"]
    assert len(with_one) == len(with_three) == 2


def test_reviews_questions_and_deals_are_read_only_where_there_are_some(client):
    listing = goods_on_sale()
    variant = listing.variants.get()
    running = {"starts_on": today(), "ends_on": today() + timedelta(days=5)}
    a_combo((variant, 2), price_vnd=1_000, **running)
    a_purchase(variant, **running, at=timezone.now())
    a_question(variant, at=timezone.now())
    client.get(page_of(listing))

    with CaptureQueriesContext(connection) as all_of_it:
        body = client.get(page_of(listing)).content.decode()

    assert "Mua chung" in body
    assert len(all_of_it) == 7


def test_guests_may_be_given_the_page_from_memory(client):
    response = client.get(page_of(goods_on_sale()))

    assert response["X-Guest-Cache"] == "yes"
    assert response.cookies == {}


def test_prices_of_ten_thousand_million_are_written_whole(client):
    listing = goods_on_sale(
        offers=[an_offer(price_vnd=10_000_000_000, unit="piece", pack="")], available=Decimal(99999999999)
    )

    body = client.get(page_of(listing)).content.decode()

    assert "10.000.000.000\xa0đ" in body
    assert 'max="999"' in body
