"""What sales bring to lots, and what of it each household has and was paid. Amounts are whole đồng."""

from django.db import models
from django.db.models import F, Q

from chophien.lots.models.goods import Grower, Lot
from chophien.lots.states import (
    PaymentStatus,
    PayWay,
    ReceiptWay,
)


class Earning(models.Model):
    """What one sale brought a lot, or what of it went back with a refund. Added and never changed."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="earnings")
    order_code = models.CharField(max_length=20)
    cause = models.CharField(max_length=20, blank=True, help_text="the refund's code; empty: the sale itself")
    net_vnd = models.BigIntegerField(help_text="what the shop earned by it")
    fee_vnd = models.BigIntegerField()
    cost_vnd = models.BigIntegerField()
    shared_vnd = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["order_code"], name="lots_earning_order")]
        constraints = [
            models.UniqueConstraint(fields=["lot", "order_code", "cause"], name="lots_earning_once"),
            models.CheckConstraint(
                condition=Q(net_vnd=F("fee_vnd") + F("cost_vnd") + F("shared_vnd")), name="lots_earning_adds_up"
            ),
        ]


class LotShare(models.Model):
    """What of one earning is one household's, in đồng; below zero what went back."""

    earning = models.ForeignKey(Earning, on_delete=models.PROTECT, related_name="shares")
    grower = models.ForeignKey(Grower, on_delete=models.PROTECT, related_name="shares")
    amount_vnd = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["earning", "grower"], name="lots_share_once")]


class GrowerPayment(models.Model):
    """What a cooperative paid one household, and the household's own yes to it."""

    code = models.CharField(max_length=16, unique=True)
    grower = models.ForeignKey(Grower, on_delete=models.PROTECT, related_name="payments")
    amount_vnd = models.BigIntegerField()
    way = models.CharField(max_length=10, choices=PayWay)
    paid_on = models.DateField()
    reference = models.CharField(max_length=80, blank=True, help_text="the bank's number, or that of the voucher")
    status = models.CharField(max_length=10, choices=PaymentStatus, default=PaymentStatus.SAID)
    said_by = models.CharField(max_length=60)
    said_at = models.DateTimeField()
    receipt = models.CharField(max_length=8, choices=ReceiptWay, blank=True)
    witness_name = models.CharField(max_length=100, blank=True)
    file_code = models.CharField(max_length=24, blank=True)
    answered_by = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["grower", "-said_at"], name="lots_payment_grower")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="lots_payment_positive"),
            models.CheckConstraint(condition=Q(status__in=PaymentStatus.values), name="lots_payment_status_known"),
            models.CheckConstraint(
                condition=~Q(status=PaymentStatus.CONFIRMED) | ~Q(receipt=""), name="lots_payment_confirmed_somehow"
            ),
            models.CheckConstraint(
                condition=~Q(way=PayWay.ACCOUNT) | ~Q(reference=""), name="lots_payment_transfer_has_reference"
            ),
            models.CheckConstraint(
                condition=~Q(receipt=ReceiptWay.PAPER) | (~Q(file_code="") & ~Q(witness_name="")),
                name="lots_payment_paper_is_there",
            ),
        ]


class ReceiptCode(models.Model):
    """A code that was sent to a household's phone: reading it out says that the money is there. Digest only."""

    payment = models.ForeignKey(GrowerPayment, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
