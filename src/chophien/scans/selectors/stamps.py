"""A shop's stamps: batches, what is on them, how many are in use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Window
from django.utils.translation import gettext as _

from chophien.catalog.models import Variant
from chophien.lib.dates import format_date
from chophien.lib.gs1.digital_link import build_link
from chophien.lib.gs1.trace_codes import PRODUCT, SERIAL
from chophien.lib.quantity import format_quantity
from chophien.lots.models import Lot, Pack
from chophien.scans.models import Stamp, StampBatch, StampStep
from chophien.scans.serials import grouped, typed_serial
from chophien.scans.states import StampStatus
from chophien.sellers.models import Seller

LISTED_MOST = 60


@dataclass(frozen=True)
class PrintedCode:
    """What stands on one stamp: its number in the batch, its serial as people read it, and the link in its QR code."""

    number: int
    serial: str
    link: str

    @property
    def spoken(self) -> str:
        """The serial in groups of five."""
        return grouped(self.serial)


@dataclass(frozen=True)
class BatchPage:
    """A batch with how many of its stamps are in which state, what was done, and the lots they can go on."""

    batch: StampBatch
    counts: Mapping[str, int]
    steps: Sequence[StampStep]
    places: Sequence["Place"]
    next_number: int


@dataclass(frozen=True)
class Place:
    """What stamps can be put on: the packs of a lot that were packed together, or a lot where nobody says which."""

    lot: Lot
    pack: Pack | None = None

    @property
    def key(self) -> str:
        """What names it in a form."""
        return self.pack.code if self.pack else self.lot.code

    @property
    def words(self) -> str:
        """The lot, and of packs the day on which they were made, their last day and how many they are."""
        if self.pack is None:
            return f"{self.lot.code} · {self.lot.product}"
        made, last = format_date(self.pack.day_made), self.pack.best_before or self.lot.best_before
        said = _("packed on %(day)s") % {"day": made}
        if last:
            said = _("made on %(day)s, good until %(last)s") % {"day": made, "last": format_date(last)}
        count = _("%(count)s packs") % {"count": format_quantity(self.pack.units)}
        return f"{self.lot.code} · {said} · {count} · {self.lot.product}"  # phones cut the end off


def link_of_stamp(gtin: str, serial: str) -> str:
    """The GS1 Digital Link of one stamp at this market: goods and serial; which lot is known once it is on a pack."""
    return str(build_link([(PRODUCT, gtin), (SERIAL, serial)], stem=settings.SITE))


def codes_of(batch: StampBatch, *, first: int = 1, last: int | None = None) -> list[PrintedCode]:
    """What is printed on the stamps with these numbers, in their order; invalid ones are left out. One statement."""
    rows = Stamp.objects.filter(batch=batch, number__range=(first, last or batch.size))
    rows = rows.exclude(status=StampStatus.VOID).order_by("number")
    return [
        PrintedCode(number, serial, link_of_stamp(batch.gtin, serial))
        for number, serial in rows.values_list("number", "serial")
    ]


def batches_of(seller: Seller) -> QuerySet[StampBatch]:
    """A shop's batches, the newest first, each with how many stamps are in use (`in_use`) and invalid (`voided`)."""
    active = Count("stamps", filter=Q(stamps__status=StampStatus.ACTIVE))
    voided = Count("stamps", filter=Q(stamps__status=StampStatus.VOID))
    rows = StampBatch.objects.filter(seller=seller).select_related("variant__listing__live", "seller")
    return rows.annotate(in_use=active, voided=voided).order_by("-ordered_at", "-pk")


def batch_page(batch: StampBatch) -> BatchPage:
    """Four statements."""
    rows = Stamp.objects.filter(batch=batch).order_by()
    counts = dict(rows.values_list("status").annotate(count=Count("pk")))
    first_new = Stamp.objects.filter(batch=batch, status=StampStatus.NEW).order_by("number")
    packed = Pack.objects.filter(variant=batch.variant_id, lot__seller=batch.seller_id)
    return BatchPage(
        batch=batch,
        counts={status: counts.get(status, 0) for status in StampStatus.values},
        steps=list(
            StampStep.objects.filter(batch=batch).select_related("lot", "pack").order_by("-at", "-pk")[:LISTED_MOST]
        ),
        places=_places(packed),
        next_number=first_new.values_list("number", flat=True).first() or 0,
    )


def goods_to_stamp(seller: Seller) -> QuerySet[Variant]:
    """The shop's goods for which stamps can be ordered."""
    rows = Variant.objects.filter(listing__seller=seller, is_active=True).select_related("listing__live")
    return rows.order_by("listing__code", "pk")


def places_for_stamps(seller: Seller) -> list[Place]:
    """What the shop's stamps can be put on, what was packed last first. One statement."""
    return _places(Pack.objects.filter(lot__seller=seller))


def _places(packs: QuerySet[Pack]) -> list[Place]:
    """The lots of these packs; before one that was packed as the same goods several times, each of these times, also
    where some of them are too long ago to be listed. One statement.
    """
    times = Window(Count("pk"), partition_by=[F("lot"), F("variant")])
    rows = packs.select_related("lot").annotate(times=times)
    found = list(rows.order_by("-packed_at", "-pk")[:LISTED_MOST])
    places: list[Place] = []
    for lot in {one.lot_id: one.lot for one in found}.values():
        own = [one for one in found if one.lot_id == lot.pk]
        places += [Place(lot, one) for one in own if one.times > 1]
        places.append(Place(lot))
    return places


def batch_to_use(variant: Variant) -> StampBatch | None:
    """The last batch for goods of which stamps are left to be put on packs. One statement."""
    left = Stamp.objects.filter(batch__variant=variant, status=StampStatus.NEW).order_by("-batch")
    stamp = left.select_related("batch").first()
    return stamp.batch if stamp else None


def stamp_at(seller: Seller, serial: str) -> Stamp | None:
    """A stamp of the shop by its serial, as it was typed."""
    rows = Stamp.objects.filter(serial=typed_serial(serial), batch__seller=seller)
    return rows.select_related("batch__variant__listing__live", "lot").first()
