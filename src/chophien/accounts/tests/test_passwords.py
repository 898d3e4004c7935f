from datetime import UTC, datetime, timedelta

import pytest

from chophien.accounts.credentials import (
    change_profile,
    end_sessions,
    remove_password,
    set_password,
    sign_in_with_password,
)
from chophien.accounts.errors import SignInLocked, WeakPassword, WrongPassword
from chophien.accounts.events import signed_in
from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.models import Entry
from chophien.lib.actor import GuestActor
from chophien.lib.errors import NotPermitted
from chophien.messages.models import Notice

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
GUEST = GuestActor("guest")
GOOD = "nương ngô chín vàng"


def pao_with_password(**facts):
    pao = PersonFactory(phone="+84912345678", **facts)
    return set_password(person=pao, password=GOOD, actor=pao, at=NOON)


def sign_in(password, *, phone="0912345678", at=NOON):
    return sign_in_with_password(phone=phone, password=password, actor=GUEST, at=at)


def test_the_right_password_signs_in():
    pao = pao_with_password()

    assert sign_in(GOOD) == pao
    assert Entry.objects.get(what="accounts.signed_in").facts == {"way": "password"}


def test_setting_a_password_is_written_down_told_and_ends_other_sessions():
    pao = PersonFactory(phone="+84912345678")
    before = pao.get_session_auth_hash()

    pao = set_password(person=pao, password=GOOD, actor=pao, at=NOON)

    assert pao.get_session_auth_hash() != before
    assert Entry.objects.get().what == "accounts.password_set"
    assert Notice.objects.get().person_code == pao.code
    assert GOOD not in pao.password


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("ngan", "Hãy chọn mật khẩu dài hơn: ít nhất 8 ký tự."),
        ("x" * 129, "Hãy chọn mật khẩu ngắn hơn: nhiều nhất 128 ký tự."),
        ("0912345678", "Đừng lấy số điện thoại làm mật khẩu: người khác cũng biết số này."),
        ("84912345678", "Đừng lấy số điện thoại làm mật khẩu: người khác cũng biết số này."),
        ("password1", "Nhiều người dùng mật khẩu này nên rất dễ đoán. Hãy chọn mật khẩu khác."),
    ],
)
def test_a_weak_password_is_refused_with_the_reason_and_none_is_set(password, sentence):
    pao = PersonFactory(phone="+84912345678")

    with pytest.raises(WeakPassword) as refusal:
        set_password(person=pao, password=password, actor=pao, at=NOON)

    assert str(refusal.value) == sentence
    pao.refresh_from_db()
    assert not pao.has_usable_password()


@pytest.mark.parametrize("phone", ["0912345678", "0987654321"])
def test_a_wrong_password_and_an_unknown_number_get_the_same_answer(phone):
    pao_with_password()

    with pytest.raises(WrongPassword) as refusal:
        sign_in("wrong wrong", phone=phone)

    assert str(refusal.value) == (
        "Số điện thoại hoặc mật khẩu chưa đúng. Bạn cũng có thể đăng nhập bằng mã qua tin nhắn."
    )


@pytest.mark.parametrize("phone", ["0912345678", "0987654321"])
def test_ten_wrong_passwords_lock_the_number_whether_it_has_an_account_or_not(phone):
    pao_with_password()
    for _ in range(9):
        with pytest.raises(WrongPassword):
            sign_in("wrong wrong", phone=phone)

    with pytest.raises(SignInLocked):
        sign_in("wrong wrong", phone=phone)
    with pytest.raises(SignInLocked) as refusal:
        sign_in(GOOD, phone=phone, at=NOON + timedelta(minutes=59))

    assert refusal.value.facts == {"minutes": 1}


def test_after_the_lock_the_right_password_signs_in():
    pao = pao_with_password()
    for _ in range(10):
        with pytest.raises((WrongPassword, SignInLocked)):
            sign_in("wrong wrong")

    assert sign_in(GOOD, at=NOON + timedelta(minutes=60)) == pao


def test_a_closed_account_and_one_without_password_are_refused_alike():
    pao_with_password(is_active=False)
    PersonFactory(phone="+84987654321")

    with pytest.raises(WrongPassword):
        sign_in(GOOD)
    with pytest.raises(WrongPassword):
        sign_in("", phone="0987654321")


def test_a_removed_password_no_longer_signs_in():
    pao = pao_with_password()

    remove_password(person=pao, actor=pao, at=NOON)

    with pytest.raises(WrongPassword):
        sign_in(GOOD)


def test_the_apps_above_hear_of_a_sign_in_by_password():
    heard = []

    def listen(*, person, guest_cart_code, at, **_):
        heard.append((person.phone, guest_cart_code, at))

    signed_in.connect(listen)
    pao_with_password()
    sign_in_with_password(phone="0912345678", password=GOOD, actor=GUEST, at=NOON, guest_cart_code="GI-1")
    signed_in.disconnect(listen)

    assert heard == [("+84912345678", "GI-1", NOON)]


@pytest.mark.parametrize(
    "change",
    [
        lambda pao, actor: set_password(person=pao, password=GOOD, actor=actor, at=NOON),
        lambda pao, actor: remove_password(person=pao, actor=actor, at=NOON),
        lambda pao, actor: end_sessions(person=pao, actor=actor, at=NOON),
        lambda pao, actor: change_profile(person=pao, name="X", language="en", actor=actor, at=NOON),
    ],
)
def test_nobody_else_not_even_an_operator_changes_how_a_person_signs_in(change):
    pao = PersonFactory()

    for actor in (operator(), PersonFactory(), GUEST):
        with pytest.raises(NotPermitted):
            change(pao, actor)

    assert not Entry.objects.exists()


def test_ending_sessions_makes_the_old_ones_invalid():
    pao = PersonFactory()
    before = pao.get_session_auth_hash()

    assert end_sessions(person=pao, actor=pao, at=NOON).get_session_auth_hash() != before


def test_a_name_may_be_taken_back_and_an_unknown_language_changes_nothing():
    pao = PersonFactory(name="Páo")

    changed = change_profile(person=pao, name=" ", language="fr", actor=pao, at=NOON)

    assert (changed.name, changed.language) == ("", "vi")
