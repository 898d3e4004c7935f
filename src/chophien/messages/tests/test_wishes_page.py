from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from chophien.messages.actions.telling import tell
from chophien.messages.kinds import kinds
from chophien.messages.models import PushDevice, QuietHours, Wish
from chophien.messages.states import Channel
from chophien.messages.tests.factories import WRITTEN, a_reader
from chophien.messages.tests.test_gateways import BROWSER, OUR_KEY
from chophien.messages.wishes import choices_of
from chophien.switches.actions import switch
from chophien.switches.states import Feature

pytestmark = pytest.mark.django_db
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
PAGE = "/toi/cach-bao-tin/"


@pytest.fixture
def pao(client):
    reader = a_reader()
    client.force_login(reader)
    return reader


def bring(client, **facts):
    keys = {"endpoint": ENDPOINT, "public_key": BROWSER["p256dh"], "secret": BROWSER["auth"]}
    return client.post(reverse("messages:push-add"), {**keys, **facts})


def test_a_choice_is_kept_and_shown_and_taken_back(client, pao):
    saved = client.post(PAGE, {"way-order.sent": "app", "from_hour": "20", "to_hour": "7"}, follow=True)

    assert "Đã lưu" in saved.content.decode()
    assert Wish.objects.values_list("person_code", "kind", "channel").get() == (pao.code, "order.sent", "app")
    assert QuietHours.objects.values_list("from_hour", "to_hour").get() == (20, 7)
    assert '<option value="app" selected>' in client.get(PAGE).content.decode()

    client.post(PAGE, {"way-order.sent": ""})
    assert (Wish.objects.count(), QuietHours.objects.count()) == (0, 0)


@pytest.mark.usefixtures("pao")
@pytest.mark.parametrize(
    "typed",
    [{"way-order.sent": "visit"}, {"way-order.new": "app"}, {"from_hour": "25", "to_hour": "1"}, {"from_hour": "20"}],
)
def test_what_cannot_be_chosen_is_refused_beside_its_field(client, typed):
    answer = client.post(PAGE, typed)

    assert answer.status_code == 422
    assert (Wish.objects.count(), QuietHours.objects.count()) == (0, 0)


def test_what_must_reach_people_cannot_be_turned_off():
    assert not any("app" in choices_of(kind) for kind in kinds().values() if kind.cost == "must")


def test_a_browser_is_added_once_and_belongs_to_who_brought_it_last(client, pao):
    assert [bring(client).status_code, bring(client).status_code] == [204, 204]
    lan = a_reader("ND-LAN", "+84912345679")
    client.force_login(lan)
    bring(client)

    assert [one.person_code for one in PushDevice.objects.all()] == [lan.code]


@pytest.mark.usefixtures("pao")
@pytest.mark.parametrize(
    "facts",
    [
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "http://fcm.googleapis.com/x"},
        {"endpoint": ENDPOINT + "x" * 600},
        {"public_key": "AAAA"},
        {"secret": "\N{SNOWMAN}"},
        {"endpoint": ""},
    ],
)
def test_what_is_no_subscription_is_refused(client, facts):
    assert bring(client, **facts).status_code == 409
    assert not PushDevice.objects.exists()


def test_a_browser_is_taken_off_by_its_owner_only(client, pao):
    bring(client)
    code = PushDevice.objects.get().code
    client.force_login(a_reader("ND-LAN", "+84912345679"))
    assert client.post(reverse("messages:push-remove", args=[code])).status_code == 404

    client.force_login(pao)
    client.post(reverse("messages:push-remove", args=[code]))
    assert not PushDevice.objects.exists()


def test_the_worker_is_always_fetched_anew(client):
    worker = client.get(reverse("messages:push-worker"))

    assert (worker["Content-Type"], worker["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-cache")
    assert "showNotification" in worker.content.decode()


@pytest.mark.usefixtures("pao")
def test_the_page_offers_notifications_only_where_they_are_set_up(client, settings):
    assert "data-push-key" not in client.get(PAGE).content.decode()

    settings.PUSH_KEY = OUR_KEY
    assert "data-push-key" in client.get(PAGE).content.decode()


def test_while_notifications_are_off_nobody_adds_a_browser_and_news_takes_the_next_way(client, pao, settings):
    settings.PUSH_KEY = OUR_KEY
    bring(client)
    why = {"province_code": "", "starts_on": date(2026, 1, 1), "reason": "Dịch vụ của trình duyệt hỏng"}
    switch(feature=Feature.WEB_PUSH, is_on=False, actor=pao, at=datetime(2026, 1, 1, tzinfo=UTC), **why)

    told = tell(kind="order.sent", text="Tin.", about="CP-1", person_code=pao.code, at=WRITTEN)

    assert told.tried == [Channel.SMS]
    assert bring(client).status_code == 409
    assert "data-push-key" not in client.get(PAGE).content.decode()
    assert PushDevice.objects.count() == 1


@pytest.mark.parametrize("devices", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_devices(client, pao, devices, django_assert_num_queries):
    for number in range(devices):
        PushDevice.objects.create(
            code=f"TB-{number}",
            person_code=pao.code,
            endpoint=str(number),
            public_key="x",
            secret="x",
            added_at=WRITTEN,
        )

    with django_assert_num_queries(5):
        page = client.get(PAGE).content.decode()

    assert page.count("Bỏ máy này") == devices
