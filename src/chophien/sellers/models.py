"""Who sells. Identity papers and payout accounts stand in tables of their own, sealed at rest."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from chophien.accounts.models import Person
from chophien.places.models import Commune
from chophien.sellers.states import (
    CallbackStatus,
    ConsentWay,
    Deed,
    DocumentKind,
    MandateStatus,
    SellerKind,
    SellerStatus,
)


class Seller(models.Model):
    """A shop: what the public may know of a household, a cooperative or an enterprise that sells."""

    code = models.CharField(max_length=60, unique=True)
    slug = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=160)
    folded_name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=SellerKind)
    status = models.CharField(max_length=16, choices=SellerStatus, default=SellerStatus.DRAFT)
    phone = models.CharField(max_length=16, blank=True, help_text="E.164; shown to buyers who ordered, never publicly")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="sellers")
    hamlet = models.CharField(max_length=120, blank=True)
    landmark = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True)
    free_shipping_from_vnd = models.BigIntegerField(null=True, help_text="shipping is free from this subtotal on")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, help_text="when it was last sent in")
    approved_at = models.DateTimeField(null=True)
    suspension_due_at = models.DateTimeField(null=True, help_text="announced suspension takes effect then")
    asleep_since = models.DateField(null=True, help_text="its season is over: its goods are found on its own page only")
    wakes_on = models.DateField(null=True, help_text="it wakes by itself that day, some days before its season")
    awake_until = models.DateField(null=True, help_text="the seller keeps it awake until then, season or not")

    class Meta:
        indexes = [
            models.Index(fields=["status", "-created_at"], name="sellers_seller_status"),
            models.Index(fields=["commune"], name="sellers_seller_commune"),
            models.Index(
                fields=["submitted_at"], name="sellers_seller_queue", condition=models.Q(status=SellerStatus.IN_REVIEW)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=SellerStatus.values), name="sellers_status_known"),
            models.CheckConstraint(condition=models.Q(kind__in=SellerKind.values), name="sellers_kind_known"),
            models.CheckConstraint(
                condition=~models.Q(status=SellerStatus.APPROVED) | models.Q(approved_at__isnull=False),
                name="sellers_approved_at_set_once_approved",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=SellerStatus.IN_REVIEW) | models.Q(submitted_at__isnull=False),
                name="sellers_submitted_at_set_in_review",
            ),
            models.CheckConstraint(
                condition=models.Q(suspension_due_at__isnull=True) | models.Q(status=SellerStatus.APPROVED),
                name="sellers_suspension_announced_while_approved",
            ),
            models.CheckConstraint(
                condition=models.Q(asleep_since__isnull=True) | models.Q(wakes_on__isnull=False),
                name="sellers_asleep_until_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(free_shipping_from_vnd__isnull=True) | models.Q(free_shipping_from_vnd__gte=0),
                name="sellers_free_shipping_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class SellerStep(models.Model):
    """One step of a seller's standing: who, when, why, and from when it counts."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=20)
    from_status = models.CharField(max_length=16)
    to_status = models.CharField(max_length=16)
    actor_code = models.CharField(max_length=60)
    reason = models.CharField(max_length=500, blank=True)
    authority_order = models.CharField(max_length=120, blank=True, help_text="number of an authority's order, if any")
    at = models.DateTimeField()
    effective_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(effective_at__gte=models.F("at")), name="sellers_step_never_counts_earlier"
            ),
        ]


class SellerIdentity(models.Model):
    """What the law asks a seller to prove (Decree 248/2026 art. 18). Sealed: readable only by a stated purpose."""

    seller = models.OneToOneField(Seller, on_delete=models.CASCADE, related_name="identity")
    sealed = models.BinaryField(help_text="JSON of the identity fields, encrypted")
    updated_at = models.DateTimeField()


class SellerDocument(models.Model):
    """A paper a seller sent in, kept as a private file."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=24, choices=DocumentKind)
    file_code = models.CharField(max_length=24)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "kind", "file_code"], name="sellers_document_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=DocumentKind.values), name="sellers_document_kind_known"
            ),
        ]


class PayoutAccount(models.Model):
    """Where a seller is paid: an account in the seller's own name only (Law 122/2025/QH15 art. 21.2.b)."""

    seller = models.OneToOneField(Seller, on_delete=models.CASCADE, related_name="payout_account")
    bank_bin = models.CharField(max_length=6, help_text="the bank's number at NAPAS")
    sealed_account = models.BinaryField(help_text="account number, encrypted")
    account_tail = models.CharField(max_length=4, help_text="last digits, to recognise it by")
    owner_name = models.CharField(max_length=120)
    confirmed_at = models.DateTimeField(null=True, help_text="an operator compared it; money goes there from then on")
    updated_at = models.DateTimeField()


