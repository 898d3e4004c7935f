"""Threads at several tills: a limit, a float and earned money are used up exactly, never beyond."""

import threading

import pytest
from django.db import connection

from chophien.cashpoints.actions.asking import ask_cash_out, cancel_cash_out
from chophien.cashpoints.actions.confirming import Proof
from chophien.cashpoints.actions.paying import pay_out_cash
from chophien.cashpoints.actions.taking import confirm_cash_in
from chophien.cashpoints.errors import CustomerOver, FloatTooLow, GiveCashBack, NotThatMuch
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.selectors.tills import float_of
from chophien.cashpoints.tests.factories import (
    NOON,
    a_household,
    a_point,
    a_till,
    an_agent,
    code_sent,
    confirmed,
    counted_in,
    real_money,
)
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import DomainError, StepNotAllowed
from chophien.orders.actions.money import mark_paid
from chophien.orders.tests.factories import an_order, fresh
from chophien.payments import chart
from chophien.payments.errors import NothingAwaited
from chophien.settlement.actions.batches import draw_up
from chophien.settlement.models import Payout
from chophien.settlement.tests.factories import with_account

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real():
    with real_money():
        yield


def at_once(*acts):
    """Everything at the same moment, each in a thread with a connection of its own; what came of each."""
    gate, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        gate.wait()
        try:
            outcomes[number] = act()
        except DomainError as refusal:
            outcomes[number] = type(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_a_hundred_asks_at_two_points_use_up_the_customers_day_exactly():
    tills = [a_till(holds=60_000_000), a_till(point=a_point(), holds=60_000_000)]
    agents = [an_agent(till.point) for till in tills]
    seller = a_household(100_000_000)

    def asks(number):
        side = number % 2
        return lambda: ask_cash_out(
            seller=seller, till=tills[side], amount_vnd=900_000, key=f"k{number}", actor=agents[side], at=NOON
        )

    outcomes = [one for start in range(0, 100, 20) for one in at_once(*(asks(start + n) for n in range(20)))]

    assert outcomes.count(CustomerOver) == 78
    assert CashOrder.objects.count() == 22
    assert balance_of(chart.due(seller.code)).debits_pending == 22 * 900_000
    assert sum(float_of(till, simulated=False, at=NOON).set_aside_vnd for till in tills) == 22 * 900_000


def test_households_at_one_till_never_get_more_than_is_in_it():
    till = a_till(holds=2_500_000)
    agent = an_agent(till.point)
    sellers = [a_household(1_000_000) for _ in range(8)]

    outcomes = at_once(
        *(
            lambda one=one: ask_cash_out(seller=one, till=till, amount_vnd=500_000, key=one.code, actor=agent, at=NOON)
            for one in sellers
        )
    )

    assert outcomes.count(FloatTooLow) == 3
    assert float_of(till, simulated=False, at=NOON).free_vnd == 0


def test_the_same_money_is_either_in_a_batch_or_at_the_counter():
    till = a_till(holds=30_000_000)
    agent = an_agent(till.point)
    seller = with_account(a_household(1_000_000))

    outcomes = at_once(
        lambda: draw_up(actor=SYSTEM, at=NOON),
        *(
            lambda n=n: ask_cash_out(seller=seller, till=till, amount_vnd=600_000, key=f"k{n}", actor=agent, at=NOON)
            for n in range(3)
        ),
    )

    paid = sum(Payout.objects.values_list("amount_vnd", flat=True))
    aside = sum(CashOrder.objects.values_list("amount_vnd", flat=True))
    assert balance_of(chart.due(seller.code)).debits_pending == paid + aside == 1_000_000
    assert outcomes.count(NotThatMuch) == 3 - len([one for one in outcomes[1:] if isinstance(one, CashOrder)])


def test_paid_and_called_off_at_once_is_one_of_the_two_and_paid_by_two_presses_is_paid_once():
    till = a_till(holds=30_000_000)
    agent = an_agent(till.point)
    seller = a_household(2_000_000)
    order = confirmed(seller, till, 1_000_000, agent)

    at_once(
        lambda: pay_out_cash(order=order, actor=agent, at=NOON),
        lambda: pay_out_cash(order=order, actor=agent, at=NOON),
        lambda: cancel_cash_out(order=order, actor=agent, at=NOON),
    )

    order.refresh_from_db()
    gone = 1_000_000 if order.status == "paid" else 0
    assert order.status in {"paid", "refused"}
    assert balance_of(chart.due(seller.code)).owed == 2_000_000 - gone
    assert float_of(till, simulated=False, at=NOON).held_vnd == 30_000_000 - gone
    assert prove(at=NOON).right


def test_cash_that_is_said_yes_to_at_two_points_and_transferred_at_the_same_moment_pays_once():
    tills = [a_till(holds=0), a_till(point=a_point(), holds=0)]
    agents = [an_agent(till.point) for till in tills]
    for _round in range(2):
        order = an_order(payment="vietqr")
        before = [float_of(till, simulated=False, at=NOON).held_vnd for till in tills]
        held = balance_of(chart.held()).held
        brought = [
            counted_in(order.group.code, till, order.total_vnd, agent, phone=f"+8497000000{number}")
            for number, (till, agent) in enumerate(zip(tills, agents, strict=True))
        ]
        said = [(one, Proof(code=code_sent(one)), agent) for one, agent in zip(brought, agents, strict=True)]

        outcomes = at_once(
            *(
                lambda one=one, proof=proof, agent=agent: confirm_cash_in(order=one, proof=proof, actor=agent, at=NOON)
                for one, proof, agent in said * 2
            ),
            lambda order=order: mark_paid(group=order.group, actor=SYSTEM, at=NOON),
            lambda one=brought[0]: cancel_cash_out(order=one, actor=agents[0], at=NOON),
        )

        in_tills = [float_of(till, simulated=False, at=NOON).held_vnd for till in tills]
        came = [after - was for after, was in zip(in_tills, before, strict=True)]
        came.append(balance_of(chart.held()).held - held)
        paid = [one.status == "paid" for one in CashOrder.objects.filter(group_code=order.group.code).order_by("pk")]
        assert sorted(came) == [0, 0, order.total_vnd]
        assert [one > 0 for one in came[:2]] == paid
        assert fresh(order).payment_status == "paid"
        assert {one for one in outcomes if isinstance(one, type)} <= {GiveCashBack, StepNotAllowed, NothingAwaited}
    assert prove(at=NOON).right
