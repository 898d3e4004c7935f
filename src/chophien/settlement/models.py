"""Paying sellers out: when each wants it, batches that two people sign, and what became of each line at the bank."""

from django.db import models
from django.db.models import F, Q

from chophien.settlement.states import BatchStatus, LeftOut, PayoutStatus, Period, WriteOffStatus


class Rhythm(models.Model):
    """How often a seller wants to be paid out, where that differs from the market's own rhythm."""

    seller_code = models.CharField(max_length=60, unique=True)
    period = models.CharField(max_length=12, choices=Period)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period__in=Period.values), name="settlement_period_known"),
        ]


class Look(models.Model):
    """When the clock last looked whom to pay: after an outage it goes through the days between. One row."""

    at = models.DateTimeField()


class Batch(models.Model):
    """The payouts of one day, to be signed by two different people and sent to the bank as one file."""

    code = models.CharField(max_length=16, unique=True)
    status = models.CharField(max_length=12, choices=BatchStatus, default=BatchStatus.DRAFT)
    payouts_count = models.PositiveIntegerField()
    total_vnd = models.BigIntegerField()
    held_at = models.CharField(max_length=120, help_text="who holds the money and pays it out, by name")
    drawn_up_at = models.DateTimeField()
    drawn_up_by = models.CharField(max_length=60)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=60, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-drawn_up_at"], name="settlement_batch_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=BatchStatus.values), name="settlement_batch_status_known"),
            models.CheckConstraint(
                condition=Q(approved_by="") | (~Q(signed_by="") & ~Q(approved_by=F("signed_by"))),
                name="settlement_batch_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[BatchStatus.APPROVED, BatchStatus.SENT, BatchStatus.DONE])
                | ~Q(approved_by=""),
                name="settlement_batch_approved_before_sent",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Payout(models.Model):
    """One seller's line of a batch: so much to the seller's own account, as it stood when it was drawn up."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="payouts")
    code = models.CharField(max_length=16, unique=True)
    seller_code = models.CharField(max_length=60)
    amount_vnd = models.BigIntegerField()
    bank_bin = models.CharField(max_length=6)
    sealed_account = models.BinaryField(help_text="account number, encrypted")
    account_tail = models.CharField(max_length=4)
    owner_name = models.CharField(max_length=120)
    status = models.CharField(max_length=12, choices=PayoutStatus, default=PayoutStatus.WAITING)
    answered_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=80, blank=True, help_text="the bank's number of the transfer")
    reason = models.CharField(max_length=200, blank=True, help_text="why the bank could not pay it, or sent it back")
    returned_at = models.DateTimeField(null=True, help_text="when what was paid came back")
    returned_reference = models.CharField(max_length=80, blank=True, help_text="the bank's number of what came back")
    left_out = models.CharField(max_length=12, choices=LeftOut, blank=True, help_text="why it fell out of its batch")
    retry_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="retries")
    sent_again: list["Payout"]
    """Only where `selectors.paid_twice` has read it."""

    class Meta:
        indexes = [models.Index(fields=["seller_code", "-id"], name="settlement_payout_seller")]
        constraints = [
            models.UniqueConstraint(fields=["batch", "seller_code"], name="settlement_payout_once_in_a_batch"),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="settlement_payout_positive"),
            models.CheckConstraint(condition=Q(status__in=PayoutStatus.values), name="settlement_payout_status_known"),
            models.CheckConstraint(
                condition=~Q(status=PayoutStatus.PAID) | ~Q(reference=""), name="settlement_payout_paid_with_reference"
            ),
            models.CheckConstraint(
                condition=~Q(status=PayoutStatus.FAILED) | ~Q(reason=""), name="settlement_payout_failed_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(status=PayoutStatus.RETURNED, returned_at__isnull=False) & ~Q(reason="") & ~Q(reference="")
                | ~Q(status=PayoutStatus.RETURNED) & Q(returned_at__isnull=True),
                name="settlement_payout_returned_after_paid",
            ),
            models.CheckConstraint(
                condition=Q(left_out="") | Q(status=PayoutStatus.CANCELLED, left_out__in=LeftOut.values),
                name="settlement_payout_left_out_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class WriteOff(models.Model):
    """So much of what a shop owes that the market bears: written down by one, agreed to by another.

    Of what was paid twice `payout` is the one that the bank had called failed and paid after all. Of all else that a
    shop owes which sells no more there is none, and `seller_code` names the shop.
    """

    payout = models.ForeignKey(Payout, null=True, on_delete=models.PROTECT, related_name="write_offs")
    seller_code = models.CharField(max_length=60, blank=True, help_text="whose debt it is, where no payout says so")
    amount_vnd = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    status = models.CharField(max_length=12, choices=WriteOffStatus, default=WriteOffStatus.DRAFT)
    drawn_up_at = models.DateTimeField()
    drawn_up_by = models.CharField(max_length=60)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=60, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=60, blank=True)
    came_in_vnd = models.BigIntegerField(default=0, help_text="of it, what came back after all")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_vnd__gt=0) & ~Q(reason=""), name="settlement_write_off_says_why"),
            models.CheckConstraint(
                condition=Q(status=WriteOffStatus.DRAFT, approved_by="", cancelled_by="")
                | Q(status=WriteOffStatus.DONE, cancelled_by="") & ~Q(approved_by="")
                | Q(status=WriteOffStatus.CANCELLED, approved_by="") & ~Q(cancelled_by=""),
                name="settlement_write_off_status_known",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("drawn_up_by")), name="settlement_write_off_two_people"
            ),
            models.CheckConstraint(
                condition=Q(came_in_vnd=0)
                | Q(status=WriteOffStatus.DONE, came_in_vnd__gt=0, came_in_vnd__lte=F("amount_vnd")),
                name="settlement_write_off_comes_in_once",
            ),
            models.UniqueConstraint(
                fields=["payout"], condition=Q(status=WriteOffStatus.DRAFT), name="settlement_write_off_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(payout__isnull=True) & ~Q(seller_code="") | Q(payout__isnull=False, seller_code=""),
                name="settlement_write_off_of_a_payout_or_a_shop",
            ),
            models.UniqueConstraint(
                fields=["seller_code"],
                condition=Q(status=WriteOffStatus.DRAFT, payout__isnull=True),
                name="settlement_write_off_one_waits_for_a_shop",
            ),
        ]
