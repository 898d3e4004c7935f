import pytest
from django.urls import reverse

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.orders.states import OrderStatus
from chophien.orders.tests.factories import an_order
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of
from chophien.smsdesk.models import IncomingSms, SmsPin
from chophien.smsdesk.tests.factories import NOON, an_sms
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
KEY = "ban-mat"


@pytest.fixture
def open_door(settings):
    settings.SMS_INBOUND_KEY = KEY


def bring(client, text, *, phone="0987654321", key=KEY, message_id="k-1", **facts):
    address = f"/sms/nhan/?khoa={key}&id={message_id}&tu={phone}"
    return client.post(address, data=text.encode(), content_type="text/plain", **facts)


@pytest.mark.usefixtures("open_door")
def test_a_gateway_brings_an_sms_and_takes_the_answer_with_it(client):
    order = an_order(variant=a_variant(seller=a_seller()))
    ly = manager_of(order.seller)

    answer = bring(client, f"Nhận {order.code}", phone=ly.phone.replace("+", "%2B"))

    order.refresh_from_db()
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer.content.decode().startswith(f"Da nhan don {order.code}")
    assert order.status == OrderStatus.CONFIRMED


def test_without_a_secret_in_the_settings_there_is_no_door(client):
    assert bring(client, "giup", key="").status_code == 404


@pytest.mark.usefixtures("open_door")
@pytest.mark.parametrize(("key", "status"), [("falsch", 403), ("", 403), (KEY, 200)])
def test_the_secret_opens_the_door(client, key, status):
    assert bring(client, "giup", key=key).status_code == status
    assert IncomingSms.objects.exists() == (status == 200)


@pytest.mark.usefixtures("open_door")
@pytest.mark.parametrize(("address", "status"), [("10.1.2.3", 200), ("10.1.2.4", 403)])
def test_only_named_addresses_may_bring_sms_where_some_are_named(client, settings, address, status):
    settings.SMS_INBOUND_FROM = ["10.1.2.3"]

    assert bring(client, "giup", REMOTE_ADDR=address).status_code == status


@pytest.mark.usefixtures("open_door")
@pytest.mark.parametrize("words", [{"phone": ""}, {"message_id": ""}])
def test_what_is_not_complete_is_refused(client, words):
    assert bring(client, "giup", **words).status_code == 400


@pytest.mark.usefixtures("open_door")
@pytest.mark.parametrize("text", ["\0", "\ud800".encode("utf-8", "surrogatepass").decode("latin1"), "x" * 5000])
def test_hostile_texts_are_answered_calmly(client, text):
    assert bring(client, text).status_code == 200


def test_somebody_chooses_a_pin(client):
    ly = manager_of(a_seller())
    client.force_login(ly)

    saved = client.post(reverse("smsdesk:pin"), {"pin": "402 118"}, follow=True)

    assert "Đã đặt mã PIN" in saved.content.decode()
    assert "402118" not in SmsPin.objects.get(person_code=ly.code).digest


@pytest.mark.parametrize(
    ("pin", "why"),
    [("12345", "Viết 6 chữ số."), ("111111", "dễ đoán"), ("234567", "dễ đoán"), ("abc", "Viết 6 chữ số.")],
)
def test_a_pin_that_is_none_is_refused_beside_its_field(client, pin, why):
    client.force_login(PersonFactory())

    answer = client.post(reverse("smsdesk:pin"), {"pin": pin})

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not SmsPin.objects.exists()


@pytest.mark.parametrize("messages", [1, 3])
def test_the_list_of_the_helper_takes_the_same_queries_for_any_number(client, messages, django_assert_num_queries):
    seller = a_seller(name="Nhà Mẩy")
    pao = helper_in(seller.commune.code)
    a_mandate(seller=seller, helper=pao, at=NOON)
    for number in range(messages):
        an_sms(manager_of(seller), f"alo {number}")
    client.force_login(pao)

    with django_assert_num_queries(7):
        page = client.get(reverse("smsdesk:puzzling")).content.decode()

    assert page.count("Tôi đã gọi") == messages
    assert "Nhà Mẩy" in page


@pytest.mark.parametrize("messages", [1, 3])
def test_ones_own_page_takes_the_same_queries_for_any_number(client, messages, django_assert_num_queries):
    ly = manager_of(a_seller())
    for number in range(messages):
        an_sms(ly, f"alo {number}")
    client.force_login(ly)

    with django_assert_num_queries(4):
        client.get(reverse("smsdesk:pin"))


def test_only_the_households_own_helper_and_operators_see_what_was_not_understood(client):
    seller = a_seller()
    helper, other, op, buyer = helper_in(seller.commune.code), helper_in("00724"), operator(), PersonFactory()
    a_mandate(seller=seller, helper=helper, at=NOON)
    sms = an_sms(manager_of(seller), "alo")

    seen = {}
    for name, person in {"helper": helper, "other": other, "op": op, "buyer": buyer}.items():
        client.force_login(person)
        page = client.get(reverse("smsdesk:puzzling"))
        seen[name] = (page.status_code, sms.code in page.content.decode())

    assert seen == {"helper": (200, True), "other": (200, False), "op": (200, True), "buyer": (404, False)}
    client.force_login(other)
    assert client.post(reverse("smsdesk:cared", args=[sms.code])).status_code == 404


def test_a_developer_writes_as_a_phone_would_and_nobody_else_can(client, settings):
    page = client.post("/dev/sms", {"phone": "0987654321", "text": "xin chao"})
    assert "chua biet so may nay" in page.content.decode()

    settings.DEV = False
    assert client.get("/dev/sms").status_code == 404
