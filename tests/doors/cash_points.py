"""A cash point with a till and an agent, one that can be closed, and cash that was given, for the table of doors."""

from datetime import datetime
from typing import Any

from chophien.accounts.models import Person
from chophien.accounts.tests.factories import PersonFactory
from chophien.cashpoints.actions.places import appoint_agent, open_point, open_till
from chophien.cashpoints.tests.places import cash_that_was_paid
from chophien.lib.actor import SYSTEM
from chophien.places.tests.factories import a_commune


def about_cash_points(people: dict[str, Person], *, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address. Nobody of the market's own people serves there."""
    point, other = (
        open_point(name=name, commune=a_commune(), address="Cạnh chợ", actor=people["operator"], at=at)
        for name in ("Bưu điện văn hóa Đồng Văn", "Bưu điện số hai")
    )
    till = open_till(point=point, name="1", actor=SYSTEM, at=at)
    agent = PersonFactory(name="Vàng Thị Dợ")
    appoint_agent(point=point, person=agent, actor=SYSTEM, at=at)
    paid = cash_that_was_paid(point=point, at=at, person=people["newcomer"], paid_by=agent.code)
    here = {"code": point.code}
    return {
        "cashpoints:receipt-check": {"code": paid.code},
        "cashpoints:slip": {"code": paid.code},
        "officedesk:cashpoint": here,
        "officedesk:close-cashpoint": {"code": other.code},
        "officedesk:renew-cashpoint": here,
        "officedesk:appoint-agent": here,
        "officedesk:end-cash-post": {**here, "person_code": agent.code},
        "officedesk:open-till": here,
        "officedesk:cash-float": {**here, "till_code": till.code},
        "officedesk:coverage-province": {"code": "08"},
    }
