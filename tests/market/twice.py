"""What a shop was paid twice, and the page on which two people have the market bear it."""

from datetime import datetime, timedelta

from chophien.accounts.models import Person
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.settlement.actions.setting_right import propose
from chophien.settlement.tests.factories import earns, paid_twice, with_account
from tests.market.page import Page


def written_off(operator: Person, *, at: datetime) -> dict[str, str]:
    """Of a shop that has sold nothing since: it waits for a second yes."""
    shop = Seller.objects.filter(status=SellerStatus.APPROVED, payout_account=None).order_by("-pk")[0]
    earns(with_account(shop), 415_000, order="CP-TWICE", at=at - timedelta(days=30))
    first, _second = paid_twice(shop, at=at - timedelta(days=1), first_at=at - timedelta(days=2))
    propose(payout=first, reason="Gian hàng đã nghỉ bán, không liên lạc được", actor=operator, at=at)
    return {"twice": first.code}


TWICE = (
    Page(
        "office-paid-twice",
        "officedesk:paid-twice",
        lambda facts: {"code": facts["office"]["twice"]},
        person="operator-1",
    ),
)
NO_PAGES_OF_TWICE = {"officedesk:paid-twice-step"}
