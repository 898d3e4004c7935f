"""Pages about payouts ask the database no more often for three lines than for one: the office's batch, a shop's month."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chophien.accounts.tests.factories import operator
from chophien.lib.actor import SYSTEM
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.sellers.tests.factories import manager_of
from chophien.settlement.actions.batches import draw_up, send, sign
from chophien.settlement.tests.factories import a_paid_seller, earns

pytestmark = pytest.mark.django_db


def looked_at(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    assert response.status_code == 200
    return len(asked), text_of(response)


def test_a_batch_takes_the_same_queries_for_any_number_of_payouts():
    client, seen = signed_in(operator()), {}

    for number in (1, 3):
        for place in range(number):
            a_paid_seller(500_000, order=f"CP-{number}-{place}")
        batch = draw_up(actor=SYSTEM, at=timezone.now(), everybody=True)
        address = reverse("officedesk:payout-batch", kwargs={"code": batch.code})
        seen[number] = looked_at(client, address)[0]
        assert batch.payouts.count() == number

    assert seen[1] == seen[3]


def test_a_batch_names_who_drew_it_up_signed_and_took_it_to_the_bank():
    at, first, second = timezone.now(), operator(name="Chị Thu"), operator(name="Anh Lềnh")
    a_paid_seller(500_000, order="CP-1")
    batch = draw_up(actor=SYSTEM, at=at, everybody=True)
    for person in (first, second):
        sign(batch=batch, actor=person, at=at)
    send(batch=batch, actor=second, at=at)

    page = text_of(signed_in(first).get(reverse("officedesk:payout-batch", kwargs={"code": batch.code})))

    assert ("Đồng hồ của chợ" in page, page.count("Chị Thu") >= 1, page.count("Anh Lềnh")) == (True, True, 2)
    assert first.code not in page


def test_a_month_takes_the_same_queries_for_any_number_of_orders():
    at = timezone.now()
    seller = a_paid_seller(500_000, order="CP-A", at=at)
    client, address = signed_in(manager_of(seller)), reverse("sellerdesk:statement")

    one, _text = looked_at(client, address)
    for order in ("CP-B", "CP-C"):
        earns(seller, 100_000, order=order, at=at)
    three, text = looked_at(client, address)

    assert all(order in text for order in ("CP-A", "CP-B", "CP-C"))
    assert one == three
