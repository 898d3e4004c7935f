"""The language is what the reader chose, else Vietnamese."""

import pytest


def test_vietnamese_is_spoken_whatever_the_browser_was_sold_with(client):
    response = client.get("/", headers={"Accept-Language": "en-US,en;q=0.9"})

    assert response["Content-Language"] == "vi"
    assert '<html lang="vi">' in response.content.decode()


@pytest.mark.parametrize(("cookie", "spoken"), [("en", "en"), ("vi", "vi"), ("fr", "vi"), ("", "vi"), ("../x", "vi")])
def test_the_cookie_decides(client, cookie, spoken):
    client.cookies["lang"] = cookie

    response = client.get("/")

    assert f'<html lang="{spoken}">' in response.content.decode()


def test_choosing_a_language_leads_back_to_the_page(client):
    response = client.post("/ngon-ngu/", {"lang": "en", "next": "/mau/?a=1"})

    assert (response.status_code, response["Location"]) == (302, "/mau/?a=1")
    assert response.cookies["lang"].value == "en"


def test_an_unknown_language_changes_nothing(client):
    response = client.post("/ngon-ngu/", {"lang": "xx", "next": "https://xau.example/"})

    assert (response["Location"], dict(response.cookies)) == ("/", {})
