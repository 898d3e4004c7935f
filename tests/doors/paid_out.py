"""A batch of payouts, and one that two have signed, for the table of doors."""

from datetime import datetime
from typing import Any

from chophien.accounts.tests.factories import operator
from chophien.lib.actor import SYSTEM
from chophien.settlement.actions.batches import draw_up, sign
from chophien.settlement.actions.setting_right import propose, propose_debt
from chophien.settlement.tests.factories import a_paid_seller, paid_twice
from tests.market.twice import a_shop_that_owes


def about_payouts(*, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address. A seller of its own, so that nobody's figures change."""
    a_paid_seller(500_000, order="CP-PAID-OUT")
    batch = draw_up(actor=SYSTEM, at=at, everybody=True)
    a_paid_seller(500_000, order="CP-SIGNED")
    signed = draw_up(actor=SYSTEM, at=at, everybody=True)
    for person in (operator(), operator()):
        sign(batch=signed, actor=person, at=at)
    first, _second = paid_twice(a_paid_seller(300_000, order="CP-TWICE"), at=at, first_at=at)
    propose(payout=first, reason="Gian hàng đã nghỉ bán", actor=operator(), at=at)
    owes = a_shop_that_owes(number=1, at=at)
    propose_debt(seller_code=owes, reason="Gian hàng đã đóng", actor=operator(), at=at)
    return {
        "officedesk:payout-batch": {"code": batch.code},
        "officedesk:payout-file": {"code": signed.code},
        "officedesk:payout-answers": {"code": batch.code},
        "officedesk:payout-step": {"code": batch.code, "step": "ky"},
        "officedesk:paid-twice": {"code": first.code},
        "officedesk:paid-twice-step": {"code": first.code, "step": "dong-y"},
        "officedesk:shop-debt": {"code": owes},
        "officedesk:shop-debt-step": {"code": owes, "step": "dong-y"},
    }
