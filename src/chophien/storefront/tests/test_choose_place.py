"""Choosing where goods shall come to."""

import pytest

pytestmark = pytest.mark.django_db


def test_the_province_is_remembered_on_this_phone_and_the_way_leads_back(client):
    response = client.post("/noi-nhan/", {"province": "79", "next": "/hang/che-SP-2222-2222-22/"})

    assert (response.status_code, response["Location"]) == (302, "/hang/che-SP-2222-2222-22/")
    assert response.cookies["noi"].value == "79"
    assert response.cookies["noi"]["httponly"]


def test_the_page_begins_with_what_was_chosen_before(client):
    client.cookies["noi"] = "20"

    body = client.get("/noi-nhan/?next=/tim/").content.decode()

    assert '<option value="20" selected>Tỉnh Lạng Sơn</option>' in body
    assert '<input type="hidden" name="next" value="/tim/">' in body


@pytest.mark.parametrize("province", ["", "00", "Hà Nội", "1" * 500, "🍵"])
def test_an_answer_that_is_no_province_is_asked_again(client, province):
    response = client.post("/noi-nhan/", {"province": province, "next": "/tim/"})

    assert response.status_code == 422
    assert "noi" not in response.cookies
    assert 'role="alert"' in response.content.decode()


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_the_way_back_stays_on_this_site(client, target):
    response = client.post("/noi-nhan/", {"province": "79", "next": target})

    assert response["Location"] == "/"
