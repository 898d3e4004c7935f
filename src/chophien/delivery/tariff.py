"""What shipping costs and when it comes: pure computation over rates, neighbours and days without delivery."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chophien.delivery.errors import RatesMissing
from chophien.delivery.states import Zone
from chophien.lib.dates import local

SUNDAY = 6
EXTRA_STEP_G = 500


@dataclass(frozen=True)
class Rate:
    """Price and hours of one zone for parcels up to `up_to_g` grams."""

    zone: str
    up_to_g: int
    price_vnd: int
    extra_per_500g_vnd: int
    hours_min: int
    hours_max: int
    effective_from: date


@dataclass(frozen=True)
class Quote:
    """What one parcel costs the buyer, in đồng, and the days between which it is promised, both included.

    `list_price_vnd` is the price before the seller pays it; `is_free` says that the seller does.
    """

    zone: Zone
    price_vnd: int
    list_price_vnd: int
    hours_min: int
    hours_max: int
    promised_from: date
    promised_to: date

    @property
    def is_free(self) -> bool:
        return self.price_vnd == 0


@dataclass(frozen=True)
class Area:
    """Where one end of the way lies: a province of today and its macro region."""

    province_code: str
    region: str


@dataclass(frozen=True)
class Tariff:
    """Everything a quote depends on: every rate ever loaded, who borders on whom, and days without delivery."""

    rates: Mapping[str, Sequence[Rate]]
    neighbours: frozenset[tuple[str, str]]
    holidays: frozenset[date]

    def zone(self, here: Area, there: Area) -> Zone:
        """How far it is from one province to another."""
        if here.province_code == there.province_code:
            return Zone.SAME_PROVINCE
        if (here.province_code, there.province_code) in self.neighbours:
            return Zone.NEIGHBOURING
        if here.region and here.region == there.region:
            return Zone.SAME_REGION
        return Zone.FAR

    def quote(
        self, here: Area, there: Area, *, weight_g: int, goods_vnd: int, free_from_vnd: int | None, at: datetime
    ) -> Quote:
        """The price and promise for a parcel of `weight_g` grams ordered at `at`.

        The seller pays when the goods cost `free_from_vnd` or more.

        :raises RatesMissing: if no rate is in force for the zone on that day
        """
        zone = self.zone(here, there)
        rate = self._rate(zone, weight_g, local(at).date())
        beyond = max(0, weight_g - rate.up_to_g)
        price = rate.price_vnd + -(-beyond // EXTRA_STEP_G) * rate.extra_per_500g_vnd
        free = free_from_vnd is not None and goods_vnd >= free_from_vnd
        return Quote(
            zone=zone,
            price_vnd=0 if free else price,
            list_price_vnd=price,
            hours_min=rate.hours_min,
            hours_max=rate.hours_max,
            promised_from=self.arrival(at, hours=rate.hours_min),
            promised_to=self.arrival(at, hours=rate.hours_max),
        )

    def arrival(self, at: datetime, *, hours: int) -> date:
        """The day on which `hours` of delivering are over; Sundays and holidays do not count."""
        days, rest = divmod(hours, 24)
        day = (local(at) + timedelta(hours=rest)).date()
        for _step in range(days):
            day = self._delivery_day(day + timedelta(days=1))
        return self._delivery_day(day)

    def _delivery_day(self, day: date) -> date:
        while day.weekday() == SUNDAY or day in self.holidays:
            day += timedelta(days=1)
        return day

    def _rate(self, zone: Zone, weight_g: int, day: date) -> Rate:
        in_force = [rate for rate in self.rates.get(zone, ()) if rate.effective_from <= day]
        if not in_force:
            raise RatesMissing(f"no shipping rate for {zone} on {day}")
        newest = max(rate.effective_from for rate in in_force)
        steps = sorted((rate for rate in in_force if rate.effective_from == newest), key=lambda rate: rate.up_to_g)
        return next((rate for rate in steps if weight_g <= rate.up_to_g), steps[-1])
