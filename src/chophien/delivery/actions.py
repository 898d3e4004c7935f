"""What can be done with parcels, and loading what shipping costs.

A parcel's steps follow from what happens to its order: the order's policies have decided by then who may.
"""

import csv
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from chophien.delivery import selectors
from chophien.delivery.errors import BadRates, TrackingTooLong
from chophien.delivery.models import PublicHoliday, Shipment, ShipmentStep, ShippingRate
from chophien.delivery.selectors import Quote
from chophien.delivery.states import DELIVERY_FLOW, DeliveryStatus, Zone
from chophien.lib.actor import Actor
from chophien.lib.text import clean_line

DATA = Path(__file__).parent / "data"
LONGEST = 60
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class NewShipment:
    """The parcel of an order that was just placed. `promised`: the days of arrival, if other than the quote's."""

    order_code: str
    weight_g: int
    quote: Quote
    promised: tuple[date, date] | None = None


def open_shipments(*, parcels: Iterable[NewShipment]) -> list[Shipment]:
    """Write the parcels of new orders, not packed yet. One statement."""
    return Shipment.objects.bulk_create(
        Shipment(
            order_code=parcel.order_code,
            status=DeliveryStatus.WAITING,
            zone=parcel.quote.zone,
            weight_g=parcel.weight_g,
            promised_from=parcel.promised[0] if parcel.promised else parcel.quote.promised_from,
            promised_to=parcel.promised[1] if parcel.promised else parcel.quote.promised_to,
        )
        for parcel in parcels
    )


def open_shipment(*, order_code: str, weight_g: int, quote: Quote) -> Shipment:
    """Write the parcel of one new order."""
    return open_shipments(parcels=[NewShipment(order_code, weight_g, quote)])[0]


def promise_anew(*, order_code: str, promised: tuple[date, date]) -> None:
    """The parcel of an order comes between other days, because what is in it is harvested later."""
    Shipment.objects.filter(order_code=order_code).update(promised_from=promised[0], promised_to=promised[1])


def pack(*, order_code: str, actor: Actor, at: datetime, on_behalf_of: str = "") -> Shipment:
    """The goods are in the parcel.

    :raises StepNotAllowed: if it was packed before or is not to be sent
    """
    return _take_step("pack", [order_code], actor=actor, at=at, on_behalf_of=on_behalf_of)[0]


@transaction.atomic
def hand_over(
    *, order_code: str, actor: Actor, at: datetime, carrier: str = "", tracking_code: str = "", on_behalf_of: str = ""
) -> Shipment:
    """The carrier has the parcel.

    :raises StepNotAllowed: if it is not packed
    :raises TrackingTooLong: if the carrier's name or the tracking code is longer than 60 letters
    """
    carrier, tracking_code = clean_line(carrier), clean_line(tracking_code)
    if max(len(carrier), len(tracking_code)) > LONGEST:
        raise TrackingTooLong
    [shipment] = _take_step("hand_over", [order_code], actor=actor, at=at, on_behalf_of=on_behalf_of)
    shipment.carrier, shipment.tracking_code = carrier, tracking_code
    shipment.save(update_fields=["carrier", "tracking_code"])
    return shipment


def deliver(*, order_code: str, actor: Actor, at: datetime, reason: str = "", on_behalf_of: str = "") -> Shipment:
    """The buyer has the parcel.

    :raises StepNotAllowed: if it is not on its way
    """
    return _take_step("deliver", [order_code], actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)[0]


def cancel_shipments(
    *, order_codes: Collection[str], actor: Actor, at: datetime, reason: str = "", on_behalf_of: str = ""
) -> list[Shipment]:
    """These orders' parcels will not be sent.

    :raises StepNotAllowed: if one is with the carrier already; nothing is changed then
    """
    return _take_step("cancel", order_codes, actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)


def turn_back_shipments(
    *, order_codes: Collection[str], actor: Actor, at: datetime, reason: str = "", on_behalf_of: str = ""
) -> list[Shipment]:
    """The buyers of these orders will not have the parcels that are with the carrier: they go back to the shop.

    :raises StepNotAllowed: if one is not on its way; nothing is changed then
    """
    return _take_step("turn_back", order_codes, actor=actor, at=at, reason=reason, on_behalf_of=on_behalf_of)


def cancel_shipment(*, order_code: str, actor: Actor, at: datetime, reason: str = "") -> Shipment:
    """One order's parcel will not be sent.

    :raises StepNotAllowed: if it is with the carrier already
    """
    return cancel_shipments(order_codes=[order_code], actor=actor, at=at, reason=reason)[0]


@transaction.atomic
def load_rates(folder: Path = DATA) -> int:
    """Make the tables of rates and holidays say what the files say; return how many rates. Twice changes nothing.

    :raises BadRates: if a row is malformed, naming every fault with its file and line; nothing is changed then
    """
    rates = _read(folder / "rates.csv", _rate)
    holidays = _read(folder / "holidays.csv", _holiday)
    ShippingRate.objects.all().delete()
    PublicHoliday.objects.all().delete()
    ShippingRate.objects.bulk_create(rates)
    PublicHoliday.objects.bulk_create(holidays)
    selectors.forget()
    transaction.on_commit(selectors.forget)
    return len(rates)


@transaction.atomic
def _take_step(
    step: str, order_codes: Collection[str], *, actor: Actor, at: datetime, on_behalf_of: str, reason: str = ""
) -> list[Shipment]:
    shipments = selectors.lock_shipments(order_codes)
    if len(shipments) != len(set(order_codes)):
        raise Shipment.DoesNotExist(f"no parcel for some of {sorted(order_codes)}")
    steps = [
        ShipmentStep(
            shipment=shipment,
            step=step,
            from_status=shipment.status,
            to_status=DELIVERY_FLOW.next(step, shipment.status),
            actor_code=actor.code,
            on_behalf_of=on_behalf_of,
            reason=reason,
            at=at,
        )
        for shipment in shipments
    ]
    for shipment, done in zip(shipments, steps, strict=True):
        shipment.status = done.to_status
    Shipment.objects.bulk_update(shipments, ["status"])
    ShipmentStep.objects.bulk_create(steps)
    return shipments


def _read(path: Path, row_of: Callable[[dict[str, str]], Row]) -> list[Row]:
    rows: list[Row] = []
    faults: list[str] = []
    with path.open(encoding="utf-8", newline="") as source:
        for number, line in enumerate(csv.DictReader(source), start=2):
            try:
                rows.append(row_of(line))
            except (ValueError, KeyError, TypeError) as fault:
                faults.append(f"{path.name}, line {number}: {fault}")
    if faults:
        raise BadRates("\n".join(faults))
    return rows


def _rate(line: dict[str, str]) -> ShippingRate:
    return ShippingRate(
        zone=Zone(line["zone"]),
        up_to_g=int(line["up_to_g"]),
        price_vnd=int(line["price_vnd"]),
        extra_per_500g_vnd=int(line["extra_per_500g_vnd"]),
        hours_min=int(line["hours_min"]),
        hours_max=int(line["hours_max"]),
        effective_from=date.fromisoformat(line["effective_from"]),
        source=line["source"],
    )


def _holiday(line: dict[str, str]) -> PublicHoliday:
    return PublicHoliday(day=date.fromisoformat(line["day"]), name=line["name"], source=line["source"])
