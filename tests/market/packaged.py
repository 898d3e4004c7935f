"""Pages about packing, and about packaging that shops order together."""

from datetime import datetime, timedelta

from django.db import transaction

from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.packaging.actions.ordering import open_group
from chophien.packaging.actions.suppliers import ItemText, add_item, add_supplier
from chophien.sellers.models import Seller
from tests.market.page import Facts, Page, words

STEPS = ((1, 1500), (500, 1200), (1000, 1000))


@transaction.atomic
def of_packaging(shop: str, *, at: datetime) -> dict[str, str]:
    """Codes of a firm, of what it offers, and of an order that is open."""
    firm = add_supplier(name="Bao bì Mẫu", place="Hà Nội", phone="024 0000 0000", actor=SYSTEM, at=at)
    text = ItemText("Túi giấy bạc có khóa", "16 × 24 cm", "túi", STEPS, 1000, 50_000, 5)
    item = add_item(supplier=firm, text=text, actor=SYSTEM, at=at)
    day = local_date(at) + timedelta(days=7)
    seller = Seller.objects.get(code=shop)
    group = open_group(item=item, seller=seller, quantity=300, last_day=day, actor=SYSTEM, at=at)
    box = ItemText("Thùng giấy cứng", "30 × 20 × 20 cm", "thùng", ((1, 9000),), 50, 0, 5)
    other = add_item(supplier=firm, text=box, actor=SYSTEM, at=at)
    return {"firm": firm.code, "item": other.code, "group": group.code}


def _code(name: str):
    def named(facts: Facts) -> dict[str, str]:
        return {"code": facts["packaging"][name]}

    return named


PACKAGED = (
    Page("packing-home", "sellerdesk:packing-home", person="manager-2"),
    Page("packing", "sellerdesk:packing", words(about="che-tra"), person="manager-2"),
    Page("packaging", "sellerdesk:packaging", person="manager-2"),
    Page("packaging-begin", "sellerdesk:packaging-begin", _code("item"), person="manager-2"),
    Page("packaging-group", "sellerdesk:packaging-group", _code("group"), person="manager-2"),
    Page("office-packaging", "officedesk:packaging", person="operator-1"),
    Page("office-packaging-item", "officedesk:packaging-item", _code("firm"), person="operator-1"),
    Page("office-packaging-group", "officedesk:packaging-group", _code("group"), person="operator-1"),
)
NO_PAGES_OF_PACKAGING = {
    "sellerdesk:packing-worker", "sellerdesk:packing-sheet", "sellerdesk:packaging-leave",
    "officedesk:packaging-item-ends", "officedesk:packaging-list", "officedesk:packaging-step",
}  # fmt: skip
"""Addresses about packaging that are no pages to look at."""
