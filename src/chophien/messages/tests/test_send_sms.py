from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob
from structlog.testing import capture_logs

from chophien.lib.held import NOBODY
from chophien.messages.actions.keeping import forget_old_sms, wipe_old_secrets
from chophien.messages.actions.telling import send_sms, wipe_secret
from chophien.messages.errors import SmsStillWaiting
from chophien.messages.gateways.base import GatewayBusy, GatewayRefused, Letter, OutboxGateway
from chophien.messages.gateways.plain_json import JsonGateway
from chophien.messages.models import OutgoingSms
from chophien.messages.sending import hand_over_sms
from chophien.messages.states import MessageStatus
from chophien.messages.tests.factories import SmsFactory
from chophien.messages.tests.gateway_server import running_gateway

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
PAO = "+84912345678"


@pytest.fixture
def gateway(settings):
    with running_gateway() as one:
        settings.SMS_GATEWAY = one.address
        yield one


def a_gateway(address, **facts):
    return JsonGateway(address, setting="CHOPHIEN_SMS_GATEWAY", **facts)


def write(text="Đơn CP-7K3M-92 đã được nhận.", **facts):
    return send_sms(phone=PAO, text=text, about="CP-7K3M-92", at=NOON, **facts)


@pytest.mark.django_db
def test_without_a_gateway_the_message_stays_in_the_outbox_and_no_job_waits():
    sms = write()

    assert (sms.status, sms.text) == (MessageStatus.KEPT, "Đơn CP-7K3M-92 đã được nhận.")
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.django_db
def test_tone_marks_stay_where_they_cost_nothing_and_go_where_that_halves_the_price():
    short, long = "Đơn CP-7K3M-92 đã được nhận.", "Đơn CP-7K3M-92 đã được nhận. " * 3

    assert write(short).text == short
    assert write(long).text == ("Don CP-7K3M-92 da duoc nhan. " * 3).strip()


@pytest.mark.django_db
def test_a_job_hands_the_message_to_the_gateway(gateway, do_jobs):
    sms = write()

    assert do_jobs() == ["messages.hand_over_sms"]

    sms.refresh_from_db()
    assert (sms.status, sms.gateway_id, sms.problem) == (MessageStatus.SENT, "gw-1", "")
    assert sms.sent_at is not None
    assert gateway.asked == [{"id": sms.key, "to": PAO, "text": "Đơn CP-7K3M-92 đã được nhận."}]
    assert gateway.headers[0]["Idempotency-Key"] == sms.key


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("gateway")
def test_a_message_of_a_change_that_did_not_happen_is_never_sent():
    def change_that_fails():
        with transaction.atomic():
            write()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_that_fails()

    assert not OutgoingSms.objects.exists()
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("mood", [500, 503, 429, "drop"])
def test_a_gateway_in_trouble_gets_the_message_again_later(gateway, mood):
    sms = SmsFactory()
    gateway.mood = mood

    with pytest.raises(SmsStillWaiting):
        hand_over_sms(sms_id=sms.pk, at=NOON)
    sms.refresh_from_db()
    assert sms.status == MessageStatus.WAITING
    assert sms.problem != ""

    gateway.mood = "well"
    assert hand_over_sms(sms_id=sms.pk, at=NOON).status == MessageStatus.SENT
    assert list(gateway.delivered.values()) == [sms.text]


@pytest.mark.django_db
def test_a_gateway_that_never_answers_is_not_waited_for(gateway):
    sms = SmsFactory()
    gateway.mood = "hang"

    with pytest.raises(SmsStillWaiting):
        hand_over_sms(sms_id=sms.pk, at=NOON, gateway=a_gateway(gateway.address, timeout_seconds=0.2))

    sms.refresh_from_db()
    assert sms.status == MessageStatus.WAITING


