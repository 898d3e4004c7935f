import threading
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client

from chophien.catalog.tests.factories import an_offer
from chophien.lib.actor import SYSTEM
from chophien.lib.vietqr import parse_vietqr
from chophien.orders.actions.answers import confirm_order
from chophien.orders.models import Order, OrderGroup
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

JSON = "application/json"


def wish(**changes):
    body = {
        "contact": {"name": "Lò Thị Mỷ", "phone": "0912 345 678"},
        "address": {"province_code": "01", "commune_code": "00004", "hamlet": "Số 2", "landmark": "cạnh chợ"},
        "payment": "cod",
        "consent": True,
    }
    return {**body, **changes}


def a_cart(client, *wanted):
    code = client.post("/api/v1/carts").json()["code"]
    for variant, quantity in wanted:
        answer = client.put(f"/api/v1/carts/{code}/lines/{variant.code}", {"quantity": quantity}, content_type=JSON)
        assert answer.status_code == 200, answer.content
    return code


def order(client, cart, body=None, key="k1"):
    return client.post(
        f"/api/v1/carts/{cart}/checkout", body or wish(), content_type=JSON, headers={"Idempotency-Key": key}
    )


@pytest.mark.django_db
def test_from_cart_to_order_and_its_history(client):
    variant = a_variant(available=10)
    cart = a_cart(client, (variant, 2))

    shown = client.get(f"/api/v1/carts/{cart}", {"commune_code": "00004"}).json()
    placed = order(client, cart)

    body = placed.json()
    assert placed.status_code == 201
    assert shown["goods_vnd"] == 370_000
    assert body["total_vnd"] == shown["total_vnd"] == sum(one["total_vnd"] for one in body["orders"])
    assert body["payment"]["method"] == "cod"
    assert body["payment"]["vietqr_payload"] is None
    code = body["orders"][0]["code"]
    confirm_order(order=Order.objects.get(code=code), actor=SYSTEM, at=Order.objects.get(code=code).placed_at)
    seen = client.get(f"/api/v1/orders/{code}", headers={"Authorization": f"Bearer {body['access_token']}"}).json()
    assert seen["status"] == {"order": "confirmed", "payment": "due_on_delivery", "delivery": "waiting"}
    assert [one["step"] for one in seen["history"]] == ["place", "confirm"]
    assert [(one["quantity"], one["line_vnd"]) for one in seen["lines"]] == [(2.0, 370_000)]
    assert Stock.objects.get(variant=variant).available == Decimal(8)


@pytest.mark.django_db
def test_two_sellers_become_two_orders_that_sum_up(client):
    one, other = a_variant(available=5), a_variant(available=5)
    cart = a_cart(client, (one, 1), (other, 3))

    body = order(client, cart).json()

    assert len(body["orders"]) == 2
    assert sum(each["total_vnd"] for each in body["orders"]) == body["total_vnd"]


@pytest.mark.django_db
def test_a_transfer_carries_amount_and_code(client):
    cart = a_cart(client, (a_variant(available=5), 1))

    body = order(client, cart, wish(payment="vietqr")).json()

    transfer = parse_vietqr(body["payment"]["vietqr_payload"])
    assert transfer.amount_vnd == body["total_vnd"] == body["payment"]["amount_vnd"]
    assert body["group_code"] in transfer.content


@pytest.mark.django_db
def test_the_same_key_is_the_same_order_and_another_body_is_refused(client):
    variant = a_variant(available=5)
    cart = a_cart(client, (variant, 1))

    first, again = order(client, cart).json(), order(client, cart).json()
    clash = order(client, cart, wish(payment="vietqr"))

    assert first == again
    assert (clash.status_code, clash.json()["code"]) == (409, "idempotency_clash")
    assert OrderGroup.objects.count() == 1
    assert Stock.objects.get(variant=variant).available == Decimal(4)


