"""Requests that no well-meaning program sends. Each is refused as a problem, or answered, never an accident."""

import json

import pytest

from chophien.api.tests.test_buy import JSON, a_cart, order, wish
from chophien.orders.models import CartLine, Order, OrderGroup
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db

MEMBERS = {"type", "title", "status", "code", "detail", "request_id"}


def assert_problem(answer, *statuses):
    assert answer.status_code in statuses, answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told.keys() >= MEMBERS
    assert told["status"] == answer.status_code
    assert told["type"] == f"urn:chophien:problem:{told['code']}"
    assert told["request_id"] == answer["X-Request-ID"]
    return told


def put(client, body, content_type=JSON, **headers):
    variant = a_variant(available=5)
    cart = a_cart(client)
    path = f"/api/v1/carts/{cart}/lines/{variant.code}"
    return client.generic("PUT", path, body, content_type, headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        b'{"quantity": 1',
        b'{"quantity": \xff\xfe}',
        b"\xff\xfe{\x00}\x00",
        '{"quantity": 1}'.encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b'{"quantity": 1, "quantity": 2}',
        b'{"quantity": NaN}',
        b'{"quantity": Infinity}',
        b'{"quantity": -Infinity}',
        b'{"quantity": ' + b"9" * 5_000 + b"}",
        b'{"quantity": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b"{'quantity': 1}",
        b'{"quantity": 1}{"quantity": 1}',
        b"\x00",
        b" ",
    ],
    ids=range(16),
)
def test_what_cannot_be_read_in_one_way_only_is_refused(client, body):
    assert assert_problem(put(client, body), 400)["code"] == "bad_request"
    assert not CartLine.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "[]", "null", "true", "0", '"quantity"', "{}", '{"Quantity": 1}', '{"quantity": {}}', '{"quantity": "1,5"}',
        '{"quantity": "1e400"}', '{"quantity": "1e999999999"}', '{"quantity": 1e300}', '{"quantity": "-0.0001"}',
        '{"quantity": "NaN"}', '{"quantity": "\\ud800"}', '{"quantity": ""}', '{"quantity": 99999999999999999999}',
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_named_in_the_readers_words(client, body):
    told = assert_problem(put(client, body), 409, 422)

    sentences = [sentence for said in told.get("errors", {}).values() for sentence in said]
    assert all("nput should" not in sentence and "must be" not in sentence for sentence in [told["detail"], *sentences])
    assert not CartLine.objects.exists()


def test_an_empty_body_lacks_everything(client):
    assert assert_problem(put(client, ""), 422)["errors"] == {"body": ["Xin điền vào chỗ này."]}


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/json",
        "nonsense",
        "*/*",
    ],
)
def test_what_is_not_said_to_be_json_is_not_read_as_json(client, content_type):
    cart = a_cart(client, (a_variant(available=5), 1))
    checkout = f"/api/v1/carts/{cart}/checkout"

    line = put(client, '{"quantity": 1}', content_type)
    placed = client.generic("POST", checkout, json.dumps(wish()), content_type, headers={"Idempotency-Key": "k"})

    assert assert_problem(line, 415)["code"] == "not_json"
    assert_problem(placed, 400, 415)
    assert not Order.objects.exists()


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "application/ld+json", ""])
def test_json_under_its_other_names_is_read(client, content_type):
    assert put(client, '{"quantity": 1}', content_type).status_code == 200


def test_a_body_beyond_all_measure_is_refused_before_it_is_read(client):
    told = assert_problem(put(client, b'{"quantity": "' + b"9" * 3_100_000 + b'"}'), 413)

    assert told["code"] == "too_large"


def test_a_body_in_pieces_is_asked_for_its_length(client):
    answer = client.generic("PUT", "/api/v1/carts/x/lines/y", b"", JSON, headers={"Transfer-Encoding": "chunked"})

    assert assert_problem(answer, 411)["code"] == "length_missing"


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "９"])
def test_a_length_that_is_none_is_refused(client, length):
    assert_problem(client.generic("PUT", "/api/v1/carts/x/lines/y", "{}", JSON, CONTENT_LENGTH=length), 400)


@pytest.mark.parametrize(
    "code",
    ["%00", "a%00b", "%ff%fe", "%C0%AF", "x" * 5_000, "%F0%9F%8D%B5", "%E2%80%AEabc", "..%2F..%2Fetc%2Fpasswd", "-1", "0",
     "'%20OR%201=1--", "%3Cscript%3E", "%0d%0aSet-Cookie:a=b", "1;DROP%20TABLE", "%25s", "{code}", "%ED%A0%80", " "],
)  # fmt: skip
@pytest.mark.parametrize("path", ["products/{}", "carts/{}", "orders/{}", "carts/x/lines/{}"])
def test_codes_that_cannot_be_are_not_there(client, path, code):
    address = "/api/v1/" + path.replace("{}", code)
    answer = client.delete(address) if "lines" in path else client.get(address)

    assert_problem(answer, 400, 404)


