import json
import socket
import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from chophien.audit.models import Entry
from chophien.catalog.actions.bulk import BulkListing, write_listings
from chophien.catalog.actions.listings import change_price, pause_listing, resume_listing
from chophien.catalog.tests.factories import a_text, an_offer
from chophien.channels.actions.announcing import announce_order
from chophien.channels.actions.webhooks import (
    close_endpoint,
    open_endpoint,
    replay_delivery,
    resume_endpoint,
    send_delivery,
    send_test,
    sweep_deliveries,
)
from chophien.channels.errors import AddressRefused, NothingToHear, TooManyEndpoints
from chophien.channels.models import WebhookDelivery, WebhookEndpoint
from chophien.channels.states import EventKind
from chophien.channels.tests.listener import listening
from chophien.channels.webhooks.posting import Answer, is_public, post, target_of
from chophien.channels.webhooks.signing import is_genuine, new_secret, signed_headers
from chophien.jobs.testing import run_jobs
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.messages.models import Notice
from chophien.orders.actions.answers import confirm_order, refuse_order
from chophien.orders.states import News
from chophien.orders.tests.factories import an_order
from chophien.sellers.tests.factories import a_seller, manager_of, packer_of
from chophien.supply.actions import set_stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db

EVERYTHING = [event.value for event in EventKind]
URL = "https://kho.example.vn/nghe?k=1"


@pytest.fixture
def listener(settings):
    settings.WEBHOOKS_LOCAL = True
    with listening() as heard:
        yield heard


def an_endpoint(seller=None, *, url=URL, events=EVERYTHING, at=None):
    seller = seller or a_seller()
    return open_endpoint(seller=seller, url=url, events=events, actor=manager_of(seller), at=at or timezone.now())


def a_row(seller, *, sku="CHE-1"):
    """One row of a table of goods."""
    offer = an_offer()
    return BulkListing(seller=seller, sku=sku, text=a_text(offers=[offer]), offer=offer, stars=None)


def sending(*answers):
    """A way out that answers so, one after another, and keeps what was sent."""
    left = list(answers)

    def post_to(url, body, headers):
        post_to.sent.append((url, body, dict(headers)))
        return left.pop(0) if len(left) > 1 else left[0]

    post_to.sent = []
    return post_to


def the_test_message(endpoint, at):
    return send_test(endpoint=endpoint, actor=SYSTEM, at=at)


def test_s23_a_shops_program_hears_of_an_order_signed_by_the_convention(listener):
    seller = a_seller()
    made = an_endpoint(seller, url=f"{listener.url}/nghe?k=1", events=["order.placed", "order.confirmed"])
    order = an_order(variant=a_variant(seller=seller))
    confirm_order(order=order, actor=SYSTEM, at=timezone.now())

    run_jobs(until=timezone.now())

    told = [json.loads(body) for _path, _headers, body in listener.heard]
    assert [one["type"] for one in told] == ["order.placed", "order.confirmed"]
    assert told[0]["data"]["code"] == order.code
    assert told[0]["data"]["lines"][0]["quantity"] == "2"
    path, headers, body = listener.heard[0]
    assert path == "/nghe?k=1"
    assert is_genuine(body, headers, secret=made.secret, at=timezone.now())
    assert not is_genuine(body + b" ", headers, secret=made.secret, at=timezone.now())
    assert headers["webhook-id"].startswith("msg_")
    assert not [word for word in ("Sùng", "912345678", "ngõ 12") if word in body.decode()]


