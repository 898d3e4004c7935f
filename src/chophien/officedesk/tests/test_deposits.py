"""Operators mark deposits of contracts that came to the market's account, and what went back of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.orders.tests.factories import NOON
from chophien.payments.actions.refunding import promise_refund
from chophien.payments.models import Payment, Refund
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
