"""Buying in bulk: what is asked for, what is quoted, what was agreed on, and what comes again every week."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chophien.accounts.models import Person
from chophien.catalog.models import Category, Variant
from chophien.catalog.states import CertificateKind
from chophien.lots.models import Lot
from chophien.payments.states import AGREED, PaymentMethod
from chophien.places.models import Commune
from chophien.regulations.models import RegulationVersion
from chophien.sellers.models import Seller
from chophien.wholesale.states import (
    ContractStatus,
    DayStatus,
    DepositLate,
    DepositUse,
    PackPart,
    Party,
    QuoteStatus,
    RequestStatus,
    Rhythm,
    StandingStatus,
)
from chophien.wholesale.units import in_words


class PurchaseRequest(models.Model):
    """What a buyer (`wholesale_buyer`) looks for. Shops that have such goods see it, with the province but not who and
    where exactly.
    """

    code = models.CharField(max_length=16, unique=True)
    buyer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="purchase_requests")
    goods = models.CharField(max_length=140)
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    from_province_code = models.CharField(max_length=2, blank=True, help_text="only shops there; empty: everywhere")
    quantity = models.DecimalField(max_digits=14, decimal_places=3, help_text="of one delivery")
    unit = models.CharField(max_length=20)
    rhythm = models.CharField(max_length=8, choices=Rhythm, default=Rhythm.ONCE)
    first_on = models.DateField()
    last_on = models.DateField()
    least_vnd = models.BigIntegerField(null=True, help_text="for one unit")
    most_vnd = models.BigIntegerField(null=True)
    certificates = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(max_length=1000, blank=True)
    status = models.CharField(max_length=10, choices=RequestStatus, default=RequestStatus.OPEN)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["buyer", "-id"], name="wholesale_request_buyer"),
            models.Index(fields=["-id"], condition=Q(status=RequestStatus.OPEN), name="wholesale_request_open"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=RequestStatus.values), name="wholesale_request_status"),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="wholesale_request_rhythm"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="wholesale_request_of_something"),
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="wholesale_request_days"),
        ]

    @property
    def certificates_in_words(self) -> list[str]:
        """What the goods must have, by the names that people know."""
        names = dict(CertificateKind.choices)
        return [str(names.get(kind, kind)) for kind in self.certificates]


class RequestNotice(models.Model):
    """A shop hears of a request: once, and on another day when it has heard of enough on this one."""

    request = models.ForeignKey(PurchaseRequest, on_delete=models.CASCADE, related_name="notices")
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="+")
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["seller", "told_at"], name="wholesale_notice_told"),
            models.Index(fields=["seller"], condition=Q(told_at__isnull=True), name="wholesale_notice_waiting"),
        ]
        constraints = [models.UniqueConstraint(fields=["request", "seller"], name="wholesale_notice_once")]


class RequestWish(models.Model):
    """Whether a shop wants to hear of requests. Without a row it does when it has wholesale terms."""

    seller = models.OneToOneField(Seller, on_delete=models.CASCADE, related_name="+")
    wants = models.BooleanField()
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()


class Quote(models.Model):
    """A shop's answer to a request: its goods at a price a unit of those goods, until a day."""

    code = models.CharField(max_length=16, unique=True)
    request = models.ForeignKey(PurchaseRequest, on_delete=models.PROTECT, related_name="quotes")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="quotes")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3, help_text="of one delivery, in the goods' unit")
    price_vnd = models.BigIntegerField()
    valid_until = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    lot = models.ForeignKey(
        Lot, null=True, on_delete=models.PROTECT, related_name="quotes", help_text="which is to fill it, if any"
    )
    status = models.CharField(max_length=12, choices=QuoteStatus, default=QuoteStatus.OPEN)
    made_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seller", "-id"], name="wholesale_quote_seller")]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "seller"], condition=Q(status=QuoteStatus.OPEN), name="wholesale_quote_once"
            ),
            models.CheckConstraint(condition=Q(status__in=QuoteStatus.values), name="wholesale_quote_status"),
            models.CheckConstraint(condition=Q(quantity__gt=0, price_vnd__gt=0), name="wholesale_quote_above_zero"),
        ]

    def in_words(self, quantity: Decimal) -> str:
        """A quantity in the unit of the goods: ``2.000 kg``."""
        return in_words(quantity, self.variant.unit)


