"""The cart's pages as somebody without scripts uses them."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.models import Listing, Variant
from chophien.catalog.states import ListingStatus
from chophien.catalog.tests.factories import an_offer
from chophien.orders.models import Cart, CartLine
from chophien.orders.tests.factories import a_cart
from chophien.orders.tests.pages import answers_of, as_person, buttons_of, forms_of, source_of, text_of
from chophien.sellers.tests.factories import a_seller
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
CART, ADD = "/gio/", "/gio/them/"


def put(client, variant, quantity="1", **more):
    return client.post(ADD, {"variant": variant.code, "quantity": quantity, **more})


def lines():
    return [(line.variant.code, line.quantity) for line in CartLine.objects.select_related("variant").order_by("pk")]


def test_an_empty_cart_says_what_it_is_for_and_where_to_begin(client):
    page = client.get(CART)

    assert page.status_code == 200
    assert text_of(page) == (
        "Giỏ hàng Giỏ hàng còn trống Hàng bạn chọn ở chợ chờ ở đây, của bao nhiêu nhà cũng được. Bạn đặt tất cả một "
        "lần. Đi xem chợ"
    )
    assert not Cart.objects.exists()


def test_a_guest_puts_tea_into_a_cart_that_only_the_own_browser_knows(client):
    tea = a_variant()

    answer = put(client, tea, "2")

    assert (answer.status_code, answer["Location"]) == (302, f"/gio/?them={tea.code}")
    cookie, cart = answer.cookies["gio"], Cart.objects.get()
    assert (cookie.value, cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["secure"]) == (
        cart.code, True, "Lax", 60 * 60 * 24 * 60, "",
    )  # fmt: skip
    assert (len(cart.code), cart.person) == (43, None)
    assert lines() == [(tea.code, 2)]


def test_behind_tls_the_carts_cookie_travels_only_there(client):
    answer = client.post(ADD, {"variant": a_variant().code, "quantity": "1"}, secure=True)

    assert answer.cookies["gio"]["secure"] is True


def test_the_cart_shows_goods_by_shop_with_sums_and_the_button(client):
    shop = a_seller(name="HTX Tà Xùa", free_shipping_from_vnd=500_000)
    tea = a_variant(seller=shop)
    honey = a_variant(title="Mật ong bạc hà", offers=[an_offer(price_vnd=320_000, unit="bottle", pack="500 ml")])
    put(client, tea, "2")
    put(client, honey)

    page = client.get(CART)

    words = text_of(page)
    assert words.startswith(
        "Giỏ hàng HTX Tà Xùa Chè Shan tuyết cổ thụ 185.000 đ / hộp 100 g − + hộp Cập nhật Bỏ : Chè Shan tuyết cổ thụ "
        "370.000 đ Mua thêm 130.000 đ của nhà này thì không mất tiền giao HTX Chè số"
    )
    assert words.endswith(
        "Tiền hàng 690.000 đ Tiền giao hàng tính ở bước sau Tạm tính, chưa có tiền giao 690.000 đ Xem thêm hàng Đặt hàng"
    )
    assert 'href="/dat-hang/"' in source_of(page)
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert "X-Guest-Cache" not in page


def test_where_the_province_is_known_the_cart_says_what_it_costs_and_when_it_comes(client):
    put(client, a_variant(), "3")
    client.cookies["noi"] = "01"

    words = text_of(client.get(CART))

    assert "Tiền hàng 555.000 đ Tiền giao tới Hà Nội 38.000 đ Tổng cộng 593.000 đ" in words
    assert re.search(r"Giao trước (thứ \w+|Chủ nhật) \d+/\d+ · tiền giao 38\.000 đ", words)


def test_mua_ngay_leads_straight_to_the_checkout(client):
    answer = put(client, a_variant(), "1", buy="1")

    assert (answer.status_code, answer["Location"]) == (302, "/dat-hang/")


def test_a_quantity_is_changed_and_zero_takes_the_goods_out(client):
    tea = a_variant()
    put(client, tea, "2")
    place = f"/gio/{tea.code}/"
    form = answers_of_line(client.get(CART), place)

    more = client.post(place, {**form, "quantity": "5"})
    assert (more.status_code, more["Location"], lines()) == (302, "/gio/", [(tea.code, 5)])

    none = client.post(place, {"quantity": "0"})
    assert (none.status_code, lines()) == (302, [])


def answers_of_line(page, place):
    return next(form["fields"] for form in forms_of(page) if form["action"] == place and form["fields"])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-3", "Hãy viết số lượng, ví dụ 2 hoặc 2,5; sau dấu phẩy nhiều nhất ba chữ số."),
        ("abc", "Hãy viết số lượng, ví dụ 2 hoặc 2,5; sau dấu phẩy nhiều nhất ba chữ số."),
        ("", "Xin điền vào chỗ này."),
        ("\u202e2\u202c\x00 hộp", "Hãy viết số lượng, ví dụ 2 hoặc 2,5; sau dấu phẩy nhiều nhất ba chữ số."),
        ("1,5", "Hàng này bán theo từng 1 hộp. Số gần nhất là 1 hộp và 2 hộp."),
        ("999999999999999999", "Số lượng này nhiều quá. Nhiều nhất là 99.999.999.999,999."),
        ("4000", "Chỉ còn 10 hộp."),
        ("🐃", "Hãy viết số lượng, ví dụ 2 hoặc 2,5; sau dấu phẩy nhiều nhất ba chữ số."),
    ],
)
def test_what_cannot_be_is_said_beside_the_line_and_nothing_is_changed(client, typed, sentence):
    tea = a_variant()
    put(client, tea, "2")

    refused = client.post(f"/gio/{tea.code}/", {"quantity": typed})

    assert refused.status_code in {409, 422}
    assert f"185.000 đ / hộp 100 g {sentence} −" in text_of(refused)
    assert lines() == [(tea.code, 2)]


def test_what_is_sold_by_weight_is_counted_in_steps(client):
    meat = a_variant(offers=[an_offer(unit="kg", pack="", step="0.5", min_quantity="0.5", price_vnd=900_000)])

    put(client, meat, "1,5")

    page = source_of(client.get(CART))
    assert lines() == [(meat.code, Decimal("1.5"))]
    assert 'value="1.5" min="0.5" max="" step="0.5"' in page
    assert "1.350.000 đ" in page


def test_more_than_is_left_is_refused_with_the_goods_and_the_quantity_at_hand(client):
    tea = a_variant(available=3)

    refused = put(client, tea, "7")

    assert refused.status_code == 409
    assert text_of(refused).startswith("Giỏ hàng Chưa cho vào giỏ được: Chè Shan tuyết cổ thụ Số lượng Chỉ còn 3 hộp.")
    assert answers_of(refused, ADD) == {"variant": tea.code, "quantity": "7"}
    assert lines() == []


def test_goods_that_are_paused_stay_in_the_cart_marked_and_block_the_order(client):
    tea = a_variant()
    put(client, tea)
    Listing.objects.update(status=ListingStatus.PAUSED)

    page = client.get(CART)

    assert "Người bán đang tạm ngừng bán hàng này." in text_of(page)
    assert "Đặt hàng" not in buttons_of(page)
    assert 'href="/dat-hang/"' not in source_of(page)
    assert client.get("/dat-hang/")["Location"] == "/gio/"


def test_a_price_that_has_changed_is_told_and_does_not_block(client):
    tea = a_variant()
    put(client, tea)
    Variant.objects.update(price_vnd=190_000)

    page = client.get(CART)

    assert "185.000 đ" in text_of(page)
    assert 'href="/dat-hang/"' in source_of(page)


@pytest.mark.parametrize("typed", ["0", "0,000"])
def test_nothing_of_something_is_not_put_into_the_cart_and_the_field_says_so(client, typed):
    answer = put(client, a_variant(), typed)

    assert answer.status_code == 422
    assert "Hãy viết số lượng muốn mua, ví dụ 1." in text_of(answer)
    assert lines() == []


def test_unknown_goods_are_not_found_and_nothing_is_opened(client):
    for code in ("", "SP-KHONG-CO", "a\x00b", "🐃" * 3000):
        answer = client.post(ADD, {"variant": code, "quantity": "1"})

        assert answer.status_code == 404
    assert not Cart.objects.exists()


def test_a_cart_of_ten_billion_is_only_a_cart(client):
    buffalo = a_variant(available=50_000, offers=[an_offer(price_vnd=2_000_000_000)])

    put(client, buffalo, "5000")

    assert "10.000.000.000.000 đ" in text_of(client.get(CART))


def test_a_person_has_the_own_cart_and_no_cookie_is_needed():
    pao = PersonFactory()
    client = as_person(pao)

    answer = put(client, a_variant(), "2")

    assert "gio" not in answer.cookies
    assert Cart.objects.get().person == pao


def test_nobody_sees_or_changes_the_cart_of_somebody_else(client):
    tea = a_variant()
    theirs = a_cart((tea, 2), person=PersonFactory())
    client.cookies["gio"] = theirs.code

    assert "Giỏ hàng còn trống" in text_of(client.get(CART))
    client.post(f"/gio/{tea.code}/", {"quantity": "9"})

    assert lines() == [(tea.code, 2)]


@pytest.mark.parametrize("cookie", ["khong-co", '"\\000"', "é", "x" * 4000])
def test_a_cookie_that_was_bent_is_an_empty_cart(cookie):
    client = Client(headers={"cookie": f"gio={cookie}"})

    assert client.get(CART).status_code == 200


@pytest.mark.parametrize("goods", [1, 3])
def test_the_cart_takes_the_same_queries_for_any_number_of_goods(client, goods, django_assert_num_queries):
    for _number in range(goods):
        put(client, a_variant())

    with django_assert_num_queries(4):
        client.get(CART)


def test_stock_that_went_meanwhile_is_said_beside_the_line(client):
    tea = a_variant(available=10)
    put(client, tea, "5")
    Stock.objects.update(available=2)

    page = client.get(CART)

    assert "Chỉ còn 2 hộp." in text_of(page)
    assert 'href="/dat-hang/"' not in source_of(page)
