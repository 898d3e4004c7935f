import pytest

pytestmark = pytest.mark.django_db


def test_the_provinces_of_today_with_the_names_they_swallowed(client):
    items = client.get("/api/v1/places/provinces").json()["items"]

    assert len(items) == 34
    assert {"code": "08", "name": "Tuyên Quang", "full_name": "Tỉnh Tuyên Quang", "old_names": ["Hà Giang"]} in items


def test_communes_of_a_province(client):
    items = client.get("/api/v1/places/communes", {"province": "08"}).json()["items"]

    assert len(items) == 124
    assert items[0].keys() == {"code", "name", "full_name", "old_names"}


def test_a_commune_is_found_without_marks(client):
    items = client.get("/api/v1/places/communes", {"province": "08", "q": "dong van"}).json()["items"]

    assert items[0]["code"] == "00721"


@pytest.mark.parametrize("province", ["99", "÷x", "\x92", " 1"])
def test_an_unknown_province_is_named(client, province):
    answer = client.get("/api/v1/places/communes", {"province": province})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["province"])


@pytest.mark.parametrize("q", ["\u202e", "🍵" * 50, "' OR 1=1 --", "x" * 101, "%"])
def test_strange_names_find_nothing_and_break_nothing(client, q):
    answer = client.get("/api/v1/places/communes", {"q": q})

    assert answer.status_code in (200, 422)
