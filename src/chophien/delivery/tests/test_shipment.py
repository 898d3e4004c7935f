from datetime import UTC, date, datetime

import pytest

from chophien.delivery.actions import NewShipment, cancel_shipments, deliver, hand_over, open_shipments, pack
from chophien.delivery.models import Shipment, ShipmentStep
from chophien.delivery.selectors import Quote, shipment_of
from chophien.delivery.states import Zone
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import StepNotAllowed

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
QUOTE = Quote(Zone.FAR, 38_000, 38_000, 72, 120, date(2026, 11, 25), date(2026, 11, 27))


def parcels(*codes):
    return open_shipments(parcels=[NewShipment(code, 900, QUOTE) for code in codes])


def test_a_parcel_goes_from_packed_to_delivered():
    parcels("CP-1")

    pack(order_code="CP-1", actor=SYSTEM, at=NOON)
    hand_over(order_code="CP-1", actor=SYSTEM, at=NOON, carrier="Bưu điện", tracking_code="EB1")
    deliver(order_code="CP-1", actor=SYSTEM, at=NOON)

    shipment = shipment_of("CP-1")
    assert (shipment.status, shipment.carrier, shipment.tracking_code) == ("delivered", "Bưu điện", "EB1")
    assert (shipment.zone, shipment.promised_to, shipment.weight_g) == ("far", date(2026, 11, 27), 900)
    assert list(ShipmentStep.objects.order_by("pk").values_list("step", "from_status", "to_status")) == [
        ("pack", "waiting", "packed"),
        ("hand_over", "packed", "in_transit"),
        ("deliver", "in_transit", "delivered"),
    ]


def test_nothing_is_handed_over_unpacked():
    parcels("CP-1")

    with pytest.raises(StepNotAllowed):
        hand_over(order_code="CP-1", actor=SYSTEM, at=NOON, tracking_code="EB1")

    assert list(Shipment.objects.values_list("status", "tracking_code")) == [("waiting", "")]


def test_parcels_are_called_off_together_or_not_at_all():
    parcels("CP-1", "CP-2")
    pack(order_code="CP-2", actor=SYSTEM, at=NOON)
    hand_over(order_code="CP-2", actor=SYSTEM, at=NOON)

    with pytest.raises(StepNotAllowed):
        cancel_shipments(order_codes=["CP-1", "CP-2"], actor=SYSTEM, at=NOON)

    assert set(Shipment.objects.values_list("order_code", "status")) == {("CP-1", "waiting"), ("CP-2", "in_transit")}


def test_a_parcel_that_does_not_exist_is_a_bug():
    with pytest.raises(Shipment.DoesNotExist):
        pack(order_code="CP-9", actor=SYSTEM, at=NOON)
