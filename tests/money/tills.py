"""A cash point in the lives of orders: on market days buyers pay at its till, those who paid in cash fetch what goes
back, and households take what they earned.

On the evening of such a day the till is counted, not always right.
"""

from collections.abc import Sequence
from datetime import date, datetime
from random import Random

import pytest

from chophien.cashpoints.actions.asking import ask_cash_out, cancel_cash_out
from chophien.cashpoints.actions.closing import close_day
from chophien.cashpoints.actions.confirming import Proof, confirm_cash_out, send_confirmation
from chophien.cashpoints.actions.giving_back import ask_cash_back, confirm_cash_back
from chophien.cashpoints.actions.paying import pay_out_cash
from chophien.cashpoints.errors import FloatTooLow
from chophien.cashpoints.models import CashBack, CashOrder, DayClose
from chophien.cashpoints.selectors.back import refunds_of
from chophien.cashpoints.selectors.owed import owed_named
from chophien.cashpoints.states import CashKind, CashStatus
from chophien.cashpoints.tests.factories import a_till, an_agent, code_sent, paid_in
from chophien.orders.models import OrderGroup
from chophien.payments import chart
from chophien.payments.errors import NotToFetch
from chophien.payments.models import Refund
from chophien.sellers.models import Seller
from tests.money.facts import NOTE, Back, Life, Shop
from tests.money.plans import Happening, Plan
from tests.money.reference import Reference, due, in_notes, late_interest, to_fetch

LEAST_VND, MOST_VND = 10_000, 2_000_000
ONE_HOUSEHOLD = {"individual", "household_business"}


class CashPoint:
    """One till with an agent, where money is real."""

    def __init__(self, draw: Random, reference: Reference, *, at: datetime) -> None:
        self.draw, self.reference = draw, reference
        self.till = a_till(holds=0, at=at)
        self.account = chart.cash(chart.AGENT, self.till.code)
        self.agent = an_agent(self.till.point, at=at)
        self.held_vnd = self.brought = self.asked = 0
        self.open_on: date | None = None

    def takes(self, plan: Plan, group: OrderGroup, one: Happening, *, at: datetime) -> None:
        """What is awaited is paid, whole, by whoever brings it: they say yes to it from the day on which that is asked."""
        self.brought += 1
        phone = f"+8497{self.brought:07d}"
        paid_in(group.code, self.till, one.vnd, self.agent, at=at, key=plan.life.code, phone=phone)
        self.reference.pays(plan.life, self.account, at=at)
        self.held_vnd += one.vnd
        self.open_on = one.day

    def gives_back(
        self, life: Life, group: OrderGroup, backs: Sequence[tuple[Refund, Back]], *, at: datetime
    ) -> list[str]:
        """The buyer fetches all that can be fetched and the till has cash for, the most urgent first, with the code from
        the phone of the order, or calls it off; or the till has too little for any of it. The codes of what went
        back.
        """
        there = to_fetch(life, [back for _refund, back in backs])
        wanted: list[Back] = []
        sums: dict[str, int] = {}
        for one, back in sorted(backs, key=lambda pair: (pair[0].due_on, pair[0].pk)):
            more = back.booked + late_interest(back, at=at)
            if back in there and in_notes(sum(sums.values()) + more) <= self.held_vnd:
                sums[one.code] = more
                wanted.append(back)
        amount = in_notes(sum(sums.values()))
        self.asked += 1
        facts = {"till": self.till, "key": f"back {self.asked}", "actor": self.agent, "at": at}
        if not wanted:
            with pytest.raises(FloatTooLow if there else NotToFetch):
                ask_cash_back(owed=owed_named(group.code), **facts)
            return []
        order = ask_cash_back(owed=owed_named(group.code), **facts)
        assert (order.amount_vnd, refunds_of(order)) == (amount, sums)
        send_confirmation(order=order, actor=self.agent, at=at)
        if self.draw.random() < 0.1:
            cancel_cash_out(order=order, actor=self.agent, at=at)
            return []
        confirm_cash_back(order=order, proof=Proof(code=code_sent(order)), actor=self.agent, at=at)
        self.reference.fetched(life, wanted, self.account, by=order.code, at=at)
        self.held_vnd -= amount
        self.open_on = at.date()
        return list(sums)

    def gives(self, shop: Shop, seller: Seller, *, at: datetime) -> None:
        """A household takes some of what it may have by now: with the code from its own phone, or it calls it off."""
        most = min(self.reference.payable_to(shop, at=at), self.held_vnd, MOST_VND) // NOTE * NOTE
        if most < LEAST_VND:
            return
        amount = self.draw.randrange(LEAST_VND, most + 1, NOTE)
        facts = {"seller": seller, "till": self.till, "key": f"{seller.code} {at}", "actor": self.agent, "at": at}
        order = ask_cash_out(amount_vnd=amount, **facts)
        send_confirmation(order=order, actor=self.agent, at=at)
        if self.draw.random() < 0.3:
            cancel_cash_out(order=order, actor=self.agent, at=at)
            return
        order = confirm_cash_out(order=order, proof=Proof(code=code_sent(order)), actor=self.agent, at=at)
        pay_out_cash(order=order, actor=self.agent, at=at)
        self.reference.move(order.code, due(shop), self.account, amount, at=at, column="paid out")
        self.held_vnd -= amount
        self.open_on = at.date()

    def closes(self, day: date, *, at: datetime) -> None:
        """The till is counted in notes: what is missing, or too much, stands in the books from then on."""
        if self.open_on != day:
            return
        lies = self.held_vnd + self.draw.choice((0, 0, 0, -20_000, 30_000))
        notes = max(lies, 0) // NOTE
        facts = {"till": self.till, "day": day, "note": "tiền lẻ", "actor": self.agent, "at": at}
        closed = close_day(notes={NOTE: notes}, **facts)
        missing = self.held_vnd - notes * NOTE
        assert (closed.expected_vnd, closed.difference_vnd) == (self.held_vnd, -missing)
        self.reference.move(closed.code, chart.CASH_DIFFERENCES, self.account, missing, at=at)
        self.held_vnd -= missing


def given_out_vnd() -> int:
    """What left the tills beside refunds: in households' hands, rounded up for buyers, or missing when it was counted."""
    given = CashOrder.objects.filter(kind__in=[CashKind.OUT, CashKind.BACK], status=CashStatus.PAID)
    refunds = CashBack.objects.filter(order__in=given)
    amounts = [sum(rows.values_list("amount_vnd", flat=True)) for rows in (given, refunds)]
    return amounts[0] - amounts[1] - sum(DayClose.objects.values_list("difference_vnd", flat=True))
