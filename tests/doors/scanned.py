"""A stamp on a pack of a lot, and one that may be copied, for the table of doors."""

from datetime import datetime
from typing import Any

from chophien.lib.actor import SYSTEM
from chophien.scans.actions.scanning import Scanned, note_scan
from chophien.scans.actions.stamps import activate, order_stamps
from chophien.scans.models import Stamp, Suspicion
from chophien.scans.tests.factories import a_packed_lot
from chophien.sellers.models import Seller


def about_stamps(seller: Seller, *, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address."""
    lot, variant, _growers = a_packed_lot("4", "5", "6", seller=seller)
    batch = order_stamps(seller=seller, variant=variant, count=3, actor=SYSTEM, at=at)
    activate(batch=batch, first=1, last=1, lot=lot, actor=SYSTEM, at=at)
    unused = Stamp.objects.get(batch=batch, number=2)
    for number in range(3):
        note_scan(scanned=Scanned(stamp=unused), visitor=str(number), by_shop=False, at=at)
    serial = Stamp.objects.get(batch=batch, number=1).serial
    suspected = Suspicion.objects.get(stamp=unused).code
    return {
        "scans:link": {"key": "01", "rest": f"{batch.gtin}/21/{serial}"},
        "sellerdesk:stamp-batch": {"code": batch.code},
        "sellerdesk:stamp-sheet": {"code": batch.code, "part": 1},
        "sellerdesk:stamp-suspicion": {"code": suspected},
        "officedesk:suspect-stamp": {"code": suspected},
    }
