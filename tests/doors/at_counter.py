"""A till whose agent is one of the people at the doors, and a household with cash on its way, for the table of doors."""

from datetime import datetime, timedelta
from typing import Any

from chophien.accounts.models import Person
from chophien.cashpoints.actions.asking import ask_balance, ask_cash_out
from chophien.cashpoints.actions.floats import bring_float
from chophien.cashpoints.actions.places import appoint_agent, open_point, open_till
from chophien.lib.actor import SYSTEM
from chophien.places.tests.factories import a_commune
from chophien.sellers.models import Seller
from chophien.settlement.tests.factories import earns


def at_the_counter(people: dict[str, Person], household: Seller, *, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address. `unasked` serves there; `household` is `newcomer`'s."""
    agent = people["unasked"]
    point = open_point(name="Bưu điện số ba", commune=a_commune(), address="Đầu chợ", actor=SYSTEM, at=at)
    till = open_till(point=point, name="1", actor=SYSTEM, at=at)
    appoint_agent(point=point, person=agent, actor=SYSTEM, at=at)
    bring_float(till=till, amount_vnd=9_000_000, reference="VC-1", key="doors", actor=SYSTEM, at=at)
    earns(household, 900_000, order="CP-COUNTER", at=at - timedelta(days=20))
    asked, own = (
        ask_cash_out(seller=household, till=till, amount_vnd=50_000, key="doors", actor=actor, at=at)
        for actor in (agent, people["newcomer"])
    )
    ask = ask_balance(seller=household, till=till, actor=agent, at=at)
    here = {"code": till.code}
    return {
        **{
            f"cashpoints:{name}": here
            for name in ("till", "give", "take-up", "take", "give-back", "ask-balance", "float", "close")
        },
        "cashpoints:order": {"code": asked.code},
        "cashpoints:step": {"code": asked.code, "step": "gui-ma"},
        "cashpoints:balance": {"code": ask.code},
        "sellerdesk:withdrawal": {"code": own.code},
        "sellerdesk:withdrawal-step": {"code": own.code, "step": "huy"},
    }
