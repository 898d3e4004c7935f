"""The same money by file and by message at once, and many transfers for one order: nothing lost, nothing doubled."""

import json

import pytest

from chophien.accounts.tests.factories import operator
from chophien.ledger.actions.proving import prove
from chophien.lib.actor import SYSTEM
from chophien.lib.tests.racing import race
from chophien.orders.actions.cancelling import release_unpaid
from chophien.orders.tests.factories import NOON, fresh
from chophien.payments.models import PaymentStep
from chophien.reconciliation.actions.settling import settle_line
from chophien.reconciliation.actions.statements import take_lines, take_statement
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.models import BankLine
from chophien.reconciliation.tests.factories import a_message, a_raw_line, an_unpaid_order, words_for
from chophien.reconciliation.webhooks.payos import line_in

pytestmark = pytest.mark.django_db(transaction=True)


def take(raw):
    settle_line(line=take_line(raw=raw, at=NOON).line, at=NOON)


def test_the_same_line_by_file_and_by_message_at_once_is_one():
    orders = [an_unpaid_order() for _place in range(6)]
    raws = [a_raw_line(words_for(order), order.total_vnd) for order in orders]
    rows = [f"2026-11-21,{raw.reference},{raw.amount_vnd},{raw.text}" for raw in raws]
    file = ("Ngày,Mã giao dịch,Số tiền,Nội dung\n" + "\n".join(rows)).encode()
    statement = take_statement(data=file, name="a.csv", actor=operator(), at=NOON)
    messages = [
        line_in(json.loads(a_message(raw.text, raw.amount_vnd, reference=raw.reference))["data"]) for raw in raws
    ]
    acts = [lambda: take_lines(statement=statement, at=NOON), lambda: take_lines(statement=statement, at=NOON)]
    acts += [lambda raw=raw: take(raw) for raw in messages * 2]

    ended = race(acts, at_once=4)

    assert ended == {"done": len(acts)}
    assert sorted(BankLine.objects.values_list("outcome", "status")) == [("exact", "settled")] * 6
    assert {fresh(order).payment_status for order in orders} == {"paid"}
    assert PaymentStep.objects.filter(step="receive").count() == 6
    assert prove(at=NOON).right


def test_transfers_for_one_order_at_once_pay_it_once_and_every_dong_is_explained():
    order = an_unpaid_order()
    half = order.total_vnd // 2
    amounts = [half, order.total_vnd - half, order.total_vnd, 7_000]
    raws = [a_raw_line(words_for(order), amount) for amount in amounts]

    ended = race([lambda raw=raw: take(raw) for raw in raws], at_once=4)

    assert ended == {"done": 4}
    lines = BankLine.objects.all()
    assert fresh(order).payment_status == "paid"
    assert sum(line.used_vnd for line in lines) == order.total_vnd
    assert sum(line.left_vnd for line in lines) == 0
    assert PaymentStep.objects.filter(step="receive").count() == 1
    assert prove(at=NOON).right


def test_money_that_comes_while_its_order_is_let_go_is_used_or_goes_back_whole():
    orders = [an_unpaid_order() for _place in range(4)]
    acts = []
    for order in orders:
        raw = a_raw_line(words_for(order), order.total_vnd)
        acts += [
            lambda raw=raw: take(raw),
            lambda order=order: release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=order.held_until),
        ]

    ended = race(acts, at_once=4)

    assert ended == {"done": 8}
    assert set(BankLine.objects.values_list("status", flat=True)) == {"settled"}
    assert {fresh(order).payment_status for order in orders} <= {"paid", "refund_due"}
    assert prove(at=NOON).right
