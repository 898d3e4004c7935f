"""Payments through a gateway, and what it leaves to people, for the table of doors."""

from datetime import datetime
from typing import Any

from chophien.accounts.models import Person
from chophien.gateways.tests.factories import a_story
from chophien.orders.models import OrderGroup


def about_gateways(group: OrderGroup, operator: Person, *, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address."""
    story = a_story(group.code, operator=operator, at=at)
    return {
        "gateways:": {"code": group.code},
        "gateways:return": {"gateway": "vnpay"},
        "gateways:attempt": {"reference": story["attempt"]},
        "officedesk:gateway-back": {"reference": story["back"]},
        "officedesk:gateway-attempt": {"reference": story["odd"]},
        "officedesk:gateway-table": {"code": story["payoff"]},
        "officedesk:gateway-payout": {"code": story["payout"]},
    }
