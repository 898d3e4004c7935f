"""Vouchers and other sites: what a cart costs with them, and ordering with them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.api.tests.test_buy import a_cart, order, wish
from chophien.lib.dates import local_date
from chophien.orders.models import OrderGroup
from chophien.promotions.tests import factories
from chophien.promotions.tests.factories import a_good

pytestmark = pytest.mark.django_db


def a_voucher(**facts):
    """One that counts today, whenever that is."""
    at = timezone.now()
    days = {"starts_on": local_date(at), "ends_on": local_date(at) + timedelta(days=7), "at": at}
    return factories.a_voucher(**days | facts)


def test_the_api_shows_what_vouchers_take_off_and_orders_with_them(client):
    tea, voucher = a_good(100_000), a_voucher(code="TET2027")
    cart = a_cart(client, (tea, 2))

    shown = client.get(f"/api/v1/carts/{cart}", {"commune_code": "00004", "vouchers": ["tet2027", "NOPE"]}).json()
    placed = order(client, cart, wish(vouchers=["tet2027"])).json()

    assert (shown["goods_vnd"], shown["discount_vnd"]) == (200_000, 20_000)
    assert shown["total_vnd"] == 180_000 + shown["shipping_vnd"] == placed["total_vnd"]
    assert [(one["code"], one["amount_vnd"], one["problem"] and one["problem"]["code"]) for one in shown["promotions"]] == [
        (voucher.code, 20_000, None),
        ("NOPE", 0, "no_such_voucher"),
    ]  # fmt: skip


def test_the_api_refuses_to_order_with_a_voucher_that_does_not_count(client):
    cart = a_cart(client, (a_good(100_000), 2))

    refused = order(client, cart, wish(vouchers=["KHONGCO"]))

    assert (refused.status_code, refused.json()["code"], OrderGroup.objects.count()) == (409, "no_such_voucher", 0)
