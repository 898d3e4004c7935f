"""Reads about carriers: which of them settle with the market, and which parcels they carry."""

from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.collecting.models import SettlingCarrier
from chophien.collecting.reading.lines import bare
from chophien.delivery.models import TRACKING, Shipment
from chophien.lib.codes import BadCode, normalise_code
from chophien.lib.dates import local_date
from chophien.lib.text import slugify_vi

ORDER_PREFIX, LONGEST_SLUG = "CP", 40


def slug_of(name: str) -> str:
    """A carrier's name as the books write it; empty for one without letters."""
    return slugify_vi(name, max_length=LONGEST_SLUG)


def settling(name: str, *, at: datetime) -> SettlingCarrier | None:
    """The contract that counts today with the carrier that is written so on a parcel, if it settles with the market."""
    slug = slug_of(name)
    if not slug:
        return None
    meant = Q(slug=slug) | Q(also__contains=[slug])
    return in_force(at=at).filter(meant).order_by("-starts_on", "-pk").first()


def in_force(*, at: datetime) -> QuerySet[SettlingCarrier]:
    """The contracts that count on the day of `at`."""
    day = local_date(at)
    return SettlingCarrier.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


def carriers() -> QuerySet[SettlingCarrier]:
    """All contracts there ever were, the newest first."""
    return SettlingCarrier.objects.order_by("-starts_on", "-pk")


def order_meant(*, tracking_code: str, order_code: str) -> str:
    """The order whose parcel a line of a carrier means; empty when it means none, or two of them. Two statements."""
    by_order = ""
    try:
        typed = normalise_code(order_code, prefix=ORDER_PREFIX) if order_code else ""
    except BadCode:
        typed = ""
    if typed and Shipment.objects.filter(order_code=typed).exists():
        by_order = typed
    by_tracking = ""
    if number := bare(tracking_code):
        tracked = Shipment.objects.exclude(tracking_code="").annotate(told=TRACKING).filter(told=number)
        found = list(tracked.values_list("order_code", flat=True)[:2])
        by_tracking = found[0] if len(found) == 1 else ""
    if by_order and by_tracking and by_order != by_tracking:
        return ""
    return by_order or by_tracking


def carried_by(order_code: str) -> str:
    """What stands on an order's parcel as its carrier."""
    return Shipment.objects.filter(order_code=order_code).values_list("carrier", flat=True).first() or ""
