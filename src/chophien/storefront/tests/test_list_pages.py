"""Lists of goods: search, category, province; the address holds everything, and whatever stands in it has an answer."""

import html
import re
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chophien.catalog.states import CertificateKind
from chophien.catalog.tests.factories import a_category, an_offer
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller
from chophien.storefront.tests.factories import certified, goods_on_sale, season_around, titles_on, words_on

pytestmark = pytest.mark.django_db


def links_on(client, path: str) -> dict[str, str]:
    """The chips of the page: text and address."""
    body = client.get(path).content.decode()
    found = re.findall(r'<a class="chip" href="([^"]*)"[^>]*>(.*?)</a>', body)
    return {html.unescape(re.sub(r"<[^>]+>", "", text)): html.unescape(href) for href, text in found}


def test_words_without_marks_find_goods_with_marks(client):
    goods_on_sale(title="Chè Shan tuyết Suối Giàng")
    goods_on_sale(title="Mật ong bạc hà", category=a_category("mat-ong", name_vi="Mật ong"))

    assert titles_on(client, "/tim/?q=che+shan+tuyet") == ["Chè Shan tuyết Suối Giàng"]
    assert "Tìm: che shan tuyet" in words_on(client, "/tim/?q=che+shan+tuyet")
    assert "1 món hàng" in words_on(client, "/tim/?q=che+shan+tuyet")


def test_a_mended_word_is_said(client):
    goods_on_sale(title="Chè Shan tuyết Suối Giàng")

    text = words_on(client, "/tim/?q=che+shan+tuyett")

    assert "Đang hiện kết quả cho “che shan tuyet”" in text


def test_the_words_stay_in_the_search_box(client):
    body = client.get("/tim/?q=%22%3E%3Cb%3Eche").content.decode()

    assert 'name="q" value="&#34;&gt;&lt;b&gt;che"' in body
    assert "<b>che" not in body


def test_the_order_leads_to_the_page_that_explains_it(client):
    goods_on_sale()

    assert (
        '<a class="small" href="/quy-che/thu-tu-hien-thi/">Vì sao xếp thứ tự này?</a>'
        in client.get("/tim/").content.decode()
    )


def test_sorting_keeps_the_words_and_the_filters(client):
    goods_on_sale(title="Chè rẻ", offers=[an_offer(price_vnd=50_000)])
    goods_on_sale(title="Chè đắt", offers=[an_offer(price_vnd=900_000)])

    sorts = links_on(client, "/tim/?q=che&price_min=1000")

    assert sorts["Giá thấp"] == "/tim/?q=che&price_min=1000&sort=price_asc"
    assert titles_on(client, sorts["Giá thấp"]) == ["Chè rẻ", "Chè đắt"]
    assert titles_on(client, sorts["Giá cao"]) == ["Chè đắt", "Chè rẻ"]


def test_each_filter_is_a_chip_that_takes_it_away(client):
    cooperative = a_seller(kind=SellerKind.COOPERATIVE)
    certified(goods_on_sale(title="Chè bốn sao", seller=cooperative), stars=4)
    address = (
        "/tim/?q=che&category=che&province=08&price_min=100000&price_max=200000"
        "&ocop_min=4&cert=ocop&seller_kind=cooperative"
    )

    chips = links_on(client, address)

    assert titles_on(client, address) == ["Chè bốn sao"]
    assert chips["Bỏ lọc: Chè"] == address.replace("&category=che", "")
    assert chips["Bỏ lọc: Tỉnh Tuyên Quang"] == address.replace("&province=08", "")
    assert chips["Bỏ lọc: OCOP từ 4 sao"] == address.replace("&ocop_min=4", "")
    assert chips["Bỏ lọc: OCOP"] == address.replace("&cert=ocop", "")
    assert chips["Bỏ lọc: Hợp tác xã"] == address.replace("&seller_kind=cooperative", "")
    assert chips["Bỏ lọc: 100.000\xa0đ đến 200.000\xa0đ"] == address.replace("&price_min=100000&price_max=200000", "")
    assert "Lọc hàng (đang lọc 6)" in words_on(client, address)


