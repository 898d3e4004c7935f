"""Exact plots go to the shop's own people, to officers and to buyers who were let look; every look is written down."""

import pytest
from django.test import Client

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.atlas.actions.plots import limits_on
from chophien.audit.models import Entry, SensitiveLook
from chophien.growing.tests.factories import NOON, a_square, an_area
from chophien.lib.geo import eudr
from chophien.sellers.tests.factories import a_seller, manager_of

pytestmark = pytest.mark.django_db
POINT = {"type": "Point", "coordinates": [105.38, 23.27]}


def read(sent):
    return eudr.read(sent, limits=limits_on(NOON))


@pytest.fixture
def shop():
    seller = a_seller()
    seller.square = an_area(seller, name="Nương trên", land=a_square())
    seller.point = an_area(seller, name="Nương dưới", land=POINT)
    return seller


def signed_in_as(person):
    client = Client()
    client.force_login(person)
    return client


def address(shop):
    return f"/ban-do/eudr/{shop.slug}/"


def test_the_owner_saves_every_plot_with_its_exact_border(shop):
    client = signed_in_as(manager_of(shop))
    given = {"vung": [shop.square.code, shop.point.code], f"ha-{shop.point.code}": "1,5"}

    assert client.get(address(shop)).status_code == 200
    response = client.post(address(shop), given)

    assert response["Content-Type"] == "application/geo+json"
    assert sorted((one.reference, one.land["type"]) for one in read(response.content)) == sorted(
        [(shop.square.code, "Polygon"), (shop.point.code, "Point")]
    )
    assert Entry.objects.get(what="atlas.plots").facts == {"count": 2}
    assert not SensitiveLook.objects.exists()


@pytest.mark.parametrize(("size", "said"), [("", "một điểm"), ("4,5", "4 ha")])
def test_a_point_needs_its_size_and_more_than_four_hectares_a_border(shop, size, said):
    given = {"vung": [shop.point.code], f"ha-{shop.point.code}": size}

    response = signed_in_as(manager_of(shop)).post(address(shop), given)

    assert response.status_code == 422
    assert "Nương dưới" in response.content.decode()
    assert said in response.content.decode()
    assert f'value="{size}"' in response.content.decode()


def test_nothing_chosen_is_said(shop):
    assert signed_in_as(manager_of(shop)).post(address(shop), {}).status_code == 422


def test_an_officer_says_what_for_and_that_is_written_down(shop):
    officer = holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "08")
    client = signed_in_as(officer)

    without = client.post(address(shop), {"vung": [shop.square.code]})
    with_purpose = client.post(address(shop), {"vung": [shop.square.code], "muc-dich": "Hồ sơ EUDR quý 4"})

    assert (without.status_code, with_purpose.status_code) == (422, 200)
    look = SensitiveLook.objects.get()
    assert (look.what, look.subject_code, look.purpose) == ("growing.land", shop.square.code, "Hồ sơ EUDR quý 4")


def test_an_operator_is_asked_what_for_and_gets_the_file(shop):
    client = signed_in_as(operator())

    page = client.get(address(shop)).content.decode()
    answer = client.post(address(shop), {"vung": [shop.square.code], "muc-dich": "Cửa hàng nhờ lấy hộ"})

    assert 'name="muc-dich"' in page
    assert answer.status_code == 200
    assert [one.reference for one in read(answer.content)] == [shop.square.code]
    assert SensitiveLook.objects.get().purpose == "Cửa hàng nhờ lấy hộ"


def test_a_stranger_finds_nothing_and_a_guest_is_asked_who_they_are(shop):
    stranger = signed_in_as(PersonFactory())

    assert stranger.get(address(shop)).status_code == 404
    assert stranger.post(address(shop), {"vung": [shop.square.code]}).status_code == 404
    assert signed_in_as(manager_of(a_seller())).get(address(shop)).status_code == 404
    assert Client().get(address(shop)).status_code == 302
