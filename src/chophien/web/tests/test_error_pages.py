"""Whatever goes wrong is a calm page with a number to quote."""

import pytest
from django.test import Client

from chophien.web import error_pages


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/nope", 404, "Không tìm thấy trang này"),
        ("/chan/", 403, "Bạn chưa được mở trang này"),
        ("/hong/", 500, "Có trục trặc ở phía chúng tôi"),
        ("/chi-gui/", 405, "Không làm được việc này ở đây"),
        ("/tu-choi/", 409, "Vừa có thay đổi"),
        ("/khong-luu/", 400, "Chúng tôi không đọc được yêu cầu này"),
    ],
)
def test_every_refusal_is_a_page_with_the_requests_number(browser, address, status, title):
    response = browser.get(address)

    page = response.content.decode()
    assert (response.status_code, response["Cache-Control"]) == (status, "no-store")
    assert f"<h1>{title}</h1>" in page
    assert f'<span class="code">{response["X-Request-ID"]}</span>' in page


def test_who_comes_back_to_an_address_that_only_takes_forms_is_led_to_the_page_above(browser):
    again = browser.get("/mau/dong/7/gui/", headers={"Sec-Fetch-Mode": "navigate"})
    program = browser.get("/mau/dong/7/gui/")

    assert (again.status_code, again["Location"]) == (302, "/mau/")
    assert program.status_code == 405


def test_a_refusal_of_the_domain_speaks_in_its_own_sentence(browser):
    refused, forbidden = browser.get("/tu-choi/"), browser.get("/cam/")

    assert (refused.status_code, forbidden.status_code) == (409, 403)
    assert "<p>Chỉ còn 3 hộp.</p>" in refused.content.decode()
    assert "<p>Chỉ người bán mới nhận được đơn này.</p>" in forbidden.content.decode()


def test_a_wrong_method_still_says_which_are_right(browser):
    response = browser.get("/chi-gui/")

    assert response["Allow"] == "POST"


def test_when_even_the_error_page_breaks_the_last_resort_still_has_the_number(browser, monkeypatch):
    def broken(*_args: object) -> str:
        raise RuntimeError("no templates")

    monkeypatch.setattr(error_pages, "render_to_string", broken)

    response = browser.get("/hong/")

    assert response.status_code == 500
    assert f"<code>{response['X-Request-ID']}</code>" in response.content.decode()
    assert "Xin thử lại sau ít phút." in response.content.decode()


def test_a_program_gets_a_problem_document(browser):
    response = browser.get("/nope", headers={"Accept": "application/json"})

    assert response["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "urn:chophien:problem:not_found",
        "status": 404,
        "title": "Not Found",
        "code": "not_found",
        "detail": "Có thể địa chỉ bị gõ nhầm, hoặc hàng không còn bán nữa.",
        "request_id": response["X-Request-ID"],
    }


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 429, 500, 503])
def test_every_status_has_its_own_words(status):
    assert len({str(words.title) for words in error_pages.WORDS.values()}) == len(error_pages.WORDS)
    assert status in error_pages.WORDS


def test_waiting_time_is_told_to_programs_too(rf):
    response = error_pages.error_page(rf.get("/"), 429, text="Xin chờ 5 phút.", retry_after=300)

    assert (response["Retry-After"], response.status_code) == ("300", 429)
    assert "Xin chờ 5 phút." in response.content.decode()