class Mandate(models.Model):
    """What a household lets one helper do in its name, from one day to another. Ended mandates stay as history."""

    code = models.CharField(max_length=20, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="mandates")
    helper = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    deeds = ArrayField(models.CharField(max_length=12, choices=Deed))
    status = models.CharField(max_length=10, choices=MandateStatus, default=MandateStatus.ASKED)
    valid_from = models.DateField(help_text="the first day on which it counts")
    valid_until = models.DateField(help_text="the last day on which it counts")
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)
    warned_at = models.DateTimeField(null=True, help_text="both sides were told that it ends soon")
    access_digest = models.CharField(max_length=64, blank=True, help_text="of the link by which the household ends it")

    class Meta:
        indexes = [models.Index(fields=["helper", "status"], name="sellers_mandate_helper")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=MandateStatus.values), name="sellers_mandate_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(deeds__len__gt=0, deeds__contained_by=Deed.values),
                name="sellers_mandate_deeds_known",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")), name="sellers_mandate_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[MandateStatus.ASKED, MandateStatus.DECLINED])
                | models.Q(given_at__isnull=False),
                name="sellers_mandate_given_at_set_once_given",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True)
                ^ models.Q(status__in=[MandateStatus.DECLINED, MandateStatus.REVOKED, MandateStatus.EXPIRED]),
                name="sellers_mandate_ended_at_set_if_ended",
            ),
            models.UniqueConstraint(
                fields=["seller", "helper"],
                condition=models.Q(status=MandateStatus.ASKED),
                name="sellers_mandate_asked_once",
            ),
            models.UniqueConstraint(
                fields=["seller", "helper"],
                condition=models.Q(status=MandateStatus.GIVEN),
                name="sellers_mandate_given_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def deed_names(self) -> list[str]:
        """What is let, in words."""
        return [str(Deed(deed).label) for deed in self.deeds]


class Consent(models.Model):
    """The household's own yes to a mandate: how it was said, who saw it, and the sealed evidence."""

    mandate = models.OneToOneField(Mandate, on_delete=models.CASCADE, related_name="consent")
    way = models.CharField(max_length=8, choices=ConsentWay)
    file_code = models.CharField(max_length=24, blank=True, help_text="recording, drawing or photo of the paper")
    witness_name = models.CharField(max_length=100, blank=True)
    witness_phone = models.CharField(max_length=16, blank=True, help_text="E.164")
    said_by = models.CharField(max_length=60, help_text="code of the person of the household")
    taken_by = models.CharField(max_length=60, help_text="whose screen it was said on")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(way__in=ConsentWay.values), name="sellers_consent_way_known"),
            models.CheckConstraint(
                condition=models.Q(way__in=[ConsentWay.CODE, ConsentWay.DESK]) | ~models.Q(file_code=""),
                name="sellers_consent_has_its_evidence",
            ),
            models.CheckConstraint(
                condition=~models.Q(way__in=[ConsentWay.DRAWN, ConsentWay.PAPER]) | ~models.Q(witness_name=""),
                name="sellers_consent_has_its_witness",
            ),
        ]


class ConsentCode(models.Model):
    """A code that was sent to a household's phone. Reading it to the helper is the household's yes. Digest only."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)


class Callback(models.Model):
    """An act of a helper that was drawn by lot: somebody of the office calls the household and asks whether it knows.

    The row keeps codes only; what was done is read in the audit trail.
    """

    code = models.CharField(max_length=20, unique=True)
    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="callbacks")
    entry_id = models.BigIntegerField(unique=True, help_text="the entry of the audit trail that was drawn")
    what = models.CharField(max_length=60)
    subject_code = models.CharField(max_length=60)
    done_at = models.DateTimeField(help_text="when the helper did it")
    drawn_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=CallbackStatus, default=CallbackStatus.OPEN)
    called_by = models.CharField(max_length=60, blank=True)
    called_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["drawn_at"],
                condition=models.Q(status__in=[CallbackStatus.OPEN, CallbackStatus.UNREACHED]),
                name="sellers_callback_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=CallbackStatus.values), name="sellers_callback_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(called_at__isnull=True) ^ ~models.Q(status=CallbackStatus.OPEN),
                name="sellers_callback_called_at_set_once_called",
            ),
        ]


class SupportDecision(models.Model):
    """From when to when a shop counts among those whom the state wants helped; what for is sealed. Never edited.

    Being in region III and being a cooperative are no decisions: `selectors.support_targets` computes them. One that
    counts no longer has its `SupportEnding`.
    """

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="support_decisions")
    sealed = models.BinaryField(help_text="which target, encrypted: poverty, ethnicity, disability")
    evidence_code = models.CharField(max_length=24, help_text="private file of the shop")
    number = models.CharField(max_length=60, blank=True, help_text="of the authority's decision")
    issued_on = models.DateField(null=True)
    issued_by = models.CharField(max_length=160, blank=True, help_text="which authority decided")
    funder = models.CharField(max_length=160, blank=True, help_text="who bears it; empty: whom the schedule names")
    valid_from = models.DateField()
    valid_to = models.DateField()
    decided_by = models.CharField(max_length=60)
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seller", "valid_to"], name="sellers_support_seller")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")) & ~models.Q(evidence_code=""),
                name="sellers_support_sane",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class SupportEnding(models.Model):
    """A decision that counts no longer than this, whatever it says itself. Added and never changed."""

    decision = models.OneToOneField(SupportDecision, on_delete=models.PROTECT, related_name="ending")
    last_on = models.DateField(help_text="the last day on which it counts")
    reason = models.CharField(max_length=300)
    ended_by = models.CharField(max_length=60)
    ended_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="sellers_support_ended_for_a_reason"),
        ]
