"""Money that the bank sent back, and the account that its buyer has named since, for the table of doors."""

from datetime import datetime
from typing import Any

from chophien.orders.actions.coming_back import give_account
from chophien.orders.models import Order
from chophien.payments.actions.asking import ask_for_account


def about_money_sent_back(order: Order, *, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address. Nothing moved, so that nobody's figures change."""
    asked = ask_for_account(about="HT-CUA", group_code=order.group.code, amount_vnd=1_000, at=at)
    who = order.group.person
    if who is None:
        raise AssertionError("the doors' order is a person's")
    give_account(
        order=order, bank_bin="970436", account="00110022", owner_name="LO THI MAY", reader=who, actor=who, at=at
    )
    return {"officedesk:asked-account": {"about": asked.about}}
