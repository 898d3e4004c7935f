"""How each order is paid, and deposits of contracts. One transfer may pay the orders of a whole group."""

from django.db import models

from chophien.payments.states import PaymentMethod, PaymentStatus, Purpose, Receiver


class Payment(models.Model):
    """What is owed for one order, to whom, and whether it came.

    Or for the deposit of a contract: then both codes are the contract's.
    """

    code = models.CharField(max_length=16, unique=True)
    order_code = models.CharField(max_length=16, unique=True)
    group_code = models.CharField(max_length=16)
    seller_code = models.CharField(max_length=60)
    method = models.CharField(max_length=8, choices=PaymentMethod)
    receiver = models.CharField(max_length=8, choices=Receiver)
    amount_vnd = models.BigIntegerField()
    deposit_vnd = models.BigIntegerField(default=0, db_default=0, help_text="transferred at once, the rest on delivery")
    advance_vnd = models.BigIntegerField(
        default=0, db_default=0, help_text="of the amount: came before the order, with the deposit of its contract"
    )
    advance_of = models.CharField(
        max_length=16,
        blank=True,
        default="",
        db_default="",
        help_text="code of the contract whose deposit is set off in the advance",
    )
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.ORDER, db_default="order")
    status = models.CharField(max_length=20, choices=PaymentStatus)
    deposit_paid_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    owed_back_vnd = models.BigIntegerField(default=0, help_text="all that was or will be given back, together")
    outside = models.BooleanField(default=False, db_default=False, help_text="its money never passes the market")
    booked_vnd = models.BigIntegerField(default=0, db_default=0, help_text="of what came: stands in the books")
    came_into = models.CharField(
        max_length=100, blank=True, default="", db_default="", help_text="the account of the books that it came into"
    )
    earned_at = models.DateTimeField(null=True, help_text="since then what is left of it is the seller's")

    class Meta:
        indexes = [models.Index(fields=["group_code"], name="payments_payment_group")]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=PaymentStatus.values), name="payments_status_known"),
            models.CheckConstraint(condition=models.Q(method__in=PaymentMethod.values), name="payments_method_known"),
            models.CheckConstraint(condition=models.Q(amount_vnd__gte=0), name="payments_amount_not_negative"),
            models.CheckConstraint(
                condition=models.Q(owed_back_vnd__gte=0, owed_back_vnd__lte=models.F("amount_vnd")),
                name="payments_never_refunded_twice",
            ),
            models.CheckConstraint(
                condition=models.Q(owed_back_vnd=0)
                | models.Q(paid_at__isnull=False)
                | models.Q(deposit_paid_at__isnull=False, owed_back_vnd__lte=models.F("deposit_vnd"))
                | models.Q(owed_back_vnd__lte=models.F("advance_vnd")),
                name="payments_refunded_only_if_received",
            ),
            models.CheckConstraint(
                condition=models.Q(deposit_vnd__gte=0, deposit_vnd__lte=models.F("amount_vnd")),
                name="payments_deposit_a_part",
            ),
            models.CheckConstraint(
                condition=models.Q(advance_vnd__gte=0, advance_vnd__lte=models.F("amount_vnd")),
                name="payments_advance_a_part",
            ),
            models.CheckConstraint(
                condition=models.Q(deposit_paid_at__isnull=True) | models.Q(deposit_vnd__gt=0),
                name="payments_deposit_paid_only_if_asked",
            ),
            models.CheckConstraint(
                condition=models.Q(booked_vnd__gte=0, booked_vnd__lte=models.F("amount_vnd")),
                name="payments_booked_a_part",
            ),
            models.CheckConstraint(
                condition=models.Q(outside=False) | models.Q(booked_vnd=0), name="payments_outside_not_booked"
            ),
            models.CheckConstraint(
                condition=~models.Q(status=PaymentStatus.PAID) | models.Q(paid_at__isnull=False),
                name="payments_paid_at_set_once_paid",
            ),
        ]

    @property
    def transfer_vnd(self) -> int:
        """What is to be transferred at once: the deposit where one was asked, else all that did not come before."""
        return self.deposit_vnd or self.amount_vnd - self.advance_vnd

    @property
    def received_vnd(self) -> int:
        """What has come so far."""
        if self.paid_at is not None:
            return self.amount_vnd
        return self.advance_vnd + (self.deposit_vnd if self.deposit_paid_at is not None else 0)


