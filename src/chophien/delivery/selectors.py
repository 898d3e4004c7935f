"""Reads about shipping: what it costs, when it comes, how far a parcel is."""

import time
from collections.abc import Iterable
from datetime import datetime

from chophien.delivery.models import PublicHoliday, Shipment, ShippingRate
from chophien.delivery.tariff import Area, Quote, Rate, Tariff
from chophien.places.models import TODAY, Commune, Province

__all__ = [
    "Area",
    "Quote",
    "Tariff",
    "area_of",
    "forget",
    "lock_shipments",
    "quote",
    "remember",
    "shipment_of",
    "tariff",
]
REFRESH_SECONDS = 60
"""How long a process may go on with the tariff it read, after another process loaded new rates."""


class _Memory:
    """The tariff that this process has read, and until when it may be trusted."""

    def __init__(self) -> None:
        self.tariff: Tariff | None = None
        self.until: float = 0


_memory = _Memory()


def quote(
    *,
    seller_commune: Commune,
    buyer_commune: Commune,
    weight_g: int,
    goods_vnd: int,
    free_from_vnd: int | None,
    at: datetime,
) -> Quote:
    """What one seller's parcel costs and when it comes. Both communes come with their province.

    :raises RatesMissing: if the market has no rates for that day
    """
    return tariff().quote(
        area_of(seller_commune),
        area_of(buyer_commune),
        weight_g=weight_g,
        goods_vnd=goods_vnd,
        free_from_vnd=free_from_vnd,
        at=at,
    )


def area_of(commune: Commune) -> Area:
    """The province and macro region a commune lies in."""
    return Area(province_code=commune.province.code, region=commune.province.macro_region)


def tariff() -> Tariff:
    """All rates, neighbours and holidays, kept in memory for `REFRESH_SECONDS`. Three statements when read."""
    known = _memory.tariff
    return remember() if known is None or time.monotonic() >= _memory.until else known


def remember(*, seconds: float = REFRESH_SECONDS) -> Tariff:
    """Read the tariff now and trust it for so long; one without rates is not trusted at all."""
    known = _read()
    _memory.tariff = known
    _memory.until = time.monotonic() + (seconds if known.rates else 0)
    return known


def forget() -> None:
    """Read the tariff again at the next question."""
    _memory.until = 0


def shipment_of(order_code: str) -> Shipment | None:
    """The order's parcel with its steps, oldest first."""
    return Shipment.objects.filter(order_code=order_code).prefetch_related("steps").first()


def lock_shipments(order_codes: Iterable[str]) -> list[Shipment]:
    """Fetch these orders' parcels in primary-key order and hold their rows until the transaction ends."""
    return list(Shipment.objects.select_for_update().filter(order_code__in=list(order_codes)).order_by("pk"))


def _read() -> Tariff:
    rates: dict[str, list[Rate]] = {}
    fields = ("zone", "up_to_g", "price_vnd", "extra_per_500g_vnd", "hours_min", "hours_max", "effective_from")
    for row in ShippingRate.objects.order_by("zone", "effective_from", "up_to_g").values_list(*fields):
        rates.setdefault(row[0], []).append(Rate(*row))
    borders = Province.objects.filter(vintage=TODAY, neighbours__isnull=False).values_list("code", "neighbours__code")
    return Tariff(
        rates=rates,
        neighbours=frozenset(borders),
        holidays=frozenset(PublicHoliday.objects.values_list("day", flat=True)),
    )
