"""The agent's counter and a household's cash, in the market that journeys and pictures start from."""

from datetime import datetime, timedelta

from chophien.accounts.models import Person
from chophien.cashpoints.actions.asking import ask_balance, ask_cash_out, take_up
from chophien.cashpoints.actions.confirming import confirm_cash_out, send_confirmation
from chophien.cashpoints.actions.giving_back import ask_cash_back
from chophien.cashpoints.actions.taking import count_cash_in
from chophien.cashpoints.models import Till
from chophien.cashpoints.selectors.owed import owed_named
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.counter import unpaid_of
from chophien.orders.actions.money import give_money_back
from chophien.orders.models import Order
from chophien.payments.actions.counter import TO_PAY
from chophien.payments.models import Payment
from chophien.payments.states import Purpose
from chophien.samplemarket.cash import HOUSEHOLD
from chophien.sellers.models import Seller
from chophien.settlement.tests.factories import earns
from tests.market.page import Facts, Page


def at_the_counter(people: dict[str, Person], *, at: datetime) -> dict[str, str]:
    """A household with cash on the way: one order waits for its yes, one to be handed over, and one it asked for at home.
    And somebody who brings cash for an order: it is counted, and waits for their yes; another is to be counted. And a
    buyer who fetches in cash what goes back of an order that a carrier was paid for.
    """
    agent, manager = people["agent-1"], people["manager-3"]
    till = Till.objects.order_by("pk")[0]
    seller = Seller.objects.get(code=HOUSEHOLD)
    earns(seller, 900_000, order="CP-CASH", at=at - timedelta(days=9))

    def asked(key: str, actor: Person) -> str:
        order = ask_cash_out(seller=seller, till=till, amount_vnd=100_000, key=key, actor=actor, at=at)
        if actor.pk == agent.pk:
            send_confirmation(order=order, actor=agent, at=at)
        if key == "given":
            take_up(order=order, till=till, actor=agent, at=at)
            confirm_cash_out(order=order, actor=manager, at=at)
        return order.code

    awaited = Payment.objects.filter(status__in=TO_PAY, purpose=Purpose.ORDER, outside=False).order_by("pk")
    groups = list(dict.fromkeys(awaited.values_list("group_code", flat=True)))
    to_count, counted = (owed_named(code) for code in groups[:2])
    facts = {"owed": counted, "till": till, "amount_vnd": unpaid_of(counted.code).amount_vnd, "phone": counted.phone}
    brought = count_cash_in(**facts, key="brought", actor=agent, at=at)
    send_confirmation(order=brought, actor=agent, at=at)
    paid_at_the_door = Payment.objects.filter(came_into__startswith="cash:carrier:").order_by("pk")[0]
    sold = Order.objects.get(code=paid_at_the_door.order_code)
    give_money_back(order=sold, amount_vnd=20_500, reason="Một gói bị ướt", noticed_at=at, actor=SYSTEM, at=at)
    owed = owed_named(paid_at_the_door.group_code)
    back = ask_cash_back(owed=owed, till=till, key="back", actor=agent, at=at)
    send_confirmation(order=back, actor=agent, at=at)
    return {
        "to-give-back": owed.code,
        "back": back.code,
        "till": till.code,
        "to-count": to_count.code,
        "brought": brought.code,
        "asked": asked("asked", agent),
        "given": asked("given", manager),
        "home": asked("home", manager),
        "balance": ask_balance(seller=seller, till=till, actor=agent, at=at).code,
    }


def till(facts: Facts) -> dict[str, str]:
    return {"code": facts["counter"]["till"]}


AT_COUNTER = (
    Page("counter-home", "cashpoints:home", person="agent-1"),
    Page("counter-till", "cashpoints:till", till, person="agent-1"),
    Page("counter-give", "cashpoints:give", till, person="agent-1"),
    Page("counter-take", "cashpoints:take", till, person="agent-1"),
    Page(
        "counter-take-order",
        "cashpoints:take",
        till,
        lambda facts: {"ma": facts["counter"]["to-count"]},
        person="agent-1",
    ),
    Page("counter-give-back", "cashpoints:give-back", till, person="agent-1"),
    Page(
        "counter-give-back-order",
        "cashpoints:give-back",
        till,
        lambda facts: {"ma": facts["counter"]["to-give-back"]},
        person="agent-1",
    ),
    Page("counter-back", "cashpoints:order", lambda facts: {"code": facts["counter"]["back"]}, person="agent-1"),
    Page("counter-payer", "cashpoints:order", lambda facts: {"code": facts["counter"]["brought"]}, person="agent-1"),
    Page("counter-ask-balance", "cashpoints:ask-balance", till, person="agent-1"),
    Page("counter-float", "cashpoints:float", till, person="agent-1"),
    Page("counter-close", "cashpoints:close", till, person="agent-1"),
    Page("counter-order", "cashpoints:order", lambda facts: {"code": facts["counter"]["asked"]}, person="agent-1"),
    Page("counter-hand-over", "cashpoints:order", lambda facts: {"code": facts["counter"]["given"]}, person="agent-1"),
    Page(
        "counter-balance", "cashpoints:balance", lambda facts: {"code": facts["counter"]["balance"]}, person="agent-1"
    ),
    Page("withdraw", "sellerdesk:withdraw", person="manager-3"),
    Page("withdrawal", "sellerdesk:withdrawal", lambda facts: {"code": facts["counter"]["home"]}, person="manager-3"),
)