def test_a_stranger_cannot_tell_what_is_there_from_what_is_not(client):
    cart = a_cart(client, (a_variant(available=5), 1))
    code = order(client, cart).json()["orders"][0]["code"]
    wrong = {"Authorization": "Bearer wrong"}

    answers = [
        client.get(f"/api/v1/orders/{code}", headers=wrong),
        client.get("/api/v1/orders/CP-AAAA-AAA", headers=wrong),
        client.get(f"/api/v1/orders/{code}"),
        client.get("/api/v1/orders/CP-AAAA-AAA"),
    ]

    told = [{**assert_problem(answer, 404), "request_id": ""} for answer in answers]
    assert told == [told[0]] * 4


@pytest.mark.parametrize(
    "brought",
    ["", "Bearer", "Bearer ", "bearer {token}x", "Basic {token}", "{token}", "Bearer Bearer {token}", "Bearer {token},x",
     "Bearer \x85\xff", "Bearer " + "x" * 8_000, "Bearer {token}\x01", "Bearer null"],
)  # fmt: skip
def test_only_the_token_itself_opens_an_order(client, brought):
    placed = order(client, a_cart(client, (a_variant(available=5), 1))).json()
    header = brought.replace("{token}", placed["access_token"])

    answer = client.get(f"/api/v1/orders/{placed['orders'][0]['code']}", headers={"Authorization": header})

    assert_problem(answer, 404)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_read_in_any_letters(client, scheme):
    placed = order(client, a_cart(client, (a_variant(available=5), 1))).json()
    opened = {"Authorization": f"{scheme} {placed['access_token']}"}

    assert client.get(f"/api/v1/orders/{placed['orders'][0]['code']}", headers=opened).status_code == 200


def test_one_orders_token_does_not_open_another(client):
    variant = a_variant(available=5)
    one, other = (order(client, a_cart(client, (variant, 1)), key=key).json() for key in "ab")

    answer = client.get(
        f"/api/v1/orders/{other['orders'][0]['code']}", headers={"Authorization": f"Bearer {one['access_token']}"}
    )

    assert_problem(answer, 404)


@pytest.mark.parametrize("key", ["", " ", "\t", "x" * 201, "x" * 300, "x" * 7_000])
def test_a_key_that_is_none_orders_nothing(client, key):
    answer = order(client, a_cart(client, (a_variant(available=5), 1)), key=key)

    assert assert_problem(answer, 400)["code"] == "idempotency_key_missing"
    assert not Order.objects.exists()


@pytest.mark.parametrize("key", ["x" * 200, "khoá-của-tôi", "\xff\xfe", "'; --", "0", "../..", "🍵", " x "])
def test_any_other_key_is_one(client, key):
    cart = a_cart(client, (a_variant(available=5), 1))

    first, again = order(client, cart, key=key), order(client, cart, key=key)

    assert (first.status_code, first.json()) == (201, again.json())
    assert OrderGroup.objects.count() == 1


def test_the_same_key_for_another_cart_is_another_order(client):
    variant = a_variant(available=5)
    one, other = a_cart(client, (variant, 1)), a_cart(client, (variant, 2))

    answers = [order(client, cart, key="same").json() for cart in (one, other)]

    assert len({answer["group_code"] for answer in answers}) == 2
    assert len({answer["access_token"] for answer in answers}) == 2


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"contact": {"name": "\ud83c", "phone": "\udf75"}}, {"contact.name", "contact.phone"}),
        ({"contact": {"name": ["Mỷ"], "phone": 912345678}}, {"contact.name", "contact.phone"}),
        ({"contact": {"name": "\u202eyM", "phone": "0912345678"}}, {"contact.name"}),
        ({"contact": None, "address": 1}, {"contact", "address"}),
        ({"address": {"commune_code": "00004", "hamlet": "x" * 121, "landmark": "y" * 201}}, {"address.hamlet", "address.landmark"}),
        ({"address": {"commune_code": "00004", "lat": 1e999, "lon": 1}}, {"address.lat"}),
        ({"address": {"commune_code": "00004", "lat": 22.1}}, {"address.lat"}),
        ({"address": {"commune_code": "٠٠٠٠٤"}}, {"address.commune_code"}),
        ({"address": {"commune_code": "' OR 1=1"}}, {"address.commune_code"}),
        ({"note": "n" * 301}, {"note"}),
        ({"seen_total_vnd": "much"}, {"seen_total_vnd"}),
        ({"seen_total_vnd": 1.5}, {"seen_total_vnd"}),
        ({"consent": 2}, {"consent"}),
        ({"payment": ["cod"]}, {"payment"}),
    ],
)  # fmt: skip
def test_every_field_that_is_wrong_is_named_and_nothing_is_kept(client, change, fields):
    cart = a_cart(client, (a_variant(available=5), 1))
    body = json.dumps(wish(**change)).replace("Infinity", "1e999")

    told = assert_problem(order(client, cart, body), 422)

    assert set(told["errors"]) == fields
    assert not Order.objects.exists()
    assert client.get(f"/api/v1/carts/{cart}").json()["groups"] != []


