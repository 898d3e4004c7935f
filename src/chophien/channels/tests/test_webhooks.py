"""What a shop's own program hears, signed, once, and nobody else."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from chophien.audit.models import Entry
from chophien.catalog.actions.bulk import BulkListing, write_listings
from chophien.catalog.actions.listings import change_price, pause_listing, resume_listing
from chophien.catalog.tests.factories import a_text, an_offer
from chophien.channels.actions.announcing import announce_order
from chophien.channels.models import WebhookDelivery, WebhookEndpoint
from chophien.channels.tests.webhooks import an_endpoint
from chophien.channels.webhooks.signing import is_genuine, new_secret, signed_headers
from chophien.jobs.testing import run_jobs
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.answers import confirm_order, refuse_order
from chophien.orders.states import News
from chophien.orders.tests.factories import an_order
from chophien.sellers.tests.factories import a_seller
from chophien.supply.actions import set_stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def a_row(seller, *, sku="CHE-1"):
    """One row of a table of goods."""
    offer = an_offer()
    return BulkListing(seller=seller, sku=sku, text=a_text(offers=[offer]), offer=offer, stars=None)


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
