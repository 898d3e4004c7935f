"""The doors of the API: which open to everybody, and which only to a shop's program whose key has the right scope."""

import pytest

from chophien.channels.states import KeyScope
from tests.doors.addresses import addresses
from tests.doors.anybody import ANYBODY
from tests.doors.doors import BY_KEY
from tests.doors.people import PEOPLE
from tests.doors.visitors import taken_back

pytestmark = pytest.mark.django_db

NOT_KNOWN, NOT_THIS_ONE, NOT_THIS_WAY = 401, 403, 405
REFUSED = {
    "expired": "key_refused",
    "revoked": "key_refused",
    "invented": "key_refused",
    "cut short": "key_refused",
    "of who is shut out": "key_refused",
    "another scheme": "key_missing",
    "a person's": "not_permitted",
    "an organisation's": "not_permitted",
    "a leaver's": "not_permitted",
}
STATUS = {"key_refused": NOT_KNOWN, "key_missing": NOT_KNOWN, "not_permitted": NOT_THIS_ONE}


def asked(world, who, address):
    """What a program is told that asks for the shop's goods or orders, or says that nothing changes."""
    client, path = world.client(who), world.path(address)
    with taken_back():
        if address.name == "api:change_shop_products":
            items = [{"variant_code": world.values["api:"]["variant_code"]}]
            return client.patch(path, {"items": items}, content_type="application/json")
        return client.get(path)


def doors_by_key():
    return [address for address in addresses() if address.name in BY_KEY]


def test_a_key_opens_what_its_scope_names_and_nothing_else(world):
    told = {}

    for address in doors_by_key():
        for scope in KeyScope.values:
            response = asked(world, f"only {scope}", address)
            told[address.name, scope] = response.status_code, response.json().get("code")
        told[address.name, "all"] = asked(world, "program", address).status_code

    assert told == {
        **{
            (name, scope): (200, None) if scope == needed else (NOT_THIS_ONE, "scope_missing")
            for name, needed in BY_KEY.items()
            for scope in KeyScope.values
        },
        **{(name, "all"): 200 for name in BY_KEY},
    }


@pytest.mark.parametrize(("who", "code"), REFUSED.items())
def test_a_key_that_does_not_count_opens_nothing(world, who, code):
    told = [asked(world, who, address) for address in doors_by_key()]

    assert [(answer.status_code, answer.json()["code"]) for answer in told] == [(STATUS[code], code)] * len(BY_KEY)


def test_nobody_opens_by_a_session_what_opens_by_a_key(world):
    told = {who: {asked(world, who, address).status_code for address in doors_by_key()} for who in PEOPLE}

    assert told == {who: {NOT_KNOWN} for who in PEOPLE}


def test_another_shops_program_sees_its_own_goods_and_orders_only_and_changes_none_of_ours(world):
    told = {address.name: asked(world, "another shop's", address) for address in doors_by_key()}

    assert (told["api:shop_products"].json()["items"], told["api:shop_orders"].json()["items"]) == ([], [])
    assert told["api:change_shop_products"].status_code == 422
    assert asked(world, "program", doors_by_key()[0]).json()["items"] != []


def test_the_buyers_doors_open_without_a_key_and_ask_nobody_who_they_are(world):
    """Whether a stranger's order is told is another matter (`chophien/api/tests`): it needs the order's own token."""
    surprises = []

    for address in addresses():
        if not address.template.startswith("api/") or address.name not in ANYBODY:
            continue
        for who in ("anonymous", "buyer", "manager", "program", "expired"):
            with taken_back():
                statuses = {
                    method: getattr(world.client(who), method)(world.path(address)).status_code
                    for method in ("get", "post", "put", "delete")
                }
            if {NOT_KNOWN, NOT_THIS_ONE} & set(statuses.values()) or max(statuses.values()) >= 500:
                surprises.append((address.name, who, statuses))

    assert not surprises, "\n".join(map(str, surprises))
