"""One bad line keeps no other waiting: it stands in the queue with its sentence, and its money in the books."""

from datetime import timedelta

import pytest
from django.db import connection

from chophien.accounts.tests.factories import operator
from chophien.ledger.actions.posting import Wish
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.orders.tests.factories import NOON, fresh
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.payments.models import Payment
from chophien.reconciliation.actions.deciding import give_line_back
from chophien.reconciliation.actions.statements import take_lines, take_statement
from chophien.reconciliation.actions.watching import release_parts, settle_forgotten
from chophien.reconciliation.errors import LinesMissing
from chophien.reconciliation.jobs import read_statement
from chophien.reconciliation.models import BankLine, Statement
from chophien.reconciliation.tests.factories import an_unpaid_order, words_for
from chophien.reconciliation.tests.test_outgoing import a_sent_payout
from chophien.reconciliation.tests.test_take import csv, sent_in

pytestmark = pytest.mark.django_db
SOON, LATER = NOON + timedelta(minutes=5), NOON + timedelta(minutes=10)
REFUSED = 424_242
"""An amount that the database of a test will not keep."""


def row(number, order, amount=None):
    return f"2026-11-21,FT{number},{amount or order.total_vnd},{words_for(order)}"


def refuses(order):
    """The books will refuse this order's money: another transfer stands there under its name."""
    name = f"pay:{Payment.objects.get(order_code=order.code).code}:receive"
    enter([Wish(name, chart.held(), chart.REFUNDS, 1, kind="other")], at=NOON)


def test_the_others_are_settled_and_the_bad_one_is_put_before_people_with_its_sentence():
    bad, good = an_unpaid_order(), an_unpaid_order()
    refuses(bad)
    sent_in(row(1, bad), row(2, good))

    first, second = BankLine.objects.order_by("pk")
    assert (first.status, second.status, Statement.objects.get().lines_new) == ("new", "settled", 2)
    assert (fresh(bad).payment_status, fresh(good).payment_status) == ("awaiting_transfer", "paid")
    assert (settle_forgotten(at=SOON), settle_forgotten(at=LATER)) == (1, 0)

    first.refresh_from_db()
    page = text_of(as_person(operator()).get("/dieu-hanh/tien/tren-tai-khoan/"))
    assert (first.status, first.outcome, first.why) == ("open", "unknown", "not_placed")
    assert first.trouble in page
    assert balance_of(chart.UNKNOWN).owed == bad.total_vnd
    give_line_back(line=first, reason="trả lại", actor=operator(), at=LATER)
    assert balance_of(chart.UNKNOWN).owed == 0
    assert prove(at=LATER).right


def test_a_line_that_cannot_be_kept_is_named_and_taken_when_the_file_comes_again(do_jobs):
    good = an_unpaid_order()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE reconciliation_bankline ADD CONSTRAINT refused CHECK (amount_vnd <> {REFUSED})")
    rows = (row(1, good, REFUSED), row(2, good))
    statement = take_statement(data=csv(*rows), name="a.csv", actor=operator(), at=NOON)

    with pytest.raises(LinesMissing) as refusal:
        read_statement(statement_id=statement.pk)

    statement.refresh_from_db()
    assert refusal.value.facts == {"numbers": "1"}
    assert statement.faults == [{"number": 1, "day": "2026-11-21", "amount_vnd": REFUSED}]
    assert (statement.taken_at, fresh(good).payment_status) == (None, "paid")
    page = text_of(as_person(operator()).get(f"/dieu-hanh/tien/sao-ke/{statement.code}/"))
    assert "Dòng 1" in page
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reconciliation_bankline DROP CONSTRAINT refused")
    assert take_statement(data=csv(*rows), name="a.csv", actor=operator(), at=SOON) == statement
    do_jobs()
    statement.refresh_from_db()
    assert (statement.faults, statement.lines_new, BankLine.objects.count()) == ([], 2, 2)


def test_what_went_out_is_settled_before_what_came_back_of_it_whatever_the_order_of_the_file():
    [payout] = a_sent_payout()

    take_lines(
        statement=take_statement(
            data=csv(f"2026-11-24,FT2,200000,HOAN {payout.code}", f"2026-11-24,FT1,-200000,CHO PHIEN {payout.code}"),
            name="a.csv",
            actor=operator(),
            at=LATER,
        ),
        at=LATER,
    )

    payout.refresh_from_db()
    assert payout.status == "returned"
    assert list(BankLine.objects.order_by("pk").values_list("status", flat=True)) == ["settled", "out"]


def test_a_part_that_cannot_be_released_keeps_no_other_waiting():
    orders = [an_unpaid_order(), an_unpaid_order()]
    sent_in(*(row(place, order, 1_000) for place, order in enumerate(orders)))
    first, second = BankLine.objects.order_by("pk")
    Payment.objects.filter(order_code__in=[one.code for one in orders]).update(status="void")
    enter([Wish(f"bank:{first.code}:back", chart.held(), chart.REFUNDS, 1, kind="other")], at=NOON)

    release_parts(at=LATER)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("part", "to_return")
