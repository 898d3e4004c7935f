"""Carts, and what becomes of them: an order group for the buyer, one order for each seller."""

from django.db import models

from chophien.accounts.models import Person
from chophien.catalog.models import ListingVersion, Variant
from chophien.delivery.states import DeliveryStatus
from chophien.orders.states import Axis, OrderStatus
from chophien.payments.states import PaymentMethod, PaymentStatus
from chophien.regulations.models import RegulationVersion
from chophien.sellers.models import Seller


class Cart(models.Model):
    """What somebody is about to buy, of any number of sellers. A guest's cart is reached only by its code."""

    code = models.CharField(max_length=40, unique=True, help_text="unguessable")
    person = models.OneToOneField(Person, null=True, on_delete=models.CASCADE, related_name="cart")
    changed_at = models.DateTimeField()


class CartLine(models.Model):
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="orders_cart_variant_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="orders_cart_quantity_positive"),
        ]


class OrderGroup(models.Model):
    """One press of the order button: who buys, where it goes, how it is paid, for all its orders together."""

    code = models.CharField(max_length=16, unique=True)
    access_digest = models.CharField(max_length=64, help_text="SHA-256 of the token that opens it without signing in")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="order_groups")
    contact_name = models.CharField(max_length=100)
    contact_phone = models.CharField(max_length=16)
    place_vintage = models.CharField(max_length=4)
    province_code = models.CharField(max_length=2)
    province_name = models.CharField(max_length=100)
    commune_code = models.CharField(max_length=5)
    commune_name = models.CharField(max_length=120)
    hamlet = models.CharField(max_length=120, blank=True)
    landmark = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    note = models.CharField(max_length=300, blank=True)
    payment_method = models.CharField(max_length=8, choices=PaymentMethod)
    goods_vnd = models.BigIntegerField()
    shipping_vnd = models.BigIntegerField()
    total_vnd = models.BigIntegerField()
    regulation = models.ForeignKey(RegulationVersion, on_delete=models.PROTECT, related_name="+")
    consent_at = models.DateTimeField()
    idempotency_key = models.CharField(max_length=80, unique=True)
    request_digest = models.CharField(max_length=64, help_text="of what was asked, to tell a retry from a clash")
    language = models.CharField(max_length=5, default="vi")
    placed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-placed_at"], name="orders_group_person"),
            models.Index(fields=["contact_phone", "-placed_at"], name="orders_group_phone"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(total_vnd=models.F("goods_vnd") + models.F("shipping_vnd")),
                name="orders_group_total_adds_up",
            ),
        ]


class Order(models.Model):
    """A buyer's promise to buy from one seller. Three axes: order, payment, delivery."""

    code = models.CharField(max_length=16, unique=True)
    group = models.ForeignKey(OrderGroup, on_delete=models.PROTECT, related_name="orders")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="orders")
    status = models.CharField(max_length=12, choices=OrderStatus, default=OrderStatus.PLACED)
    payment_status = models.CharField(max_length=20, choices=PaymentStatus)
    delivery_status = models.CharField(max_length=12, choices=DeliveryStatus, default=DeliveryStatus.WAITING)
    goods_vnd = models.BigIntegerField()
    shipping_vnd = models.BigIntegerField()
    total_vnd = models.BigIntegerField()
    weight_g = models.PositiveIntegerField()
    placed_at = models.DateTimeField()
    accept_by = models.DateTimeField(null=True, help_text="the seller answers before; unset until a transfer came")
    held_until = models.DateTimeField(null=True, help_text="goods are held until then for an awaited transfer")
    promised_from = models.DateField()
    promised_to = models.DateField()
    confirmed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["seller", "status", "placed_at"], name="orders_order_seller"),
            models.Index(fields=["status", "accept_by"], name="orders_order_accept_by"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=OrderStatus.values), name="orders_status_known"),
            models.CheckConstraint(
                condition=models.Q(total_vnd=models.F("goods_vnd") + models.F("shipping_vnd")),
                name="orders_order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[OrderStatus.PLACED, OrderStatus.CANCELLED])
                | models.Q(confirmed_at__isnull=False),
                name="orders_confirmed_at_set_once_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class OrderLine(models.Model):
    """What was sold, frozen as the buyer saw it."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ListingVersion, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=240)
    unit = models.CharField(max_length=20)
    pack = models.CharField(max_length=40, blank=True)
    price_vnd = models.BigIntegerField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    line_vnd = models.BigIntegerField()
    weight_g = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gt=0), name="orders_line_quantity_positive")]


class OrderStep(models.Model):
    """One step on one axis: who, when, why. Never edited."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="steps")
    axis = models.CharField(max_length=10, choices=Axis)
    step = models.CharField(max_length=20)
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20)
    actor_code = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["order", "at"], name="orders_step_order")]
