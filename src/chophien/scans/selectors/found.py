"""What an address names here: a stamp, a lot, goods, a shop, something in the events of lots; or nothing."""

from dataclasses import dataclass
from datetime import datetime

from chophien.catalog.models import Variant
from chophien.lib.gs1.keys import is_restricted
from chophien.lots.models import Lot, Pack
from chophien.scans.addresses import Asked
from chophien.scans.models import Stamp
from chophien.scans.selectors.keys import KINDS, NAMES_GOODS, Seen, seen_at
from chophien.scans.serials import is_sound
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.traceability.models import GivenNumber
from chophien.traceability.selectors.codes import lot_of, seller_of_bulk, variant_of_gtin
from chophien.traceability.selectors.kin import packed_among
from chophien.traceability.selectors.standing import for_a_moment
from chophien.traceability.states import NumberKind

GOODS, BATCH, SERIAL, SPOT = NAMES_GOODS, "10", "21", "254"
PLACES = ("414", "417")


@dataclass(frozen=True)
class Found:
    """The most that an address names. `stamp` and `lot` may both be there; a stamp that is not in use has no lot."""

    gtin: str = ""
    variant: Variant | None = None
    lot: Lot | None = None
    stamp: Stamp | None = None
    seller: Seller | None = None
    seen: Seen | None = None

    @property
    def is_page(self) -> bool:
        """Whether there is a page of goods about it: of a stamp, or of a lot."""
        return self.lot is not None or self.stamp is not None


def found_at(asked: Asked) -> Found | None:
    """Look up what an address names among what this market gave out, and the places that shops proved to be their own;
    None when it is nothing of these. What the events of lots name is `seen_elsewhere`.
    """
    values = asked.values
    if asked.key in PLACES and SPOT not in values:
        return _place(values[asked.key])
    return _goods(asked) if asked.key == GOODS else None


def may_be_elsewhere(asked: Asked) -> bool:
    """Whether the events of lots may name it. To look there costs more than all else, so that it is counted before."""
    return asked.key in KINDS and not (asked.key == GOODS and _is_ours(asked.values[GOODS]))


def seen_elsewhere(asked: Asked, *, at: datetime) -> Found | None:
    """What the events of lots say of it; of a spot within a place at least whose place it is.

    :raises TakesTooLong: if they are too many to be looked through now
    """
    with for_a_moment():
        seen = seen_at(asked.link, at=at)
    return Found(seen=seen) if seen else _place(asked.values[asked.key]) if asked.key in PLACES else None


def _is_ours(gtin: str) -> bool:
    """Whether goods of this market have the number. In events these are not looked for: their pages tell all."""
    return is_restricted(gtin) or variant_of_gtin(gtin) is not None


def _goods(asked: Asked) -> Found | None:
    """A stamp, a lot or goods of this market."""
    values = asked.values
    if not set(values) - set(dict(asked.link.attributes)) <= {GOODS, BATCH, SERIAL}:
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
        "pack",
    )
    stamp = rows.filter(serial=serial, batch__gtin=gtin).first()
    if stamp is None or (batch and (stamp.lot is None or stamp.lot.code != batch)):
        return None
    return Found(gtin, stamp.batch.variant, stamp.lot, stamp)


def _variant(gtin: str) -> Variant | None:
    return None if seller_of_bulk(gtin) is not None else variant_of_gtin(gtin)


def _is_in_packs(lot: Lot) -> bool:
    """Whether anything of it was packed, by itself or in a lot made of it. Before, it is nobody's business."""
    return lot.pk in packed_among([lot.pk])


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
    """How the lot was packed as these goods, the last time first; of a stamp only the packs that it is on one of, where
    that is known. One statement at most.
    """
    if found.stamp is not None and found.stamp.pack is not None:
        return [found.stamp.pack]
    if found.lot is None or found.variant is None:
        return []
    return list(Pack.objects.filter(lot=found.lot, variant=found.variant).order_by("-packed_at", "-pk"))
