"""Channel after channel, by kind, wish, hour and price."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from chophien.lib.consent import everybody_agrees
from chophien.lib.dates import local
from chophien.messages.actions.telling import finish_visit, go_on, read_notice, settle, tell
from chophien.messages.models import (
    Attempt,
    Dispatch,
    Message,
    MonthlyCost,
    OutgoingSms,
    PushDevice,
    QuietHours,
    Visit,
    Wish,
)
from chophien.messages.records import recipient_of
from chophien.messages.selectors import attempts_of, messages_due, visits_due
from chophien.messages.sending import hand_over_sms, take_report
from chophien.messages.states import Channel, MessageStatus
from chophien.messages.tests.factories import a_reader
from chophien.messages.tests.gateway_server import running_gateway
from chophien.messages.tests.test_gateways import OUR_KEY

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 16, tzinfo=UTC)  # 23:00 in Vietnam
MORNING = datetime(2026, 11, 24, 23, tzinfo=UTC)  # 6:00 of the next day
PAO = "+84912345678"
ABOUT = "CP-8HPJ-67C"


@pytest.fixture
def every_way(settings):
    """Zalo and calls are written down here, as SMS are."""
    settings.ZALO_TOKEN = settings.VOICE_GATEWAY = "outbox"


@pytest.fixture
def gateway(settings):
    with running_gateway() as one:
        settings.SMS_GATEWAY = one.address
        yield one


def told(kind="order.new", *, at=NOON, person=True, **facts):
    who = {"person_code": a_reader().code} if person else {"phone": PAO}
    return tell(**({"kind": kind, "text": "Có đơn mới.", "about": ABOUT, "at": at} | who | facts))


def tries(message):
    return [(one.channel, one.outcome) for one in attempts_of(message.code)]


@pytest.mark.usefixtures("every_way")
def test_what_nobody_reads_goes_on_from_channel_to_channel_and_ends_at_the_door():
    message = told(seller_code="shop-1")

    for hour in range(1, 5):
        go_on(message_id=message.pk, at=NOON + timedelta(hours=hour))

    assert tries(message) == [
        ("app", "noted"),
        ("zalo", "kept"),
        ("sms", "kept"),
        ("voice", "kept"),
        ("visit", "asked"),
    ]
    [visit] = visits_due(seller_codes=["shop-1"])
    assert (visit.person_code, visit.about, visit.text) == (message.person_code, ABOUT, "Có đơn mới.")
    assert list(visits_due(seller_codes=["shop-2"])) == []
    finish_visit(visit=visit, done_by="ND-HELPER", at=NOON)
    assert list(visits_due()) == []


@pytest.mark.usefixtures("every_way")
def test_who_has_read_it_is_left_alone():
    message = told()
    read_notice(notice=message.notice, at=NOON)

    go_on(message_id=message.pk, at=NOON + timedelta(hours=1))

    message.refresh_from_db()
    assert (message.next_at, tries(message)) == (None, [("app", "noted"), ("zalo", "kept")])


@pytest.mark.usefixtures("every_way")
def test_when_the_matter_is_over_nobody_is_pressed_or_visited_any_more():
    message = told()
    other = tell(kind="complaint.new", text="Khiếu nại.", about=ABOUT, at=NOON, phone=PAO)

    assert settle(about=ABOUT, kinds=("order.new",), at=NOON) == 1

    go_on(message_id=message.pk, at=NOON + timedelta(hours=1))
    assert len(tries(message)) == 2
    assert messages_due(NOON + timedelta(hours=1)) == [other.pk]


def test_going_on_too_early_or_twice_does_nothing():
    message = told()

    go_on(message_id=message.pk, at=NOON + timedelta(minutes=59))
    assert Visit.objects.count() == 0

    for _again in range(2):
        go_on(message_id=message.pk, at=NOON + timedelta(hours=1))
    assert Visit.objects.count() == 1


def test_a_message_that_is_not_urgent_waits_for_the_morning_and_an_urgent_one_does_not():
    calm, urgent = told("order.sent", at=NIGHT, person=False), told("order.new", at=NIGHT, person=False)

    assert (calm.next_at, tries(calm)) == (MORNING, [])
    assert tries(urgent) == [("sms", "kept")]

    go_on(message_id=calm.pk, at=MORNING)
    assert tries(calm) == [("sms", "kept")]


@pytest.mark.usefixtures("every_way")
def test_nobody_is_called_at_night_however_urgent_it_is():
    message = told(at=NIGHT, person=False)
    go_on(message_id=message.pk, at=NIGHT + timedelta(hours=1))

    go_on(message_id=message.pk, at=NIGHT + timedelta(hours=2))

    message.refresh_from_db()
    assert (message.next_at, tries(message)[-1]) == (MORNING, ("sms", "kept"))


@pytest.mark.parametrize(
    ("hours", "hour", "waits"),
    [((13, 15), 14, True), ((13, 15), 15, False), ((22, 5), 23, True), ((22, 5), 21, False), ((0, 0), 23, False)],
)
def test_somebodys_own_quiet_hours_count_instead_of_the_markets(hours, hour, waits):
    pao = a_reader()
    QuietHours.objects.create(person_code=pao.code, from_hour=hours[0], to_hour=hours[1])

    message = tell(
        kind="order.sent", text="Đang đến.", about=ABOUT, person_code=pao.code, at=NOON + timedelta(hours=hour - 12)
    )

    assert (message.next_at is not None and not message.tried) == waits


@pytest.mark.usefixtures("every_way")
@pytest.mark.parametrize(
    ("kind", "channel", "tried"),
    [
        ("order.sent", "sms", ["sms"]),
        ("order.sent", "app", []),
        ("order.sent", "zalo", ["zalo"]),
        ("order.new", "voice", ["voice"]),
        ("order.new", "app", ["zalo"]),  # what must reach somebody cannot be turned off
    ],
)
def test_somebodys_wish_decides_which_channel_is_first(kind, channel, tried):
    pao = a_reader()
    Wish.objects.create(person_code=pao.code, kind=kind, channel=channel)

    assert tell(kind=kind, text="Tin.", about=ABOUT, person_code=pao.code, at=NOON).tried == tried


def test_every_sms_costs_its_parts_by_the_price_of_the_day(gateway, do_jobs):
    message = told(person=False, text="x" * 200)

    do_jobs()

    [handed] = attempts_of(message.code)
    assert (handed.outcome, handed.units, handed.cost_vnd, handed.gateway_id) == ("handed", 2, 1600, "gw-1")
    assert PAO not in handed.recipient
    costs = dict(MonthlyCost.objects.values_list("recipient", "spent_vnd"))
    assert costs == {"": 1600, recipient_of(person_code="", phone=PAO): 1600}


@pytest.mark.parametrize("recipient", ["", "person"])
def test_over_the_limit_of_the_month_only_what_must_be_sent_is_sent(recipient):
    pao = a_reader()
    most = 50_000_000 if recipient == "" else 20_000
    month = datetime(2026, 11, 1, tzinfo=UTC).date()
    MonthlyCost.objects.create(month=month, recipient=pao.code if recipient else "", spent_vnd=most - 799)

    news = tell(kind="order.sent", text="Tin.", about=ABOUT, person_code=pao.code, at=NOON)
    order = tell(kind="order.new", text="Tin.", about=ABOUT, person_code=pao.code, at=NOON)
    december = tell(kind="order.sent", text="Tin.", about=ABOUT, person_code=pao.code, at=NOON + timedelta(days=10))

    assert tries(news) == [("app", "noted"), ("sms", "capped")]
    assert tries(order) == tries(december) == [("app", "noted"), ("sms", "kept")]


@pytest.mark.usefixtures("every_way")
def test_what_a_gateway_refuses_goes_on_at_once(gateway, do_jobs):
    message = told(person=False)
    message.tried = ["zalo"]
    gateway.mood = 400
    sms = OutgoingSms.objects.filter(message=message)
    assert not sms.exists()  # Zalo is first
    go_on(message_id=message.pk, at=NOON + timedelta(hours=1))

    hand_over_sms(sms_id=sms.get().pk, at=NOON + timedelta(hours=1))

    message.refresh_from_db()
    assert message.next_at == NOON + timedelta(hours=1)
    go_on(message_id=message.pk, at=NOON + timedelta(hours=1))
    assert tries(message) == [("zalo", "kept"), ("sms", "refused"), ("voice", "kept")]


@pytest.mark.usefixtures("gateway")
@pytest.mark.parametrize(
    ("arrived", "outcome", "status"),
    [(True, "delivered", MessageStatus.DELIVERED), (False, "lost", MessageStatus.FAILED)],
)
def test_a_report_of_the_network_is_written_down_once(client, do_jobs, arrived, outcome, status):
    message = told(person=False)
    do_jobs()
    sms = OutgoingSms.objects.get()
    address = f"/sms/ket-qua/{sms.key}/"

    answers = [client.get(address, {"loai": "1" if arrived else "2"}).status_code for _again in range(2)]
    client.get(address, {"loai": "8"})

    sms.refresh_from_db()
    assert (answers, sms.status) == ([200, 200], status)
    assert [one for one in tries(message) if one[0] == "sms"][-1] == ("sms", outcome)
    assert Attempt.objects.filter(outcome=outcome).count() == 1
    assert MonthlyCost.objects.get(recipient="").spent_vnd == 800


def test_a_report_for_no_sms_of_ours_is_not_found(client):
    assert client.get("/sms/ket-qua/x/", {"loai": "1"}).status_code == 404
    assert take_report(key="x", arrived=True, at=NOON) is False


@pytest.mark.parametrize("statement", ["update", "delete"])
def test_attempts_are_never_changed(statement):
    told(person=False)
    rows = Attempt.objects.all()

    with pytest.raises(DatabaseError, match="added and never changed"), transaction.atomic():
        rows.update(cost_vnd=0) if statement == "update" else rows.delete()


def test_a_lost_job_is_found_by_the_sweep(do_jobs):
    message = told()

    assert messages_due(NOON + timedelta(hours=1)) == [message.pk]


def test_everything_that_leaves_has_one_dispatch_by_channel(every_way):
    message = told(person=False)

    assert [one.channel for one in Dispatch.objects.filter(message=message)] == [Channel.ZALO]
    assert Message.objects.get().phone == PAO


def test_a_report_that_is_quicker_than_the_gateways_own_answer_counts(gateway):
    message = told(person=False)
    sms = OutgoingSms.objects.get()
    late = OutgoingSms.objects.get()

    assert take_report(key=sms.key, arrived=True, at=NOON)
    hand_over_sms(sms_id=late.pk, at=NOON)

    sms.refresh_from_db()
    assert (sms.status, tries(message)) == (MessageStatus.DELIVERED, [("sms", "delivered")])
    assert MonthlyCost.objects.get(recipient="").spent_vnd == 800


def an_advert(at=NOON, **facts):
    with everybody_agrees():
        return told("promotion.news", at=at, text="Giảm giá chè", **facts)


def test_an_advertisement_is_marked_and_nobody_gets_more_than_three_within_24_hours():
    first = an_advert()
    again = [an_advert(NOON + timedelta(hours=hour), person=False, person_code="ND-READER") for hour in (1, 2, 23)]
    next_day = an_advert(NOON + timedelta(hours=24), person=False, person_code="ND-READER")

    assert first.text == first.notice.text == "[QC] Giảm giá chè"
    assert [one is not None for one in again] == [True, True, False]
    assert next_day.text == "[QC] Giảm giá chè"


@pytest.mark.parametrize(
    ("hour", "own", "goes_at"),
    [
        (15, None, 15),
        (22, None, 7),  # quiet since 21, advertisements from 7 on
        (6, (23, 5), 7),  # somebody who is up early is left alone until then, too
        (22, (23, 5), 7),
        (8, (20, 9), 9),  # and who sleeps long, until they wake
    ],
)
def test_advertisements_leave_the_site_by_day_only(settings, hour, own, goes_at):
    settings.PUSH_KEY = OUR_KEY
    reader = a_reader()
    PushDevice.objects.create(code="TB-1", person_code=reader.code, endpoint="https://push.example/1", added_at=NOON)
    if own:
        QuietHours.objects.create(person_code=reader.code, from_hour=own[0], to_hour=own[1])
    moment = local(NOON).replace(hour=hour)

    message = an_advert(moment, person=False, person_code=reader.code)

    sent_or_waits = local(message.next_at).hour if message.next_at else hour
    assert (sent_or_waits, message.tried) == (goes_at, ["push"] if goes_at == hour else [])
