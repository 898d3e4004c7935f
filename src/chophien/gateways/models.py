"""Tries to pay through a gateway, every message about them, money that goes back, and the gateways' own tables."""

from django.db import models

from chophien.gateways.adapters.base import Back, Outcome
from chophien.gateways.states import (
    AttemptStatus,
    Difference,
    EntryHow,
    GatewayName,
    Odd,
    RepaymentStatus,
    Source,
    Use,
    WhyBack,
)
from chophien.payments.models import Refund


class Attempt(models.Model):
    """One try of a buyer to pay what is awaited for a group of orders."""

    reference = models.CharField(
        max_length=40, unique=True, help_text="by this the gateway knows it; not to be guessed"
    )
    group_code = models.CharField(max_length=16)
    gateway = models.CharField(max_length=8, choices=GatewayName)
    amount_vnd = models.BigIntegerField()
    came_vnd = models.BigIntegerField(default=0, db_default=0, help_text="what the gateway took, once it is paid")
    status = models.CharField(max_length=8, choices=AttemptStatus, default=AttemptStatus.OPEN)
    code = models.CharField(max_length=20, blank=True, help_text="the last number that the gateway gave for it")
    number = models.CharField(max_length=60, blank=True, help_text="the gateway's own number of the payment")
    address = models.CharField(max_length=2000, blank=True, help_text="the gateway's page, where it had to be asked")
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="the gateway takes nothing after this")
    ask_at = models.DateTimeField(null=True, help_text="when the gateway is asked next")
    asked = models.PositiveSmallIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    use = models.CharField(max_length=8, choices=Use, blank=True)
    back_vnd = models.BigIntegerField(default=0, help_text="all that goes or went back through the gateway")
    odd = models.CharField(max_length=20, blank=True, help_text="something about it that somebody has to look at")
    looked_at = models.DateTimeField(null=True)
    suspected_at = models.DateTimeField(
        null=True, help_text="beside another amount: since when it is held back as suspicious and nobody has looked"
    )
    suspicion_seen_at = models.DateTimeField(null=True)
    settled_on = models.DateField(null=True, help_text="in the gateway's table of that day")
    fee_vnd = models.BigIntegerField(default=0, help_text="what the gateway kept for itself")

    class Meta:
        indexes = [
            models.Index(fields=["group_code"], name="gateways_attempt_group"),
            models.Index(fields=["ask_at"], condition=models.Q(ask_at__isnull=False), name="gateways_attempt_to_ask"),
            models.Index(
                fields=["began_at", "id"],
                condition=models.Q(looked_at__isnull=True) & ~models.Q(odd=""),
                name="gateways_attempt_odd",
            ),
            models.Index(
                fields=["began_at", "id"],
                condition=models.Q(suspected_at__isnull=False),
                name="gateways_attempt_suspected",
            ),
            models.Index(
                fields=["gateway", "decided_at"],
                condition=models.Q(status=AttemptStatus.PAID, settled_on__isnull=True),
                name="gateways_attempt_unsettled",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=AttemptStatus.values), name="gateways_attempt_status_known"
            ),
            models.CheckConstraint(condition=models.Q(gateway__in=GatewayName.values), name="gateways_attempt_known"),
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="gateways_attempt_positive"),
            models.CheckConstraint(
                condition=models.Q(back_vnd__gte=0, back_vnd__lte=models.F("came_vnd")),
                name="gateways_attempt_never_back_twice",
            ),
            models.CheckConstraint(
                condition=models.Q(status=AttemptStatus.PAID) ^ models.Q(use=""), name="gateways_attempt_used_if_paid"
            ),
            models.CheckConstraint(
                condition=models.Q(status=AttemptStatus.PAID) ^ models.Q(came_vnd=0),
                name="gateways_attempt_came_if_paid",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_looked_into(self) -> bool:
        """Whether the gateway told of another amount and nobody has decided yet."""
        return self.odd == Odd.AMOUNT and self.looked_at is None and self.status != AttemptStatus.PAID

    @property
    def waits_for_a_look(self) -> bool:
        """Whether something about it does not fit and nobody has seen to it."""
        return bool(self.odd and self.looked_at is None) or self.suspected_at is not None

    @property
    def left_vnd(self) -> int:
        """What can still go back."""
        return self.came_vnd - self.back_vnd


class Notice(models.Model):
    """One message about a try: by whom, signed or not, what it said. Never changed; told again, it is one row."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="notices")
    source = models.CharField(max_length=8, choices=Source)
    digest = models.CharField(max_length=64, unique=True, help_text="of who told and what was said")
    genuine = models.BooleanField()
    outcome = models.CharField(max_length=8, choices=[(one.value, one.value) for one in sorted({*Outcome, *Back})])
    code = models.CharField(max_length=20, blank=True)
    amount_vnd = models.BigIntegerField(null=True)
    number = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict, help_text="nothing of cards, accounts or people")
    at = models.DateTimeField()


class Repayment(models.Model):
    """Money that goes back through the gateway it came by."""

    reference = models.CharField(max_length=32, unique=True, help_text="by this the gateway knows it, however often")
    attempt = models.ForeignKey(Attempt, null=True, on_delete=models.PROTECT, related_name="repayments")
    refund = models.OneToOneField(Refund, null=True, on_delete=models.PROTECT, related_name="+")
    group_code = models.CharField(max_length=16)
    gateway = models.CharField(max_length=8, choices=GatewayName)
    amount_vnd = models.BigIntegerField()
    why = models.CharField(max_length=8, choices=WhyBack)
    due_on = models.DateField()
    asked_at = models.DateTimeField(help_text="since when it is owed")
    status = models.CharField(max_length=10, choices=RepaymentStatus, default=RepaymentStatus.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, help_text="when it is sent or asked about next")
    code = models.CharField(max_length=20, blank=True, help_text="the last number that the gateway gave for it")
    number = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=60, blank=True)
    settled_on = models.DateField(null=True, help_text="in the gateway's table of that day")

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="gateways_back_next"),
            models.Index(
                fields=["due_on", "id"],
                condition=models.Q(status__in=[RepaymentStatus.REFUSED, RepaymentStatus.STUCK]),
                name="gateways_back_to_look_at",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="gateways_back_positive"),
            models.CheckConstraint(
                condition=models.Q(status__in=RepaymentStatus.values), name="gateways_back_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[RepaymentStatus.DONE, RepaymentStatus.OTHERWISE])
                ^ models.Q(done_at__isnull=True),
                name="gateways_back_done_at_a_moment",
            ),
            models.UniqueConstraint(
                fields=["gateway", "number"], condition=~models.Q(number=""), name="gateways_back_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class RepaymentStep(models.Model):
    """One step of money going back: who, when, why. Never changed."""

    repayment = models.ForeignKey(Repayment, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20)
    from_status = models.CharField(max_length=10)
    to_status = models.CharField(max_length=10)
    actor_code = models.CharField(max_length=60)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()


class Payout(models.Model):
    """What a gateway paid out: one or more transfers, measured at the tables that they are for.

    What differs stands at the gateway in the books until lines or transfers that come later explain it, or two people
    have the market bear it.
    """

    code = models.CharField(max_length=16, unique=True)
    gateway = models.CharField(max_length=8, choices=GatewayName)
    came_vnd = models.BigIntegerField(help_text="by the bank's transfers")
    expected_vnd = models.BigIntegerField(help_text="by the lines of its tables that are booked")
    borne_vnd = models.BigIntegerField(default=0, help_text="of the difference: the market bears it; below zero keeps")
    said_by = models.CharField(max_length=60)
    said_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["said_at", "id"],
                condition=~models.Q(came_vnd=models.F("expected_vnd") - models.F("borne_vnd")),
                name="gateways_payout_differs",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def difference_vnd(self) -> int:
        """What came too much; below zero what is missing."""
        return self.came_vnd - self.expected_vnd + self.borne_vnd


class PayoutTransfer(models.Model):
    """One transfer of the bank that a gateway's payout came by."""

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="transfers")
    line_code = models.CharField(max_length=20, unique=True, help_text="of the line of the bank's statement")
    amount_vnd = models.BigIntegerField()
    said_by = models.CharField(max_length=60)
    at = models.DateTimeField()


