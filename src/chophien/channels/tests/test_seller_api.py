import json
from decimal import Decimal

import pytest

from chophien.accounts.actions.keys import make_api_key, revoke_api_key
from chophien.accounts.actions.roles import end_role
from chophien.accounts.states import KeyOwner
from chophien.catalog.models import Variant
from chophien.channels.actions.shops import make_shop_key
from chophien.channels.states import KeyScope
from chophien.lib.actor import SYSTEM
from chophien.orders.tests.factories import NOON, a_confirmed_order, an_order
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.supply.models import Stock, StockMovement
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db

GOODS, ORDERS = "/api/v1/seller/products", "/api/v1/seller/orders"
JSON = "application/json"


def a_key(seller, *scopes, actor=None):
    actor = actor or manager_of(seller)
    return make_shop_key(seller=seller, name="Kho", scopes=scopes or KeyScope.values, actor=actor, at=NOON).text


def bearer(text):
    return {"Authorization": f"Bearer {text}"}


def patch(client, key, *items):
    return client.patch(GOODS, json.dumps({"items": items}), content_type=JSON, headers=bearer(key))


def test_a_shops_program_reads_its_own_goods_and_no_others(client):
    seller = a_seller()
    variant = a_variant(seller=seller, title="Chè Shan tuyết", sku="CHE-1", available=Decimal("7.5"))
    a_variant(seller=a_seller())

    told = client.get(GOODS, headers=bearer(a_key(seller))).json()

    assert told == {
        "items": [
            {
                "variant_code": variant.code,
                "listing_code": variant.listing.code,
                "sku": "CHE-1",
                "title": "Chè Shan tuyết",
                "variant_title": "",
                "status": "published",
                "price_vnd": 185_000,
                "unit": "hộp",
                "pack": "100 g",
                "available": "7.5",
            }
        ],
        "next": None,
    }


def test_pages_of_goods_and_orders_follow_one_another_without_a_gap(client):
    seller = a_seller()
    goods = [a_variant(seller=seller, title=f"Chè Shan tuyết số {n}").code for n in range(3)]
    orders = [an_order(variant=Variant.objects.get(code=code), quantity=1).code for code in goods]
    key = a_key(seller)

    for path, name, wanted in ((GOODS, "variant_code", goods), (ORDERS, "code", orders)):
        seen, cursor = [], ""
        while True:
            page = client.get(path, {"limit": 2, "cursor": cursor}, headers=bearer(key)).json()
            seen += [one[name] for one in page["items"]]
            cursor = page["next"]
            if not cursor:
                break
        assert sorted(seen) == sorted(wanted)


def test_a_program_says_price_and_stock_and_what_it_does_not_name_stays(client):
    seller = a_seller()
    one, other = (
        a_variant(seller=seller, title="Chè Shan tuyết số 1"),
        a_variant(seller=seller, title="Chè Shan tuyết số 2"),
    )

    answer = patch(
        client, a_key(seller), {"variant_code": one.code, "available": 3, "price_vnd": 90_000},
        {"variant_code": other.code, "available": 0},
    )  # fmt: skip

    assert answer.status_code == 200, answer.content
    assert [(item["price_vnd"], item["available"]) for item in answer.json()["items"]] == [
        (90_000, "3"),
        (185_000, "0"),
    ]
    assert dict(Stock.objects.values_list("variant__code", "available")) == {one.code: 3, other.code: 0}
    assert StockMovement.objects.latest("pk").subject_code.startswith("KA-")


def test_one_bad_line_keeps_all_out(client):
    seller = a_seller()
    mine, theirs = a_variant(seller=seller), a_variant(seller=a_seller())

    answer = patch(
        client,
        a_key(seller),
        {"variant_code": mine.code, "available": 1},
        {"variant_code": theirs.code, "available": 1},
    )

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["items.1.variant_code"])
    assert set(Stock.objects.values_list("available", flat=True)) == {10}