@pytest.mark.parametrize("seen", [-1, 0, 10**30, -(10**300)])
def test_a_total_that_nobody_saw_is_a_changed_total(client, seen):
    told = assert_problem(order(client, a_cart(client, (a_variant(available=5), 1)), wish(seen_total_vnd=seen)), 409)

    assert (told["code"], told["seen_total_vnd"]) == ("total_changed", seen)


def test_letters_of_every_script_arrive_as_they_were_sent(client):
    address = {"commune_code": "00004", "hamlet": "Bản Tả Phìn 🍵", "landmark": "ບ້ານ – ‘cổng’"}

    placed = order(client, a_cart(client, (a_variant(available=5), 1)), wish(address=address, note="gửi\nnhanh"))

    assert placed.status_code == 201
    group = OrderGroup.objects.get()
    assert (group.hamlet, group.landmark) == ("Bản Tả Phìn 🍵", "ບ້ານ – ‘cổng’")


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=%ff", "x" * 9_000, "q=" + "a" * 7_900],
    ids=["nul", "latin", "endless", "long"],
)
def test_addresses_that_are_no_text_are_refused_and_long_words_shortened(client, query):
    answer = client.get(f"/api/v1/products?{query}")

    if query.startswith("q=a"):
        assert [one["field"] for one in answer.json()["ignored"]] == ["q"]
    else:
        assert_problem(answer, 400)


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("limit=0", []), ("limit=-1", ["limit"]), ("limit=99999999999999999999", []), ("limit=ten", ["limit"]),
        ("limit=1.5", ["limit"]), ("limit=%D9%A1", ["limit"]), ("limit=", []), ("limit=1&limit=2", []),
        ("sort=price", ["sort"]), ("sort=DROP", ["sort"]), ("province=999", ["province"]), ("ocop_min=6", ["ocop_min"]),
        ("price_min=-5", ["price_min"]), ("price_max=1e9", ["price_max"]), ("price_min=" + "9" * 500, []),
        ("category=../etc", ["category"]), ("cert=gold", ["cert"]), ("in_season=perhaps", ["in_season"]),
        ("seller_kind=%27", ["seller_kind"]), ("unknown=1&q[]=2&__proto__=3", []), ("q=%25_%5C%27%22", []),
        ("q=%E2%80%AE%F0%9F%8D%B5", []), ("q=" + "(" * 100, []), ("q=%26%7C%21%3A%2A", []),
    ],
)  # fmt: skip
def test_filters_that_make_no_sense_are_left_out_and_named(client, query, ignored):
    a_variant(title="Chè Shan tuyết")

    answer = client.get(f"/api/v1/products?{query}")

    assert answer.status_code == 200, answer.content
    assert [one["field"] for one in answer.json()["ignored"]] == ignored
    assert len(answer.json()["items"]) <= 60


@pytest.mark.parametrize(
    "bent", ["x", "x" * 2_000, "{cursor}x", "x{cursor}", "🍵", "' OR 1=1", "W10:1:x", "%00"[:0] + "::"]
)
def test_a_cursor_that_is_none_is_refused(client, bent):
    for number in range(3):
        a_variant(title=f"Chè {number}")
    cursor = client.get("/api/v1/products", {"limit": 1, "sort": "newest"}).json()["next"]

    answer = client.get("/api/v1/products", {"limit": 1, "sort": "newest", "cursor": bent.replace("{cursor}", cursor)})

    assert list(assert_problem(answer, 422)["errors"]) == ["cursor"]


def test_a_cursor_belongs_to_its_search(client):
    for number in range(3):
        a_variant(title=f"Chè {number}")
    cursor = client.get("/api/v1/products", {"limit": 1, "sort": "newest"}).json()["next"]

    other_sort = client.get("/api/v1/products", {"limit": 1, "sort": "price_asc", "cursor": cursor})
    other_limit = client.get("/api/v1/products", {"limit": 2, "sort": "newest", "cursor": cursor})

    assert_problem(other_sort, 422)
    assert len(other_limit.json()["items"]) == 2


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v2/products", "/api/v1", "/api/v1/carts/", "/api/v1/../v1", "/api//v1"]
)
def test_addresses_nearby_are_problems_too(client, path):
    assert_problem(client.get(path, follow=True), 404)


def test_a_bug_is_told_with_the_number_to_quote_and_nothing_else(client, monkeypatch):
    def broken():
        raise RuntimeError("secret")

    monkeypatch.setattr("chophien.places.selectors.provinces_today", broken)
    client.raise_request_exception = False

    told = assert_problem(client.get("/api/v1/places/provinces"), 500)

    assert told["code"] == "server_error"
    assert "secret" not in json.dumps(told)


def test_a_foreign_host_is_a_problem_too(client):
    assert_problem(client.get("/api/v1/places/provinces", headers={"Host": "evil.example"}), 400)
