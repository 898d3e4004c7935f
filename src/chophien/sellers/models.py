"""Who sells. Identity papers and payout accounts stand in tables of their own, sealed at rest."""

from django.db import models

from chophien.places.models import Commune
from chophien.sellers.states import DocumentKind, SellerKind, SellerStatus


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
