"""Pages behind the codes on packs, and which lot and stamp of the market they show."""

from collections.abc import Callable
from datetime import datetime

from chophien.lib.actor import SYSTEM
from chophien.lots.models import Lot, Pack
from chophien.scans.actions.scanning import Scanned, note_scan
from chophien.scans.actions.stamps import activate, order_stamps
from chophien.scans.models import Stamp, Suspicion
from tests.market.page import Facts, Page


def of_stamps(lot_code: str, *, at: datetime) -> dict[str, str]:
    """Codes of a batch, a stamp on a pack, one that is not in use, and what it is suspected of."""
    lot = Lot.objects.select_related("seller").get(code=lot_code)
    pack = Pack.objects.select_related("variant__listing").filter(lot=lot).order_by("pk")[0]
    batch = order_stamps(seller=lot.seller, variant=pack.variant, count=20, actor=SYSTEM, at=at)
    activate(batch=batch, first=1, last=12, lot=lot, actor=SYSTEM, at=at)
    stamps = list(Stamp.objects.filter(batch=batch).select_related("lot").order_by("number"))
    for number in range(3):
        note_scan(scanned=Scanned(lot, stamps[0]), visitor=f"{number}", by_shop=False, at=at)
        note_scan(scanned=Scanned(None, stamps[-1]), visitor=f"{number}", by_shop=False, at=at)
    return {
        "batch": batch.code,
        "stamp": f"{batch.gtin}/21/{stamps[0].serial}",
        "unused": f"{batch.gtin}/21/{stamps[-1].serial}",
        "lot": f"{batch.gtin}/10/{lot.code}",
        "suspicion": Suspicion.objects.get(stamp=stamps[-1]).code,
    }


def _behind(name: str) -> Callable[[Facts], dict[str, str]]:
    def words(facts: Facts) -> dict[str, str]:
        return {"key": "01", "rest": facts["stamps"][name]}

    return words


def _suspected(facts: Facts) -> dict[str, str]:
    return {"code": facts["stamps"]["suspicion"]}


SCANNED = (
    Page("trace-look", "scans:look"),
    Page("trace-stamp", "scans:link", _behind("stamp")),
    Page("trace-stamp-not-in-use", "scans:link", _behind("unused")),
    Page("trace-lot", "scans:link", _behind("lot")),
    Page("stamps", "sellerdesk:stamps", person="manager-2"),
    Page("stamp-batch", "sellerdesk:stamp-batch", lambda facts: {"code": facts["stamps"]["batch"]}, person="manager-2"),
    Page("stamp-use", "sellerdesk:use-stamp", person="manager-2"),
    Page("stamp-suspicion", "sellerdesk:stamp-suspicion", _suspected, person="manager-2"),
    Page("office-suspect-stamps", "officedesk:suspect-stamps", person="officer-commune"),
    Page("office-suspect-stamp", "officedesk:suspect-stamp", _suspected, person="officer-commune"),
)
