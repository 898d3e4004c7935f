import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from chophien.accounts.actions.codes import confirm_code, send_code
from chophien.accounts.actions.guards import phone_mark
from chophien.accounts.errors import AccountClosed, CodeTooOld, SignInLocked, WrongCode
from chophien.accounts.events import signed_in
from chophien.accounts.models import Person, SignInCode
from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.lib.actor import GuestActor
from chophien.lib.errors import DomainError
from chophien.messages.models import OutgoingSms

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
GUEST = GuestActor("guest")
PAO = "+84912345678"
AGREED = {"version": "regulations 2026-07, privacy 2026-07", "how": "account"}


def sent_code(at=NOON, phone=PAO):
    """Send a code and read it as its owner does."""
    send_code(phone=phone, actor=GUEST, at=at)
    return OutgoingSms.objects.filter(phone=phone).latest("pk").text[11:17]


def confirm(code, at=NOON, phone=PAO, **facts):
    return confirm_code(phone=phone, code=code, actor=GUEST, at=at, **facts)


def other_than(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


@pytest.mark.django_db
def test_the_right_code_makes_a_new_number_a_person():
    code = sent_code()

    person = confirm(code, language="en")

    assert (person.phone, person.name, person.language, person.joined_at) == (PAO, "", "en", NOON)
    assert person.code.startswith("ND-")
    assert not person.has_usable_password()
    assert list(Entry.objects.order_by("pk").values_list("what", "actor_code", "subject_code", "facts")) == [
        ("accounts.code_sent", "guest", phone_mark(PAO), {}),
        ("accounts.person_added", person.code, person.code, {}),
        ("regulations.agreed", person.code, person.code, AGREED),
        ("accounts.signed_in", person.code, person.code, {"way": "code"}),
    ]


@pytest.mark.django_db
def test_the_right_code_brings_a_known_person_back():
    pao = PersonFactory(phone=PAO, name="Sùng A Páo", language="vi")

    person = confirm(sent_code(), language="en")

    assert (person, person.name, person.language) == (pao, "Sùng A Páo", "vi")
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_a_code_works_once():
    code = sent_code()
    confirm(code)

    with pytest.raises(CodeTooOld):
        confirm(code)


@pytest.mark.django_db
def test_a_code_works_until_the_last_second_of_its_five_minutes():
    code = sent_code()

    assert confirm(code, at=NOON + timedelta(minutes=4, seconds=59)).phone == PAO


@pytest.mark.django_db
def test_a_code_of_five_minutes_ago_is_too_old():
    code = sent_code()

    with pytest.raises(CodeTooOld):
        confirm(code, at=NOON + timedelta(minutes=5))

    assert not Person.objects.exists()


@pytest.mark.django_db
def test_only_the_newest_code_works():
    first = sent_code()
    second = sent_code(at=NOON + timedelta(minutes=1))
    if first == second:
        pytest.skip("drew the same digits twice, one time in a million")

    with pytest.raises(WrongCode):
        confirm(first, at=NOON + timedelta(minutes=2))

    assert confirm(second, at=NOON + timedelta(minutes=2)).phone == PAO


@pytest.mark.django_db
def test_a_code_belongs_to_the_number_it_was_sent_to():
    code = sent_code()

    with pytest.raises(CodeTooOld):
        confirm(code, phone="+84987654321")

    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_wrong_code_says_how_many_tries_are_left():
    code = sent_code()

    with pytest.raises(WrongCode) as refusal:
        confirm(other_than(code))

    assert refusal.value.facts == {"left": 4}
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_the_fifth_wrong_try_locks_the_number_and_voids_the_code():
    code = sent_code()
    for _ in range(4):
        with pytest.raises(WrongCode):
            confirm(other_than(code))

    with pytest.raises(SignInLocked) as refusal:
        confirm(other_than(code))
    with pytest.raises(SignInLocked):
        confirm(code)

    assert refusal.value.facts == {"minutes": 60}
    assert not Person.objects.exists()
    locked = Entry.objects.get(what="accounts.sign_in_locked")
    assert (locked.subject_code, locked.facts) == (phone_mark(PAO), {"way": "code", "minutes": 60})


@pytest.mark.django_db
def test_after_the_lock_a_new_code_signs_in():
    code = sent_code()
    for _ in range(5):
        with pytest.raises(DomainError):
            confirm(other_than(code))
    later = NOON + timedelta(minutes=60)

    with pytest.raises(CodeTooOld):
        confirm(code, at=later)

    assert confirm(sent_code(at=later), at=later).phone == PAO


@pytest.mark.django_db
def test_wrong_tries_are_forgotten_after_a_right_one():
    code = sent_code()
    for _ in range(4):
        with pytest.raises(WrongCode):
            confirm(other_than(code))
    confirm(code)
    second = sent_code(at=NOON + timedelta(minutes=1))

    with pytest.raises(WrongCode) as refusal:
        confirm(other_than(second), at=NOON + timedelta(minutes=1))

    assert refusal.value.facts == {"left": 4}


@pytest.mark.django_db
def test_asking_for_new_codes_does_not_give_more_tries():
    for minute in range(4):
        code = sent_code(at=NOON + timedelta(minutes=minute))
        with pytest.raises(WrongCode):
            confirm(other_than(code), at=NOON + timedelta(minutes=minute))
    code = sent_code(at=NOON + timedelta(minutes=4))

    with pytest.raises(SignInLocked):
        confirm(other_than(code), at=NOON + timedelta(minutes=4))


@pytest.mark.django_db
def test_a_closed_account_stays_closed():
    PersonFactory(phone=PAO, is_active=False)

    with pytest.raises(AccountClosed):
        confirm(sent_code())

    assert not Entry.objects.filter(what="accounts.signed_in").exists()


@pytest.mark.django_db
def test_the_text_with_the_code_is_wiped_once_it_was_used():
    code = sent_code()

    confirm(code)

    sms = OutgoingSms.objects.get()
    assert (sms.text, sms.wiped_at) == ("", NOON)


@pytest.fixture
def listener():
    """An app above that hears of sign-ins; what it heard, and a way to let it fail."""

    class Listener:
        heard = []
        fault = None

        def __call__(self, **facts):
            facts.pop("signal")
            self.heard.append(facts)
            if self.fault:
                raise self.fault

    one = Listener()
    one.heard = []
    signed_in.connect(one)
    yield one
    signed_in.disconnect(one)


@pytest.mark.django_db
def test_the_apps_above_hear_who_came_and_which_cart_the_guest_had(listener):
    person = confirm(sent_code(), guest_cart_code="GI-7K3M-92")

    assert listener.heard == [{"sender": Person, "person": person, "guest_cart_code": "GI-7K3M-92", "at": NOON}]


@pytest.mark.django_db
def test_when_an_app_above_fails_nothing_has_happened(listener):
    code = sent_code()
    listener.fault = RuntimeError("the cart could not be merged")

    with pytest.raises(RuntimeError):
        confirm(code)

    assert not Person.objects.exists()
    assert SignInCode.objects.get().used_at is None


@pytest.mark.django_db(transaction=True)
def test_four_confirmations_at_once_are_one():
    code = sent_code()
    answers = at_once(4, lambda: confirm(code) and "in")

    assert sorted(answers) == ["code_too_old"] * 3 + ["in"]
    assert Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_wrong_tries_at_once_get_no_more_than_five_looks_at_the_code():
    wrong = other_than(sent_code())
    answers = at_once(20, lambda: confirm(wrong) and "in")

    assert sorted(answers) == ["sign_in_locked"] * 16 + ["wrong_code"] * 4


@pytest.mark.django_db(transaction=True)
def test_ten_requests_for_a_code_at_once_send_no_more_than_five():
    answers = at_once(10, lambda: send_code(phone=PAO, actor=GUEST, at=NOON) and "sent")

    assert sorted(answers) == ["sent"] * 5 + ["too_many_codes"] * 5
    assert OutgoingSms.objects.count() == 5


def at_once(times, act):
    """Do the same in so many threads that start together; what each of them got."""
    gate = threading.Barrier(times)
    answers = []

    def go():
        gate.wait()
        try:
            answers.append(act())
        except DomainError as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