class Contract(models.Model):
    """A forward contract (`offtake_contract`): goods, price, days, deposit and penalties, confirmed by both sides."""

    code = models.CharField(max_length=16, unique=True)
    quote = models.OneToOneField(Quote, on_delete=models.PROTECT, related_name="contract")
    buyer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contracts")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="contracts")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    goods = models.CharField(max_length=200)
    unit = models.CharField(max_length=20)
    base_vnd = models.BigIntegerField(help_text="for one unit")
    index_name = models.CharField(max_length=120, blank=True)
    base_index = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    share_percent = models.PositiveSmallIntegerField(default=0, help_text="how much of the price follows the index")
    floor_vnd = models.BigIntegerField(null=True)
    cap_vnd = models.BigIntegerField(null=True)
    deposit_vnd = models.BigIntegerField(default=0)
    deposit_on = models.DateField(null=True)
    deposit_use = models.CharField(
        max_length=8, choices=DepositUse, default=DepositUse.SET_OFF, db_default=DepositUse.SET_OFF.value
    )
    deposit_late = models.CharField(
        max_length=8, choices=DepositLate, default=DepositLate.WARN, db_default=DepositLate.WARN.value
    )
    deposit_warned_at = models.DateTimeField(null=True)
    payment = models.CharField(
        max_length=8,
        choices=AGREED,
        default=PaymentMethod.COD,
        db_default=PaymentMethod.COD.value,
        help_text="how each delivery is paid",
    )
    late_permyriad = models.PositiveIntegerField(default=0, help_text="a day, in hundredths of a per cent")
    short_percent = models.PositiveSmallIntegerField(default=0)
    most_percent = models.PositiveSmallIntegerField(help_text="penalties at most, of one delivery's worth")
    contact_name = models.CharField(max_length=100, blank=True)
    contact_phone = models.CharField(max_length=16, blank=True)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="+")
    hamlet = models.CharField(max_length=120, blank=True)
    terms = models.TextField(max_length=2000, blank=True)
    status = models.CharField(max_length=12, choices=ContractStatus, default=ContractStatus.DRAFT)
    drafted_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["buyer", "-id"], name="wholesale_contract_buyer"),
            models.Index(fields=["seller", "-id"], name="wholesale_contract_seller"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ContractStatus.values), name="wholesale_contract_status"),
            models.CheckConstraint(condition=Q(base_vnd__gt=0, deposit_vnd__gte=0), name="wholesale_contract_amounts"),
            models.CheckConstraint(
                condition=Q(share_percent=0) | Q(share_percent__lte=100, base_index__gt=0),
                name="wholesale_contract_index_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ContractStatus.DRAFT, ContractStatus.CALLED_OFF]) | Q(agreed_at__isnull=False),
                name="wholesale_contract_agreed_at",
            ),
        ]

    def in_words(self, quantity: Decimal) -> str:
        """A quantity in the unit of the goods: ``2.000 kg``."""
        return in_words(quantity, self.unit)


class Delivery(models.Model):
    """One line of a contract's calendar."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="deliveries")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    closed_on = models.DateField(null=True, help_text="nothing more will come: what is missing is short")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="wholesale_delivery_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="wholesale_delivery_of_something"),
        ]


class DeliveryPart(models.Model):
    """What was sent of a delivery, with the order it became."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="parts")
    on = models.DateField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    price_vnd = models.BigIntegerField()
    order_code = models.CharField(max_length=16)
    set_off_vnd = models.BigIntegerField(default=0, db_default=0, help_text="of the deposit, taken off the order")
    failed_at = models.DateTimeField(null=True, help_text="the order was called off: nothing came")
    sent_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["order_code"], name="wholesale_part_order")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="wholesale_part_of_something"),
            models.CheckConstraint(condition=Q(set_off_vnd__gte=0), name="wholesale_part_set_off"),
        ]


