"""Random days at two tills: whatever happens, every đồng is with the partner, in a till, or found to be missing."""

import random
from datetime import timedelta

import pytest

from chophien.cashpoints.actions.asking import ask_cash_out, cancel_cash_out, expire_orders, take_up
from chophien.cashpoints.actions.closing import close_day
from chophien.cashpoints.actions.confirming import Proof, confirm_cash_out, send_confirmation
from chophien.cashpoints.actions.counting import confirm_count
from chophien.cashpoints.actions.floats import bring_float, take_float
from chophien.cashpoints.actions.paying import pay_out_cash
from chophien.cashpoints.models import CashOrder, DayClose, FloatMove
from chophien.cashpoints.selectors.tills import account_of, day_to_close, float_of
from chophien.cashpoints.states import CashStatus
from chophien.cashpoints.tests.factories import NOON, a_household, a_till, an_agent, code_sent, real_money
from chophien.ledger.actions.posting import expire_due
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.payments import chart
from chophien.settlement.actions.batches import draw_up
from chophien.settlement.tests.factories import earns, with_account

pytestmark = pytest.mark.django_db
STEPS = 120


class Day:
    """What may happen next at a point, drawn at random; refusals are part of it."""

    def __init__(self, seed, *, simulated):
        self.chance, self.simulated, self.now, self.number = random.Random(seed), simulated, NOON, 0
        first = a_till(holds=0)
        self.tills = [first, a_till(point=first.point, holds=0)]
        self.agents = [an_agent(first.point), an_agent(first.point)]
        for till in self.tills:
            bring_float(
                till=till, amount_vnd=5_000_000, reference=self.key(), key=self.key(), actor=self.agents[0], at=NOON
            )
        self.sellers = [with_account(a_household(self.chance.randrange(1, 60) * 100_000)) for _ in range(3)]

    def one(self, things):
        return self.chance.choice(list(things))

    def amount(self):
        return self.chance.randrange(1, 90) * 50_000

    def key(self):
        self.number += 1
        return f"r{self.number}"

    def orders(self, *statuses):
        return list(CashOrder.objects.filter(status__in=statuses).select_related("till__point", "person"))

    def step(self):
        if self.chance.random() < 0.05:
            self.now += timedelta(days=1)
        acts = [self.ask, self.ask, self.confirm, self.confirm, self.pay, self.pay, self.cancel, self.bring]
        act = self.one([*acts, self.take, self.move, self.earn, self.later, self.count, self.batch])
        try:
            act()
        except (DomainError, IndexError):
            return

    def ask(self):
        facts = {"seller": self.one(self.sellers), "till": self.one(self.tills), "amount_vnd": self.amount()}
        order = ask_cash_out(**facts, key=self.key(), actor=self.one(self.agents), at=self.now)
        send_confirmation(order=order, actor=self.agents[0], at=self.now)

    def confirm(self):
        order = self.one(self.orders(CashStatus.ASKED))
        confirm_cash_out(order=order, proof=Proof(code=code_sent(order)), actor=self.agents[0], at=self.now)

    def pay(self):
        pay_out_cash(order=self.one(self.orders(CashStatus.CONFIRMED)), actor=self.one(self.agents), at=self.now)

    def cancel(self):
        orders = self.orders(CashStatus.ASKED, CashStatus.CONFIRMED)
        cancel_cash_out(order=self.one(orders), actor=self.agents[0], at=self.now)

    def move(self):
        orders = self.orders(CashStatus.ASKED, CashStatus.CONFIRMED)
        take_up(order=self.one(orders), till=self.one(self.tills), actor=self.agents[0], at=self.now)

    def bring(self):
        facts = {"till": self.one(self.tills), "amount_vnd": self.amount() * 3, "reference": self.key()}
        bring_float(**facts, key=self.key(), actor=self.agents[0], at=self.now)

    def take(self):
        facts = {"till": self.one(self.tills), "amount_vnd": self.amount(), "reference": self.key()}
        take_float(**facts, key=self.key(), actor=self.agents[0], at=self.now)

    def earn(self):
        earns(self.one(self.sellers), self.amount(), order=f"CP-{self.key()}", at=self.now - timedelta(days=4))

    def batch(self):
        if self.chance.random() < 0.3:
            draw_up(actor=SYSTEM, at=self.now, everybody=True)

    def later(self):
        self.now += timedelta(minutes=self.chance.choice([1, 5, 20, 60]))
        expire_orders(at=self.now)
        expire_due(at=self.now)

    def count(self):
        till = self.one(self.tills)
        held = float_of(till, simulated=self.simulated, at=self.now).held_vnd
        day = day_to_close(till, simulated=self.simulated, before=local_date(self.now)) or local_date(self.now)
        lies = max(held + self.chance.choice([0, 0, -20_000, 50_000, -200_000]), 0)
        facts = {"till": till, "day": day, "notes": {1_000: lies // 1_000}, "note": "đếm lại"}
        counted = close_day(**facts, counted_with=self.agents[1], actor=self.agents[0], at=self.now)
        confirm_count(count=counted, actor=self.agents[1], at=self.now)


@pytest.mark.parametrize("seed", range(6))
def test_what_came_from_the_partner_is_in_the_tills_with_households_or_missed(seed):
    with real_money():
        day = Day(seed, simulated=False)
        for _ in range(STEPS):
            day.step()

    brought = sum(move.amount_vnd if move.kind == "float_in" else -move.amount_vnd for move in FloatMove.objects.all())
    given = sum(CashOrder.objects.filter(status=CashStatus.PAID).values_list("amount_vnd", flat=True))
    missed = sum(DayClose.objects.values_list("difference_vnd", flat=True))
    in_tills = {till.pk: float_of(till, simulated=False, at=day.now) for till in day.tills}
    assert sum(one.held_vnd for one in in_tills.values()) == brought - given + missed
    assert all(0 <= one.set_aside_vnd <= one.held_vnd for one in in_tills.values())
    waiting = day.orders(CashStatus.ASKED, CashStatus.CONFIRMED)
    expire_due(at=day.now)
    expire_orders(at=day.now)
    waiting = day.orders(CashStatus.ASKED, CashStatus.CONFIRMED)
    for till in day.tills:
        aside = sum(order.amount_vnd for order in waiting if order.till_id == till.pk)
        assert float_of(till, simulated=False, at=day.now).set_aside_vnd == aside
    assert balance_of(chart.CASH_DIFFERENCES).owed == missed
    assert all(balance_of(chart.due(seller.code)).owed >= 0 for seller in day.sellers)
    assert prove(at=day.now).right


def test_random_days_of_a_trial_touch_no_real_account():
    day = Day(99, simulated=True)
    owed = {seller.code: balance_of(chart.due(seller.code)).owed for seller in day.sellers}
    real = [chart.held(), *(account_of(till, simulated=False) for till in day.tills)]
    before = {code: balance_of(code) for code in real}
    day.earn = day.batch = day.later
    for _ in range(STEPS):
        day.step()

    assert CashOrder.objects.filter(status=CashStatus.PAID).exists()
    assert {code: balance_of(code) for code in real} == before
    assert {seller.code: balance_of(chart.due(seller.code)).owed for seller in day.sellers} == owed
    assert prove(at=day.now).right
