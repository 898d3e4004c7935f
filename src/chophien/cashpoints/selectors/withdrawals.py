"""The QRCASH code of one withdrawal: a household shows it at the counter, the agent's device reads which ask is meant.

It follows NAPAS' format for withdrawals of cash (`lib.vietqr`). The code alone opens nothing: who shows it still says
yes in a second step, and whether its time is over is written on the ask, not in the code.
"""

import re

from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.selectors.contracts import KEY
from chophien.lib.text import slugify_vi
from chophien.lib.vietqr import Withdrawal, cash_payload
from chophien.rules import selectors as rules

NO_BANK = "000000"
"""No bank has this number: a code of a trial is understood here and refused by every bank's app."""
OWNER_MOST, TOWN_MOST = 25, 15
BIN = re.compile(r"[0-9]{6}")


def withdrawal_payload(order: CashOrder) -> str:
    """What stands in the code of an ask for cash; empty where the partner's contract names no number of its bank.

    :raises BadWithdrawal: never for rows of ours: names are cut to what the format takes
    """
    bank = NO_BANK if order.simulated else _partners_bank(order)
    if not bank:
        return ""
    point = order.till.point
    return cash_payload(
        Withdrawal(
            bank_bin=bank,
            machine=order.till.code.replace("-", ""),
            amount_vnd=order.amount_vnd,
            owner=_plain(point.name, OWNER_MOST),
            town=_plain(point.commune.name, TOWN_MOST),
            reference=order.code,
            till=order.till.code,
        )
    )


def _partners_bank(order: CashOrder) -> str:
    named = rules.value(KEY, at=order.asked_at)
    bank = str(named.get("bin", "")) if isinstance(named, dict) else ""
    return bank if BIN.fullmatch(bank) else ""


def _plain(name: str, most: int) -> str:
    """A name in capital letters without marks, as bank papers have it."""
    return slugify_vi(name, max_length=most).replace("-", " ").upper() or "CHO PHIEN"
