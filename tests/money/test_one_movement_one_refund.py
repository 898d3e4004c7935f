"""One movement of the bank closes one refund, though a second of the same amount waits on the same order."""

from datetime import timedelta

import pytest

from chophien.complaints.tests.factories import a_delivered_order
from chophien.ledger.actions.proving import prove
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.money import give_money_back
from chophien.orders.tests.factories import NOON
from chophien.payments.models import InterestOwed
from chophien.reconciliation.tests.factories import DAY
from chophien.reconciliation.tests.test_outgoing import how, went_out

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=NOON + timedelta(days=200)).right


@pytest.fixture
def order():
    return a_delivered_order()


def a_refund(order, amount_vnd=40_000):
    facts = {"amount_vnd": amount_vnd, "reason": "hỏng", "noticed_at": NOON, "actor": SYSTEM, "at": NOON}
    return give_money_back(order=order, **facts)


def is_open(refund):
    refund.refresh_from_db()
    return refund.done_at is None


@pytest.mark.parametrize(
    ("words", "numbers", "why"),
    [
        ("hoan tien {order}", ("FT1", "FT1"), "looks_like"),
        ("hoan tien {order}", ("FT1", ""), "looks_like"),
        ("hoan {refund} {order}", ("FT1", "FT1"), "out_twice"),
        ("hoan {refund} {order}", ("FT1", "FT2"), "out_twice"),
        ("hoan {refund} {group}", ("FT1", "FT2"), "out_twice"),
    ],
)
def test_s07_what_is_told_again_of_the_day_after_leaves_the_second_refund_owed(order, words, numbers, why):
    first = a_refund(order)
    said = words.format(order=order.code, refund=first.code, group=order.group.code)
    once = went_out(said, 40_000, at=NOON, reference=numbers[0])
    second = a_refund(order)

    again = went_out(said, 40_000, at=NOON, reference=numbers[1], on=NEXT)

    assert (how(once)[3], how(again)[0], how(again)[2]) == (first.code, "open", why)
    assert (is_open(first), is_open(second)) == (False, True)


def test_s07_one_number_of_the_bank_is_one_movement_also_where_more_words_name_the_second_refund(order):
    first = a_refund(order)
    went_out(f"hoan tien {order.code}", 40_000, at=NOON, reference="FT1")
    second = a_refund(order)

    alike = went_out(f"hoan tien {order.code} {second.code}", 40_000, at=NOON, reference="FT1", on=NEXT)
    own = went_out(f"tra hoan tien {order.code} {second.code}", 40_000, at=NOON, reference="", on=DAY)

    assert (how(alike)[2], how(own)) == ("looks_like", ("out", "outgoing", "", second.code))
    assert not is_open(first)


def test_s07_interest_named_by_its_code_beside_the_orders_pays_no_refund_of_that_amount(order):
    late = NOON + timedelta(days=90)
    went_out(f"hoan {a_refund(order).code}", 40_000, at=late, on=late.date())
    owed = InterestOwed.objects.get()
    second = a_refund(order, owed.amount_vnd)
    words = f"tra lai {owed.code} {order.code}"

    paid, again = (went_out(words, owed.amount_vnd, at=NOON) for _time in range(2))

    assert (how(paid)[3], how(again)[2], is_open(second)) == (owed.code, "out_twice", True)
