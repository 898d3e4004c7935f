"""Whoever comes back to the address of a step, by reloading or from the history, finds a page and takes no step."""

import pytest

from chophien.orders.tests.factories import a_cart, an_order, fresh, staff
from chophien.orders.tests.pages import as_person
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def test_addresses_of_the_carts_steps_lead_to_the_cart(client):
    tea = a_variant()
    client.cookies["gio"] = a_cart((tea, 2)).code

    for address in ("/gio/them/", f"/gio/{tea.code}/"):
        assert (client.get(address).status_code, client.get(address)["Location"]) == (302, "/gio/")


@pytest.mark.parametrize("step", ["huy", "da-nhan", "mua-lai"])
def test_addresses_of_the_buyers_steps_lead_to_the_order(client, step):
    order = an_order()

    answer = client.get(f"/don/{order.code}/{step}/")

    assert (answer.status_code, answer["Location"]) == (302, f"/don/{order.code}/")
    assert fresh(order).status == "placed"


@pytest.mark.parametrize("step", ["nhan", "tu-choi", "dong-goi", "giao-buu-ta", "huy", "tien-ve"])
def test_addresses_of_the_shops_steps_lead_to_the_order(step):
    order = an_order()

    answer = as_person(staff(order)).get(f"/ban-hang/don/{order.code}/{step}/")

    assert (answer.status_code, answer["Location"]) == (302, f"/ban-hang/don/{order.code}/")
    assert fresh(order).status == "placed"


@pytest.mark.parametrize("address", ["/don/tim/", "/don/quen/"])
def test_addresses_of_finding_and_forgetting_lead_to_the_list(client, address):
    assert client.get(address)["Location"] == "/don/"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_understood(client, method):
    assert getattr(client, method)("/gio/them/").status_code == 405
