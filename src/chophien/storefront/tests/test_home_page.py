"""The home page: what a month brings, and the ways in."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chophien.catalog.tests.factories import a_category
from chophien.sellers.tests.factories import a_seller
from chophien.storefront.tests.factories import goods_on_sale, season_around, titles_on, today, words_on

pytestmark = pytest.mark.django_db


def test_it_asks_what_the_mountains_have_this_month_and_shows_it(client):
    goods_on_sale(title="Hồng giòn Bảo Lâm", **season_around(-3))
    goods_on_sale(title="Mận Tả Van", **season_around(100))
    goods_on_sale(title="Chè quanh năm")

    text = words_on(client, "/")

    this_month = text.partition("Bạn tìm gì?")[0]
    assert this_month.startswith(f"Tháng {today().month} này trên núi có gì?")
    assert "Hồng giòn Bảo Lâm" in this_month
    assert "Mận Tả Van" not in this_month
    assert "Chè quanh năm" not in this_month


def test_every_month_has_its_page_and_this_one_is_home(client):
    month = today().month
    next_month = month % 12 + 1

    body = client.get("/").content.decode()

    linked = re.findall(r'<a class="chip" href="(/thang-\d+/|/)"( aria-current="true")?>Tháng (\d+)</a>', body)
    assert len(linked) == 12
    assert linked[0] == ("/", ' aria-current="true"', str(month))
    assert (f"/thang-{next_month}/", "", str(next_month)) in linked


def test_another_months_page_shows_its_goods_and_says_when_they_come(client):
    season = season_around(100)
    begins = today() + timedelta(days=100)
    goods_on_sale(title="Mận Tả Van", **season)

    text = words_on(client, f"/thang-{begins.month}/")

    assert text.startswith(f"Tháng {begins.month} trên núi có gì?")
    assert f"Mận Tả Van 185.000 đ / hộp 100 g Đồng Văn, Tuyên Quang Sắp vào vụ tháng {begins.month}" in text


@pytest.mark.parametrize("month", ["0", "13", "99999999999999999999", "-1"])
def test_there_is_no_thirteenth_month(client, month):
    assert client.get(f"/thang-{month}/").status_code == 404


def test_an_empty_market_is_a_calm_page(client):
    text = words_on(client, "/")

    assert "Tháng này chưa có hàng theo vụ." in text
    assert "Mới lên chợ" not in text


def test_kinds_places_and_what_is_new_lead_on(client):
    food = a_category("thuc-pham", name_vi="Thực phẩm")
    tea = a_category("che-tra", name_vi="Chè, trà", parent=food)
    goods_on_sale(title="Chè cũ", category=tea)
    goods_on_sale(title="Chè mới", category=tea, seller=a_seller(commune_code="06463"))

    body = client.get("/").content.decode()

    assert '<a class="chip" href="/nhom/che-tra/">Chè, trà</a>' in body
    assert '<a class="chip" href="/vung/lang-son/">Lạng Sơn</a>' in body
    assert titles_on(client, "/") == ["Chè mới", "Chè cũ"]


def test_it_takes_as_many_statements_with_one_good_as_with_three(client):
    goods_on_sale(**season_around(-3))
    client.get("/")
    with CaptureQueriesContext(connection) as with_one:
        client.get("/")
    for number in range(2):
        goods_on_sale(title=f"Chè số {number}", **season_around(-3))

    with CaptureQueriesContext(connection) as with_three:
        response = client.get("/")

    assert response.content.decode().count('<li class="card">') == 6
    assert len(with_one) == len(with_three) == 3


def test_guests_may_be_given_it_from_memory(client):
    response = client.get("/")

    assert response["X-Guest-Cache"] == "yes"
    assert response.cookies == {}


def test_promotions_are_a_quiet_link_at_the_end(client):
    body = client.get("/").content.decode()

    main, _close, foot = body.partition("</main>")
    assert main.count('href="/khuyen-mai/"') == 1
    assert foot.count('href="/khuyen-mai/"') == 1
