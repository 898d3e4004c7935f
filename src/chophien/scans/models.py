"""Stamps with serials, and how often each was scanned. Nobody who scans is written down."""

from django.db import models
from django.db.models import F, Q

from chophien.catalog.models import Variant
from chophien.lots.models import Lot, Pack
from chophien.scans.states import StampAct, StampStatus, SuspicionStatus
from chophien.sellers.models import Seller


class StampBatch(models.Model):
    """So many stamps that a shop ordered for one of its goods."""

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="stamp_batches")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="stamp_batches")
    gtin = models.CharField(max_length=14, help_text="as it is printed on these stamps")
    size = models.PositiveIntegerField()
    ordered_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    ordered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seller", "-ordered_at"], name="scans_batch_seller")]
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="scans_batch_of_some")]

    def __str__(self) -> str:
        return self.code


class Stamp(models.Model):
    """One stamp. Its serial says nothing; `number` counts within its batch and stands on the sheet only."""

    serial = models.CharField(max_length=20, unique=True)
    batch = models.ForeignKey(StampBatch, on_delete=models.PROTECT, related_name="stamps")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=StampStatus, default=StampStatus.NEW)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="stamps")
    pack = models.ForeignKey(
        Pack,
        null=True,
        on_delete=models.PROTECT,
        related_name="stamps",
        help_text="the packs of that lot that it is on one of; none: nobody said which",
    )
    activated_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True, help_text="somebody said that they opened the pack")
    scans = models.PositiveIntegerField(default=0)
    first_scan_at = models.DateTimeField(null=True)
    first_province = models.CharField(max_length=2, blank=True, help_text="code of the province, where one was told")

    class Meta:
        indexes = [models.Index(fields=["lot"], name="scans_stamp_lot", condition=Q(lot__isnull=False))]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="scans_stamp_number_once"),
            models.CheckConstraint(condition=Q(status__in=StampStatus.values), name="scans_stamp_status_known"),
            models.CheckConstraint(
                condition=~Q(status=StampStatus.ACTIVE) | Q(lot__isnull=False, activated_at__isnull=False),
                name="scans_stamp_active_on_a_lot",
            ),
            models.CheckConstraint(
                condition=Q(pack__isnull=True) | Q(lot__isnull=False), name="scans_stamp_pack_of_lot"
            ),
        ]

    def __str__(self) -> str:
        return self.serial


class StampStep(models.Model):
    """What was done with stamps of a batch, from one number to another. Added and never changed."""

    batch = models.ForeignKey(StampBatch, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=8, choices=StampAct)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="+")
    pack = models.ForeignKey(Pack, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    actor_code = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__in=StampAct.values), name="scans_step_known"),
            models.CheckConstraint(condition=Q(first__gte=1, last__gte=F("first")), name="scans_step_in_order"),
        ]


class Scan(models.Model):
    """Somebody opened the page of a stamp or a lot.

    The time is cut to ten minutes. The device is a hash whose key is drawn anew each day and deleted after it, so that
    no two days can be put together. Of the network there is one of 64 marks, another at each stamp: it tells that two
    scans did not come from one place, and nothing else. The place is there only if the person told it, as a commune or
    a province.
    """

    stamp = models.ForeignKey(Stamp, null=True, on_delete=models.CASCADE, related_name="scanned")
    lot = models.ForeignKey(Lot, null=True, on_delete=models.CASCADE, related_name="scanned")
    at = models.DateTimeField(help_text="cut to ten minutes")
    device = models.CharField(max_length=16)
    network = models.PositiveSmallIntegerField(null=True, help_text="one of 64 marks; of stamps only")
    province_code = models.CharField(max_length=2, blank=True)
    commune_code = models.CharField(max_length=5, blank=True)
    by_shop = models.BooleanField(default=False, help_text="somebody of the shop, signed in")

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="scans_scan_at"),
            models.Index(fields=["lot"], name="scans_scan_lot"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["stamp", "device", "at"], condition=Q(stamp__isnull=False), name="scans_scan_stamp_once"
            ),
            models.UniqueConstraint(
                fields=["lot", "device", "at"], condition=Q(stamp__isnull=True), name="scans_scan_lot_once"
            ),
            models.CheckConstraint(
                condition=Q(stamp__isnull=False) | Q(lot__isnull=False), name="scans_scan_of_something"
            ),
        ]


class LotScans(models.Model):
    """How often the page of a lot was opened, stamps and all. Stays when scans are forgotten."""

    lot = models.OneToOneField(Lot, on_delete=models.CASCADE, related_name="scans")
    scans = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    first_province = models.CharField(max_length=2, blank=True)


class SharesShown(models.Model):
    """Whether a shop's pages tell what its growers receive of the price. The last word counts; no word means no."""

    seller = models.OneToOneField(Seller, on_delete=models.CASCADE, related_name="shares_shown")
    shown = models.BooleanField()
    said_by = models.CharField(max_length=60)
    at = models.DateTimeField()


class DayKey(models.Model):
    """What devices are hashed with on one day. Drawn at random, deleted when the day is over."""

    day = models.DateField(unique=True)
    key = models.BinaryField()


class Suspicion(models.Model):
    """A stamp whose scans look as if it had been copied, with the reasons. It accuses nobody."""

    code = models.CharField(max_length=16, unique=True)
    stamp = models.OneToOneField(Stamp, on_delete=models.PROTECT, related_name="suspicion")
    status = models.CharField(max_length=10, choices=SuspicionStatus, default=SuspicionStatus.OPEN)
    score = models.PositiveIntegerField()
    reasons = models.JSONField(default=list, help_text="words of states.REASON_WORDS, the strongest first")
    networks = models.PositiveSmallIntegerField(default=0, help_text="from how many networks it was scanned")
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["status", "-score"], name="scans_suspicion_queue")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=SuspicionStatus.values), name="scans_suspicion_status_known"),
        ]

    def __str__(self) -> str:
        return self.code


class SuspicionStep(models.Model):
    """What was found out about it: who, when, why. Added and never changed."""

    suspicion = models.ForeignKey(Suspicion, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10)
    from_status = models.CharField(max_length=10, blank=True)
    to_status = models.CharField(max_length=10)
    reason = models.CharField(max_length=300, blank=True)
    actor_code = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
