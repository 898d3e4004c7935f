"""Packaging on offer, and an order of it that shops place together."""

from datetime import UTC, date, datetime

from chophien.accounts.tests.factories import operator
from chophien.lib.actor import SYSTEM
from chophien.packaging.actions.ordering import open_group
from chophien.packaging.actions.suppliers import ItemText, add_item, add_supplier
from chophien.packaging.models import GroupOrder, Item
from chophien.sellers.models import Seller

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
LAST_DAY = date(2026, 12, 1)
STEPS = ((1, 1500), (500, 1200), (1000, 1000))


def an_item(*, at: datetime = NOON) -> Item:
    """Foil pouches at 1.500, 1.200 and 1.000 đồng; at least 100; 50.000 đồng for bringing them."""
    office = operator()
    supplier = add_supplier(name="Bao bì Mẫu", place="Hà Nội", phone="024 0000 0000", actor=office, at=at)
    text = ItemText("Túi giấy bạc có khóa", "16 × 24 cm", "túi", STEPS, 100, 50_000, 5)
    return add_item(supplier=supplier, text=text, actor=office, at=at)


def a_group(item: Item, seller: Seller, quantity: int, *, last_day: date = LAST_DAY, at: datetime = NOON) -> GroupOrder:
    """An order of it that this shop began."""
    return open_group(item=item, seller=seller, quantity=quantity, last_day=last_day, actor=SYSTEM, at=at)
