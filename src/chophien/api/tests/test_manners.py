"""What holds for every route alike: tags of answers, HEAD, limits, other sites' pages."""

import hashlib

import pytest

from chophien.api.tests.test_buy import JSON, a_cart, order, wish
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.supply.tests.factories import a_variant
from chophien.web.ratelimit import RateCount

pytestmark = pytest.mark.django_db

PROVINCES = "/api/v1/places/provinces"


def test_a_tag_names_the_answer_and_nothing_else(client):
    first, again = client.get(PROVINCES), client.get(PROVINCES)

    assert first["ETag"] == again["ETag"] == f'"{hashlib.sha256(first.content).hexdigest()[:32]}"'


@pytest.mark.parametrize("known", ["{tag}", "W/{tag}", '"a,b" , {tag}', '"x", W/{tag}, "y"', "*"])
def test_who_has_the_answer_is_told_so_and_nothing_more(client, known):
    first = client.get(PROVINCES)

    again = client.get(PROVINCES, headers={"If-None-Match": known.format(tag=first["ETag"])})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"]
    assert "Content-Type" not in again


@pytest.mark.parametrize("known", ['"other"', "", "nonsense", '"', ",,,", "W/", "\x85\xff", '"a' * 2_000])
def test_who_has_another_answer_gets_this_one(client, known):
    again = client.get(PROVINCES, headers={"If-None-Match": known})

    assert again.status_code == 200
    assert len(again.json()["items"]) == 34


def test_a_packed_answer_does_not_claim_to_be_byte_for_byte_the_unpacked_one(client):
    plain = client.get(PROVINCES)

    packed = client.get(PROVINCES, headers={"Accept-Encoding": "br"})

    assert packed["ETag"] == f"W/{plain['ETag']}"
    assert "Accept-Encoding" in packed["Vary"]


@pytest.mark.parametrize("path", [PROVINCES, "/api/v1/products", "/api/v1/openapi.json"])
def test_head_is_get_without_the_answer(client, path):
    whole = client.get(path)

    headers = client.head(path)

    assert (headers.status_code, headers.content) == (200, b"")
    assert headers["ETag"] == whole["ETag"]
    assert headers["Content-Length"] == whole["Content-Length"]


def test_refusals_carry_no_tag_and_are_not_kept(client):
    refusal = client.get("/api/v1/products/SP-NONE")

    assert "ETag" not in refusal
    assert refusal["Cache-Control"] == "no-store"


def test_a_cart_and_an_order_are_kept_by_nobody_on_the_way(client):
    cart = a_cart(client, (a_variant(available=5), 1))
    placed = order(client, cart).json()
    opened = {"Authorization": f"Bearer {placed['access_token']}"}

    answers = [
        client.get(f"/api/v1/carts/{cart}"),
        client.get(f"/api/v1/orders/{placed['orders'][0]['code']}", headers=opened),
    ]

    assert [answer["Cache-Control"] for answer in answers] == ["private, no-store"] * 2


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("get", "/api/v1/carts", "POST"),
        ("delete", "/api/v1/products", "GET, HEAD"),
        ("patch", "/api/v1/carts/x/lines/y", "DELETE, PUT"),
        ("options", "/api/v1/carts/x/checkout", "POST"),
        ("trace", "/api/v1/places/communes", "GET, HEAD"),
    ],
)
def test_other_methods_are_refused_with_those_that_are_known(client, method, path, allowed):
    refusal = getattr(client, method)(path)

    assert (refusal.status_code, refusal["Allow"]) == (405, allowed)
    assert refusal.json()["code"] == "method_not_allowed"


def test_reads_and_writes_are_counted_apart_by_address_and_token(client, settings):
    settings.RATE_LIMITS = True

    client.get(PROVINCES, headers={"Authorization": "Bearer abc"})
    client.post("/api/v1/carts")

    assert RateCount.objects.count() == 3


def writes_a_minute(limit, settings):
    """So few that the next is allowed only after half a minute, however slow the machine is."""
    settings.RATE_LIMITS = True
    LegalParameter.objects.filter(key="api.writes_per_minute").update(value=limit)
    forget()


def test_a_token_is_limited_from_wherever_it_comes(client, settings):
    writes_a_minute(2, settings)

    answers = [
        client.post("/api/v1/carts", headers={"Authorization": "Bearer one"}, REMOTE_ADDR=f"10.0.0.{number}")
        for number in range(3)
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 429]


def test_the_refusal_says_when_to_come_back(client, settings):
    writes_a_minute(2, settings)

    refusal = [client.post("/api/v1/carts") for _ in range(3)][-1]

    assert refusal.status_code == 429
    assert refusal["Retry-After"] == str(refusal.json()["wait"])
    assert 1 <= refusal.json()["wait"] <= 30
    assert refusal.json()["code"] == "too_many_requests"
    assert client.get(PROVINCES).status_code == 200


def test_without_limits_nothing_is_counted(client):
    for _ in range(130):
        client.post("/api/v1/carts")

    assert client.post("/api/v1/carts").status_code == 201
    assert not RateCount.objects.exists()


def test_pages_of_other_sites_may_read_but_bring_nobodys_cookie(client):
    answer = client.get(PROVINCES, headers={"Origin": "https://other.example", "Sec-Fetch-Site": "cross-site"})

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in answer


def test_pages_of_other_sites_ask_first_and_are_told_what_is_allowed(client):
    asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "PUT"}

    answer = client.options("/api/v1/carts/x/lines/y", headers=asked)

    assert (answer.status_code, answer.content) == (204, b"")
    assert "Idempotency-Key" in answer["Access-Control-Allow-Headers"]
    assert "PUT" in answer["Access-Control-Allow-Methods"]


def test_another_sites_page_cannot_order_with_somebodys_session(client):
    client.handler.enforce_csrf_checks = True
    client.cookies["phien"] = "whatever"
    cart = a_cart(client)
    crossing = {"Idempotency-Key": "k", "Sec-Fetch-Site": "cross-site"}

    refusal = client.post(f"/api/v1/carts/{cart}/checkout", wish(), content_type=JSON, headers=crossing)

    assert (refusal.status_code, refusal.json()["code"]) == (403, "not_permitted")


def test_the_api_sets_no_cookie_and_opens_no_session(client):
    client.cookies["phien"] = "whatever"

    answers = [client.get(PROVINCES), client.post("/api/v1/carts"), client.get("/api/v1/products")]

    assert [list(answer.cookies) for answer in answers] == [[], [], []]