class IndexRow(models.Model):
    """How the index of a contract stood from a day on, and who says so."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="index_rows")
    on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=3)
    source = models.CharField(max_length=200)
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "on"], name="wholesale_index_once_a_day"),
            models.CheckConstraint(condition=Q(value__gt=0), name="wholesale_index_above_zero"),
        ]


class Signature(models.Model):
    """Evidence of one side's yes: a code went to a person's phone and came back, for exactly these terms."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="signatures")
    party = models.CharField(max_length=8, choices=Party)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    terms_digest = models.CharField(max_length=64)
    regulation = models.ForeignKey(
        RegulationVersion,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="what the buyer agreed to with this yes, by ticking a box",
    )
    pin_digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["contract", "party", "-id"], name="wholesale_signature_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(party__in=Party.values), name="wholesale_signature_party"),
        ]


class PackConsent(models.Model):
    """A shop lets a buyer take some of its documents, until a day; without a buyer, everybody to whom it quotes.

    Never changed but to be taken back: a new wish is a new row.
    """

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="+")
    buyer = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    papers = ArrayField(models.CharField(max_length=14, choices=PackPart), default=list)
    until = models.DateField()
    given_by = models.CharField(max_length=60)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "buyer"],
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="wholesale_pack_consent_standing",
            ),
        ]


class StandingOrder(models.Model):
    """The same goods on the same weekdays, for a school or a canteen. Its orders are placed some days ahead."""

    code = models.CharField(max_length=16, unique=True)
    buyer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="standing_orders")
    name = models.CharField(max_length=100)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), help_text="Monday is 1")
    first_on = models.DateField()
    last_on = models.DateField()
    days_ahead = models.PositiveSmallIntegerField()
    contact_name = models.CharField(max_length=100)
    contact_phone = models.CharField(max_length=16)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="+")
    hamlet = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=8, choices=StandingStatus, default=StandingStatus.RUNNING)
    regulation = models.ForeignKey(
        RegulationVersion,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="what the buyer agreed to, for every order of it; empty: nobody asked when it was set up",
    )
    consent_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["buyer", "-id"], name="wholesale_standing_buyer"),
            models.Index(
                fields=["last_on"], condition=Q(status=StandingStatus.RUNNING), name="wholesale_standing_running"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=StandingStatus.values), name="wholesale_standing_status"),
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="wholesale_standing_days"),
            models.CheckConstraint(
                condition=Q(regulation__isnull=True, consent_at__isnull=True)
                | Q(regulation__isnull=False, consent_at__isnull=False),
                name="wholesale_standing_agreed_to_something",
            ),
        ]


class StandingItem(models.Model):
    """So much of one thing, each time."""

    standing = models.ForeignKey(StandingOrder, on_delete=models.CASCADE, related_name="items")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["standing", "variant"], name="wholesale_standing_item_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="wholesale_standing_item_of_something"),
        ]

    def in_words(self, quantity: Decimal) -> str:
        """A quantity in the unit of the goods: ``2.000 kg``."""
        return in_words(quantity, self.variant.unit)


class StandingDay(models.Model):
    """What became of one day: skipped, ordered, or why it could not be. A day without a row is still to come."""

    standing = models.ForeignKey(StandingOrder, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    status = models.CharField(max_length=8, choices=DayStatus)
    group_code = models.CharField(max_length=16, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["standing", "on"], name="wholesale_standing_day_once"),
            models.CheckConstraint(condition=Q(status__in=DayStatus.values), name="wholesale_standing_day_status"),
            models.CheckConstraint(
                condition=~Q(status=DayStatus.ORDERED) | ~Q(group_code=""), name="wholesale_standing_day_order_named"
            ),
        ]
