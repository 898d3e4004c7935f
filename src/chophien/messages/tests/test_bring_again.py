"""What a gateway could not take for longer than the queue waits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.messages.actions.telling import read_notice, settle, tell
from chophien.messages.jobs import sweep
from chophien.messages.models import Attempt, OutgoingSms
from chophien.messages.selectors import attempts_of, messages_due
from chophien.messages.sending import bring_again
from chophien.messages.states import MessageStatus
from chophien.messages.tests.factories import WRITTEN, SmsFactory, a_reader
from chophien.messages.tests.gateway_server import running_gateway

pytestmark = pytest.mark.django_db
SOON, LATER, TOO_LATE = WRITTEN + timedelta(minutes=14), WRITTEN + timedelta(minutes=20), WRITTEN + timedelta(hours=24)


@pytest.fixture
def gateway(settings):
    with running_gateway() as one:
        settings.SMS_GATEWAY = one.address
        yield one


def test_an_outage_of_hours_loses_no_message(gateway):
    for number in range(3):
        SmsFactory(written_at=WRITTEN + timedelta(seconds=number), about=f"CP-{number}")
    gateway.mood = 503

    assert bring_again(at=LATER) == 0
    gateway.mood = "well"
    assert bring_again(at=LATER + timedelta(hours=3)) == 3

    assert set(OutgoingSms.objects.values_list("status", flat=True)) == {MessageStatus.SENT}
    assert len(gateway.asked) == 4  # while it is busy one try tells it


def test_what_the_queue_is_still_trying_is_left_to_it(gateway):
    SmsFactory()

    assert bring_again(at=SOON) == 0
    assert gateway.asked == []


def test_after_a_day_it_is_given_up_written_down_and_the_next_channel_is_due(gateway, settings, do_jobs):
    settings.VOICE_GATEWAY = "outbox"
    gateway.mood = 503
    message = tell(kind="order.new", text="Có đơn mới.", about="CP-1", phone="+84912345678", at=WRITTEN)

    bring_again(at=TOO_LATE)

    assert OutgoingSms.objects.get().status == MessageStatus.FAILED
    [lost] = attempts_of(message.code)
    assert (lost.channel, lost.outcome, lost.cost_vnd) == ("sms", "lost", 0)
    assert messages_due(TOO_LATE) == [message.pk]


@pytest.mark.parametrize("how", ["read", "settled"])
def test_what_is_over_meanwhile_is_not_paid_for(gateway, how):
    reader = a_reader()
    message = tell(kind="order.new", text="Có đơn mới.", about="CP-1", person_code=reader.code, at=WRITTEN)
    if how == "read":
        read_notice(notice=message.notice, at=SOON)
    else:
        settle(about="CP-1", at=SOON)

    assert bring_again(at=LATER) == 0

    assert gateway.asked == []
    assert OutgoingSms.objects.get().status == MessageStatus.FAILED
    assert not Attempt.objects.exclude(cost_vnd=0).exists()


@pytest.mark.parametrize(("kind", "brought"), [("order.sent", 0), ("order.new", 1)])
def test_what_waits_for_the_morning_is_not_brought_at_night(gateway, kind, brought):
    evening, night = WRITTEN + timedelta(hours=8), WRITTEN + timedelta(hours=10)  # 20:00 and 22:00 in Vietnam
    tell(kind=kind, text="Tin.", about="CP-1", phone="+84912345678", at=evening)

    assert bring_again(at=night) == brought
    assert bring_again(at=night + timedelta(hours=8)) == 1 - brought


def test_calls_that_wait_are_tried_even_while_the_sms_gateway_is_busy(gateway, settings):
    settings.VOICE_GATEWAY = gateway.address
    SmsFactory()
    message = tell(kind="order.new", text="Có đơn mới.", about="CP-1", phone="+84912345678", at=WRITTEN)
    OutgoingSms.objects.filter(message=message).delete()
    message.dispatches.create(key="k-1", channel="voice", written_at=WRITTEN, status=MessageStatus.WAITING)
    settings.SMS_GATEWAY = "http://127.0.0.1:9/sms"

    assert bring_again(at=LATER) == 1

    assert message.dispatches.get().status == MessageStatus.SENT
    assert OutgoingSms.objects.get().status == MessageStatus.WAITING


def test_the_sweep_brings_what_waits(gateway):
    SmsFactory(written_at=timezone.now() - timedelta(minutes=20))

    sweep(due_at="2026-11-24T05:20:00+00:00")

    assert len(gateway.delivered) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_looking_for_what_waits_takes_the_same_statements_for_any_number(rows, django_assert_num_queries):
    for _number in range(rows):
        SmsFactory(status=MessageStatus.SENT, sent_at=WRITTEN)

    with django_assert_num_queries(2):
        bring_again(at=LATER)
