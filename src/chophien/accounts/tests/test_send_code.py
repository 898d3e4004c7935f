from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from chophien.accounts.actions.codes import send_code
from chophien.accounts.actions.guards import phone_mark
from chophien.accounts.errors import SignInLocked, TooManyCodes
from chophien.accounts.models import Person, SignInCode, SignInGuard
from chophien.accounts.states import SignInWay
from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.lib.actor import GuestActor
from chophien.lib.phone import BadPhone, NotAMobile
from chophien.lib.sms import SmsEncoding, sms_size
from chophien.messages.models import OutgoingSms

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
GUEST = GuestActor("guest")
PAO = "+84912345678"


def send(phone=PAO, at=NOON, **facts):
    return send_code(phone=phone, actor=GUEST, at=at, **facts)


def test_a_code_goes_out_by_message_and_only_its_digest_is_kept():
    code = send()

    sms = OutgoingSms.objects.get()
    assert sms.phone == PAO
    assert sms.text == (
        f"Cho Phien: {sms.text[11:17]} la ma dang nhap cua ban, dung duoc trong 5 phut. Khong dua ma nay cho ai."
    )
    assert sms.text[11:17].isdigit()
    assert sms.secret
    assert (code.sent_at, code.expires_at, code.used_at) == (NOON, NOON + timedelta(minutes=5), None)
    assert len(code.digest) == 64
    assert not Person.objects.exists()


@pytest.mark.parametrize("written", ["0912345678", "0912 345 678", "+84 912 345 678", "84912345678", "0084912345678"])
def test_every_common_way_to_write_a_number_is_the_same_number(written):
    send(written)

    assert SignInCode.objects.get().phone == PAO


@pytest.mark.parametrize(
    ("written", "refusal"), [("02193 861 234", NotAMobile), ("09123", BadPhone), ("x", BadPhone), ("", BadPhone)]
)
def test_what_cannot_receive_a_message_is_refused_and_nothing_is_kept(written, refusal):
    with pytest.raises(refusal):
        send(written)

    assert not SignInCode.objects.exists()
    assert not OutgoingSms.objects.exists()


def test_the_sixth_code_of_an_hour_is_refused_with_the_time_to_wait():
    for minute in range(5):
        send(at=NOON + timedelta(minutes=minute))

    with pytest.raises(TooManyCodes) as refusal:
        send(at=NOON + timedelta(minutes=30))

    assert refusal.value.facts == {"minutes": 31}
    assert SignInCode.objects.count() == 5
    assert OutgoingSms.objects.count() == 5


def test_an_hour_after_the_first_of_five_codes_there_is_one_more():
    for minute in range(5):
        send(at=NOON + timedelta(minutes=minute))

    send(at=NOON + timedelta(minutes=60))

    assert SignInCode.objects.count() == 6


def test_another_number_has_an_allowance_of_its_own():
    for _ in range(5):
        send()

    send("0987654321")

    assert SignInCode.objects.filter(phone="+84987654321").count() == 1


def test_a_locked_number_gets_no_code():
    SignInGuard.objects.create(phone=PAO, way=SignInWay.CODE, locked_until=NOON + timedelta(minutes=12, seconds=1))

    with pytest.raises(SignInLocked) as refusal:
        send()

    assert refusal.value.facts == {"minutes": 13}
    assert not OutgoingSms.objects.exists()


def test_the_answer_is_the_same_whether_the_number_has_an_account_or_not():
    PersonFactory(phone="+84987654321")

    with_account, without = send("0987654321"), send()

    assert with_account.expires_at == without.expires_at
    assert [sms.text[17:] for sms in OutgoingSms.objects.all()] == [OutgoingSms.objects.first().text[17:]] * 2


def test_the_message_speaks_the_language_of_whoever_has_the_number():
    PersonFactory(phone=PAO, language="en")

    with translation.override("vi"):
        send(language="vi")

    sms = OutgoingSms.objects.get()
    assert sms.text == f"Cho Phien: {sms.text[11:17]} is your sign-in code, good for 5 min. Never tell it to anybody."


def test_a_browser_can_fill_the_code_in_from_the_last_line():
    send(host="cho.example:8000")

    text = OutgoingSms.objects.get().text
    assert text.endswith(f"\n\n@cho.example #{text[11:17]}")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000", "", "a" * 61 + ".example"])
def test_a_bare_address_gets_no_line_for_browsers(host):
    send(host=host)

    assert "@" not in OutgoingSms.objects.get().text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_message_with_the_longest_host_is_one_part(language):
    send(host="a" * 33 + ".example", language=language)

    size = sms_size(OutgoingSms.objects.get().text)

    assert (size.encoding, size.segments) == (SmsEncoding.GSM_7, 1)


def test_the_audit_trail_knows_that_a_code_was_sent_but_not_the_number():
    send()

    entry = Entry.objects.get()
    assert (entry.what, entry.actor_code, entry.subject_code) == ("accounts.code_sent", "guest", phone_mark(PAO))
    assert "912345678" not in entry.subject_code
    assert entry.facts == {}
