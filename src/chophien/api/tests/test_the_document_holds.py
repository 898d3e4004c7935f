"""The document against the running application: whatever schemathesis invents is answered as documented.

Twice: as a stranger whose codes are all invented, and as somebody who has a cart, an order and its token.
"""

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings

from chophien.api.mount import api
from chophien.api.tests.test_buy import a_cart, order
from chophien.channels.actions.shops import make_shop_key
from chophien.channels.states import KeyScope
from chophien.sellers.tests.factories import manager_of
from chophien.supply.tests.factories import a_variant
from chophien.wsgi import application

pytestmark = pytest.mark.django_db

CART, LINE = "/api/v1/carts/{code}", "/api/v1/carts/{code}/lines/{variant_code}"
CHECKOUT, ORDER, PRODUCT = "/api/v1/carts/{code}/checkout", "/api/v1/orders/{code}", "/api/v1/products/{code}"
SHOP_GOODS, SHOP_ORDERS = "/api/v1/seller/products", "/api/v1/seller/orders"
SETTINGS = {
    "seed": 20261122,
    # No schema can say which phone numbers and communes exist, and a NUL sign is text for it.
    # A stranger has no key of a shop, and is told so.
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "304", "400", "401", "404", "409", "422"]}},
    # Without a token, or with a wrong one, there is nothing here: nobody learns which orders there are.
    "operations": [
        {
            "include-path": ORDER,
            "checks": {"ignored_auth": {"enabled": False}, "missing_required_header": {"enabled": False}},
        },
        # All their questions are text, so that a wrong one can only be a name that nobody asked for: it is passed over.
        *(
            {"include-path": path, "checks": {"negative_data_rejection": {"enabled": False}}}
            for path in (SHOP_GOODS, SHOP_ORDERS)
        ),
    ],
}


def document(*, examples):
    generation = {"max-examples": examples, "deterministic": True, "database": "none"}
    config = schemathesis.Config.from_dict({**SETTINGS, "generation": generation})
    written = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    schema = schemathesis.openapi.from_dict(written, config=config)
    schema.app = served
    return schema


def served(environ, start_response):
    """The application, without the end of a request ending the test's transaction (as in Django's own client)."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    environ.pop("HTTP_ACCEPT_ENCODING", None)  # who validates the answers cannot unpack them
    return application(environ, start_response)


@pytest.fixture(autouse=True)
def _as_before(db):
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def known():
    """What a buyer has: the parts of the address and the headers for each path."""
    variant = a_variant(available=50)
    client = Client()
    placed = order(client, a_cart(client, (variant, 1))).json()
    cart = a_cart(client, (variant, 2))
    token = {"Authorization": f"Bearer {placed['access_token']}"}
    seller = variant.listing.seller
    made = make_shop_key(seller=seller, name="x", scopes=KeyScope.values, actor=manager_of(seller), at=timezone.now())
    key = {"Authorization": f"Bearer {made.text}"}
    return {
        SHOP_GOODS: ({}, key),
        SHOP_ORDERS: ({}, key),
        CART: ({"code": cart}, {}),
        LINE: ({"code": cart, "variant_code": variant.code}, {}),
        CHECKOUT: ({"code": cart}, {}),
        ORDER: ({"code": placed["orders"][0]["code"]}, token),
        PRODUCT: ({"code": variant.listing.code}, {}),
    }


@document(examples=25).parametrize()
def test_a_stranger_is_answered_as_documented(case):
    case.call_and_validate()


@document(examples=25).parametrize()
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # one market for all that is asked
def test_a_buyer_is_answered_as_documented(case, known):
    codes, headers = known.get(case.path, ({}, {}))
    case.path_parameters.update(codes)

    case.call_and_validate(headers=headers)
