"""Stamps and lots, made through the same actions as in the market."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count as numbers

from chophien.catalog.models import Variant
from chophien.lib.actor import SYSTEM
from chophien.lots.actions.making import Packing, pack_lot
from chophien.lots.models import Grower, Lot
from chophien.lots.tests.factories import a_brought_lot, goods_of
from chophien.scans.actions.stamps import activate, order_stamps
from chophien.scans.models import Stamp, StampBatch
from chophien.scans.networks import network_mark, network_of
from chophien.sellers.models import Seller

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


def a_packed_lot(
    *kilos: str, units: int = 10, seller: Seller | None = None, **terms: object
) -> tuple[Lot, Variant, list[Grower]]:
    """A lot that households brought to, packed as goods of its shop that are on sale."""
    lot, growers = a_brought_lot(seller, *(kilos or ("20", "30", "10")), **terms)
    variant = goods_of(lot.seller)
    pack_lot(lot=lot, packing=Packing(variant, Decimal(units), 100), actor=SYSTEM, at=NOON)
    lot.refresh_from_db()
    return lot, variant, growers


def a_batch(variant: Variant, count: int = 5) -> StampBatch:
    return order_stamps(seller=variant.listing.seller, variant=variant, count=count, actor=SYSTEM, at=NOON)


def a_stamp(*, active: bool = True, units: int = 10) -> Stamp:
    """A stamp on a pack of a lot, or one that is not in use yet."""
    lot, variant, _growers = a_packed_lot(units=units)
    batch = a_batch(variant)
    if active:
        activate(batch=batch, first=1, last=1, lot=lot, actor=SYSTEM, at=NOON)
    return Stamp.objects.select_related("batch__seller", "lot").get(batch=batch, number=1)


def readers(stamp: Stamp, count: int) -> list[str]:
    """So many who scan a stamp, each in a network that its scans tell from those of the others."""
    found: dict[int, str] = {}
    for number in numbers():
        address = f"198.{18 + number // 256}.{number % 256}.7"
        found.setdefault(network_mark(stamp.serial, network_of(address)), f"{address}\0Android")
        if len(found) == count:
            break
    return list(found.values())
