"""Bytes that are no text, and bodies beyond all measure, never become a 500."""

import pytest
from django.http import HttpResponse
from django.test import Client

from chophien.web.middleware import sane_input

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ["/?q=%00", "/?q=a%FF", "/?q=%C3", "/%00", "/?q=" + "a" * 9_000])
def test_an_address_that_is_no_text_is_a_400_page(browser, address):
    response = browser.get(address)

    assert response.status_code == 400
    assert "Chúng tôi không đọc được yêu cầu này" in response.content.decode()


@pytest.mark.parametrize("query", ["ch%C3%A8+shan+tuy%E1%BA%BFt", "%F0%9F%8D%B5", "%E2%80%AEx", "100%25", "%zz", ""])
def test_an_address_with_any_text_is_served(browser, query):
    response = browser.get(f"/?q={query}")

    assert response.status_code == 200


def test_nul_signs_in_a_form_are_dropped_and_the_rest_is_kept(browser):
    response = browser.post("/vong/", "ten=S%C3%B9ng%00+A+P%C3%A1o&s%00o=1", content_type=FORM)

    assert response.content.decode() == "[('so', ['1']), ('ten', ['Sùng A Páo'])]"


def test_nul_signs_in_a_form_with_files_are_dropped_too(browser):
    response = browser.post("/vong/", {"ten": "Pá\x00o"})

    assert response.content.decode() == "[('ten', ['Páo'])]"


def test_a_form_that_is_no_utf8_is_a_400_page(browser):
    response = browser.post("/vong/", "ten=%FF%FE", content_type=FORM)

    assert response.status_code == 400


def test_a_form_with_files_that_breaks_off_is_a_400_page(browser):
    response = browser.post("/vong/", b"--x\r\nContent", content_type="multipart/form-data")

    assert response.status_code == 400


def test_too_many_fields_are_a_400_page(browser):
    response = browser.post("/vong/", "&".join(f"a{n}=1" for n in range(600)), content_type=FORM)

    assert response.status_code == 400


@pytest.mark.parametrize("setting", ["MAX_BODY_BYTES", "DATA_UPLOAD_MAX_MEMORY_SIZE"])
def test_a_body_that_is_too_large_is_refused_with_a_sentence(browser, settings, setting):
    setattr(settings, setting, 1_000)

    response = browser.post("/vong/", "a=" + "x" * 2_000, content_type=FORM)

    assert response.status_code == 413
    assert "Xin chọn tệp nhỏ hơn hoặc ít ảnh hơn rồi gửi lại." in response.content.decode()


@pytest.mark.parametrize(("size", "left"), [(2_000, 0), (2_001, 2_001)])
def test_who_sends_too_much_is_heard_out_unless_it_is_far_too_much(rf, settings, size, left):
    settings.MAX_BODY_BYTES = 1_000
    request = rf.post("/vong/", b"x" * size, content_type="multipart/form-data; boundary=x")

    response = sane_input(lambda _request: HttpResponse())(request)

    assert response.status_code == 413
    assert len(request.read()) == left


def test_a_body_that_does_not_say_how_long_it_is_is_not_taken_for_an_empty_one(browser):
    response = browser.generic(
        "POST", "/vong/", b"", FORM, headers={"Transfer-Encoding": "chunked", "Accept": "application/json"}
    )

    assert (response.status_code, response.json()["code"]) == (411, "length_missing")
