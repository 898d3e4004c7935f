"""The API is a promise: a change of it is a change of the committed document."""

import json
from pathlib import Path

import pytest

SNAPSHOT = Path(__file__).parents[4] / "docs" / "openapi.json"


@pytest.mark.django_db
def test_the_document_is_the_committed_one(client):
    served = client.get("/api/v1/openapi.json").json()

    assert served == json.loads(SNAPSHOT.read_text("utf-8")), "run: make manage ARGS='write_openapi'"


@pytest.mark.django_db
def test_it_is_openapi_3_1(client):
    served = client.get("/api/v1/openapi.json").json()

    assert served["openapi"] == "3.1.0"
    assert sorted(served["paths"]) == [
        "/api/v1/carts",
        "/api/v1/carts/{code}",
        "/api/v1/carts/{code}/checkout",
        "/api/v1/carts/{code}/lines/{variant_code}",
        "/api/v1/orders/{code}",
        "/api/v1/places/communes",
        "/api/v1/places/provinces",
        "/api/v1/products",
        "/api/v1/products/{code}",
        "/api/v1/seller/orders",
        "/api/v1/seller/products",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "nothing", "products/a/b/c", "carts"])
def test_other_addresses_are_problems_too(client, address):
    answer = client.get(f"/api/v1/{address}")

    assert answer.status_code in (404, 405)
    assert answer["Content-Type"] == "application/problem+json"