def test_the_signature_is_the_one_of_the_conventions_own_example():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # the specification's example
    at = timezone.datetime.fromtimestamp(1614265330, tz=timezone.get_fixed_timezone(0))

    headers = signed_headers(b'{"test": 2432232314}', message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", secret=secret, at=at)

    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_old_or_foreign_signature_is_not_genuine():
    secret, at = new_secret(), timezone.now()
    headers = signed_headers(b"{}", message_id="msg_1", secret=secret, at=at)

    assert is_genuine(b"{}", headers, secret=secret, at=at)
    assert not is_genuine(b"{}", headers, secret=new_secret(), at=at)
    assert not is_genuine(b"{}", headers, secret=secret, at=at + timedelta(minutes=6))
    assert not is_genuine(b"{}", {**headers, "webhook-timestamp": "٣" * 10}, secret=secret, at=at)


def test_the_secret_is_sealed_where_it_lies_and_told_once():
    made = an_endpoint()

    kept = bytes(WebhookEndpoint.objects.get().secret)
    assert made.secret.startswith("whsec_")
    assert made.secret.encode() not in kept
    assert made.secret not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_goods_and_stock_are_told_too_and_a_price_is_no_publication():
    seller = a_seller()
    an_endpoint(seller)
    variant = a_variant(seller=seller, sku="CHE-1")
    at = timezone.now()

    change_price(listing=variant.listing, variant_code=variant.code, price_vnd=1_000, actor=SYSTEM, at=at)
    pause_listing(listing=variant.listing, actor=SYSTEM, at=at)
    resume_listing(listing=variant.listing, actor=SYSTEM, at=at)
    set_stock(variant_id=variant.pk, quantity=Decimal(3), actor=SYSTEM, at=at)
    set_stock(variant_id=variant.pk, quantity=Decimal(3), actor=SYSTEM, at=at)

    told = [json.loads(body) for body in WebhookDelivery.objects.order_by("pk").values_list("body", flat=True)]
    assert [one["type"] for one in told] == [
        "product.published", "product.paused", "product.published", "stock.changed",
    ]  # fmt: skip
    assert told[-1]["data"]["available"] == "3"
    assert told[-1]["data"]["sku"] == "CHE-1"


def test_goods_that_a_table_brings_on_sale_are_told_once_each(monkeypatch):
    seller, deaf = a_seller(), a_seller()
    an_endpoint(seller)
    monkeypatch.setattr("chophien.channels.actions.announcing.ANNOUNCED_AT_ONCE", 2)
    rows = [a_row(shop, sku=f"CHE-{number}") for shop in (seller, deaf) for number in range(3)]

    for _time in range(2):
        write_listings(rows, publish=True, actor=SYSTEM, at=timezone.now())
    run_jobs(until=timezone.now())

    told = [json.loads(body) for body in WebhookDelivery.objects.order_by("pk").values_list("body", flat=True)]
    assert [(one["type"], one["data"]["sku"]) for one in told] == [
        ("product.published", "CHE-0"), ("product.published", "CHE-1"), ("product.published", "CHE-2"),
    ]  # fmt: skip
    assert [variant["price_vnd"] for variant in told[0]["data"]["variants"]] == [185_000]


def test_a_table_that_waits_for_review_tells_nothing_yet():
    seller = a_seller()
    an_endpoint(seller)

    write_listings([a_row(seller)], publish=False, actor=SYSTEM, at=timezone.now())
    run_jobs(until=timezone.now())

    assert not WebhookDelivery.objects.exists()


def test_an_order_that_will_not_happen_tells_what_is_left_again():
    seller = a_seller()
    an_endpoint(seller, events=["order.cancelled", "stock.changed"])
    order = an_order(variant=a_variant(seller=seller, available=10))
    refuse_order(order=order, reason="Hết hàng", actor=SYSTEM, at=timezone.now())

    run_jobs(until=timezone.now())

    told = [json.loads(body) for body in WebhookDelivery.objects.order_by("pk").values_list("body", flat=True)]
    assert [(one["type"], one["data"].get("available")) for one in told] == [
        ("stock.changed", "10"), ("order.cancelled", None), ("stock.changed", "10"),
    ]  # fmt: skip


def test_news_of_an_order_is_told_once_however_often_its_job_runs():
    seller = a_seller()
    an_endpoint(seller, events=["order.placed"])
    order = an_order(variant=a_variant(seller=seller))

    for _time in range(3):
        announce_order(order=order, news=News.PLACED, at=timezone.now())

    assert WebhookDelivery.objects.count() == 1


def test_other_shops_hear_nothing():
    an_endpoint(a_seller())
    order = an_order(variant=a_variant(seller=a_seller()))

    announce_order(order=order, news=News.PLACED, at=timezone.now())

    assert not WebhookDelivery.objects.exists()


def test_what_does_not_arrive_is_sent_again_later_and_later_then_given_up():
    at = timezone.now()
    made = an_endpoint(at=at)
    delivery = the_test_message(made.endpoint, at)
    post_to = sending(Answer(500, "status_500"))
    waits = []

    while True:
        send_delivery(code=delivery.code, at=at, post_to=post_to)
        delivery.refresh_from_db()
        if delivery.status == "dead":
            break
        waits.append((delivery.due_at - at) // timedelta(minutes=1))
        assert not send_delivery(code=delivery.code, at=delivery.due_at - timedelta(seconds=1), post_to=post_to)
        at = delivery.due_at

    assert waits == [1, 5, 30, 120, 300, 600, 840, 1200]
    assert (delivery.tries, delivery.problem, len(post_to.sent)) == (9, "status_500", 9)
    assert len({headers["webhook-id"] for _url, _body, headers in post_to.sent}) == 1


def test_a_dead_letter_is_replayed_by_hand():
    at = timezone.now()
    made = an_endpoint(at=at)
    delivery = the_test_message(made.endpoint, at)
    with pytest.raises(StepNotAllowed):
        replay_delivery(delivery=delivery, actor=SYSTEM, at=at)
    WebhookDelivery.objects.update(status="dead", tries=9)

    replay_delivery(delivery=delivery, actor=manager_of(made.endpoint.seller), at=at)
    arrived = send_delivery(code=delivery.code, at=at, post_to=sending(Answer(200)))

    delivery.refresh_from_db()
    assert (arrived, delivery.status, delivery.tries) == (True, "sent", 1)
    assert Entry.objects.filter(what="channels.webhook_replayed").count() == 1


def test_too_many_failures_pause_an_endpoint_and_its_shop_is_told():
    at = timezone.now()
    made = an_endpoint(at=at)
    WebhookEndpoint.objects.update(failures=19)
    delivery = the_test_message(made.endpoint, at)

    send_delivery(code=delivery.code, at=at, post_to=sending(Answer(None, "no_answer")))

    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.status, endpoint.failures) == ("paused", 20)
    assert Notice.objects.get().link == f"/ban-hang/ket-noi/tin/{endpoint.code}/"
    later = the_test_message(endpoint, at)
    assert not send_delivery(code=later.code, at=at + timedelta(days=1), post_to=sending(Answer(200)))

    resume_endpoint(endpoint=endpoint, actor=SYSTEM, at=at)

    assert send_delivery(code=later.code, at=at + timedelta(days=1), post_to=sending(Answer(200)))
    endpoint.refresh_from_db()
    assert (endpoint.status, endpoint.failures) == ("active", 0)


def test_gone_is_heard_at_once():
    at = timezone.now()
    made = an_endpoint(at=at)
    delivery = the_test_message(made.endpoint, at)

    send_delivery(code=delivery.code, at=at, post_to=sending(Answer(410, "status_410")))

    delivery.refresh_from_db()
    assert (delivery.status, WebhookEndpoint.objects.get().status) == ("dead", "paused")


def test_one_message_is_not_sent_by_two_workers_at_once_but_survives_one_that_died():
    at = timezone.now()
    delivery = the_test_message(an_endpoint(at=at).endpoint, at)
    WebhookDelivery.objects.update(status="sending", tried_at=at)
    post_to = sending(Answer(200))

    assert not send_delivery(code=delivery.code, at=at + timedelta(minutes=9), post_to=post_to)
    assert send_delivery(code=delivery.code, at=at + timedelta(minutes=11), post_to=post_to)
    assert len(post_to.sent) == 1


def test_a_lost_job_is_found_and_old_messages_are_forgotten():
    at = timezone.now()
    made = an_endpoint(at=at)
    old = the_test_message(made.endpoint, at)
    WebhookDelivery.objects.filter(pk=old.pk).update(written_at=at - timedelta(days=31), status="sent")
    lost = the_test_message(made.endpoint, at)

    found = sweep_deliveries(at=at + timedelta(minutes=2))

    assert found == 1
    assert list(WebhookDelivery.objects.values_list("code", flat=True)) == [lost.code]


def test_only_the_shops_manager_opens_closes_and_replays():
    seller = a_seller()
    made = an_endpoint(seller)
    at = timezone.now()
    delivery = the_test_message(made.endpoint, at)

    for stranger in (packer_of(seller), manager_of(a_seller())):
        for attempt in (
            lambda who=stranger: open_endpoint(seller=seller, url=URL, events=EVERYTHING, actor=who, at=at),
            lambda who=stranger: close_endpoint(endpoint=made.endpoint, actor=who, at=at),
            lambda who=stranger: send_test(endpoint=made.endpoint, actor=who, at=at),
            lambda who=stranger: replay_delivery(delivery=delivery, actor=who, at=at),
        ):
            with pytest.raises(NotPermitted):
                attempt()

    assert WebhookEndpoint.objects.get().status == "active"


def test_an_endpoint_hears_something_that_is_known():
    with pytest.raises(NothingToHear):
        an_endpoint(events=["all", "test.ping"])


def test_a_shop_has_so_many_endpoints():
    seller = a_seller()
    for _number in range(5):
        an_endpoint(seller)

    with pytest.raises(TooManyEndpoints):
        an_endpoint(seller)


@pytest.mark.parametrize(
    "url",
    [
        "http://kho.example.vn/", "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://localhost/",
        "https://169.254.169.254/latest/meta-data/", "https://[fe80::1]/", "https://[fd00::1]/", "https://10.1.2.3/",
        "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://0.0.0.0/", "https://224.0.0.1/",
        "https://100.64.0.1/", "https://user:pass@kho.example.vn/", "https://kho.example.vn:22/", "https://kho.internal/",
        "https://router/", "https://kho.example.vn:99999/", "ftp://kho.example.vn/", "//kho.example.vn/", "", "x" * 600,
        "https://kho.example.vn/\r\nX: y", "https://khô.vn/", "https://kho.example.vn\\@127.0.0.1/", "https://[::", "https:///x",
    ],
)  # fmt: skip
def test_no_address_inside_and_no_strange_one_is_taken(url):
    with pytest.raises(AddressRefused):
        an_endpoint(url=url)

    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2001:4860:4860::8888", True), ("127.0.0.1", False), ("10.0.0.1", False), ("192.168.1.1", False),
        ("169.254.169.254", False), ("::1", False), ("fe80::1%eth0", False), ("fc00::1", False), ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True), ("64:ff9b::a00:1", False), ("2002:0a00:0001::", False), ("::7f00:1", False), ("0.0.0.0", False),
        ("255.255.255.255", False), ("ff02::1", False), ("100.64.0.1", False), ("198.18.0.1", False), ("240.0.0.1", False),
    ],
)  # fmt: skip
def test_what_counts_as_the_open_internet(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize("found", [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:169.254.169.254"], []])
def test_a_name_that_leads_inside_is_not_followed(found):
    answer = post("https://kho.example.vn/", b"{}", {}, lookup=lambda _host, _port: found)

    assert answer == Answer(None, "address_refused")


def test_a_name_is_looked_up_once_so_that_it_cannot_change_its_mind():
    asked = []

    def rebinding(host, _port):
        asked.append(host)
        return ["192.0.2.1"] if len(asked) == 1 else ["127.0.0.1"]

    post("https://kho.example.vn/", b"{}", {}, lookup=rebinding)

    assert asked == ["kho.example.vn"]


def test_the_connection_goes_to_the_address_that_was_checked(listener):
    target = target_of(listener.url, is_local=True)

    answer = post(
        f"http://kho.example.vn:{target.port}/x", b"{}", {}, is_local=True, lookup=lambda _host, _port: ["127.0.0.1"]
    )

    assert answer == Answer(204)
    assert listener.heard[0][1]["host"] == f"kho.example.vn:{target.port}"


def test_no_redirect_is_followed(listener):
    listener.status, listener.location = 302, listener.url + "/inside"

    answer = post(listener.url + "/x", b"{}", {}, is_local=True)

    assert answer == Answer(302, "status_302")
    assert [path for path, _headers, _body in listener.heard] == ["/x"]


def test_a_listener_that_answers_letter_by_letter_is_cut_off(monkeypatch):
    monkeypatch.setattr("chophien.channels.webhooks.posting.SECONDS_IN_ALL", 0.5)
    server = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip():
        connection, _from = server.accept()
        with connection:
            while not over.wait(0.1):
                try:
                    connection.sendall(b"H")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    began = timezone.now()

    answer = post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, is_local=True)

    over.set()
    server.close()
    assert answer.status is None
    assert timezone.now() - began < timedelta(seconds=5)


def test_nobody_there_is_an_answer_too():
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    server.close()

    assert post(f"http://127.0.0.1:{port}/", b"{}", {}, is_local=True) == Answer(None, "no_answer")
