"""The books: accounts, the transfers between them, and what every account stands at. The ledger knows no orders."""

from django.db import models
from django.db.models import F, Q

from chophien.ledger.states import Result, Step

CODE_LENGTH = 100
EXPIRED = ":expired"
LONGEST = CODE_LENGTH - len(EXPIRED)
"""Characters that a caller's code may have: the ledger's own end of a pending transfer has that one's, and a word."""


class Account(models.Model):
    """A place where money stands. Its code names the owner and the purpose: `seller:GH-LAN:due`.

    What may not exceed what is said once, when it is opened. `lanes` is over one where many transfers at once touch
    the account: its sums then stand in as many rows, each transfer takes a free one, and none waits for another.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    book = models.CharField(max_length=20, help_text="transfers stay within one book: VND")
    kind = models.CharField(max_length=40)
    debits_capped = models.BooleanField(default=False, help_text="debits never exceed credits: what somebody is owed")
    credits_capped = models.BooleanField(default=False, help_text="credits never exceed debits: what somebody holds")
    lanes = models.SmallIntegerField(default=1)
    linked = models.BooleanField(default=False, help_text="opened only together with the next one of its batch")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(book="") & ~Q(kind=""), name="ledger_account_says_what_it_is"
            ),
            models.CheckConstraint(
                condition=~Q(debits_capped=True, credits_capped=True), name="ledger_account_one_cap_at_most"
            ),
            models.CheckConstraint(
                condition=Q(lanes=1) | Q(lanes__gt=1, debits_capped=False, credits_capped=False),
                name="ledger_account_capped_in_one_lane",
            ),
            models.UniqueConstraint(fields=["id", "book"], name="ledger_account_in_its_book"),
        ]

    def __str__(self) -> str:
        return self.code


class Balance(models.Model):
    """What an account stands at, in đồng; summed over its lanes. Only the database's own trigger writes here.

    A lane of an account with several may go below zero for what is set aside: set aside in one, freed in another.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="balances")
    lane = models.SmallIntegerField()
    debits_capped = models.BooleanField()
    credits_capped = models.BooleanField()
    debits_pending = models.BigIntegerField(default=0)
    debits_posted = models.BigIntegerField(default=0)
    credits_pending = models.BigIntegerField(default=0)
    credits_posted = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "lane"], name="ledger_balance_once_for_each_lane"),
            models.CheckConstraint(
                condition=Q(debits_posted__gte=0, credits_posted__gte=0), name="ledger_balance_posted_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(debits_capped=False) | Q(credits_posted__gte=F("debits_posted") + F("debits_pending")),
                name="ledger_balance_debits_within_credits",
            ),
            models.CheckConstraint(
                condition=Q(credits_capped=False) | Q(debits_posted__gte=F("credits_posted") + F("credits_pending")),
                name="ledger_balance_credits_within_debits",
            ),
        ]


class Transfer(models.Model):
    """One amount from a debit to a credit account. Never changed, never removed: a mistake is another transfer back.

    It balances by its shape: one row is both sides, in one book, and the trigger that writes it down in both balances
    cannot be gone round.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    debit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    amount_vnd = models.BigIntegerField()
    book = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    step = models.CharField(max_length=8, choices=Step)
    pending = models.OneToOneField(
        "self", on_delete=models.PROTECT, to_field="code", db_column="pending_code", null=True, related_name="ended"
    )
    """The transfer that set aside what this one posts, voids or expires: each is ended once."""
    set_aside_vnd = models.BigIntegerField(default=0, help_text="what posting, voiding or expiring frees")
    timeout_s = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    balancing_debit = models.BooleanField(default=False)
    balancing_credit = models.BooleanField(default=False)
    linked = models.BooleanField(default=False)
    subject_code = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["debit", "-id"], name="ledger_transfer_debit"),
            models.Index(fields=["credit", "-id"], name="ledger_transfer_credit"),
            models.Index(fields=["subject_code", "id"], name="ledger_transfer_subject", condition=~Q(subject_code="")),
            models.Index(fields=["expires_at"], name="ledger_transfer_expires", condition=Q(expires_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(kind=""), name="ledger_transfer_says_what_it_is"),
            models.CheckConstraint(condition=Q(amount_vnd__gte=0), name="ledger_transfer_not_negative"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="ledger_transfer_between_two"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="ledger_transfer_step_known"),
            models.CheckConstraint(
                condition=Q(step__in=[Step.PLAIN, Step.PENDING], pending__isnull=True, set_aside_vnd=0)
                | Q(step=Step.POST, pending__isnull=False, amount_vnd__lte=F("set_aside_vnd"))
                | Q(step__in=[Step.VOID, Step.EXPIRE], pending__isnull=False, amount_vnd=F("set_aside_vnd")),
                name="ledger_transfer_ends_what_it_names",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Refusal(models.Model):
    """A code that is spent: its transfer was refused for a reason that may pass, and it must not succeed later."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    result = models.CharField(max_length=60, choices=[(result.value, result.value) for result in Result])
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class Proof(models.Model):
    """One night's proof: the books rebuilt from the transfers and compared with what every account stands at."""

    at = models.DateTimeField()
    transfers = models.BigIntegerField()
    accounts = models.BigIntegerField()
    debits_vnd = models.DecimalField(max_digits=30, decimal_places=0)
    credits_vnd = models.DecimalField(max_digits=30, decimal_places=0)
    differences = models.JSONField(
        default=list, help_text="account code, which sum, rebuilt, stood at; empty when right"
    )

    class Meta:
        indexes = [models.Index(fields=["-at"], name="ledger_proof_at")]

    @property
    def right(self) -> bool:
        return not self.differences and self.debits_vnd == self.credits_vnd
