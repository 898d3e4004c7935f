"""What runs now, as everybody may see it: last days and payers, no countdowns; and on the page of the goods."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.lib.dates import format_day, local_date
from chophien.orders.tests.pages import source_of, text_of
from chophien.promotions.tests import factories
from chophien.promotions.tests.factories import a_good
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db
PAGE = "/khuyen-mai/"


def running():
    today = local_date(timezone.now())
    return {"starts_on": today, "ends_on": today + timedelta(days=5)}


def a_product(listing):
    return f"/hang/{listing.slug}-{listing.code}/"


def test_f72_each_promotion_says_its_last_day_and_who_pays_without_pressing(client):
    shop = a_seller(name="HTX Mường Hoa")
    last = format_day(running()["ends_on"], today=running()["starts_on"])
    factories.a_voucher(code="TET2027", **running(), at=timezone.now())
    factories.a_voucher(code="GIAUKIN", is_shown=False, **running(), at=timezone.now())
    factories.a_combo((a_good(100_000, seller=shop), 2), price_vnd=150_000, **running())
    factories.a_purchase(a_good(100_000), **running(), at=timezone.now())

    answer = client.get(PAGE)

    words = text_of(answer)
    assert words.count(f"đến hết {last}") == 3
    assert "Chợ Phiên trả khoản này." in words
    assert "HTX Mường Hoa" in words
    assert "GIAUKIN" not in words
    assert not any(pushy in words.lower() for pushy in ("chỉ còn", "nhanh tay", "sắp hết", "đếm ngược"))


def test_s24_a_provinces_voucher_says_whose_goods_it_counts_for(client):
    factories.a_voucher_of_a_province("08", **running(), at=timezone.now())

    words = text_of(client.get(PAGE))

    assert "Dùng cho: hàng của các gian hàng ở Tỉnh Tuyên Quang" in words
    assert "Chương trình MTQG 1719 trả khoản này." in words


def test_nothing_runs_says_so(client):
    assert "Hiện chưa có khuyến mại" in text_of(client.get(PAGE))


def test_f73_the_goods_say_what_they_cost_together_and_that_buyers_gather(client):
    tea = a_good(100_000)
    combo = factories.a_combo((tea, 2), price_vnd=150_000, **running())
    purchase = factories.a_purchase(tea, **running(), at=timezone.now())

    answer = client.get(a_product(tea.listing))

    words = text_of(answer)
    assert combo.name in words
    assert "150.000 đ" in words
    assert "80.000 đ mỗi phần khi gom đủ 10 hộp. Đến nay: 0 hộp." in words
    assert f"/mua-chung/{purchase.code}/" in source_of(answer)


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(times, client, django_assert_num_queries):
    for _time in range(times):
        tea = a_good(100_000)
        factories.a_voucher(**running(), at=timezone.now())
        factories.a_combo((tea, 2), price_vnd=150_000, **running())
        factories.a_purchase(tea, **running(), at=timezone.now())

    with django_assert_num_queries(6):
        assert client.get(PAGE).status_code == 200