def test_the_filter_form_offers_what_would_find_something_and_keeps_the_rest(client):
    certified(goods_on_sale(title="Chè Đồng Văn"), stars=5)
    goods_on_sale(title="Chè Chi Lăng", seller=a_seller(commune_code="06463", kind=SellerKind.INDIVIDUAL))

    body = client.get("/tim/?q=che&sort=newest").content.decode()
    form = body.partition('action="/tim/" data-autosubmit>')[2].partition("</form>")[0]

    assert '<input type="hidden" name="q" value="che">' in form
    assert '<input type="hidden" name="sort" value="newest">' in form
    assert '<input type="radio" name="province" value="" checked><span>Tất cả</span>' in form
    assert '<input type="radio" name="province" value="20"><span>Lạng Sơn</span><span class="n num">1</span>' in form
    assert '<input type="radio" name="ocop_min" value="5"><span>OCOP 5 sao</span><span class="n num">1</span>' in form
    assert 'name="seller_kind" value="individual"' in form
    assert 'value="79"' not in form


def test_a_filter_that_finds_nothing_is_still_chosen_in_the_form(client):
    goods_on_sale()

    body = client.get("/tim/?province=79").content.decode()

    assert '<input type="radio" name="province" value="79" checked>' in body


def test_in_season_is_one_box(client):
    goods_on_sale(title="Hồng giòn", **season_around(-3))
    goods_on_sale(title="Mận tím", **season_around(100))

    assert titles_on(client, "/tim/?in_season=1") == ["Hồng giòn"]
    assert links_on(client, "/tim/?in_season=1")["Bỏ lọc: Đang vào vụ"] == "/tim/"


def test_when_nothing_is_found_it_says_what_else_to_try(client):
    goods_on_sale(title="Chè Shan tuyết")
    goods_on_sale(title="Mật ong bạc hà", category=a_category("mat-ong", name_vi="Mật ong"))

    text = words_on(client, "/tim/?q=mat+ong&province=79")
    chips = links_on(client, "/tim/?q=mat+ong&province=79")

    assert "Chưa tìm thấy món nào." in text
    assert titles_on(client, chips["bỏ “Thành phố Hồ Chí Minh”"]) == ["Mật ong bạc hà"]
    assert "Hàng được nhiều người chọn" in text


def test_a_category_page_holds_its_filter_in_the_path(client):
    food = a_category("thuc-pham", name_vi="Thực phẩm")
    tea = a_category("che-tra", name_vi="Chè, trà", parent=food)
    goods_on_sale(title="Chè xanh", category=tea)
    goods_on_sale(title="Gạo nếp", category=a_category("gao", name_vi="Gạo", parent=food))

    chips = links_on(client, "/nhom/thuc-pham/?price_min=1000")
    body = client.get("/nhom/che-tra/").content.decode()

    assert chips["Chè, trà"] == "/nhom/che-tra/?price_min=1000"
    assert chips["Mới nhất"] == "/nhom/thuc-pham/?price_min=1000&sort=newest"
    assert titles_on(client, "/nhom/thuc-pham/") == ["Gạo nếp", "Chè xanh"]
    assert "<h1>Chè, trà</h1>" in body
    assert f'<link rel="canonical" href="{settings.SITE}/nhom/che-tra/">' in body
    assert 'name="category"' not in body
    assert "Bỏ lọc" not in body


def test_narrowed_lists_ask_search_engines_to_pass_by(client):
    a_category()

    assert '<meta name="robots" content="noindex">' in client.get("/nhom/che/?price_min=1000").content.decode()
    assert '<meta name="robots" content="noindex">' in client.get("/tim/?q=che").content.decode()


def test_a_province_has_a_page(client):
    goods_on_sale(title="Chè Đồng Văn")
    goods_on_sale(title="Na Chi Lăng", seller=a_seller(commune_code="06463"))

    assert titles_on(client, "/vung/lang-son/") == ["Na Chi Lăng"]
    assert words_on(client, "/vung/lang-son/").count("Hàng từ Tỉnh Lạng Sơn") == 1


@pytest.mark.parametrize("path", ["/nhom/khong-co/", "/vung/khong-co/", "/nhom/ch%C3%A8/"])
def test_unknown_categories_and_provinces_are_not_there(client, path):
    assert client.get(path).status_code == 404


def test_more_goods_follow_where_the_page_ended(client):
    seller = a_seller()
    for number in range(5):
        goods_on_sale(title=f"Chè số {number}", seller=seller)

    first = client.get("/tim/?q=che&limit=3").content.decode()
    [address] = re.findall(r'rel="next" href="([^"]+)"', first)
    second = titles_on(client, html.unescape(address))

    assert len(titles_on(client, "/tim/?q=che&limit=3")) == 3
    assert len(second) == 2
    assert not set(second) & set(titles_on(client, "/tim/?q=che&limit=3"))
    assert "Về đầu danh sách" in words_on(client, html.unescape(address))


