"""Lines of the bank's statements, each once, what was found about them, and what is sent back of them."""

from django.db import models

from chophien.reconciliation.states import LineStatus, Outcome, StatementKind, Why


class Statement(models.Model):
    """A file of the bank that somebody sent in. The same bytes twice are one statement."""

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=8, choices=StatementKind)
    layout = models.CharField(max_length=40, blank=True, help_text="key in data/layouts.csv, of a table")
    name = models.CharField(max_length=160)
    digest = models.CharField(max_length=64, unique=True)
    file_code = models.CharField(max_length=24, help_text="the sealed file")
    lines_read = models.PositiveIntegerField()
    lines_new = models.PositiveIntegerField(null=True, help_text="of those, not known before; once all are taken")
    sent_by = models.CharField(max_length=60)
    sent_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    faults = models.JSONField(default=list, help_text="lines that could not be kept: number, day, đồng; tried again")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(taken_at__isnull=True) ^ models.Q(lines_new__isnull=False),
                name="reconciliation_statement_counted_once_taken",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class BankLine(models.Model):
    """One movement on the market's account. However often and by whatever way it is told, it is one row."""

    code = models.CharField(max_length=20, unique=True)
    digest = models.CharField(max_length=64, unique=True, help_text="of reference, day, amount and words")
    incoming = models.BooleanField()
    booked_on = models.DateField()
    amount_vnd = models.BigIntegerField()
    reference = models.CharField(max_length=80, blank=True, help_text="the bank's number for it")
    text = models.CharField(max_length=500, blank=True, help_text="the words that came with it")
    sealed_payer = models.BinaryField(null=True, help_text="name and account of who sent it, as JSON")
    statement = models.ForeignKey(
        Statement, null=True, on_delete=models.PROTECT, related_name="lines", help_text="the first file that has it"
    )
    announced_at = models.DateTimeField(null=True, help_text="when the bank's message came")
    came_at = models.DateTimeField(help_text="when the market first heard of it")
    status = models.CharField(max_length=10, choices=LineStatus, default=LineStatus.NEW)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    why = models.CharField(max_length=20, choices=Why, blank=True)
    target = models.CharField(max_length=16, blank=True, help_text="code of the group of orders or of the contract")
    trouble = models.CharField(max_length=300, blank=True, help_text="why it could not be placed by itself, in words")
    used_vnd = models.BigIntegerField(default=0)
    owed_back_vnd = models.BigIntegerField(default=0)
    twin = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["reference"], name="reconciliation_line_reference"),
            models.Index(fields=["amount_vnd", "booked_on"], name="reconciliation_line_amount"),
            models.Index(fields=["target"], condition=~models.Q(target=""), name="reconciliation_line_target"),
            models.Index(
                fields=["came_at", "id"],
                condition=models.Q(status__in=[LineStatus.NEW, LineStatus.OPEN, LineStatus.PART, LineStatus.TO_RETURN]),
                name="reconciliation_line_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=LineStatus.values), name="reconciliation_line_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=[*Outcome.values, ""]), name="reconciliation_line_outcome_known"
            ),
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="reconciliation_line_positive"),
            models.CheckConstraint(
                condition=models.Q(used_vnd__gte=0, owed_back_vnd__gte=0)
                & models.Q(amount_vnd__gte=models.F("used_vnd") + models.F("owed_back_vnd")),
                name="reconciliation_line_never_used_twice",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=[LineStatus.SETTLED, LineStatus.TO_RETURN, LineStatus.RETURNED])
                | models.Q(amount_vnd=models.F("used_vnd") + models.F("owed_back_vnd")),
                name="reconciliation_line_all_explained",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=[LineStatus.OUT, LineStatus.SAME, LineStatus.PART])
                | models.Q(used_vnd=0, owed_back_vnd=0),
                name="reconciliation_line_untouched",
            ),
        ]

    @property
    def left_vnd(self) -> int:
        """What is not explained yet."""
        return self.amount_vnd - self.used_vnd - self.owed_back_vnd

    def __str__(self) -> str:
        return self.code


class LineStep(models.Model):
    """One step of a line: who, when, why. Never edited."""

    line = models.ForeignKey(BankLine, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20)
    from_status = models.CharField(max_length=10)
    to_status = models.CharField(max_length=10)
    outcome = models.CharField(max_length=10, blank=True)
    target = models.CharField(max_length=16, blank=True)
    actor_code = models.CharField(max_length=60)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()


class OutShare(models.Model):
    """A part of one movement that paid several things, as somebody of the market said: each thing once a movement, and
    once in all until the bank sends it back.
    """

    line = models.ForeignKey(BankLine, on_delete=models.PROTECT, related_name="shares")
    code = models.CharField(max_length=16, db_index=True, help_text="of the refund, surplus, float … that it paid")
    amount_vnd = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="reconciliation_share_positive"),
            models.UniqueConstraint(fields=["line", "code"], name="reconciliation_share_once"),
        ]


class MoneyBack(models.Model):
    """What is owed back to whoever sent a transfer: why, by when, and how it went."""

    line = models.ForeignKey(BankLine, on_delete=models.PROTECT, related_name="backs")
    code = models.CharField(max_length=20, unique=True)
    amount_vnd = models.BigIntegerField()
    why = models.CharField(max_length=20, choices=Why)
    due_on = models.DateField()
    asked_at = models.DateTimeField()
    came_home = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="how often it was sent and the bank sent it back"
    )
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_on", "id"], condition=models.Q(done_at__isnull=True), name="reconciliation_back_open"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["line"], name="reconciliation_back_once"),
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="reconciliation_back_positive"),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | (~models.Q(done_by="") & ~models.Q(reference="")),
                name="reconciliation_back_done_by_somebody",
            ),
        ]
