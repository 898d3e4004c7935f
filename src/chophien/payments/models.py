"""How each order is paid. One payment an order; one transfer may pay the orders of a whole group."""

from django.db import models

from chophien.payments.states import PaymentMethod, PaymentStatus


class Payment(models.Model):
    """What is owed for one order and whether it came."""

    code = models.CharField(max_length=16, unique=True)
    order_code = models.CharField(max_length=16, unique=True)
    group_code = models.CharField(max_length=16)
    seller_code = models.CharField(max_length=60)
    method = models.CharField(max_length=8, choices=PaymentMethod)
    amount_vnd = models.BigIntegerField()
    status = models.CharField(max_length=20, choices=PaymentStatus)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["group_code"], name="payments_payment_group")]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=PaymentStatus.values), name="payments_status_known"),
            models.CheckConstraint(condition=models.Q(amount_vnd__gte=0), name="payments_amount_not_negative"),
        ]


class PaymentStep(models.Model):
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=20)
    from_status = models.CharField(max_length=20)
    to_status = models.CharField(max_length=20)
    actor_code = models.CharField(max_length=60)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()


class Refund(models.Model):
    """Money that goes back to a buyer: how much, why, by when, and how it went."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount_vnd = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    due_on = models.DateField(help_text="30 days after notice (Law 19/2023/QH15 art. 38)")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="payments_refund_positive")]
