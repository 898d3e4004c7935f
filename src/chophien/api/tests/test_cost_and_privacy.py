"""How many statements the API asks of the database, and what it never says."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chophien.accounts.tests.factories import PersonFactory
from chophien.api.tests.test_buy import a_cart, order, wish
from chophien.orders.actions.carts import open_cart
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db

PHONE, HAMLET, LANDMARK, NAME = "0912345678", "Bản Lùng Thúng", "sau nhà văn hoá", "Lò Thị Mỷ"


def asked(call):
    with CaptureQueriesContext(connection) as seen:
        answer = call()
    return answer, [one["sql"] for one in seen.captured_queries]


def a_wish():
    address = {"commune_code": "00004", "hamlet": HAMLET, "landmark": LANDMARK, "lat": 22.123456, "lon": 104.654321}
    return wish(contact={"name": NAME, "phone": PHONE}, address=address, note="gọi cho chị Dợ")


@pytest.mark.parametrize(("sellers", "most"), [(1, 25), (3, 25)])
def test_an_order_takes_few_statements_whatever_is_in_the_cart(client, sellers, most):
    variants = [a_variant(available=9, seller=a_seller(code=f"shop-of-{number}")) for number in range(sellers)]
    order(client, a_cart(client, (variants[0], 1)), key="warm")
    cart = a_cart(client, *((variant, 1) for variant in variants))

    answer, statements = asked(lambda: order(client, cart))

    assert answer.status_code == 201, answer.content
    assert len(statements) <= most, "\n".join(statement[:160] for statement in statements)


@pytest.mark.parametrize("listings", [1, 3])
def test_lists_and_places_take_one_or_two(client, listings):
    for number in range(listings):
        a_variant(title=f"Miến dong {number}")
    client.get("/api/v1/products", {"q": "mien dong"})  # what the process keeps in memory is read once

    counts = {
        path: len(asked(lambda path=path: client.get(f"/api/v1/{path}"))[1])
        for path in ("products", "products?q=mien%20dong", "places/provinces", "places/communes?province=08")
    }

    assert max(counts.values()) <= 2, counts


def test_neither_order_nor_cart_nor_checkout_says_who_or_where_the_buyer_is(client):
    variant = a_variant(available=5)
    cart = a_cart(client, (variant, 2))
    placed = order(client, cart, a_wish())
    body = placed.json()
    opened = {"Authorization": f"Bearer {body['access_token']}"}

    answers = [
        placed,
        order(client, cart, a_wish()),
        client.get(f"/api/v1/orders/{body['orders'][0]['code']}", headers=opened),
        client.get(f"/api/v1/carts/{cart}", {"commune_code": "00004"}),
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 200, 200]
    told = json.dumps([answer.json() for answer in answers], ensure_ascii=False)
    secrets = (PHONE, PHONE[1:], HAMLET, LANDMARK, NAME, "22.123456", "104.654321", "Dợ")
    assert [secret for secret in secrets if secret in told] == []


def test_goods_and_their_lists_do_not_say_who_stands_behind_a_shop(client):
    seller = a_seller(name="HTX Chè Phìn Hồ", phone="+84987654321", hamlet="Thôn Phìn Hồ", landmark="gần UBND")
    variant = a_variant(title="Chè Shan tuyết", seller=seller)

    told = json.dumps(
        [client.get("/api/v1/products").json(), client.get(f"/api/v1/products/{variant.listing.code}").json()],
        ensure_ascii=False,
    )

    assert [secret for secret in ("987654321", "Thôn Phìn Hồ", "gần UBND") if secret in told] == []


def test_a_persons_own_cart_is_not_reached_by_its_code(client):
    cart = open_cart(person=PersonFactory(), at=a_variant().listing.created_at)

    answers = [
        client.get(f"/api/v1/carts/{cart.code}"),
        client.delete(f"/api/v1/carts/{cart.code}/lines/HG-1"),
        order(client, cart.code),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_the_errors_of_a_wish_do_not_repeat_what_was_typed(client):
    cart = a_cart(client, (a_variant(available=5), 1))

    refusal = order(client, cart, wish(contact={"name": NAME * 30, "phone": "09123456789999"}))

    assert refusal.status_code == 422
    assert NAME not in refusal.content.decode()
    assert "09123456789999" not in refusal.content.decode()
