"""What an address names here: a stamp, a lot, goods, a shop; or nothing."""

from dataclasses import dataclass

from chophien.catalog.models import Variant
from chophien.lots.models import Lot, Pack
from chophien.scans.addresses import Asked
from chophien.scans.models import Stamp
from chophien.scans.serials import is_sound
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.traceability.models import GivenNumber
from chophien.traceability.selectors.codes import lot_of, seller_of_bulk, variant_of_gtin
from chophien.traceability.selectors.kin import relatives
from chophien.traceability.states import NumberKind

GOODS, BATCH, SERIAL = "01", "10", "21"
PLACES = ("414", "417")
ANSWERED = (GOODS, *PLACES)
"""The keys under which something can be found here. All other keys of GS1 are read, and nothing is found."""


@dataclass(frozen=True)
class Found:
    """The most that an address names. `stamp` and `lot` may both be there; a stamp that is not in use has no lot."""

    gtin: str = ""
    variant: Variant | None = None
    lot: Lot | None = None
    stamp: Stamp | None = None
    seller: Seller | None = None

    @property
    def is_page(self) -> bool:
        """Whether there is a page of ours about it: of a stamp, or of a lot."""
        return self.lot is not None or self.stamp is not None


def found_at(asked: Asked) -> Found | None:
    """Look up what an address names; None when nobody here has given out such a number."""
    values = asked.values
    if asked.key in PLACES:
        return _place(values[asked.key])
    if asked.key != GOODS or not set(values) - set(dict(asked.link.attributes)) <= {GOODS, BATCH, SERIAL}:
        return None
    gtin = values[GOODS]
    if SERIAL in values:
        return _stamp(gtin, values[SERIAL], values.get(BATCH, ""))
    if BATCH in values:
        lot = lot_of(gtin, values[BATCH])
        return Found(gtin, _variant(gtin), lot) if lot and _is_in_packs(lot) else None
    variant = _variant(gtin)
    return Found(gtin, variant) if variant else None


def _stamp(gtin: str, serial: str, batch: str) -> Found | None:
    """A stamp by its serial. The goods must be those it was printed for, and the lot, where one is said, its own."""
    if not is_sound(serial):
        return None
    rows = Stamp.objects.select_related(
        "batch__variant__listing__seller__commune__province",
        "batch__variant__listing__live",
        "lot__seller__commune__province",
        "lot__category",
    )
    stamp = rows.filter(serial=serial, batch__gtin=gtin).first()
    if stamp is None or (batch and (stamp.lot is None or stamp.lot.code != batch)):
        return None
    return Found(gtin, stamp.batch.variant, stamp.lot, stamp)


def _variant(gtin: str) -> Variant | None:
    return None if seller_of_bulk(gtin) is not None else variant_of_gtin(gtin)


def _is_in_packs(lot: Lot) -> bool:
    """Whether anything of it was packed, by itself or in a lot made of it. Before, it is nobody's business."""
    packs = Pack.objects.filter(lot=lot)
    return packs.exists() or Pack.objects.filter(lot__in=[one.lot.pk for one in relatives(lot, back=False)]).exists()


def _place(gln: str) -> Found | None:
    rows = GivenNumber.objects.filter(kind=NumberKind.GLN, value=gln, verified_at__isnull=False, ended_at__isnull=True)
    given = rows.filter(seller__status=SellerStatus.APPROVED).select_related("seller__commune__province").first()
    return Found(seller=given.seller) if given else None


def counted_now(found: Found) -> Found:
    """The same, its stamp with the scans of this moment: this reader's own is among them. One statement."""
    if found.stamp is not None:
        found.stamp.refresh_from_db(fields=["scans", "first_scan_at", "first_province"])
    return found


def packs_of(found: Found) -> list[Pack]:
    """How the lot was packed as these goods, the last time first. One statement."""
    if found.lot is None or found.variant is None:
        return []
    return list(Pack.objects.filter(lot=found.lot, variant=found.variant).order_by("-packed_at", "-pk"))
