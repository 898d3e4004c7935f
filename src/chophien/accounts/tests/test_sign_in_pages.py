from datetime import timedelta
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from chophien.accounts.actions.people import ensure_person
from chophien.accounts.credentials import set_password
from chophien.accounts.events import signed_in
from chophien.accounts.models import Person, SignInCode
from chophien.accounts.tests.factories import PersonFactory
from chophien.lib.actor import SYSTEM
from chophien.messages.models import OutgoingSms

pytestmark = pytest.mark.django_db
SIGN_IN, CODE = "/dang-nhap/", "/dang-nhap/ma/"


def ask_for_code(client, *, phone="0912 345 678", **facts):
    return client.post(SIGN_IN, {"phone": phone, **facts})


def code_from_message():
    return OutgoingSms.objects.latest("pk").text[11:17]


def wrong_code():
    return f"{(int(code_from_message()) + 1) % 1_000_000:06d}"


def text_of(response):
    return unescape(response.content.decode())


def test_a_new_buyer_signs_in_by_number_and_code_and_may_say_a_name(client):
    page = client.get(SIGN_IN)
    assert "Gửi mã" in text_of(page)

    sent = ask_for_code(client)
    page = client.get(sent["Location"])
    assert "Chợ đã gửi tin nhắn tới số:" in text_of(page)

    inside = client.post(CODE, {"code": code_from_message()})
    welcome = client.get(inside["Location"])
    assert "Chào mừng bạn đến chợ" in text_of(welcome)

    named = client.post(reverse("accounts:welcome"), {"name": "Sùng A Páo", "next": "/toi/"})
    assert named["Location"] == "/toi/"
    assert Person.objects.get().name == "Sùng A Páo"


def test_s21_the_page_that_opens_accounts_names_the_regulations_and_the_notice_about_data(client):
    page = text_of(client.get(SIGN_IN))

    for document in ("quy-che-hoat-dong", "du-lieu-ca-nhan"):
        assert f'href="/quy-che/{document}/"' in page.partition("<main")[2].partition("</main>")[0]


def test_a_known_person_goes_straight_on(client):
    PersonFactory(phone="+84912345678")
    ask_for_code(client, next="/gio/")

    inside = client.post(CODE, {"code": code_from_message()})

    assert (inside.status_code, inside["Location"]) == (302, "/gio/")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\x00", "x" * 5000],
)
def test_nobody_is_sent_to_another_site(client, elsewhere):
    PersonFactory(phone="+84912345678")
    ask_for_code(client, next=elsewhere)

    inside = client.post(CODE, {"code": code_from_message()})

    assert inside["Location"] == "/toi/"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Xin điền vào chỗ này."),
        ("12", "Hãy viết số điện thoại Việt Nam"),
        ("02193 861 234", "Số này không nhận được tin nhắn"),
        ("+1 650 253 0000", "Ở đây chỉ dùng số điện thoại Việt Nam"),
        ("không phải số 🙂", "Hãy viết số điện thoại Việt Nam"),
    ],
)
def test_a_bad_number_is_told_beside_the_field_and_stays_there(client, typed, sentence):
    response = ask_for_code(client, phone=typed)

    assert response.status_code == 422
    assert f'value="{typed}"' in text_of(response) or not typed
    assert 'aria-invalid="true"' in text_of(response)
    assert sentence in text_of(response)
    assert not SignInCode.objects.exists()


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "🙂", "12 34 5a"])
def test_what_is_no_code_costs_no_try(client, typed):
    ask_for_code(client)

    response = client.post(CODE, {"code": typed})

    assert response.status_code == 422
    assert client.post(CODE, {"code": code_from_message()}).status_code == 302


@pytest.mark.parametrize("written", ["{} {}", " {}-{} ", "{}.{}", "{}{}"])
def test_spaces_and_dashes_in_a_code_do_no_harm(client, written):
    ask_for_code(client)
    code = code_from_message()

    assert client.post(CODE, {"code": written.format(code[:3], code[3:])}).status_code == 302


def test_full_width_digits_are_digits(client):
    ask_for_code(client)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code_from_message())

    assert client.post(CODE, {"code": wide}).status_code == 302


def test_a_wrong_code_is_told_beside_the_field_and_signs_nobody_in(client):
    ask_for_code(client)

    response = client.post(CODE, {"code": wrong_code()})

    assert response.status_code == 409
    assert "Mã này chưa đúng." in text_of(response)
    assert "Còn thử được 4 lần." in text_of(response)
    assert client.get("/toi/").status_code == 302


def test_the_lock_says_how_long_and_when_to_come_back(client):
    ask_for_code(client)
    for _ in range(4):
        client.post(CODE, {"code": wrong_code()})

    response = client.post(CODE, {"code": wrong_code()})

    assert response.status_code == 429
    assert "hãy đợi 60 phút rồi thử lại" in text_of(response)
    assert response["Retry-After"] == "3600"


def test_the_sixth_code_in_an_hour_is_refused_on_the_page(client):
    for _ in range(5):
        assert ask_for_code(client).status_code == 302

    response = ask_for_code(client)

    assert response.status_code == 429
    assert "Đã gửi quá nhiều mã tới số này." in text_of(response)
    assert 'value="0912 345 678"' in text_of(response)
    assert SignInCode.objects.count() == 5


def test_another_code_can_be_asked_for_from_the_second_page(client):
    ask_for_code(client)

    again = client.post(reverse("accounts:send-again"))
    page = client.get(again["Location"])

    assert "Mã mới đang được gửi." in text_of(page)
    assert SignInCode.objects.count() == 2


