from datetime import timedelta

import pytest

from chophien.messages.actions.telling import go_on, tell
from chophien.messages.tests.factories import WRITTEN, SmsFactory

pytestmark = pytest.mark.django_db


def test_the_outbox_shows_numbers_and_texts_newest_first(client):
    SmsFactory(text="Cu hon", written_at=WRITTEN - timedelta(minutes=1))
    SmsFactory(text="Cho Phien: 402118 la ma dang nhap cua ban.\n\n@cho.example #402118", secret=True)

    page = client.get("/dev/outbox").content.decode()

    assert page.index("402118") < page.index("Cu hon")
    assert "0912 345 678" in page
    assert 'data-phone="+84912345678"' in page


def test_a_wiped_text_says_so(client):
    SmsFactory(text="", secret=True, wiped_at=WRITTEN)

    assert "Lời tin đã xóa" in client.get("/dev/outbox").content.decode()


def test_markup_in_a_message_stays_text(client):
    SmsFactory(text="<script>alert(1)</script>")

    assert "<script>alert" not in client.get("/dev/outbox").content.decode()


@pytest.mark.parametrize("address", ["/dev/outbox", "/dev/outbox/"])
def test_the_outbox_is_not_there_on_a_real_market(client, settings, address):
    SmsFactory(text="402118")
    settings.DEV = False

    response = client.get(address)

    assert response.status_code == 404
    assert "402118" not in response.content.decode()


def test_the_outbox_is_never_kept_by_a_cache(client):
    assert "no-store" in client.get("/dev/outbox")["Cache-Control"]


@pytest.mark.parametrize("messages", [1, 3])
def test_the_outbox_takes_three_queries_for_any_number_of_messages(
    client, messages, settings, django_assert_num_queries
):
    SmsFactory.create_batch(messages)
    settings.ZALO_TOKEN = "outbox"
    for _one in range(messages):
        tell(kind="order.new", text="Có đơn mới.", about="CP-1", at=WRITTEN, phone="+84912345678")

    with django_assert_num_queries(3):
        response = client.get("/dev/outbox")

    assert response.content.decode().count("data-phone=") == messages


def test_an_empty_outbox_says_how_to_fill_it(client):
    assert "Chưa có tin nào" in client.get("/dev/outbox").content.decode()


@pytest.mark.parametrize(
    ("address", "headers"), [("203.0.113.7", {}), ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"})]
)
def test_nobody_from_elsewhere_sees_the_codes(client, address, headers):
    assert client.get("/dev/outbox", REMOTE_ADDR=address, headers=headers).status_code == 404


def test_the_outbox_shows_calls_zalo_and_visits_too(client, settings):
    settings.ZALO_TOKEN = settings.VOICE_GATEWAY = "outbox"
    message = tell(kind="order.new", text="Có đơn mới.", about="CP-1", at=WRITTEN, phone="+84912345678")
    for hour in range(1, 4):
        go_on(message_id=message.pk, at=WRITTEN + timedelta(hours=hour))

    page = client.get("/dev/outbox").content.decode()

    assert "Cuộc gọi · 0912 345 678" in page
    assert "Zalo · 0912 345 678" in page
    assert "Cần người đến nhà" in page
