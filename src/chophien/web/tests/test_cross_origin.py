"""What another site's page makes the browser send is refused, without any token in our pages."""

import pytest
from django.test import Client

OWN, OTHER = "http://testserver", "https://xau.example"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # a program that is no browser
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),  # typed by the person
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "nonsense"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": OWN}, 403),
        ({"Origin": OWN}, 200),
        ({"Origin": "HTTP://TestServer"}, 200),
        ({"Origin": OTHER}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver:8080"}, 403),
        ({"Origin": "http://testserver.xau.example"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Referer": f"{OWN}/gio/"}, 200),
        ({"Referer": f"{OTHER}/testserver"}, 403),
        ({"Origin": OWN, "Referer": OTHER}, 200),
    ],
)
def test_a_post_is_judged_by_where_the_browser_says_it_comes_from(headers, status):
    browser = Client(enforce_csrf_checks=True)

    response = browser.post("/vong/", {"a": "1"}, headers=headers)

    assert response.status_code == status


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_reading_is_never_refused(method):
    browser = Client(enforce_csrf_checks=True)

    response = getattr(browser, method)("/vong/", headers={"Sec-Fetch-Site": "cross-site", "Origin": OTHER})

    assert response.status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_every_method_that_changes_is_judged(method):
    browser = Client(enforce_csrf_checks=True)

    response = getattr(browser, method)("/vong/", headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403


def test_the_refusal_says_what_to_do_in_the_readers_language():
    browser = Client(enforce_csrf_checks=True)

    response = browser.post("/vong/", headers={"Origin": OTHER})

    assert "Yêu cầu này được gửi từ một trang web khác." in response.content.decode()


def test_the_api_is_open_to_other_sites_as_long_as_no_session_comes_along(settings):
    browser = Client(enforce_csrf_checks=True)
    without = browser.post("/api/v1/carts", headers={"Origin": OTHER})
    browser.cookies[settings.SESSION_COOKIE_NAME] = "stolen"

    with_session = browser.post("/api/v1/carts", headers={"Origin": OTHER})

    assert (without.status_code, with_session.status_code) == (200, 403)
    assert with_session["Content-Type"] == "application/problem+json"
