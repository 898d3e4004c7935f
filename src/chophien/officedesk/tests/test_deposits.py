"""Operators mark deposits of contracts that came to the market's account, and what went back of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.officedesk.queues import queues_of
from chophien.officedesk.selectors import office_of
from chophien.orders.tests.factories import NOON
from chophien.payments.actions.receiving import mark_received
from chophien.payments.actions.refunding import promise_refund, record_refund
from chophien.payments.models import InterestOwed, Payment, Refund
from chophien.wholesale.tests.factories import a_contract_in_force, some_terms

pytestmark = pytest.mark.django_db
PAGE = "/dieu-hanh/tien/coc/"


def a_contract():
    terms = some_terms(deposit_vnd=500_000, deposit_on=NOON.date() + timedelta(days=3))
    return a_contract_in_force(terms=terms)


def test_s04_an_operator_marks_a_deposit_that_came_and_what_went_back_of_it(client):
    contract, person = a_contract(), operator()
    client.force_login(person)

    listed = client.get(PAGE).content.decode()
    came = client.post(f"{PAGE}{contract.code}/da-ve/", {"reference": "FT0001"})
    again = client.post(f"{PAGE}{contract.code}/da-ve/", {"reference": "FT0001"})
    refund = promise_refund(
        order_code=contract.code, amount_vnd=200_000, reason="Cọc", noticed_at=NOON, actor=person, at=NOON
    )
    without = client.post(f"{PAGE}hoan/{refund.code}/", {"reference": ""})
    back = client.post(f"{PAGE}hoan/{refund.code}/", {"reference": "FT0002"})

    assert contract.code in listed
    assert (came.status_code, again.status_code, without.status_code, back.status_code) == (302, 409, 422, 302)
    assert Refund.objects.get().reference == "FT0002"
    assert Payment.objects.get().status == "refunded"


def test_deposits_stand_on_their_own_page_not_among_the_orders(client):
    contract = a_contract()
    client.force_login(operator())

    assert contract.code not in client.get("/dieu-hanh/tien/").content.decode()


def test_nobody_else_finds_the_page(client):
    contract = a_contract()
    for person in (PersonFactory(), contract.buyer):
        client.force_login(person)
        assert client.get(PAGE).status_code == 404
        assert client.post(f"{PAGE}{contract.code}/da-ve/", {"reference": "x"}).status_code == 404


def test_three_deposits_take_as_many_statements_as_one(client):
    client.force_login(operator())
    counts = []
    for _round in range(2):
        for _one in range(1 + len(counts)):
            a_contract()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(PAGE).status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_what_goes_back_of_deposits_and_its_interest_stand_in_queues_and_a_shops_interest_does_not(client):
    contract, person, now = a_contract(), operator(), timezone.now()
    mark_received(payment=Payment.objects.get(), actor=SYSTEM, at=NOON)
    refund = promise_refund(
        order_code=contract.code, amount_vnd=200_000, reason="Cọc", noticed_at=NOON, actor=SYSTEM, at=NOON
    )
    Refund.objects.update(due_on=local_date(now) - timedelta(days=73))

    def waiting():
        counts = {one.kind.key: one.count for one in queues_of(office_of(person, at=now), at=now)}
        return counts["deposits-back"], counts["deposits-interest"], counts["refunds"] + counts["interest"]

    promised = waiting()
    record_refund(refund=refund, reference="FT1", actor=SYSTEM, at=now, with_interest=False)
    bare, owed = waiting(), InterestOwed.objects.get()
    client.force_login(person)
    shown = owed.code in client.get(PAGE).text
    Payment.objects.update(receiver="seller", booked_vnd=0)
    Refund.objects.update(booked_vnd=0)
    InterestOwed.objects.update(in_books=False)
    of_shop = waiting(), owed.code in client.get(PAGE).text
    ticked = client.post(f"{PAGE}hoan/{owed.code}/", {"reference": "FT2"})

    assert (promised, bare, shown) == ((1, 0, 0), (0, 1, 0), True)
    assert of_shop == ((0, 0, 0), False)
    assert (ticked.status_code, InterestOwed.objects.get().is_open) == (404, True)