@pytest.mark.django_db
def test_what_ran_out_is_named_line_by_line(client):
    plenty, scarce = a_variant(available=9), a_variant(available=3)
    cart = a_cart(client, (plenty, 2), (scarce, 3))
    Stock.objects.filter(variant=scarce).update(available=1)

    refusal = order(client, cart)

    body = refusal.json()
    assert (refusal.status_code, refusal["Content-Type"]) == (409, "application/problem+json")
    assert body["code"] == "out_of_stock"
    assert [(one["variant_code"], one["available"]) for one in body["lines"]] == [(scarce.code, "1")]
    assert not Order.objects.exists()
    assert Stock.objects.get(variant=plenty).available == Decimal(9)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"contact": {"name": "", "phone": "0912345678"}}, "contact.name"),
        ({"contact": {"name": "A\u0000B", "phone": "0912345678"}}, None),
        ({"contact": {"name": "Y", "phone": "12"}}, "contact.phone"),
        ({"contact": {"name": "\ud800", "phone": "0912345678"}}, "contact.name"),
        ({"address": {"commune_code": "99999"}}, "address.commune_code"),
        ({"address": {"province_code": "08", "commune_code": "00004"}}, "address.commune_code"),
        ({"address": {"commune_code": "00004", "hamlet": "x" * 5000}}, "address.hamlet"),
        ({"address": {"commune_code": "00004", "lat": 200, "lon": 1}}, "address.lat"),
        ({"payment": "gold"}, "payment"),
        ({"consent": False}, "consent"),
        ({"consent": "maybe"}, "consent"),
        ({"consent": "true"}, "consent"),
        ({"consent": 1}, "consent"),
        ({"contact": "Mỷ"}, "contact"),
    ],
)
def test_bad_answers_are_named_field_by_field_and_keep_nothing(client, change, field):
    cart = a_cart(client, (a_variant(available=5), 1))

    refusal = order(client, cart, wish(**change))

    if field is None:
        assert refusal.status_code in (201, 422)
        return
    assert refusal.status_code == 422, refusal.content
    assert list(refusal.json()["errors"]) == [field]
    assert not Order.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Y", "H'Mông Páo", "Sùng ʼA", "Lan 🌸".replace(" 🌸", ""), "Y Moan Ênuôl"])
def test_names_of_every_people_are_taken(client, name):
    cart = a_cart(client, (a_variant(available=5), 1))

    placed = order(client, cart, wish(contact={"name": name, "phone": "+84912345678"}))

    assert placed.status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("quantity", [-1, "abc", 0.0001, 1e30, None, "NaN", "Infinity", True, [], 1.5])
def test_absurd_quantities_are_refused(client, quantity):
    variant = a_variant(available=5)
    cart = a_cart(client)

    refusal = client.put(f"/api/v1/carts/{cart}/lines/{variant.code}", {"quantity": quantity}, content_type=JSON)

    assert refusal.status_code in (409, 422), refusal.content
    assert refusal["Content-Type"] == "application/problem+json"
    assert client.get(f"/api/v1/carts/{cart}").json()["groups"] == []


@pytest.mark.django_db
def test_ten_thousand_million_dong_is_an_order_like_any_other(client):
    variant = a_variant(available=5, offers=[an_offer(price_vnd=10_000_000_000)])
    cart = a_cart(client, (variant, 1))

    body = order(client, cart).json()

    assert body["orders"][0]["total_vnd"] >= 10_000_000_000


@pytest.mark.django_db
def test_without_a_key_nothing_is_ordered(client):
    cart = a_cart(client, (a_variant(available=5), 1))

    refusal = client.post(f"/api/v1/carts/{cart}/checkout", wish(), content_type=JSON)

    assert (refusal.status_code, refusal.json()["code"]) == (400, "idempotency_key_missing")


@pytest.mark.django_db
def test_carts_and_orders_open_only_to_who_holds_the_code(client):
    cart = a_cart(client, (a_variant(available=5), 1))
    code = order(client, cart).json()["orders"][0]["code"]

    answers = [
        client.get("/api/v1/carts/nothing"),
        client.get(f"/api/v1/orders/{code}"),
        client.get(f"/api/v1/orders/{code}", headers={"Authorization": "Bearer wrong"}),
        client.get(f"/api/v1/orders/{code}", headers={"Authorization": "Basic x"}),
        client.post("/api/v1/carts/nothing/checkout", wish(), content_type=JSON, headers={"Idempotency-Key": "a"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404, 404]


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["{", "[]", "null", '"x"', "\x00", "{" * 2000])
def test_a_body_that_is_none_is_a_problem_never_an_accident(client, body):
    cart = a_cart(client, (a_variant(available=5), 1))

    refusal = client.post(f"/api/v1/carts/{cart}/checkout", body, content_type=JSON, headers={"Idempotency-Key": "a"})

    assert refusal.status_code in (400, 422)
    assert refusal["Content-Type"] == "application/problem+json"


@pytest.mark.django_db(transaction=True)
def test_a_hundred_buyers_race_for_twenty(client):
    variant = a_variant(available=20)
    carts = [a_cart(client, (variant, 1)) for _ in range(100)]
    answers, gate = [], threading.Barrier(20)

    def buy(mine):
        try:
            gate.wait()
            answers.extend(order(Client(), cart, key=cart) for cart in mine)
        finally:
            connection.close()

    threads = [threading.Thread(target=buy, args=(carts[n::20],)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201] * 20 + [409] * 80
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"out_of_stock"}
    assert Stock.objects.get(variant=variant).available == 0
    assert Order.objects.count() == 20
