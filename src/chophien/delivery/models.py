"""What shipping costs and how long it takes, as dated data, and each order's parcel."""

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Upper

from chophien.delivery.states import DeliveryStatus, Zone

TRACKING = Upper(
    Func(F("tracking_code"), Value("[^A-Za-z0-9]+"), Value(""), Value("g"), function="regexp_replace"),
    output_field=models.CharField(),
)
"""A parcel's tracking code in capitals, without what people and programs put in between."""


class ShippingRate(models.Model):
    """The price and the promised hours for one zone up to one weight, from one day on."""

    zone = models.CharField(max_length=16, choices=Zone)
    up_to_g = models.PositiveIntegerField()
    price_vnd = models.BigIntegerField()
    extra_per_500g_vnd = models.BigIntegerField(default=0, help_text="beyond the heaviest step, per started 500 g")
    hours_min = models.PositiveSmallIntegerField(help_text="from the order to the door, Sundays and holidays left out")
    hours_max = models.PositiveSmallIntegerField()
    effective_from = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "up_to_g", "effective_from"], name="delivery_rate_once"),
            models.CheckConstraint(condition=models.Q(zone__in=Zone.values), name="delivery_rate_zone_known"),
            models.CheckConstraint(
                condition=models.Q(price_vnd__gte=0, extra_per_500g_vnd__gte=0), name="delivery_rate_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(hours_max__gte=models.F("hours_min")), name="delivery_rate_hours_in_order"
            ),
        ]


class PublicHoliday(models.Model):
    """A day on which nothing is delivered, besides Sundays."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=200)


class Shipment(models.Model):
    """One order's parcel: who carries it and how far it has come."""

    order_code = models.CharField(max_length=16, unique=True)
    status = models.CharField(max_length=12, choices=DeliveryStatus, default=DeliveryStatus.WAITING)
    zone = models.CharField(max_length=16, choices=Zone)
    weight_g = models.BigIntegerField()
    promised_from = models.DateField()
    promised_to = models.DateField()
    carrier = models.CharField(max_length=60, blank=True)
    tracking_code = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [
            models.Index(TRACKING, name="delivery_shipment_tracking", condition=~models.Q(tracking_code="")),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=DeliveryStatus.values), name="delivery_status_known"),
            models.CheckConstraint(condition=models.Q(weight_g__gte=0), name="delivery_weight_not_negative"),
            models.CheckConstraint(
                condition=models.Q(promised_to__gte=models.F("promised_from")), name="delivery_promise_in_order"
            ),
        ]


class ShipmentStep(models.Model):
    """One step of a parcel: who, when, why. Never edited."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=20)
    from_status = models.CharField(max_length=12)
    to_status = models.CharField(max_length=12)
    actor_code = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
