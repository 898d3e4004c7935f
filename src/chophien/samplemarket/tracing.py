"""One lot of the demonstration with stamps on its packs, so that the page behind a code has something to tell.

The households are made up and say so in their names.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from chophien.catalog.models import Variant
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lots.actions.agreeing import LotTerms, freeze_lot, open_lot
from chophien.lots.actions.growers import GrowerText, add_grower
from chophien.lots.actions.making import Packing, pack_lot, sell_without_lots
from chophien.lots.actions.weighing import Weighed, weigh_in
from chophien.lots.models import Lot
from chophien.scans.actions.sharing import show_shares
from chophien.scans.actions.stamps import activate, order_stamps
from chophien.scans.models import StampBatch

SHOP, SKU = "gian-hang-mau-dong-van", "HL-198"
PRODUCT, HAMLET, NAME = "Gạo Khẩu Mang (lô mẫu)", "thôn mẫu (minh họa)", "Hộ mẫu {}"
KILOS = (110, 145, 90, 180, 95)
GRADES = (("Gạo loại 1", 34_000), ("Gạo loại 2", 30_000))
FEE_BASIS_POINTS = 500
BAGS, BAG_G, STAMPS = 120, 5_000, 130
SINCE, BEST_BEFORE = timedelta(days=20), timedelta(days=365)


def trace_a_sample_lot(*, loader: Actor, at: datetime) -> None:
    """Have five made-up households bring rice, pack it, and put stamps on the bags, unless that was done before."""
    found = Variant.objects.filter(listing__seller__code=SHOP, listing__sku=SKU, is_active=True)
    rice = found.select_related("listing__seller__commune__province", "listing__live").order_by("pk").first()
    if rice is None or StampBatch.objects.filter(variant=rice).exists():
        return
    seller, since = rice.listing.seller, at - SINCE
    terms = LotTerms(
        PRODUCT,
        GRADES,
        fee_basis_points=FEE_BASIS_POINTS,
        harvested_on=local_date(since),
        best_before=local_date(since) + BEST_BEFORE,
    )
    lot = open_lot(seller=seller, terms=terms, actor=loader, at=since)
    grades = list(lot.grades.all())
    for number, kilos in enumerate(KILOS, start=1):
        text = GrowerText(NAME.format(number), hamlet=HAMLET)
        grower = add_grower(seller=seller, text=text, actor=loader, at=since)
        weighed = Weighed(f"{lot.code}:{number}", kilos * 1_000, since)
        weigh_in(lot=lot, grower=grower, grade=grades[number % 2], weighed=weighed, actor=loader, at=since)
    freeze_lot(lot=lot, actor=loader, at=since)
    packing = Packing(rice, Decimal(BAGS), BAG_G, best_before=local_date(since) + BEST_BEFORE)
    pack_lot(lot=lot, packing=packing, actor=loader, at=at - SINCE / 2)
    sell_without_lots(variant=rice, actor=loader, at=at)
    batch = order_stamps(seller=seller, variant=rice, count=STAMPS, actor=loader, at=at)
    activate(batch=batch, first=1, last=BAGS, lot=Lot.objects.get(pk=lot.pk), actor=loader, at=at)
    show_shares(seller=seller, shown=True, actor=loader, at=at)
