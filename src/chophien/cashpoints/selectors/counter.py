"""What an agent's pages show: a till's day, one customer's order, and what a household lets the agent see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet, Sum

from chophien.accounts.models import Person
from chophien.cashpoints.models import BalanceAsk, CashOrder, Till
from chophien.cashpoints.policies import serves_at
from chophien.cashpoints.selectors.contracts import is_real
from chophien.cashpoints.selectors.customers import Sale, last_sales, seller_of_order
from chophien.cashpoints.selectors.limits import Limits, limits_left
from chophien.cashpoints.selectors.points import tills_served_by
from chophien.cashpoints.selectors.receipts import customer_of
from chophien.cashpoints.selectors.tills import Float, day_to_close, float_of, is_closed_on, open_orders
from chophien.cashpoints.states import GIVEN, CashKind, CashStatus
from chophien.lib.dates import local_date
from chophien.lib.names import given_name
from chophien.sellers.models import Seller
from chophien.settlement.selectors.payable import Waiting, waiting_of

NOBODY = ""
SHOWN = 20


@dataclass(frozen=True)
class Counter:
    """One till as its agent has it open: its cash, its limits, what waits and what was done today."""

    till: Till
    trial: bool
    cash: Float
    limits: Limits
    waiting: Sequence["Shown"]
    done: Sequence["Shown"]
    to_close: date | None
    """An earlier day that has to be closed first, or None."""
    closed: bool
    given_vnd: int
    taken_vnd: int


@dataclass(frozen=True)
class Shown:
    """One order of cash with the name of its customer, and the number to be shown masked. Of cash that is taken: whose
    order it is for, and the number that the payer's code goes to. Of cash that goes back: who ordered.
    """

    order: CashOrder
    name: str
    phone: str

    @property
    def needs_yes(self) -> bool:
        return self.order.status == CashStatus.ASKED

    @property
    def to_pay(self) -> bool:
        return self.order.status == CashStatus.CONFIRMED

    @property
    def done(self) -> bool:
        return self.order.status == CashStatus.PAID


@dataclass(frozen=True)
class Balance:
    """What a household has let the agent see: what it has to come, and its last five sales."""

    seller: Seller
    waiting: Waiting
    sales: Sequence[Sale]


def counter_of(till: Till, *, at: datetime, simulated: bool | None = None) -> Counter:
    """A till's day, of trials or of real money; where that is not said, of what is done at the point now.

    The same number of statements whatever was done, but for one per customer who is shown.
    """
    today = local_date(at)
    simulated = not is_real(till.point, at=at) if simulated is None else simulated
    orders = CashOrder.objects.filter(till=till, simulated=simulated, status=CashStatus.PAID, counts_on=today)
    sums = {row["kind"]: int(row["sum"]) for row in orders.values("kind").annotate(sum=Sum("amount_vnd")).order_by()}
    done = orders.select_related("till__point", "person").order_by("-paid_at", "-pk")[:SHOWN]
    waiting = open_orders(till, at=at).filter(taken_up_at__isnull=False).select_related("till__point", "person")
    return Counter(
        till=till,
        trial=simulated,
        cash=float_of(till, simulated=simulated, at=at),
        limits=limits_left(NOBODY, till.point, simulated=simulated, at=at),
        waiting=shown(waiting[:SHOWN]),
        done=shown(done),
        to_close=day_to_close(till, simulated=simulated, before=today),
        closed=is_closed_on(till, today, simulated=simulated),
        given_vnd=sum(sums.get(kind, 0) for kind in GIVEN),
        taken_vnd=sums.get(CashKind.IN, 0),
    )


def shown(orders: QuerySet[CashOrder] | Sequence[CashOrder]) -> list[Shown]:
    """Orders with the names of their customers."""
    return [_shown(order) for order in orders]


def _shown(order: CashOrder) -> Shown:
    name, phone = customer_of(order)
    if order.kind == CashKind.BACK and order.status != CashStatus.PAID:
        name = given_name(name)
    return Shown(order, name, phone if order.kind == CashKind.OUT else order.payer_phone)


def orders_served_by(person: Person, *, at: datetime) -> QuerySet[CashOrder]:
    """The orders of cash of the points where somebody serves; those that a customer placed from home only once an
    agent has them before them.
    """
    tills = tills_served_by(person, at=at).values("point")
    rows = CashOrder.objects.filter(till__point__in=tills, taken_up_at__isnull=False)
    return rows.select_related("till__point__commune__province", "person")


def order_to_take_up(code: str, person: Person, *, at: datetime) -> CashOrder | None:
    """The earned money that a customer asked for and names by its code, at a point where somebody serves."""
    points = tills_served_by(person, at=at).values("point")
    rows = CashOrder.objects.filter(code=code, kind=CashKind.OUT, till__point__in=points)
    return rows.select_related("till__point__commune__province", "person").first()


def balance_asks_of(person: Person, *, at: datetime) -> QuerySet[BalanceAsk]:
    """The questions for a balance that this agent asked and that are not over."""
    rows = BalanceAsk.objects.filter(asked_by=person.code, expires_at__gt=at)
    return rows.select_related("till__point__commune__province", "person")


def balance_shown(ask: BalanceAsk, person: Person, *, at: datetime) -> Balance | None:
    """What the household let `person` see; None before its yes, after the minutes it is for, and to anybody else."""
    if ask.confirmed_at is None or ask.expires_at <= at or ask.asked_by != person.code:
        return None
    if not serves_at(person, ask.till.point, at=at):
        return None
    seller = seller_of_order(ask.seller_code)
    return Balance(seller, waiting_of(seller.code, at=at), last_sales(seller))
