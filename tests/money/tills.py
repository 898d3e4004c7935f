"""A cash point in the lives of orders: on market days buyers pay at its till, and households take what they earned.

On the evening of such a day the till is counted, not always right.
"""

from datetime import date, datetime
from random import Random

from chophien.cashpoints.actions.asking import ask_cash_out, cancel_cash_out
from chophien.cashpoints.actions.closing import close_day
from chophien.cashpoints.actions.confirming import Proof, confirm_cash_out, send_confirmation
from chophien.cashpoints.actions.paying import pay_out_cash
from chophien.cashpoints.models import CashOrder, DayClose
from chophien.cashpoints.states import CashKind, CashStatus
from chophien.cashpoints.tests.factories import a_till, an_agent, code_sent, paid_in
from chophien.orders.models import OrderGroup
from chophien.payments import chart
from chophien.sellers.models import Seller
from tests.money.facts import Shop
from tests.money.plans import Happening, Plan
from tests.money.reference import Reference, due

NOTE, LEAST_VND, MOST_VND = 1_000, 10_000, 2_000_000
ONE_HOUSEHOLD = {"individual", "household_business"}


class CashPoint:
    """One till with an agent, where money is real."""

    def __init__(self, draw: Random, reference: Reference, *, at: datetime) -> None:
        self.draw, self.reference = draw, reference
        self.till = a_till(holds=0, at=at)
        self.account = chart.cash(chart.AGENT, self.till.code)
        self.agent = an_agent(self.till.point, at=at)
        self.held_vnd = self.brought = 0
        self.open_on: date | None = None

    def takes(self, plan: Plan, group: OrderGroup, one: Happening, *, at: datetime) -> None:
        """What is awaited is paid, whole, by whoever brings it: they say yes to it from the day on which that is asked."""
        self.brought += 1
        phone = f"+8497{self.brought:07d}"
        paid_in(group.code, self.till, one.vnd, self.agent, at=at, key=plan.life.code, phone=phone)
        self.reference.pays(plan.life, self.account, at=at)
        self.held_vnd += one.vnd
        self.open_on = one.day

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
        facts = {"till": self.till, "day": day, "note": "tiền lẻ", "actor": self.agent, "at": at}
        closed = close_day(notes={NOTE: max(lies, 0) // NOTE}, **facts)
        missing = -closed.difference_vnd
        self.reference.move(closed.code, chart.CASH_DIFFERENCES, self.account, missing, at=at)
        self.held_vnd -= missing


def given_out_vnd() -> int:
    """What left the tills: in households' hands, or missing when it was counted."""
    given = CashOrder.objects.filter(kind=CashKind.OUT, status=CashStatus.PAID).values_list("amount_vnd", flat=True)
    return sum(given) - sum(DayClose.objects.values_list("difference_vnd", flat=True))
