"""How goods are packed, and packaging that shops order together, for the table of doors."""

from datetime import datetime, timedelta
from typing import Any

from chophien.catalog.tests.factories import a_category
from chophien.lib.dates import local_date
from chophien.packaging.tests.factories import a_group, an_item
from chophien.sellers.models import Seller


def about_packaging(seller: Seller, *, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address."""
    a_category("che-tra", name_vi="Chè, trà")
    item = an_item(at=at)
    group = a_group(item, seller, 100, last_day=local_date(at) + timedelta(days=7), at=at)
    here = {"code": group.code}
    return {
        "sellerdesk:packing": {"about": "che-tra"},
        "sellerdesk:packing-sheet": {"about": "che-tra"},
        "sellerdesk:packaging-begin": {"code": item.code},
        "sellerdesk:packaging-group": here,
        "sellerdesk:packaging-leave": here,
        "officedesk:packaging-item": {"code": item.supplier.code},
        "officedesk:packaging-item-ends": {"code": item.code},
        "officedesk:packaging-group": here,
        "officedesk:packaging-list": here,
        "officedesk:packaging-step": {**here, "step": "bo"},
    }
