"""Every address tried by everybody: desks and private pages are shut for all who are not named in the table."""

import pytest

from chophien.audit.models import Entry, SensitiveLook
from tests.doors.addresses import addresses
from tests.doors.doors import ANYBODY, BY_BUTTON, DOORS, PEOPLE
from tests.doors.world import a_world, taken_back

pytestmark = pytest.mark.django_db

NOT_THIS_WAY = 405
NOT_THERE_YET = {"uploads:picture", "uploads:sound", "web:interrupted"}


def test_the_table_names_every_address_once():
    known = {address.name for address in addresses()}

    assert known - ANYBODY - DOORS.keys() == set(), "say in tests/doors/doors.py who may open these"
    assert (ANYBODY | DOORS.keys()) - known == set()
    assert not ANYBODY & DOORS.keys()


def is_shut(response):
    return response.status_code == 404 or (
        response.status_code == 302 and response["Location"].startswith("/dang-nhap/")
    )


def traces():
    return Entry.objects.count(), SensitiveLook.objects.count()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_door_is_open_to_those_it_concerns_and_shut_to_all_others(method):
    world = a_world()
    sessions = {who: world.client(who).cookies for who in PEOPLE}
    surprises = []

    for address in addresses():
        if address.name in ANYBODY or (method == "get" and address.name in BY_BUTTON):
            continue
        for who in PEOPLE:
            client = world.visitor(sessions[who])
            before = traces()
            with taken_back():
                response = getattr(client, method)(world.path(address))
                left = traces() != before
            status = response.status_code
            if status == NOT_THIS_WAY:
                continue
            may = who in DOORS[address.name]
            if status >= 500 or is_shut(response) == may or (left and not may):
                surprises.append((address.name, who, status, response.get("Location", "")))

    assert not surprises, "\n".join(str(one) for one in surprises)


def test_what_everybody_may_open_is_open_to_everybody():
    world = a_world()
    surprises = []

    for who in ("anonymous", "buyer", "operator"):
        client = world.client(who)
        for address in addresses():
            if address.name not in ANYBODY or address.template.startswith("api/") or address.name in NOT_THERE_YET:
                continue
            status = client.get(world.path(address)).status_code
            if status not in {200, 301, 302, NOT_THIS_WAY}:
                surprises.append((address.name, who, status))

    assert not surprises, "\n".join(str(one) for one in surprises)
