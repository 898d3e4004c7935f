"""Every address tried by everybody: desks and private pages are shut for all who are not named in the table."""

import pytest
from django.db import connection

from tests.doors.addresses import addresses
from tests.doors.anybody import ANYBODY
from tests.doors.doors import BY_BUTTON, BY_KEY, DOORS, PRESSED_BY
from tests.doors.people import PEOPLE
from tests.doors.visitors import taken_back

pytestmark = pytest.mark.django_db

NOT_THIS_WAY, NOT_WITH_A_CARD = 405, 403
TRACES = "SELECT (SELECT count(*) FROM audit_entry), (SELECT count(*) FROM audit_sensitivelook)"
NOT_THERE_YET = {"uploads:picture", "uploads:sound", "web:interrupted"}
LET_NOBODY_SHOP = {"get": {302, NOT_WITH_A_CARD, NOT_THIS_WAY}, "post": {NOT_WITH_A_CARD, NOT_THIS_WAY, 422}}
WANTS_WHAT_WAS_TYPED = {
    *("accounts:code", "accounts:send-again", "accounts:sign-out"),
    *("orders:add", "reconciliation:payos", "smsdesk:receive"),
    *("gateways:vnpay", "gateways:momo", "gateways:return"),
    *("scans:place", "scans:opened"),
}
"""Nobody's number was typed before, nothing is sent along: they lead to the first step, or know of nothing."""
ASKS_WHO_IT_IS = {
    *("orders:cart", "orders:change", "orders:vouchers", "orders:checkout", "orders:preorder", "orders:mine"),
    *("orders:group-purchase", "orders:leave-purchase", "orders:find", "storefront:remind"),
    "accounts:passkey-sign-in-begin",
}
"""Doors of everybody behind which a view asks who it is: nobody shops, or makes a key, in a card's session."""


PASSERS_BY = (
    "anonymous", "buyer", "packer", "accountant", "manager", "carded", "helper", "officer", "provincial", "operator"
)  # fmt: skip
"""Doors of everybody are tried by one of each role: whose shop or commune it is makes no difference there."""


def test_the_table_names_every_address_once():
    known = {address.name for address in addresses()}
    named = (*ANYBODY, *DOORS, *BY_KEY)

    assert known - set(named) == set(), "say in tests/doors/doors.py who may open these, or everybody in anybody.py"
    assert set(named) - known == set()
    assert len(named) == len(set(named))


def is_shut(response, who):
    if who == "carded" and response.status_code == NOT_WITH_A_CARD:
        return True
    return response.status_code == 404 or (
        response.status_code == 302 and response["Location"].startswith("/dang-nhap/")
    )


def traces():
    """How much has been written down of what was done and looked at."""
    with connection.cursor() as cursor:
        return cursor.execute(TRACES).fetchone()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_door_is_open_to_those_it_concerns_and_shut_to_all_others(world, method):
    surprises, before = [], traces()

    for address in addresses():
        if address.name not in DOORS or (method == "get" and address.name in BY_BUTTON):
            continue
        opens = (PRESSED_BY if method == "post" else DOORS).get(address.name, DOORS[address.name])
        for who in PEOPLE:
            may = who in opens
            with taken_back():
                response = getattr(world.client(who), method)(world.path(address))
                left = not may and traces() != before
            status = response.status_code
            if status == NOT_THIS_WAY:
                continue
            if status >= 500 or is_shut(response, who) == may or left:
                surprises.append((address.name, who, status, response.get("Location", "")))

    assert not surprises, "\n".join(str(one) for one in surprises)


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_everybody_may_open_is_open_to_everybody_but_shopping_to_who_came_by_a_card(world, method):
    surprises = []

    for address in addresses():
        if address.name not in ANYBODY:
            continue
        for who in PASSERS_BY:
            with taken_back():
                response = getattr(world.client(who), method)(world.path(address))
            status = response.status_code
            if who == "carded" and address.name in ASKS_WHO_IT_IS:
                fits = status in LET_NOBODY_SHOP[method]
            elif (
                address.template.startswith(("api/", "epcis/")) or address.name in NOT_THERE_YET | WANTS_WHAT_WAS_TYPED
            ):
                fits = status < 500
            elif method == "get":
                fits = status in {200, 301, 302, NOT_THIS_WAY} and not is_shut(response, who)
            else:
                fits = status < 500 and not is_shut(response, who)
            if not fits:
                surprises.append((address.name, who, status, response.get("Location", "")))

    assert not surprises, "\n".join(str(one) for one in surprises)