class PartCame(models.Model):
    """What came towards an awaited transfer, is less than it, and is kept aside until the rest comes."""

    group_code = models.CharField(max_length=16, unique=True, help_text="as the payments have it")
    amount_vnd = models.BigIntegerField()
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="payments_part_positive"),
        ]


class PaymentStep(models.Model):
    """One step of a payment: who, when, why. Never edited."""

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=20)
    from_status = models.CharField(max_length=20)
    to_status = models.CharField(max_length=20)
    actor_code = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()


class Refund(models.Model):
    """Money that goes back to a buyer: how much, why, by when, and how it went."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    code = models.CharField(max_length=16, unique=True)
    amount_vnd = models.BigIntegerField()
    booked_vnd = models.BigIntegerField(
        default=0, db_default=0, help_text="of the amount: out of the books; the rest is with the seller"
    )
    shipping_vnd = models.BigIntegerField(default=0, db_default=0, help_text="of the amount: for the shipping")
    fee_vnd = models.BigIntegerField(
        default=0, db_default=0, help_text="of the amount: the market's fee for the buyer; the rest is for goods"
    )
    through = models.CharField(
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text="the gateway's account that took it, and through which it goes back; of all else nothing",
    )
    reason = models.CharField(max_length=300)
    due_on = models.DateField(help_text="30 days after notice (Law 19/2023/QH15 art. 38)")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    interest_vnd = models.BigIntegerField(
        default=0, db_default=0, help_text="for days late, what of it went back with it in one sum"
    )
    interest_apart_vnd = models.BigIntegerField(
        default=0,
        db_default=0,
        help_text="for days late, what the buyer had apart before the bank sent the amount back",
    )

    class Meta:
        indexes = [
            models.Index(fields=["due_on"], condition=models.Q(done_at__isnull=True), name="payments_refund_open"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="payments_refund_positive"),
            models.CheckConstraint(
                condition=models.Q(booked_vnd__gte=0, booked_vnd__lte=models.F("amount_vnd")),
                name="payments_refund_booked_a_part",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    shipping_vnd__gte=0, fee_vnd__gte=0, amount_vnd__gte=models.F("shipping_vnd") + models.F("fee_vnd")
                ),
                name="payments_refund_told_apart",
            ),
            models.CheckConstraint(
                condition=models.Q(interest_vnd__gte=0), name="payments_refund_interest_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(interest_apart_vnd__gte=0), name="payments_refund_interest_apart_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | (~models.Q(done_by="") & ~models.Q(reference="")),
                name="payments_refund_done_by_somebody",
            ),
        ]

    @property
    def goods_vnd(self) -> int:
        """Of the amount: for goods."""
        return self.amount_vnd - self.shipping_vnd - self.fee_vnd

    @property
    def booked_shipping_vnd(self) -> int:
        """Of what stands in the books: for the shipping."""
        return min(self.shipping_vnd, self.booked_vnd)


class RefundBack(models.Model):
    """A refund that was paid and that the bank sent back: how it had gone, and how it came. Never changed.

    The refund is owed again from then on, by the day that it was to be paid by at first.
    """

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="backs")
    amount_vnd = models.BigIntegerField(help_text="all that came back: the refund and what was paid for being late")
    interest_vnd = models.BigIntegerField(help_text="of the amount: for days late")
    paid_at = models.DateTimeField(help_text="when it was written down as paid")
    paid_reference = models.CharField(max_length=80)
    came_at = models.DateTimeField()
    reference = models.CharField(max_length=80, help_text="the bank's number of what came back")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(interest_vnd__gte=0, amount_vnd__gt=models.F("interest_vnd")),
                name="payments_refund_back_positive",
            ),
        ]


class RefundLine(models.Model):
    """How much of a refund is for one line of its order. Written with it and never changed; a refund without any was
    never told apart: all of an order that was called off, or what is left of a deposit. Of one that was parted, since
    market and shop each hold some of it, the first has them for all parts.
    """

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines")
    line_key = models.CharField(max_length=60)
    amount_vnd = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refund", "line_key"], name="payments_refund_line_once"),
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="payments_refund_line_positive"),
        ]


class InterestOwed(models.Model):
    """What a buyer has to come for the days that a refund was late, where it went back without: as a gateway gives it
    back, or as somebody transferred the bare amount. Its amount stays as it was on the day that the refund left.

    It is paid by a transfer of its own, which the bank may send back; or it ends unpaid, when the refund itself comes
    back and its days are counted anew; or with the refund, where one transfer turns out to have been both.
    """

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="interests")
    code = models.CharField(max_length=16, unique=True)
    amount_vnd = models.BigIntegerField()
    in_books = models.BooleanField(help_text="the market pays it; else the shop does, past the books")
    owed_at = models.DateTimeField()
    came_home = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="how often it was transferred and the bank sent it back"
    )
    paid_at = models.DateTimeField(null=True)
    paid_by = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True, help_text="counts with its refund since then, and not by itself")

    class Meta:
        indexes = [
            models.Index(
                fields=["owed_at", "id"],
                condition=models.Q(paid_at__isnull=True, ended_at__isnull=True),
                name="payments_interest_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="payments_interest_positive"),
            models.CheckConstraint(
                condition=models.Q(paid_at__isnull=True) | (~models.Q(paid_by="") & ~models.Q(reference="")),
                name="payments_interest_paid_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """Whether it is still to be transferred."""
        return self.paid_at is None and self.ended_at is None


class AccountAsked(models.Model):
    """Money that the bank could not bring to a buyer: another account is asked for, once for each time that it came
    home, and where it is to be sent instead once the buyer has said so. Ended when it was paid again.

    Or money that is to be transferred back and of whose buyer no bank has told an account, as it was paid in cash
    (`of_cash`) or `through` a gateway: that is asked for by rule (`selectors.asking`), and has a row from the answer
    on. What a gateway would not give back has its row at once.
    """

    about = models.CharField(max_length=16, help_text="code of the refund, the interest, the surplus or the difference")
    group_code = models.CharField(max_length=16, help_text="as the payments have it: its buyer is asked")
    amount_vnd = models.BigIntegerField()
    asked_at = models.DateTimeField()
    of_cash = models.BooleanField(
        default=False, db_default=False, help_text="it was paid in cash, and no bank has sent it back"
    )
    through = models.CharField(
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text="the gateway's account that took it; of cash, and of what a bank has sent back, nothing",
    )
    answered_at = models.DateTimeField(null=True)
    bank_bin = models.CharField(max_length=6, blank=True)
    sealed_account = models.BinaryField(null=True, help_text="account number, encrypted")
    account_tail = models.CharField(max_length=4, blank=True)
    owner_name = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["group_code"], name="payments_asked_group")]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="payments_asked_positive"),
            models.UniqueConstraint(
                fields=["about"], condition=models.Q(ended_at__isnull=True), name="payments_asked_once"
            ),
            models.CheckConstraint(
                condition=models.Q(sealed_account__isnull=True) | models.Q(answered_at__isnull=False),
                name="payments_asked_answered_at_a_moment",
            ),
        ]

    @property
    def came_home(self) -> bool:
        """The bank had sent it back: there was an account before."""
        return not self.of_cash and not self.through
