"""What the books do by themselves."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from structlog.testing import capture_logs

from chophien.jobs.queue import REGISTRY
from chophien.ledger.actions.posting import post
from chophien.ledger.metrics import LedgerGauges
from chophien.ledger.models import Proof
from chophien.ledger.selectors import balance_of
from chophien.ledger.states import Step
from chophien.ledger.tests.factories import a_wish, an_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_accounts():
    an_account("bank")
    an_account("seller:lan")


def set_aside(code, *, ago):
    post([a_wish(code, amount=10, step=Step.PENDING, timeout_s=60)], at=timezone.now() - ago)


def figures():
    return {family.name: family.samples[0].value for family in LedgerGauges().collect()}


def test_every_minute_frees_what_is_overdue_and_every_night_what_was_forgotten():
    set_aside("now", ago=timedelta(minutes=2))
    set_aside("long-ago", ago=timedelta(days=30))
    set_aside("later", ago=timedelta())

    REGISTRY["ledger.expire"](due_at="")
    assert balance_of("bank").debits_pending == 20

    REGISTRY["ledger.prove"](due_at="")
    assert balance_of("bank").debits_pending == 10
    assert figures()["chophien_ledger_differences"] == 0


def test_books_that_differ_raise_the_alarm():
    post([a_wish("sale")], at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_balance DISABLE TRIGGER ledger_guard_balance")
        cursor.execute("UPDATE ledger_balance SET credits_posted = 1 WHERE credits_posted = 1000")
        cursor.execute("ALTER TABLE ledger_balance ENABLE TRIGGER ledger_guard_balance")

    with capture_logs() as logs:
        REGISTRY["ledger.prove"](due_at="")

    assert [(line["log_level"], line["event"], line["count"]) for line in logs] == [("error", "ledger.books_differ", 1)]
    assert figures()["chophien_ledger_differences"] == 1
    assert Proof.objects.get().differences == [["seller:lan", "credits_posted", "1000", "1"]]


def test_before_the_first_proof_there_are_no_figures():
    assert figures() == {}
