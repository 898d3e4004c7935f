"""Who may pass, and where one goes afterwards."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser

from chophien.web.decorators import guest_cacheable, safe_next, signed_in
from chophien.web.tests import site


def ask(rf, **headers):
    request = rf.get("/rieng/?trang=2", headers=headers)
    request.user = AnonymousUser()
    return request


def test_a_stranger_is_sent_to_sign_in_and_back(rf):
    response = site.private(ask(rf))

    target = urlsplit(response["Location"])
    assert (response.status_code, target.path) == (302, "/dang-nhap/")
    assert parse_qs(target.query) == {"next": ["/rieng/?trang=2"]}


def test_htmx_is_told_to_go_there_as_a_whole_page(rf):
    response = site.private(ask(rf, **{"HX-Request": "true"}))

    assert (response.status_code, "Location" in response.headers) == (204, False)
    assert response["HX-Redirect"] == "/dang-nhap/?next=%2Frieng%2F%3Ftrang%3D2"


def test_after_an_expired_form_one_comes_back_to_the_page_with_the_form(rf):
    request = rf.post("/rieng/", headers={"Referer": "http://testserver/don/CP-7K3M-92/?a=1"})
    request.user = AnonymousUser()

    response = site.private(request)

    assert response["Location"] == "/dang-nhap/?next=%2Fdon%2FCP-7K3M-92%2F%3Fa%3D1"


def test_a_person_passes(rf, django_user_model):
    request = rf.get("/rieng/")
    request.user = django_user_model()

    assert signed_in(site.private)(request).content == b"private"


@pytest.mark.parametrize(
    ("wanted", "went"),
    [
        ("/gio/", "/gio/"),
        ("/tim/?q=ch%C3%A8", "/tim/?q=ch%C3%A8"),
        ("", "/"),
        ("https://xau.example/", "/"),
        ("//xau.example/", "/"),
        ("/\\xau.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://testserver/gio/", "/"),
        ("gio/", "/"),
        ("/" + "a" * 3_000, "/"),
    ],
)
def test_next_never_leads_off_this_site(rf, wanted, went):
    assert safe_next(rf.get("/", {"next": wanted})) == went
    assert safe_next(rf.post("/", {"next": wanted})) == went


def test_only_a_clean_answer_is_marked_for_keeping(rf):
    marked = guest_cacheable(site.home)(rf.get("/"))
    with_cookie = site.kept_with_cookie(rf.get("/"))
    posted = guest_cacheable(site.home)(rf.post("/"))

    assert marked["X-Guest-Cache"] == "yes"
    assert "X-Guest-Cache" not in with_cookie.headers
    assert "X-Guest-Cache" not in posted.headers