@pytest.mark.parametrize(
    "items",
    [
        [], [{"variant_code": "x" * 500}], [{"variant_code": "HG-1", "available": -1}], [{"variant_code": "HG-1", "price_vnd": 0}],
        [{"variant_code": "HG-1", "available": "NaN"}], [{"variant_code": "HG-1", "price_vnd": 10**20}], [{}] * 101, ["x"],
        [{"variant_code": "HG-\u202e"}], [{"variant_code": "HG-1"}, {"variant_code": "HG-1"}],
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_named(client, items):
    seller = a_seller()

    answer = patch(client, a_key(seller), *items)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("path", [GOODS, ORDERS])
def test_without_a_good_key_nothing_opens(client, path):
    seller = a_seller()
    gone = make_shop_key(seller=seller, name="x", scopes=KeyScope.values, actor=manager_of(seller), at=NOON)
    revoke_api_key(key=gone.key, actor=SYSTEM, at=NOON)

    answers = [
        client.get(path),
        client.get(path, headers=bearer("cp_1_x")),
        client.get(path, headers=bearer(gone.text)),
    ]

    assert [(one.status_code, one.json()["code"], one["WWW-Authenticate"]) for one in answers] == [
        (401, "key_missing", "Bearer"), (401, "key_refused", "Bearer"), (401, "key_refused", "Bearer"),
    ]  # fmt: skip
    assert {one["Content-Type"] for one in answers} == {"application/problem+json"}


def test_a_key_opens_only_what_its_scopes_name(client):
    seller = a_seller()
    reader, orders = a_key(seller, "products:read"), a_key(seller, "orders:read")

    refusals = [
        client.get(ORDERS, headers=bearer(reader)),
        client.get(GOODS, headers=bearer(orders)),
        patch(client, reader, {"variant_code": "HG-1"}),
    ]

    assert [(one.status_code, one.json()["code"]) for one in refusals] == [(403, "scope_missing")] * 3


def test_a_key_of_who_no_longer_manages_the_shop_opens_nothing(client):
    seller = a_seller()
    lan = manager_of(seller)
    key = a_key(seller, actor=lan)
    manager_of(seller)
    end_role(grant=lan.grants.get(), actor=SYSTEM, at=NOON)

    answer = client.get(GOODS, headers=bearer(key))

    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


def test_a_key_of_an_organisation_speaks_for_no_shop(client):
    made = make_api_key(
        name="Cổng tỉnh", scopes=["products:read"], owner_kind=KeyOwner.ORGANISATION, owner_code="Sở", actor=SYSTEM, at=NOON
    )  # fmt: skip

    assert client.get(GOODS, headers=bearer(made.text)).status_code == 403


def test_who_buys_is_told_only_to_a_key_that_may_and_while_it_is_needed(client):
    seller = a_seller()
    order = a_confirmed_order(variant=a_variant(seller=seller))
    plain, full = a_key(seller, "orders:read"), a_key(seller, "orders:read", "orders:contacts")

    without = client.get(ORDERS, headers=bearer(plain))
    told = client.get(ORDERS, {"status": "confirmed"}, headers=bearer(full)).json()["items"][0]

    assert "Páo" not in without.content.decode()
    assert without.json()["items"][0]["lines"][0]["quantity"] == "2"
    assert (told["code"], told["contact"]["phone"]) == (order.code, "+84912345678")


@pytest.mark.parametrize(
    "query",
    [{"cursor": "x"}, {"limit": "-1"}, {"status": "all"}, {"since": "yesterday"}, {"since": "2026-01-01T00:00:00"}],
)
def test_strange_questions_are_named(client, query):
    answer = client.get(ORDERS, query, headers=bearer(a_key(a_seller())))

    assert (answer.status_code, list(answer.json()["errors"])) == (422, list(query))


def test_a_cursor_of_another_shop_is_none(client):
    one, other = a_seller(), a_seller()
    for seller in (one, one):
        a_variant(seller=seller)
    cursor = client.get(GOODS, {"limit": 1}, headers=bearer(a_key(one))).json()["next"]

    assert client.get(GOODS, {"cursor": cursor}, headers=bearer(a_key(other))).status_code == 422


def test_answers_are_tagged_and_kept_by_nobody(client):
    seller = a_seller()
    key = a_key(seller)
    first = client.get(GOODS, headers=bearer(key))

    again = client.get(GOODS, headers={**bearer(key), "If-None-Match": first["ETag"]})

    assert (again.status_code, first["Cache-Control"]) == (304, "private, no-store")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "statements"), [(GOODS, 6), (ORDERS, 10)])
def test_a_page_takes_the_same_statements_for_any_number_of_rows(
    client, path, statements, rows, django_assert_num_queries
):
    seller = a_seller()
    for number in range(rows):
        an_order(variant=a_variant(seller=seller, title=f"Chè Shan tuyết số {number}"))
    key = a_key(seller, "products:read", "orders:read")
    client.get(path, headers=bearer(key))

    with django_assert_num_queries(statements):
        assert len(client.get(path, headers=bearer(key)).json()["items"]) == rows
