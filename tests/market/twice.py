"""What a shop was paid twice or owes otherwise, and the pages on which two people have the market bear it."""

from datetime import datetime, timedelta

from chophien.accounts.models import Person
from chophien.ledger.actions.posting import Wish
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_seller
from chophien.settlement.actions.setting_right import propose, propose_debt
from chophien.settlement.tests.factories import earns, paid_twice, with_account
from tests.market.page import Page


def written_off(operator: Person, *, at: datetime) -> dict[str, str]:
    """Of a shop that has sold nothing since: it waits for a second yes."""
    shop = Seller.objects.filter(status=SellerStatus.APPROVED, payout_account=None).order_by("-pk")[0]
    earns(with_account(shop), 415_000, order="CP-TWICE", at=at - timedelta(days=30))
    first, _second = paid_twice(shop, at=at - timedelta(days=1), first_at=at - timedelta(days=2))
    propose(payout=first, reason="Gian hàng đã nghỉ bán, không liên lạc được", actor=operator, at=at)
    owes = a_shop_that_owes(number=1, at=at)
    propose_debt(seller_code=owes, reason="Gian hàng đã đóng, không liên lạc được", actor=operator, at=at)
    return {"twice": first.code, "owes": owes}


def a_shop_that_owes(*, number: int, at: datetime) -> str:
    """The code of a closed shop of which goods were given back after it had been paid."""
    shop = a_seller(name=f"Gian hàng đã đóng {number}", status=SellerStatus.CLOSED)
    back = Wish(f"t:owes:{shop.code}", chart.due(shop.code), chart.REFUNDS, 150_000, kind="refund_owed")
    enter([back], at=at - timedelta(days=3))
    return shop.code


TWICE = (
    Page(
        "office-paid-twice",
        "officedesk:paid-twice",
        lambda facts: {"code": facts["office"]["twice"]},
        person="operator-1",
    ),
    Page("office-shop-debts", "officedesk:shop-debts", lambda _facts: {}, person="operator-1"),
    Page(
        "office-shop-debt",
        "officedesk:shop-debt",
        lambda facts: {"code": facts["office"]["owes"]},
        person="operator-1",
    ),
)
NO_PAGES_OF_TWICE = {"officedesk:paid-twice-step", "officedesk:shop-debt-step"}