def test_with_a_script_more_goods_come_as_a_part_of_the_page(client):
    for number in range(3):
        goods_on_sale(title=f"Chè số {number}")
    [address] = re.findall(r'hx-get="([^"]+)"', client.get("/tim/?limit=2").content.decode())

    part = client.get(html.unescape(address), headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<ul class="grid">')
    assert part.count('<li class="card">') == 1
    assert "<html" not in part


@pytest.mark.parametrize("path", ["/tim/?q=che", "/nhom/che/", "/vung/tuyen-quang/"])
def test_it_takes_as_many_statements_with_one_good_as_with_three(client, path):
    goods_on_sale()
    client.get(path)
    with CaptureQueriesContext(connection) as with_one:
        client.get(path)
    for number in range(2):
        certified(goods_on_sale(title=f"Chè số {number}", **season_around(-3)))

    with CaptureQueriesContext(connection) as with_three:
        response = client.get(path)

    assert response.content.decode().count('<li class="card">') == 3
    assert len(with_one) == len(with_three) == 1


def test_a_card_says_from_which_price_and_when_it_cannot_be_bought(client):
    two = [an_offer(price_vnd=60_000, pack="100 g"), an_offer(price_vnd=250_000, pack="500 g", title="Hộp to")]
    goods_on_sale(title="Chè hai cỡ", offers=two)
    goods_on_sale(title="Chè đã bán", available=0)

    text = words_on(client, "/tim/?sort=newest")

    assert "Chè hai cỡ từ 60.000 đ / hộp 100 g Đồng Văn, Tuyên Quang" in text
    assert "Chè đã bán 185.000 đ / hộp 100 g Đồng Văn, Tuyên Quang Đợt này đã hết" in text


def test_stars_on_a_card_are_those_that_are_valid_today(client):
    certified(goods_on_sale(title="Còn hạn"), stars=4, days=0)
    certified(goods_on_sale(title="Hết hạn"), stars=5, days=-1)

    text = words_on(client, "/tim/?sort=newest")

    assert "OCOP ★★★★ OCOP 4 sao Còn hạn" in text
    assert "★★★★★" not in text


HOSTILE = {
    "emoji": "q=" + quote("🍵🍯" * 20),
    "right to left": "q=" + quote("\u202eehc\u202c שלום"),
    "very long": "q=" + "che+" * 1_250,
    "one long word": "q=" + "a" * 5_000,
    "a tsquery": "q=" + quote("che & ! | <-> :* ( ' \\"),
    "a price beyond all measure": "price_min=1" + "0" * 30,
    "a price that is none": "price_max=" + quote("mười nghìn"),
    "a negative price": "price_min=-5",
    "prices the wrong way round": "price_min=200000&price_max=100000",
    "six stars": "ocop_min=6",
    "a star that is a word": "ocop_min=" + quote("năm"),
    "an unknown category": "category=khong-co",
    "an unknown province": "province=99",
    "an unknown kind": "seller_kind=king&cert=nobel",
    "an unknown order": "sort=random",
    "a bent cursor": "cursor=abc:def",
    "everything twice": "q=a&q=b&province=08&province=20&sort=newest&sort=price_asc",
    "H'Mông": "q=" + quote("H’Mông"),
    "lonely marks": "q=" + quote("\u0301\u0323"),
    "only spaces": "q=+++",
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_whatever_stands_in_the_address_has_an_answer(client, query):
    goods_on_sale(title="Chè H'Mông")

    for path in ("/tim/", "/nhom/che/", "/vung/tuyen-quang/"):
        response = client.get(f"{path}?{query}")

        assert response.status_code == 200
        assert "<h1>" in response.content.decode()


def test_a_nul_sign_or_half_a_letter_in_the_address_is_no_text(client):
    assert client.get("/tim/?q=%00").status_code == 400
    assert client.get("/tim/?q=%C3").status_code == 400


def test_what_could_not_be_read_is_said(client):
    goods_on_sale()

    assert "Câu tìm hơi dài" in words_on(client, "/tim/?q=" + "che+" * 300)
    assert "không đọc được" in words_on(client, "/tim/?price_min=abc")


def test_guests_may_be_given_a_list_from_memory(client):
    response = client.get("/tim/?q=che")

    assert response["X-Guest-Cache"] == "yes"
    assert response.cookies == {}


def test_organic_goods_are_found_by_their_certificate(client):
    certified(goods_on_sale(title="Chè hữu cơ"), kind=CertificateKind.ORGANIC, days=None)
    goods_on_sale(title="Chè thường")

    assert titles_on(client, "/tim/?cert=organic") == ["Chè hữu cơ"]
