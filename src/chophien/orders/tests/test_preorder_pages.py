"""The one page on which somebody orders before the harvest, and the question when it was moved."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from chophien.accounts.tests.factories import PersonFactory
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.preorders import move_harvest
from chophien.orders.models import Order, OrderGroup
from chophien.orders.tests.factories import NOON
from chophien.orders.tests.pages import answers_of, as_person, source_of, text_of
from chophien.orders.tests.test_preorders import follow_all
from chophien.seasons.models import Harvest
from chophien.seasons.tests.factories import a_harvest, resting_plums

pytestmark = pytest.mark.django_db
PAO = {
    "contact_name": "Sùng A Páo",
    "contact_phone": "0912 345 678",
    "hamlet": "Số 8, ngõ 12",
    "province_code": "01",
    "commune_code": "00004",
    "consent": "on",
}


def sheet_of(client, harvest, **answers):
    """The sheet after the province was chosen, as it would be sent, with these answers."""
    path = f"/dat-truoc/{harvest.code}/"
    page = client.get(path)
    first = {**answers_of(page, path), "province_code": "01", "quantity": "5", "do": "place"}
    priced = client.post(path, first, follow=True)
    return {**answers_of(priced, path), **PAO, "quantity": "5", **answers}


def send(client, harvest, *, follow=False, **answers):
    return client.post(f"/dat-truoc/{harvest.code}/", sheet_of(client, harvest, **answers), follow=follow)


def test_s05_a_guest_orders_ahead_on_one_page_with_a_phone_alone(client):
    harvest = a_harvest()

    placed = send(client, harvest)
    thanks = client.get(placed["Location"])

    group = OrderGroup.objects.get()
    assert placed["Location"] == f"/don/{group.code}/cam-on/"
    assert (group.person, group.contact_phone, group.payment_method) == (None, "+84912345678", "cod")
    assert Harvest.objects.get().taken == 5
    assert "Phần của bạn đã được giữ" in text_of(thanks)


def test_the_page_says_when_how_much_is_left_and_what_is_due_now(client):
    harvest = a_harvest(deposit_percent=30, note="Mận chín cây")

    page = text_of(client.get(f"/dat-truoc/{harvest.code}/"))

    for words in ("20/05/2027", "10/06/2027", "40.000 đ", "Mận chín cây", "Đặt trước"):
        assert words in page


def test_a_deposit_leads_to_the_transfer(client):
    harvest = a_harvest(deposit_percent=30)

    thanks = client.get(send(client, harvest)["Location"])

    assert "60.000 đ" in text_of(thanks)
    assert "VietQR" in source_of(thanks)


def test_a_person_finds_it_among_their_own():
    pao = PersonFactory()
    client = as_person(pao)

    send(client, a_harvest())

    assert OrderGroup.objects.get().person == pao


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(client):
    harvest = a_harvest()

    refused = send(client, harvest, quantity="0", contact_phone="123", contact_name="Sùng A Páo", follow=True)

    assert refused.status_code == 422
    assert 'value="Sùng A Páo"' in source_of(refused)
    assert 'value="123"' in source_of(refused)
    assert "Số điện thoại" in text_of(refused)
    assert Order.objects.count() == 0


def test_more_than_is_left_is_refused_with_what_is_left(client):
    harvest = a_harvest(cap=Decimal(6))
    sheet = sheet_of(client, harvest)
    send(Client(), harvest)

    sent = client.post(f"/dat-truoc/{harvest.code}/", sheet)
    refused = client.get(sent["Location"])
    elsewhere = client.get(f"/dat-truoc/{a_harvest(resting_plums()).code}/?sua=1")
    anew, back = client.get(f"/dat-truoc/{harvest.code}/"), client.get(sent["Location"])

    assert (sent.status_code, sent["Location"]) == (302, f"/dat-truoc/{harvest.code}/?sua=1")
    assert (refused.status_code, elsewhere.status_code, anew.status_code, back.status_code) == (409, 200, 200, 200)
    assert 'value="Sùng A Páo"' in source_of(refused)
    assert 'value="Sùng A Páo"' in source_of(back)
    assert "1 " in text_of(refused)
    assert OrderGroup.objects.count() == 1


@pytest.mark.parametrize("code", ["VU-2222-222", "khong-co"])
def test_a_harvest_that_is_not_there_is_not_found(client, code):
    assert client.get(f"/dat-truoc/{code}/").status_code == 404


def test_f54_the_order_page_asks_and_takes_the_answer(client):
    harvest = a_harvest()
    send(client, harvest)
    order = Order.objects.get()
    move_harvest(harvest=harvest, begins_on=date(2027, 6, 1), ends_on=date(2027, 6, 20), actor=SYSTEM, at=NOON)
    follow_all()

    asked = text_of(client.get(f"/don/{order.code}/"))
    answered = client.post(f"/don/{order.code}/cho-vu/", {"answer": "wait"})
    again = client.post(f"/don/{order.code}/cho-vu/", {"answer": "refund"})

    assert "Bạn muốn thế nào?" in asked
    assert "20/06/2027" in asked
    assert (answered.status_code, again.status_code) == (302, 409)
    assert Order.objects.get().status == "placed"


def test_nobody_answers_for_somebody_elses_order(client):
    harvest = a_harvest(resting_plums())
    send(Client(), harvest)

    assert client.post(f"/don/{Order.objects.get().code}/cho-vu/", {"answer": "refund"}).status_code == 404
    assert Order.objects.get().status == "placed"