@pytest.mark.django_db
def test_a_message_that_was_taken_but_not_confirmed_is_delivered_once(gateway):
    sms = SmsFactory()
    gateway.mood = "take and drop"
    with pytest.raises(SmsStillWaiting):
        hand_over_sms(sms_id=sms.pk, at=NOON)

    gateway.mood = "well"
    sent = hand_over_sms(sms_id=sms.pk, at=NOON)

    assert (sent.status, len(gateway.asked), len(gateway.delivered)) == (MessageStatus.SENT, 2, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("mood", [400, 401, 404, 422, 302])
def test_a_message_that_the_gateway_will_never_take_is_given_up(gateway, mood):
    sms = SmsFactory()
    gateway.mood = mood

    refused = hand_over_sms(sms_id=sms.pk, at=NOON)

    assert (refused.status, refused.problem, refused.sent_at) == (MessageStatus.FAILED, f"answered {mood}", None)


@pytest.mark.django_db
def test_an_answer_without_an_id_is_still_an_answer(gateway):
    gateway.mood = "babble"

    sent = hand_over_sms(sms_id=SmsFactory().pk, at=NOON)

    assert (sent.status, sent.gateway_id) == (MessageStatus.SENT, "")


@pytest.mark.django_db
def test_a_message_that_is_settled_is_not_handed_over_again(gateway):
    sms = SmsFactory()
    hand_over_sms(sms_id=sms.pk, at=NOON)

    hand_over_sms(sms_id=sms.pk, at=NOON)

    assert len(gateway.asked) == 1


@pytest.mark.django_db
def test_numbers_and_texts_do_not_stand_in_the_log(gateway):
    gateway.mood = 500
    with capture_logs() as lines, pytest.raises(SmsStillWaiting):
        hand_over_sms(sms_id=SmsFactory().pk, at=NOON)
    gateway.mood = "well"
    with capture_logs() as more:
        hand_over_sms(sms_id=SmsFactory().pk, at=NOON)

    assert [(line["event"], line["phone"]) for line in [*lines, *more]] == [
        ("sms_waits", "091 *** *678"),
        ("sms_sent", "091 *** *678"),
    ]
    assert "Don CP" not in str(lines + more)


@pytest.mark.django_db
def test_a_secret_that_waited_too_long_is_not_sent_any_more(gateway):
    sms = SmsFactory(secret=True)

    late = hand_over_sms(sms_id=sms.pk, at=NOON + timedelta(hours=1))

    assert (late.status, gateway.asked) == (MessageStatus.FAILED, [])


@pytest.mark.django_db
def test_used_secrets_lose_their_text_and_others_keep_theirs():
    used, other = SmsFactory(secret=True, about="sign-in:1"), SmsFactory(secret=True, about="sign-in:2")
    plain = SmsFactory(about="sign-in:1")

    assert wipe_secret(about="sign-in:1", at=NOON) == 1

    texts = dict(OutgoingSms.objects.values_list("pk", "text"))
    assert texts == {used.pk: "", other.pk: other.text, plain.pk: plain.text}


@pytest.mark.django_db
def test_after_an_hour_every_secret_text_is_wiped():
    old = SmsFactory(secret=True, written_at=NOON - timedelta(minutes=60))
    young = SmsFactory(secret=True, written_at=NOON - timedelta(minutes=59))
    plain = SmsFactory(written_at=NOON - timedelta(days=9))

    assert wipe_old_secrets(at=NOON) == 1

    old.refresh_from_db()
    assert (old.text, old.wiped_at) == ("", NOON)
    assert OutgoingSms.objects.filter(text="").count() == 1
    assert OutgoingSms.objects.get(pk=young.pk).text == young.text
    assert OutgoingSms.objects.get(pk=plain.pk).text == plain.text


@pytest.mark.django_db
def test_messages_are_forgotten_after_three_months_unless_they_still_wait():
    long_ago = NOON - timedelta(days=91)
    SmsFactory(status=MessageStatus.SENT, sent_at=long_ago, written_at=long_ago)
    SmsFactory(status=MessageStatus.KEPT, written_at=long_ago)
    waiting = SmsFactory(written_at=long_ago)
    young = SmsFactory(status=MessageStatus.FAILED, written_at=NOON - timedelta(days=89))

    assert forget_old_sms(before=NOON - timedelta(days=90), held=NOBODY) == (2, 0)
    assert set(OutgoingSms.objects.all()) == {waiting, young}


@pytest.mark.django_db
def test_a_lazy_text_is_put_into_the_readers_language():
    assert write(_("Sign in"), language="vi").text == "Đăng nhập"
    assert write(_("Sign in"), language="en").text == "Sign in"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "   ", "🙂", "x" * 613])
def test_a_message_that_says_nothing_or_far_too_much_is_a_bug(text):
    with pytest.raises(ValueError, match="an SMS about 'CP-7K3M-92'"):
        write(text)


@pytest.mark.parametrize("address", ["gateway", "ftp://gateway/sms", "https:///sms", "file:///etc/passwd"])
def test_an_address_that_is_no_web_address_is_refused(address):
    with pytest.raises(ValueError, match="CHOPHIEN_SMS_GATEWAY"):
        a_gateway(address)


def test_a_name_and_password_in_the_address_are_sent_as_authorisation():
    with running_gateway() as gateway:
        secured = gateway.address.replace("http://", "http://cho:m%40t@")

        a_gateway(secured).send(Letter(key="k", to=PAO, text="x"))

        assert gateway.headers[0]["Authorization"] == "Basic Y2hvOm1AdA=="


def test_a_gateway_that_is_down_is_busy():
    with pytest.raises(GatewayBusy):
        a_gateway("http://127.0.0.1:9/sms").send(Letter(key="k", to=PAO, text="x"))


def test_the_outbox_hands_nothing_over():
    with pytest.raises(GatewayRefused):
        OutboxGateway().send(Letter(key="k", to=PAO, text="x"))
