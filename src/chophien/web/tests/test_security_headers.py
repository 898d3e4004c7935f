"""The strict headers go with every answer, and TLS is insisted on where it is in front."""

import re

import pytest
from django.test import Client

PAGES = ["/", "/mau/", "/phan/", "/nope", "/hong/", "/tu-choi/", "/healthz"]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_may_run_or_load_what_is_not_ours(address):
    browser = Client(raise_request_exception=False)

    response = browser.get(address)

    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "media-src": "'self' blob:",
        "connect-src": "'self'",
        "font-src": "'none'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in response.headers


@pytest.mark.parametrize("address", PAGES[:5])
def test_no_page_holds_what_the_policy_forbids(address):
    page = Client(raise_request_exception=False).get(address).content.decode()

    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", page) == []
    assert "csrfmiddlewaretoken" not in page


def test_behind_tls_plain_requests_are_sent_to_https_and_cookies_are_secure(settings):
    settings.TLS = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    browser = Client()

    plain = browser.get("/mau/?a=1")
    sealed = browser.post("/ngon-ngu/", {"lang": "en"}, headers={"X-Forwarded-Proto": "https"})
    probe = browser.get("/healthz")

    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/mau/?a=1")
    assert sealed["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert sealed.cookies["lang"]["secure"] is True
    assert probe.status_code == 200


def test_a_private_page_is_not_kept_by_browsers_or_proxies(client):
    response = client.get("/")

    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("abcdef12-3456", True),
        ("short", False),
        ("x" * 65, False),
        ("bad id with spaces", False),
        ("<script>alert", False),
    ],
)
def test_a_sane_request_id_is_kept_and_others_are_replaced(client, sent, kept):
    response = client.get("/", headers={"X-Request-ID": sent})

    assert (response["X-Request-ID"] == sent) is kept
    assert len(response["X-Request-ID"]) >= 8
