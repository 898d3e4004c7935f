"""Packing houses and collection points: put on the map by the shop's people, read by everybody."""

import pytest
from django.test import Client

from chophien.accounts.tests.factories import PersonFactory
from chophien.atlas.models import Site
from chophien.atlas.selectors.counts import edition
from chophien.audit.models import Entry
from chophien.sellers.tests.factories import a_seller, manager_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return a_seller()


def signed_in_as(person):
    client = Client()
    client.force_login(person)
    return client


def form(**facts):
    told = {
        "kind": "packing",
        "name": "Xưởng chè",
        "commune": "Xã Đồng Văn, Tuyên Quang",
        "packing_code": "VN-LSPH-001",
    }
    return {**told, "address": "Cạnh ủy ban xã", "hours": "7–17 giờ", **facts}


def test_a_place_is_put_on_the_map_once_and_taken_off(shop):
    client, before = signed_in_as(manager_of(shop)), edition()
    address = f"/ban-do/diem/{shop.slug}/"

    sent = [client.post(address, form()).status_code for _twice in range(2)]

    site = Site.objects.get()
    assert sent == [302, 302]
    assert (site.commune.code, site.packing_code) == ("00721", "VN-LSPH-001")
    assert edition() > before
    assert "Xưởng chè" in Client().get("/ban-do/?lop=dong-goi&xa=00721").content.decode()
    assert client.post(f"{address}{site.code}/bo/").status_code == 302
    assert "Xưởng chè" not in Client().get("/ban-do/?lop=dong-goi&xa=00721").content.decode()
    assert [one.facts["step"] for one in Entry.objects.filter(what="atlas.site").order_by("pk")] == ["open", "close"]


@pytest.mark.parametrize(
    "facts",
    [{"name": " "}, {"kind": "x"}, {"commune": "Không đâu"}, {"kind": "collection"}, {"name": "x" * 121}],
)
def test_what_cannot_be_used_is_said_and_nothing_is_lost(shop, facts):
    response = signed_in_as(manager_of(shop)).post(f"/ban-do/diem/{shop.slug}/", form(**facts))

    assert response.status_code == 422
    assert "Cạnh ủy ban xã" in response.content.decode()
    assert not Site.objects.exists()


def test_strangers_find_no_door(shop):
    rival = manager_of(a_seller())

    for person in (PersonFactory(), rival):
        assert signed_in_as(person).get(f"/ban-do/diem/{shop.slug}/").status_code == 404
        assert signed_in_as(person).post(f"/ban-do/diem/{shop.slug}/", form()).status_code == 404
    assert not Site.objects.exists()
