"""A household reads what a month brought: every column, every order, and it adds up."""

from datetime import UTC, date, datetime

import pytest

from chophien.accounts.tests.factories import operator
from chophien.ledger.actions.posting import Wish
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.settlement.actions.batches import answer, draw_up, send, sign
from chophien.settlement.models import Payout
from chophien.settlement.selectors.statement import COLUMNS, months_of, statement
from chophien.settlement.tests.factories import TUESDAY, a_paid_seller, earns

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
LAST_MINUTE = datetime(2026, 10, 31, 16, 59, tzinfo=UTC)
"""One minute before November in Vietnam."""


def moved(seller, kind, amount, *, order, at):
    """`amount` added to what the seller has to come, or taken off it when below zero."""
    due = chart.due(seller.code)
    debit, credit = (chart.FEES, due) if amount > 0 else (due, chart.FEES)
    enter([Wish(f"t:{order}:{kind}", debit, credit, abs(amount), kind=kind, subject_code=order)], at=at)


def test_a_month_begins_where_the_one_before_ended_and_adds_up():
    seller = a_paid_seller(200_000, order="CP-1", at=LAST_MINUTE)
    moved(seller, "fee", -10_000, order="CP-1", at=LAST_MINUTE)
    earns(seller, 500_000, order="CP-2", at=datetime(2026, 11, 5, tzinfo=UTC))
    for kind, amount in {"earned_shipping": 30_000, "support": 40_000, "vat": -5_000, "pit": -2_500}.items():
        moved(seller, kind, amount, order="CP-2", at=datetime(2026, 11, 5, tzinfo=UTC))
    moved(seller, "refund_owed", -45_000, order="CP-1", at=datetime(2026, 11, 6, tzinfo=UTC))
    moved(seller, "refund_owed_shipping", -5_000, order="CP-1", at=datetime(2026, 11, 6, tzinfo=UTC))
    batch = draw_up(actor=SYSTEM, at=TUESDAY)
    for person in (operator(), operator()):
        sign(batch=batch, actor=person, at=TUESDAY)
    send(batch=batch, actor=operator(), at=TUESDAY)
    answer(batch=batch, paid={Payout.objects.get().code: "FT1"}, failed={}, actor=operator(), at=TUESDAY)

    october, november = (statement(seller.code, month=month) for month in (OCTOBER, NOVEMBER))

    assert (october.opening_vnd, october.net_vnd, october.closing_vnd) == (0, 190_000, 190_000)
    assert november.opening_vnd == 190_000
    assert november.amounts == {
        "gross": 500_000,
        "shipping": 30_000,
        "support": 40_000,
        "fee": 0,
        "tax": -7_500,
        "back": -45_000,
        "shipping_back": -5_000,
        "cash": 0,
    }
    assert (november.net_vnd, november.paid_out_vnd, november.closing_vnd) == (512_500, -702_500, 0)
    assert [(row.subject_code, row.net_vnd) for row in november.rows] == [("CP-2", 562_500), ("CP-1", -50_000)]
    assert balance_of(chart.due(seller.code)).owed == november.closing_vnd
    assert months_of(seller.code, at=TUESDAY) == [NOVEMBER, OCTOBER]


def test_each_amount_is_explained_also_where_more_was_taken_back_than_given():
    [support, back] = [column for column in COLUMNS if column.key in {"support", "back"}]

    assert support.explained(40_000) == support.how != support.explained(-40_000) == support.less
    assert back.explained(-45_000) == back.how


def test_what_is_set_aside_for_the_bank_is_not_paid_out_yet():
    seller = a_paid_seller(200_000, order="CP-1")

    draw_up(actor=SYSTEM, at=TUESDAY)

    assert statement(seller.code, month=NOVEMBER).closing_vnd == 200_000
