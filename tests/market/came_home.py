"""Money that the bank sent back to the market: its buyer is asked for another account, or has named one."""

from datetime import datetime

from chophien.accounts.models import Person
from chophien.orders.actions.coming_back import give_account
from chophien.orders.models import Order
from chophien.payments.actions.asking import ask_for_account
from tests.market.page import Page


def sent_back(buyer: Person, *, at: datetime) -> dict[str, str]:
    """Of two groups of this buyer's orders: one still asks, the other's account is known."""
    theirs = Order.objects.select_related("group__person").filter(group__person=buyer).order_by("pk")
    waiting, told = list({one.group.code: one for one in theirs}.values())[:2]
    for number, order in enumerate((waiting, told)):
        ask_for_account(about=f"HT-HINH-{number}", group_code=order.group.code, amount_vnd=120_000, at=at)
    answer = {"bank_bin": "970436", "account": "0011002233", "owner_name": "LO THI MAY"}
    give_account(order=told, reader=buyer, actor=buyer, at=at, **answer)
    return {"asked_about": "HT-HINH-1", "asked_order": waiting.code, "told_order": told.code}


CAME_HOME = (
    Page(
        "order-sent-back", "orders:order", lambda facts: {"code": facts["came_home"]["asked_order"]}, person="buyer-1"
    ),
    Page(
        "order-sent-again", "orders:order", lambda facts: {"code": facts["came_home"]["told_order"]}, person="buyer-1"
    ),
    Page(
        "office-asked-account",
        "officedesk:asked-account",
        lambda facts: {"about": facts["came_home"]["asked_about"]},
        person="operator-1",
    ),
)
NO_PAGES_OF_CAME_HOME = {"orders:refund-account", "wholesale:contract-account"}
