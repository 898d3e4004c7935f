"""The bank's messages: signed, each once, and never trusted further than their signature."""

import json

import pytest
from django.test import Client

from chophien.lib.tests.vectors import vector_json
from chophien.orders.tests.factories import an_order, fresh
from chophien.reconciliation.models import BankLine
from chophien.reconciliation.tests.factories import KEY, a_message, an_unpaid_order, words_for
from chophien.reconciliation.webhooks.payos import signature_of

ADDRESS = "/webhooks/bank/payos"
VECTORS = "payments/payos_signature_test_cases.json"
"""payOSHQ/payos-lib-python, commit 830f95e95c89ae7c92e361644ce2045ce0f98360, MIT; its key is "test_checksum_key"."""


@pytest.fixture
def key(settings):
    settings.PAYOS_KEY = KEY


def post(body, **headers):
    return Client(enforce_csrf_checks=True).post(ADDRESS, body, content_type="application/json", headers=headers)


def test_signatures_are_those_of_the_vectors():
    cases = [one for one in vector_json(VECTORS) if one["type"] == "body"]

    assert [signature_of(one["payload"], key=KEY) for one in cases] == [one["expect"] for one in cases]
    assert len(cases) == 7


@pytest.mark.django_db
def test_without_a_key_there_is_no_such_address(settings):
    settings.PAYOS_KEY = ""

    assert post(a_message("mua che", 50_000)).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_s07_a_signed_message_pays_the_order_and_told_thrice_it_is_one():
    order = an_unpaid_order()
    body = a_message(words_for(order), order.total_vnd)

    answers = [post(body) for _time in range(3)]

    assert [(one.status_code, one.json()) for one in answers] == [(200, {"success": True})] * 3
    assert fresh(order).payment_status == "paid"
    assert [line.outcome for line in BankLine.objects.all()] == ["exact"]


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
@pytest.mark.parametrize("key_used", ["", "another key", KEY.upper()])
def test_s07_a_message_of_somebody_else_is_refused_and_nothing_is_kept(key_used):
    order = an_unpaid_order()

    answer = post(a_message(words_for(order), order.total_vnd, key=key_used))

    assert answer.status_code == 403
    assert fresh(order).payment_status == "awaiting_transfer"
    assert not BankLine.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
@pytest.mark.parametrize(
    "changes", [{"amount": 1}, {"description": "GD-2222-2222"}, {"more": "x"}, {"reference": "F2"}]
)
def test_a_genuine_message_in_which_something_was_changed_is_refused(changes):
    order = an_unpaid_order()
    body = json.loads(a_message(words_for(order), order.total_vnd))
    body["data"].update(changes)

    assert post(json.dumps(body)).status_code == 403
    assert not BankLine.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{",
        "[" * 60_000,
        '{"data": {}}',
        '{"data": [], "signature": "x"}',
        '{"data": {"amount": 1}, "signature": 5}',
        '{"data": {"amount": 1}, "signature": "\\ud800"}',
        '{"data": {"a": "\\ud800"}, "signature": "x"}',
        b"\xff\xfe",
        '{"a": "' + "x" * 60_000 + '"}',
    ],
    ids=range(12),
)
def test_nonsense_is_refused_and_never_a_fault(body):
    assert post(body).status_code in {400, 403}
    assert not BankLine.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 0},
        {"amount": -5},
        {"amount": True},
        {"amount": "50000"},
        {"amount": 50_000.5},
        {"amount": 10**18},
        {"reference": ""},
        {"reference": None},
        {"currency": "USD"},
        {"transactionDateTime": "gestern"},
        {"transactionDateTime": None},
    ],
)
def test_a_signed_message_that_says_nothing_sound_keeps_nothing(changes):
    assert post(a_message("mua che", **{"amount_vnd": 50_000, **changes})).status_code == 400
    assert not BankLine.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
@pytest.mark.parametrize("changes", [{"accountNumber": "999"}, {"code": "01"}])
def test_what_did_not_come_to_the_markets_account_is_answered_and_keeps_nothing(changes):
    assert post(a_message("mua che", 50_000, **changes)).status_code == 200
    assert not BankLine.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_s07_the_wrong_order_and_the_wrong_amount_are_flagged_and_never_silently_accepted():
    right, on_delivery = an_unpaid_order(), an_order()

    post(a_message(words_for(right), right.total_vnd - 1))
    post(a_message(words_for(on_delivery), right.total_vnd))
    post(a_message("mua che", right.total_vnd))

    told = list(BankLine.objects.order_by("pk").values_list("outcome", "status"))
    assert told == [("under", "part"), ("unknown", "open"), ("unknown", "open")]
    assert {fresh(right).payment_status, fresh(on_delivery).payment_status} == {"awaiting_transfer", "due_on_delivery"}


@pytest.mark.django_db
@pytest.mark.usefixtures("key")
def test_the_same_number_with_another_amount_is_looked_at():
    order = an_unpaid_order()
    post(a_message(words_for(order), order.total_vnd, reference="FT1"))

    post(a_message(words_for(order), order.total_vnd + 1, reference="FT1"))

    assert list(BankLine.objects.order_by("pk").values_list("status", "why")) == [
        ("settled", ""),
        ("open", "looks_like"),
    ]
