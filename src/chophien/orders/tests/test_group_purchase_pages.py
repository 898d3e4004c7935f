"""Joining a group purchase without scripts, and what became of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.lib.dates import local_date
from chophien.orders.models import Order
from chophien.orders.tests.pages import answers_of, text_of
from chophien.orders.tests.sheets import HA_NOI, PAO
from chophien.promotions.models import Pledge
from chophien.promotions.tests import factories
from chophien.promotions.tests.factories import a_good

pytestmark = pytest.mark.django_db


@pytest.fixture
def purchase():
    at = timezone.now()
    days = {"starts_on": local_date(at), "ends_on": local_date(at) + timedelta(days=3)}
    return factories.a_purchase(a_good(100_000, available=50), at=at, **days)


def sheet(client, purchase, **answers):
    page = f"/mua-chung/{purchase.code}/"
    place = {**answers_of(client.get(page), page), "province_code": HA_NOI, "do": "place", "quantity": "4"} | answers
    return page, {**answers_of(client.post(page, place, follow=True), page), **PAO, **answers}


def test_f73_a_guest_joins_sees_the_word_and_withdraws_it(client, purchase):
    page, answers = sheet(client, purchase, quantity="4")

    joined = client.post(page, answers)
    word = joined["Location"]
    seen = text_of(client.get(word))
    left = client.post(f"{word}rut/")

    given = Pledge.objects.get()
    assert (joined.status_code, word) == (302, f"/mua-chung/loi-hua/{given.token}/")
    assert (given.quantity, given.contact_name, given.commune.code) == (4, "Sùng A Páo", "00004")
    assert given.total_vnd > 320_000
    assert "Đang chờ thêm người mua" in seen
    assert (left.status_code, given.status, Order.objects.count()) == (302, "withdrawn", 0)
    assert "0 trên" not in seen


def test_the_page_says_how_far_it_has_come_and_what_happens_if_not(client, purchase):
    page, answers = sheet(client, purchase)
    client.post(page, answers | {"quantity": "4"})

    words = text_of(client.get(page))

    assert "Đã gom 4 hộp trên 10 hộp" in words
    assert "Nếu không đủ, đơn tự kết thúc, bạn được báo và không phải trả gì." in words


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"quantity": "0"}, 409),
        ({"quantity": "abc"}, 422),
        ({"quantity": "21"}, 409),
        ({"contact_name": ""}, 422),
        ({"consent": ""}, 422),
        ({"seen_total": "1"}, 409),
    ],
)
def test_what_cannot_be_is_refused_with_the_sheet_as_it_was(client, purchase, changes, status):
    page, answers = sheet(client, purchase)

    sent = client.post(page, answers | changes)
    refused = client.get(sent["Location"])

    assert (sent.status_code, sent["Location"]) == (302, f"{page}?sua=1")
    assert (refused.status_code, Pledge.objects.count()) == (status, 0)
    assert answers_of(refused, page)["hamlet"] == PAO["hamlet"]


def test_when_enough_have_joined_the_word_names_the_order(client, purchase, do_jobs):
    page, answers = sheet(client, purchase, quantity="10")
    word = client.post(page, answers)["Location"]

    do_jobs()

    order = Order.objects.select_related("group").get()
    assert f"Đơn của bạn: {order.group.code}" in text_of(client.get(word))


@pytest.mark.parametrize("address", ["/mua-chung/MC-NOPE/", "/mua-chung/loi-hua/nope/"])
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404
