"""What everybody may see of cash points: which is near, and whether a receipt is genuine."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from markupsafe import escape

from chophien.accounts.tests.factories import PersonFactory
from chophien.cashpoints.models import Point
from chophien.cashpoints.states import CashStatus
from chophien.cashpoints.tests.factories import CONTRACT, real_money
from chophien.cashpoints.tests.places import a_point, cash_that_was_paid, commune_of_today

pytestmark = pytest.mark.django_db


def shown(client, address, **query):
    response = client.get(address, query)
    return response.status_code, unescape(response.content.decode()).replace("\xa0", " ")


def test_the_points_nearest_to_a_commune_are_shown_with_place_hours_and_distance(client):
    commune = commune_of_today()
    a_point(
        commune,
        name="Bưu điện văn hóa xã Đồng Văn",
        address="Tổ 1, cạnh chợ",
        hours="7:30 đến 17:00, thứ Hai đến thứ Bảy",
        phone="+842193856123",
        lat=commune.lat + 0.05,
        lon=commune.lon,
    )

    status, page = shown(client, "/rut-tien-gan-nha/", xa="00721")

    assert status == 200
    for words in ("Bưu điện văn hóa xã Đồng Văn", "5,6 km", "Tổ 1, cạnh chợ, Xã Đồng Văn", "7:30 đến 17:00", "tel:+84"):
        assert words in page
    assert "Chạy thử: không có tiền thật" in page


def test_where_both_kinds_are_near_only_the_trial_is_called_one(client):
    with real_money():
        for name, contract in (("Bưu điện thật", CONTRACT), ("Bưu điện thử", "")):
            point = a_point(commune_of_today(), name=name)
            Point.objects.filter(pk=point.pk).update(contract=contract)
        _status, page = shown(client, "/rut-tien-gan-nha/", xa="00721")

    assert page.count("Chạy thử: không có tiền thật") == 1
    assert page.index("Bưu điện thử") < page.index("Chạy thử: không có tiền thật")


def test_a_commune_is_found_by_its_name_and_several_are_offered(client):
    a_point(name="Bưu điện cạnh chợ")

    _status, one = shown(client, "/rut-tien-gan-nha/", q="phu thong, thai nguyen")
    _status, many = shown(client, "/rut-tien-gan-nha/", q="đồng")
    _status, none = shown(client, "/rut-tien-gan-nha/", q="xyzxyz")

    assert "Gần Xã Phủ Thông, Tỉnh Thái Nguyên nhất" in one
    assert "Bưu điện cạnh chợ" in one
    assert many.count("?xa=") == 12
    assert "Không tìm thấy xã nào tên này" in none


def test_a_commune_without_a_point_nearby_is_told_so_and_an_empty_map_teaches(client):
    _status, empty = shown(client, "/rut-tien-gan-nha/", xa="00721")
    a_point(commune_of_today("26740"), name="Bưu điện xa")

    _status, far = shown(client, "/rut-tien-gan-nha/", xa="00721")

    assert "Chưa có điểm tiền mặt nào" in empty
    assert "Chưa có điểm tiền mặt nào trong vòng 10 km" in far
    assert "Bưu điện xa" in far


@pytest.mark.parametrize("code", ["99999", "abcde", "٠٠٧٢١", "0072100000", ""])
def test_a_commune_that_is_none_is_asked_for_again(client, code):
    status, page = shown(client, "/rut-tien-gan-nha/", xa=code)

    assert status == 200
    assert 'name="q"' in page
    assert "nhất</h2>" not in page


@pytest.mark.parametrize("points", [1, 3])
def test_the_page_takes_the_same_statements_for_any_number_of_points(client, points):
    for _number in range(points):
        a_point(commune_of_today())

    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get("/rut-tien-gan-nha/", {"xa": "00721"})

    assert len(asked) == 2


def test_a_genuine_receipt_says_amount_day_and_place_and_nothing_about_people(client):
    customer = PersonFactory(name="Vàng Thị Mỷ")
    agent = PersonFactory(name="Lù Văn Páo")
    point = a_point(name="Bưu điện Đồng Văn", agent=agent)
    order = cash_that_was_paid(1_234_000, point=point, person=customer, paid_by=agent.code, seller_code="GH-MY")

    status, page = shown(client, f"/bien-nhan-tien-mat/{order.code}/")

    assert status == 200
    for words in ("Thật.", "1.234.000 đ", "10:15, 22/11/2026", "Bưu điện Đồng Văn, Xã Đồng Văn", "không có tiền thật"):
        assert words in page
    for private in ("Mỷ", "Páo", customer.phone[-6:], "GH-MY", agent.code, order.customer_code):
        assert private not in page


def test_real_money_is_not_called_a_trial(client):
    order = cash_that_was_paid(simulated=False)

    _status, page = shown(client, f"/bien-nhan-tien-mat/{order.code}/")

    assert "không có tiền thật" not in page


@pytest.mark.parametrize("status", [CashStatus.ASKED, CashStatus.CONFIRMED, CashStatus.REFUSED, CashStatus.EXPIRED])
def test_what_was_not_paid_has_no_receipt(client, status):
    order = cash_that_was_paid(status=status)

    answer, page = shown(client, f"/bien-nhan-tien-mat/{order.code}/")

    assert answer == 404
    assert "Không tìm thấy." in page


def test_a_code_is_typed_as_people_type_it(client):
    order = cash_that_was_paid()

    response = client.get("/bien-nhan-tien-mat/", {"ma": order.code.lower().replace("-", " ")})

    assert (response.status_code, response["Location"]) == (302, f"/bien-nhan-tien-mat/{order.code}/")


@pytest.mark.parametrize("typed", ["xin chào", "TM-2222-2223", "../..", "TM/33", "'\"<script>"])
def test_a_code_that_can_be_none_is_said_to_be_none(client, typed):
    response = client.get("/bien-nhan-tien-mat/", {"ma": typed})

    assert response.status_code == 404
    assert "Không tìm thấy." in response.content.decode()
    assert escape(typed) in response.content.decode()


def test_codes_cannot_be_tried_one_after_the_other(client, settings):
    settings.RATE_LIMITS = True
    order = cash_that_was_paid()
    for _try in range(30):
        client.get("/bien-nhan-tien-mat/TM-2222-2222/")

    response = client.get(f"/bien-nhan-tien-mat/{order.code}/")

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "1.500.000" not in response.content.decode()