def test_too_many_codes_are_refused_on_the_second_page_too(client):
    ask_for_code(client)
    for _ in range(4):
        client.post(reverse("accounts:send-again"))

    response = client.post(reverse("accounts:send-again"))

    assert response.status_code == 429
    assert "Đã gửi quá nhiều mã tới số này." in text_of(response)


@pytest.mark.parametrize("address", [CODE, "/dang-nhap/gui-lai/"])
def test_a_session_that_is_over_begins_again_with_the_number(client, address):
    response = client.post(address, {"code": "123456"})

    assert (response.status_code, response["Location"]) == (302, SIGN_IN)


def test_the_page_of_the_code_of_somebody_signed_in_leads_home(client):
    client.force_login(PersonFactory())

    assert client.get(CODE)["Location"] == "/toi/"


def test_the_session_gets_a_new_key_when_somebody_signs_in(client):
    ask_for_code(client)
    before = client.session.session_key

    client.post(CODE, {"code": code_from_message()})

    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
    assert client.session.get_expiry_age() > 60 * 60 * 24


def test_waiting_for_a_code_keeps_a_session_for_an_hour_only(client):
    ask_for_code(client)

    assert client.session.get_expiry_age() == 60 * 60


def test_signing_in_as_somebody_else_takes_nothing_along(client):
    client.force_login(PersonFactory())
    session = client.session
    session["secret"] = "of the first"
    session.save()
    ask_for_code(client)

    client.post(CODE, {"code": code_from_message()})

    assert "secret" not in client.session


def test_the_guests_cart_is_handed_to_the_apps_above(client):
    heard = []

    def listen(*, guest_cart_code, **_):
        heard.append(guest_cart_code)

    signed_in.connect(listen)
    client.cookies["gio"] = "GI-7K3M-92"
    ask_for_code(client)
    client.post(CODE, {"code": code_from_message()})
    signed_in.disconnect(listen)

    assert heard == ["GI-7K3M-92"]


def test_the_pages_speak_the_persons_language_from_then_on(client):
    PersonFactory(phone="+84912345678", language="en")
    ask_for_code(client)

    inside = client.post(CODE, {"code": code_from_message()})

    assert inside.cookies["lang"].value == "en"


def test_somebody_new_keeps_the_language_of_the_page(client):
    client.cookies["lang"] = "en"
    ask_for_code(client)
    assert "is your sign-in code" in OutgoingSms.objects.get().text

    client.post(CODE, {"code": code_from_message()})

    assert Person.objects.get().language == "en"


def test_a_phone_can_fill_the_code_in_by_itself(client):
    ask_for_code(client)

    page = text_of(client.get(CODE))

    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


def test_a_name_may_be_left_for_later_and_a_bad_one_is_told(client):
    client.force_login(PersonFactory())

    page = client.get(reverse("accounts:welcome"), {"next": "/gio/"})
    refused = client.post(reverse("accounts:welcome"), {"name": "www.shop.vn", "next": "/gio/"})

    assert 'href="/gio/"' in text_of(page)
    assert refused.status_code == 422
    assert 'value="www.shop.vn"' in text_of(refused)


def test_one_address_cannot_have_codes_sent_without_end(client, settings):
    settings.RATE_LIMITS = True
    for number in range(120):
        assert ask_for_code(client, phone=f"0912{number:06d}").status_code == 302

    response = ask_for_code(client, phone="0913000000")

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert SignInCode.objects.count() == 120


def with_password():
    pao = ensure_person(phone="0912345678", actor=SYSTEM, at=timezone.now())
    return set_password(person=pao, password="nương ngô chín vàng", actor=pao, at=timezone.now())


def test_a_password_signs_in_and_goes_on(client):
    with_password()

    response = client.post(
        "/dang-nhap/mat-khau/", {"phone": "0912345678", "password": "nương ngô chín vàng", "next": "/gio/"}
    )

    assert response["Location"] == "/gio/"
    assert client.get("/toi/").status_code == 200


def test_a_wrong_password_keeps_the_number_but_never_the_password(client):
    with_password()

    response = client.post("/dang-nhap/mat-khau/", {"phone": "0912 345 678", "password": "wrong wrong"})

    assert response.status_code == 409
    assert 'value="0912 345 678"' in text_of(response)
    assert "wrong wrong" not in text_of(response)


def test_signing_out_needs_a_button_and_ends_the_session(client):
    client.force_login(PersonFactory())

    assert client.get("/dang-xuat/").status_code == 405
    response = client.post("/dang-xuat/")

    assert response["Location"] == SIGN_IN
    assert client.get("/toi/").status_code == 302


def test_signing_out_twice_does_no_harm(client):
    assert client.post("/dang-xuat/").status_code == 302


def test_the_pages_of_signing_in_are_kept_by_no_cache(client):
    assert "no-store" in client.get(SIGN_IN)["Cache-Control"]


def test_an_old_session_of_a_closed_account_is_nobodys(client):
    pao = PersonFactory()
    client.force_login(pao)
    pao.is_active = False
    pao.save()

    assert client.get("/toi/").status_code == 302


def test_a_code_that_is_too_old_is_told(client):
    ask_for_code(client)
    SignInCode.objects.update(
        sent_at=timezone.now() - timedelta(minutes=6), expires_at=timezone.now() - timedelta(minutes=1)
    )

    response = client.post(CODE, {"code": code_from_message()})

    assert response.status_code == 409
    assert "Mã này không dùng được nữa." in text_of(response)
