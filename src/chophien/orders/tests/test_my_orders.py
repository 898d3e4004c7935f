"""A person's list of orders, and a guest's way back to one."""

import re
from datetime import timedelta

import pytest
import pytest_django
from django.test import Client
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.orders.selectors.lists import PAGE
from chophien.orders.tests.factories import a_checkout
from chophien.orders.tests.pages import answers_of, as_person, source_of, text_of
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
MINE, FIND = "/don/", "/don/tim/"
NOT_FOUND = "Không tìm thấy đơn nào có mã và số điện thoại này. Xin so lại với tin nhắn."


def ordered(*, person=None, minutes_ago=0, variant=None):
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return a_checkout((variant or a_variant(), 1), person=person, at=at)


def test_who_has_ordered_nothing_reads_what_will_stand_here():
    page = as_person(PersonFactory()).get(MINE)

    assert text_of(page) == (
        "Đơn hàng của tôi Chưa có đơn nào Mỗi đơn bạn đặt được giữ ở đây ba năm: hàng đang ở đâu, giá bao nhiêu, và bản "
        "hợp đồng. Đi xem chợ Đặt khi chưa đăng nhập? Tìm đơn bằng mã đơn Mã đơn Mã có trong tin nhắn bạn đã nhận, bắt đầu "
        "bằng CP hoặc GD. Số điện thoại lúc đặt hàng Tìm đơn"
    )


def test_a_person_sees_the_own_orders_the_newest_first_and_nobody_elses():
    pao = PersonFactory()
    older, newer = ordered(person=pao, minutes_ago=9), ordered(person=pao)
    theirs = ordered(person=PersonFactory())

    source = source_of(as_person(pao).get(MINE))

    codes = [placed.orders[0].code for placed in (newer, older)]
    assert [code for code in codes if f'href="/don/{code}/"' in source] == codes
    assert source.index(codes[0]) < source.index(codes[1])
    assert theirs.orders[0].code not in source


@pytest.mark.parametrize("orders", [1, 3])
def test_my_orders_take_the_same_queries_for_any_number_of_orders(orders, django_assert_num_queries):
    pao = PersonFactory()
    for number in range(orders):
        ordered(person=pao, minutes_ago=number)
    client = as_person(pao)

    with django_assert_num_queries(5):
        client.get(MINE)


def test_a_long_list_is_turned_by_pages_without_losing_or_doubling_an_order():
    pao, tea = PersonFactory(), a_variant(available=1000)
    placed = [ordered(person=pao, minutes_ago=number // 2, variant=tea) for number in range(PAGE + 3)]
    client = as_person(pao)

    first = client.get(MINE)
    second = client.get(link(first, "next"))
    back = client.get(link(second, "prev"))

    assert len(codes(first)) == PAGE
    assert sorted(codes(first) + codes(second)) == sorted(one.orders[0].code for one in placed)
    assert codes(back) == codes(first)
    assert link(second, "next") == link(back, "prev") == ""


def link(page, rel):
    source = source_of(page)
    marker = f'rel="{rel}" href="'
    return source.partition(marker)[2].partition('"')[0] if marker in source else ""


def codes(page):
    return re.findall(r'<li><a href="/don/(CP-[^/]+)/', source_of(page))


@pytest.mark.parametrize("cursor", ["x", "🐃", "a" * 5000, "\x00"])
def test_a_bent_cursor_is_the_first_page(cursor):
    pao = PersonFactory()
    ordered(person=pao)

    page = as_person(pao).get(MINE, {"trang": cursor})

    assert page.status_code in {200, 400}


def test_a_guest_finds_an_order_by_code_and_phone_however_they_are_typed(client):
    placed = ordered()
    order = placed.orders[0]

    answer = client.post(FIND, {"code": order.code.lower().replace("-", " "), "phone": "+84 912.345.678"})

    assert (answer.status_code, answer["Location"]) == (302, f"/don/{placed.group.code}/")
    assert client.get(f"/don/{order.code}/").status_code == 200


def test_a_group_is_found_by_its_own_code(client):
    placed = ordered()

    answer = client.post(FIND, {"code": placed.group.code, "phone": "0912345678"})

    assert answer["Location"] == f"/don/{placed.group.code}/"


def test_a_wrong_code_and_a_wrong_phone_get_the_same_answer(client):
    order = ordered().orders[0]

    tries = [
        {"code": order.code, "phone": "0987654321"},
        {"code": "CP-2222-222", "phone": "0912345678"},
        {"code": "không phải mã", "phone": "0912345678"},
    ]
    answers = [client.post(FIND, typed) for typed in tries]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert [NOT_FOUND in text_of(answer) for answer in answers] == [True, True, True]
    assert [answers_of(answer, FIND) for answer in answers] == tries
    assert "don-cua-may" not in client.cookies


@pytest.mark.parametrize(
    ("code", "phone"), [("", ""), ("x" * 5000, "0912345678"), ("CP", "🐃"), ("\x00", "12"), ("CP-1", "+1 202 555 0123")]
)
def test_what_cannot_be_read_is_said_beside_the_field(client, code, phone):
    refused = client.post(FIND, {"code": code, "phone": phone})

    assert refused.status_code == 422
    assert 'class="alert bad" role="alert"' in source_of(refused)


def test_guessing_is_slowed_down_and_says_for_how_long(client, settings: pytest_django.Settings):
    settings.RATE_LIMITS = True
    wrong = {"code": "CP-2222-222", "phone": "0912345678"}
    for _try in range(20):
        client.post(FIND, wrong)

    refused = client.post(FIND, wrong)

    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "Thử quá nhiều lần trong thời gian ngắn. Xin thử lại sau" in text_of(refused)
    assert answers_of(refused, FIND) == wrong


def test_a_guest_sees_the_orders_of_this_browser_and_can_have_it_forget_them(client):
    order = ordered().orders[0]
    client.post(FIND, {"code": order.code, "phone": "0912345678"})

    assert order.code in text_of(client.get(MINE))
    client.post("/don/quen/")

    assert order.code not in text_of(client.get(MINE))
    assert client.get(f"/don/{order.code}/").status_code == 404


def test_another_browser_sees_nothing():
    ordered()

    words = text_of(Client().get(MINE))

    assert words.startswith("Đơn hàng của tôi Tìm đơn hàng Mã đơn")
