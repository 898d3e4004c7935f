"""Carts, and what becomes of them: an order group for the buyer, one order for each seller."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from chophien.accounts.models import Person
from chophien.catalog.models import ListingVersion, Variant
from chophien.delivery.states import DeliveryStatus
from chophien.lots.models import Lot
from chophien.orders.states import Axis, OrderStatus, Origin, PreorderStatus, Side
from chophien.payments.states import BY_GATEWAY, PaymentMethod, PaymentStatus
from chophien.promotions.states import Funder
from chophien.regulations.models import FeeRate, RegulationVersion
from chophien.regulations.states import FeeFunder
from chophien.seasons.models import Harvest
from chophien.sellers.models import Seller


class Cart(models.Model):
    """What somebody is about to buy, of any number of sellers. A guest's cart is reached only by its code."""

    code = models.CharField(max_length=48, unique=True, help_text="unguessable")
    person = models.OneToOneField(Person, null=True, on_delete=models.CASCADE, related_name="cart")
    voucher_codes = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, help_text="as they were entered, the first one first"
    )
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["changed_at"], condition=models.Q(person__isnull=True), name="orders_cart_guests"),
        ]


class CartLine(models.Model):
    """Goods in a cart, and the price the buyer saw when they were put there or last counted."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    seen_price_vnd = models.BigIntegerField()
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
    discount_vnd = models.BigIntegerField(default=0, db_default=0, help_text="off goods and shipping, together")
    shipping_vnd = models.BigIntegerField()
    fee_vnd = models.BigIntegerField(default=0, help_text="the market's fee for the buyer, shared among the orders")
    total_vnd = models.BigIntegerField()
    regulation = models.ForeignKey(
        RegulationVersion,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="what the buyer agreed to; empty where nobody asked, as for what was sold elsewhere",
    )
    consent_at = models.DateTimeField(null=True, help_text="when: before the order, where it rests on an agreement")
    idempotency_key = models.CharField(max_length=64, unique=True, help_text="digest of the cart and the key it sent")
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
                condition=models.Q(
                    total_vnd=models.F("goods_vnd")
                    - models.F("discount_vnd")
                    + models.F("shipping_vnd")
                    + models.F("fee_vnd")
                ),
                name="orders_group_total_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    discount_vnd__gte=0, discount_vnd__lte=models.F("goods_vnd") + models.F("shipping_vnd")
                ),
                name="orders_group_discount_within",
            ),
            models.CheckConstraint(
                condition=models.Q(goods_vnd__gte=0, shipping_vnd__gte=0, fee_vnd__gte=0),
                name="orders_group_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(payment_method__in=PaymentMethod.values), name="orders_group_method_known"
            ),
            models.CheckConstraint(
                condition=models.Q(regulation__isnull=True, consent_at__isnull=True)
                | models.Q(regulation__isnull=False, consent_at__isnull=False),
                name="orders_group_agreed_to_something",
            ),
        ]


class Order(models.Model):
    """A buyer's promise to buy from one seller. Three axes: order, payment, delivery.

    The seller's name and address stand as they were when the contract was made.
    """

    code = models.CharField(max_length=16, unique=True)
    group = models.ForeignKey(OrderGroup, on_delete=models.PROTECT, related_name="orders")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="orders")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.CART, db_default=Origin.CART)
    status = models.CharField(max_length=12, choices=OrderStatus, default=OrderStatus.PLACED)
    payment_status = models.CharField(max_length=20, choices=PaymentStatus)
    delivery_status = models.CharField(max_length=12, choices=DeliveryStatus, default=DeliveryStatus.WAITING)
    seller_name = models.CharField(max_length=160)
    seller_address = models.CharField(max_length=400)
    seller_phone = models.CharField(max_length=16, blank=True)
    goods_vnd = models.BigIntegerField()
    discount_vnd = models.BigIntegerField(default=0, db_default=0, help_text="off goods and shipping, together")
    shipping_vnd = models.BigIntegerField()
    fee_vnd = models.BigIntegerField(default=0)
    total_vnd = models.BigIntegerField()
    weight_g = models.BigIntegerField()
    placed_at = models.DateTimeField()
    accept_by = models.DateTimeField(null=True, help_text="the seller answers before; unset until a transfer came")
    warned_at = models.DateTimeField(null=True, help_text="the seller was reminded that the answer is late")
    held_until = models.DateTimeField(null=True, help_text="goods are held until then for an awaited transfer")
    promised_from = models.DateField()
    promised_to = models.DateField()
    confirmed_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    disputed_since = models.DateTimeField(null=True, help_text="a complaint is open: it does not complete by itself")
    cancelled_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["seller", "status", "placed_at"], name="orders_order_seller"),
            models.Index(
                fields=["accept_by"], condition=models.Q(status=OrderStatus.PLACED), name="orders_order_accept_by"
            ),
            models.Index(
                fields=["held_until"],
                condition=models.Q(status=OrderStatus.PLACED, payment_status=PaymentStatus.AWAITING_TRANSFER),
                name="orders_order_held_until",
            ),
            models.Index(
                fields=["handed_over_at"],
                condition=models.Q(status=OrderStatus.CONFIRMED),
                name="orders_order_on_the_way",
            ),
            models.Index(fields=["-placed_at"], name="orders_order_placed"),
            models.Index(
                fields=["seller"], condition=models.Q(disputed_since__isnull=False), name="orders_order_disputed"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=OrderStatus.values), name="orders_status_known"),
            models.CheckConstraint(condition=models.Q(origin__in=Origin.values), name="orders_origin_known"),
            models.CheckConstraint(
                condition=models.Q(payment_status__in=PaymentStatus.values), name="orders_payment_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(delivery_status__in=DeliveryStatus.values), name="orders_delivery_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    total_vnd=models.F("goods_vnd")
                    - models.F("discount_vnd")
                    + models.F("shipping_vnd")
                    + models.F("fee_vnd")
                ),
                name="orders_order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    discount_vnd__gte=0, discount_vnd__lte=models.F("goods_vnd") + models.F("shipping_vnd")
                ),
                name="orders_order_discount_within",
            ),
            models.CheckConstraint(
                condition=models.Q(goods_vnd__gte=0, shipping_vnd__gte=0, fee_vnd__gte=0, weight_g__gte=0),
                name="orders_order_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at__isnull=True) ^ models.Q(status=OrderStatus.CANCELLED),
                name="orders_cancelled_at_set_if_cancelled",
            ),
            models.CheckConstraint(
                condition=models.Q(completed_at__isnull=True) ^ models.Q(status=OrderStatus.COMPLETED),
                name="orders_completed_at_set_if_completed",
            ),
            models.CheckConstraint(
                condition=~models.Q(
                    status__in=[OrderStatus.CONFIRMED, OrderStatus.COMPLETED],
                    payment_status=PaymentStatus.AWAITING_TRANSFER,
                ),
                name="orders_not_confirmed_before_the_transfer",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[OrderStatus.PLACED, OrderStatus.CANCELLED])
                | models.Q(confirmed_at__isnull=False),
                name="orders_confirmed_at_set_once_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def awaits_harvest(self) -> bool:
        """Placed before its harvest, which has not begun: the seller has nothing to answer yet."""
        return self.origin == Origin.PREORDER and self.status == OrderStatus.PLACED and self.accept_by is None

    @property
    def awaits_gateway(self) -> bool:
        """Its money is to come through a gateway, and has not: nobody looks for it in a bank account."""
        return self.payment_status == PaymentStatus.AWAITING_TRANSFER and self.group.payment_method in BY_GATEWAY


class Preorder(models.Model):
    """What an order that was placed before its harvest has besides: the days the buyer was last promised or told.

    `answer_by` is set while the buyer is asked to wait or to have the money back.
    """

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="preorder")
    harvest = models.ForeignKey(Harvest, on_delete=models.PROTECT, related_name="preorders")
    status = models.CharField(max_length=10, choices=PreorderStatus, default=PreorderStatus.WAITING)
    begins_on = models.DateField()
    ends_on = models.DateField()
    moves = models.PositiveSmallIntegerField(default=0, help_text="how often its buyer was asked")
    answer_by = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["answer_by"], condition=models.Q(status=PreorderStatus.ASKED), name="orders_preorder_asked"
            ),
            models.Index(fields=["harvest", "status"], name="orders_preorder_harvest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=PreorderStatus.values), name="orders_preorder_status_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status=PreorderStatus.ASKED) | models.Q(answer_by__isnull=False),
                name="orders_preorder_asked_until",
            ),
            models.CheckConstraint(
                condition=models.Q(begins_on__lte=models.F("ends_on")), name="orders_preorder_forward"
            ),
        ]


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
    lot = models.ForeignKey(
        Lot, null=True, on_delete=models.PROTECT, related_name="+", help_text="which it was promised from, if any"
    )
    line_vnd = models.BigIntegerField()
    discount_vnd = models.BigIntegerField(default=0, db_default=0, help_text="off the goods of this line")
    shipping_discount_vnd = models.BigIntegerField(
        default=0, db_default=0, help_text="this line's share of what is off the shipping"
    )
    weight_g = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="orders_line_quantity_positive"),
            models.CheckConstraint(
                condition=models.Q(discount_vnd__gte=0, discount_vnd__lte=models.F("line_vnd")),
                name="orders_line_discount_within",
            ),
            models.CheckConstraint(
                condition=models.Q(shipping_discount_vnd__gte=0), name="orders_line_shipping_discount_not_negative"
            ),
            models.CheckConstraint(condition=models.Q(line_vnd__gte=0), name="orders_line_not_negative"),
            models.UniqueConstraint(fields=["order", "variant"], name="orders_line_variant_once"),
        ]


class LineDiscount(models.Model):
    """What one promotion takes off one line, and who pays for it. Never edited."""

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="discounts")
    promotion_code = models.CharField(max_length=24)
    funder = models.CharField(max_length=12, choices=Funder)
    funder_code = models.CharField(max_length=60, help_text="the shop, the market, or the programme")
    off_shipping = models.BooleanField(default=False, help_text="a share of what is off the shipping, not the goods")
    amount_vnd = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="orders_line_discount_positive"),
            models.CheckConstraint(condition=models.Q(funder__in=Funder.values), name="orders_funder_known"),
            models.CheckConstraint(condition=~models.Q(funder_code=""), name="orders_funder_named"),
            models.UniqueConstraint(
                fields=["line", "promotion_code", "off_shipping"], name="orders_line_promotion_once"
            ),
        ]


class LineFee(models.Model):
    """What the market asks the seller for one line, frozen when it was sold, with the tax within it. Never edited.

    `rate` is the version of the rule. `relieved_vnd` of the fee is borne by `funder`, the rest by the seller; the two
    taxes are those within these two parts. No row: the line was sold free of any fee.
    """

    line = models.OneToOneField(OrderLine, on_delete=models.CASCADE, related_name="fee")
    rate = models.ForeignKey(FeeRate, on_delete=models.PROTECT, related_name="+")
    base_vnd = models.BigIntegerField(help_text="of the goods, without what the seller took off")
    gross_vnd = models.BigIntegerField()
    relieved_vnd = models.BigIntegerField(default=0)
    relieved_percent = models.PositiveSmallIntegerField(default=0)
    vat_vnd = models.BigIntegerField()
    relieved_vat_vnd = models.BigIntegerField(default=0)
    vat_percent = models.PositiveSmallIntegerField()
    funder = models.CharField(max_length=10, choices=FeeFunder, blank=True)
    funder_code = models.CharField(max_length=60, blank=True)
    funder_name = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    relieved_vnd__gte=0,
                    relieved_vnd__lte=models.F("gross_vnd"),
                    gross_vnd__gt=0,
                    gross_vnd__lte=models.F("base_vnd"),
                ),
                name="orders_line_fee_within",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    vat_vnd__gte=0,
                    vat_vnd__lte=models.F("gross_vnd") - models.F("relieved_vnd"),
                    relieved_vat_vnd__gte=0,
                    relieved_vat_vnd__lte=models.F("relieved_vnd"),
                ),
                name="orders_line_fee_tax_within",
            ),
            models.CheckConstraint(
                condition=models.Q(relieved_vnd=0)
                | models.Q(funder__in=FeeFunder.values) & ~models.Q(funder_code="") & ~models.Q(funder_name=""),
                name="orders_line_fee_funded",
            ),
        ]


class OrderStep(models.Model):
    """One step on one axis: who, on which side, when, why. Never edited."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="steps")
    axis = models.CharField(max_length=10, choices=Axis)
    step = models.CharField(max_length=20)
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20)
    actor_code = models.CharField(max_length=60)
    side = models.CharField(max_length=8, choices=Side)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["order", "at"], name="orders_step_order")]