class Payoff(models.Model):
    """A gateway's table of what it took, kept and pays out for some days. The same bytes twice are one."""

    code = models.CharField(max_length=16, unique=True)
    gateway = models.CharField(max_length=8, choices=GatewayName)
    layout = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    digest = models.CharField(max_length=64, unique=True)
    first_day = models.DateField()
    last_day = models.DateField()
    took_vnd = models.BigIntegerField()
    back_vnd = models.BigIntegerField()
    fee_vnd = models.BigIntegerField()
    sent_by = models.CharField(max_length=60)
    sent_at = models.DateTimeField()
    payout = models.ForeignKey(
        Payout, null=True, on_delete=models.PROTECT, related_name="tables", help_text="by which its money came"
    )

    def __str__(self) -> str:
        return self.code

    @property
    def net_vnd(self) -> int:
        """What the gateway pays out by it."""
        return self.took_vnd - self.back_vnd - self.fee_vnd


class PayoffLine(models.Model):
    """One line of a gateway's table, or one that is missing in it, and how it differs from what the market knows."""

    payoff = models.ForeignKey(Payoff, on_delete=models.PROTECT, related_name="lines")
    attempt = models.ForeignKey(Attempt, null=True, on_delete=models.PROTECT, related_name="+")
    repayment = models.ForeignKey(Repayment, null=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=60)
    day = models.DateField()
    amount_vnd = models.BigIntegerField(help_text="below zero: went back to a buyer")
    fee_vnd = models.BigIntegerField(default=0)
    difference = models.CharField(max_length=10, choices=Difference, blank=True)
    placed_at = models.DateTimeField(null=True, help_text="since then it is booked")
    looked_at = models.DateTimeField(null=True)
    looked_by = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["day", "id"],
                condition=models.Q(looked_at__isnull=True) & ~models.Q(difference=""),
                name="gateways_payoff_to_look_at",
            ),
            models.Index(fields=["id"], condition=models.Q(placed_at__isnull=True), name="gateways_payoff_not_placed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(difference="") | models.Q(placed_at__isnull=False),
                name="gateways_payoff_fits_and_booked",
            ),
        ]

    @property
    def net_vnd(self) -> int:
        """What the gateway pays out by it; below zero what it keeps."""
        return self.amount_vnd - self.fee_vnd


class Entry(models.Model):
    """What an operator wants to enter where nothing else explains it, and what another one said to that."""

    line = models.ForeignKey(PayoffLine, null=True, on_delete=models.PROTECT, related_name="entries")
    payout = models.ForeignKey(Payout, null=True, on_delete=models.PROTECT, related_name="entries")
    how = models.CharField(max_length=8, choices=EntryHow)
    target = models.CharField(max_length=60, blank=True, help_text="the payment or repayment that the line is for")
    amount_vnd = models.BigIntegerField(help_text="of the line, or what the market bears")
    reason = models.CharField(max_length=300)
    proposed_by = models.CharField(max_length=60)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(line__isnull=True) ^ models.Q(payout__isnull=True), name="gateways_entry_about_one"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True) ^ models.Q(accepted__isnull=False),
                name="gateways_entry_decided_one_way",
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("proposed_by")) | models.Q(accepted=False),
                name="gateways_entry_seen_by_two",
            ),
            models.UniqueConstraint(
                fields=["line"], condition=models.Q(decided_at__isnull=True), name="gateways_entry_open_once"
            ),
            models.UniqueConstraint(
                fields=["payout"], condition=models.Q(decided_at__isnull=True), name="gateways_entry_open_once_payout"
            ),
        ]
