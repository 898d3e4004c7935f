"""Money of the market's own accounts that is to move, for the table of doors."""

from datetime import datetime
from typing import Any

from chophien.accounts.tests.factories import operator
from chophien.ledger.actions.posting import Wish
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.treasury.actions.moving import write_down


def about_own_money(*, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address. Fees of its own, so that nobody's figures change."""
    earned = Wish("t:own", chart.held(), chart.FEES, 100_000, kind="test")
    owed = Wish("t:borne", chart.funder(chart.PROGRAMME, "cua"), chart.due("GH-KHONG"), 50_000, kind="test")
    enter([earned, owed], at=at)
    one = write_down(account=chart.FEES, amount_vnd=40_000, purpose="về chợ", actor=operator(), at=at)
    return {
        "officedesk:new-own-transfer": {"account": chart.FEES},
        "officedesk:own-transfer": {"code": one.code},
        "officedesk:own-transfer-step": {"code": one.code, "step": "dong-y"},
    }
