"""OCOP dossiers: what a shop says of its product, what commune and province found, and what was decided."""

from django.db import models
from django.db.models import Q

from chophien.catalog.models import Certificate, Listing
from chophien.ocop.states import DossierStatus, Level
from chophien.sellers.models import Seller

OPEN = [DossierStatus.DRAFT, DossierStatus.COMMUNE, DossierStatus.PROVINCE, DossierStatus.CENTRE]


class Dossier(models.Model):
    """One product on its way to its stars, by one edition of the criteria."""

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="ocop_dossiers")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="ocop_dossiers")
    product_type = models.CharField(max_length=80)
    version = models.CharField(max_length=20, help_text="the edition of the criteria by which it is judged")
    status = models.CharField(max_length=10, choices=DossierStatus, default=DossierStatus.DRAFT)
    stars = models.PositiveSmallIntegerField(null=True)
    decision_number = models.CharField(max_length=80, blank=True)
    decided_on = models.DateField(null=True)
    certificate = models.ForeignKey(Certificate, null=True, on_delete=models.PROTECT, related_name="+")
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["seller", "-opened_at"], name="ocop_dossier_seller"),
            models.Index(fields=["status", "opened_at"], name="ocop_dossier_queue"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=DossierStatus.values), name="ocop_dossier_status_known"),
            models.UniqueConstraint(fields=["listing"], condition=Q(status__in=OPEN), name="ocop_dossier_one_open"),
            models.CheckConstraint(
                condition=~Q(status=DossierStatus.DECIDED)
                | (Q(stars__isnull=False, decided_on__isnull=False) & ~Q(decision_number="")),
                name="ocop_dossier_decided_in_full",
            ),
            models.CheckConstraint(condition=Q(stars__isnull=True) | Q(stars__lte=5), name="ocop_dossier_stars"),
        ]

    def __str__(self) -> str:
        return self.code


class Mark(models.Model):
    """Which answer to a question somebody found true. Each level gives its own."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="marks")
    level = models.CharField(max_length=8, choices=Level)
    question = models.CharField(max_length=12)
    answer = models.PositiveSmallIntegerField(help_text="its place among the answers, from 0")
    note = models.CharField(max_length=300, blank=True)
    given_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "level", "question"], name="ocop_mark_once"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="ocop_mark_level_known"),
        ]


class Evidence(models.Model):
    """A paper that proves an answer. Kept sealed; opened for a purpose."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="evidence")
    question = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    file_code = models.CharField(max_length=24)
    added_by = models.CharField(max_length=60)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "question", "file_code"], name="ocop_evidence_once")]


class DossierStep(models.Model):
    """One step of a dossier: who, when, why."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=12)
    from_status = models.CharField(max_length=10, blank=True)
    to_status = models.CharField(max_length=10)
    note = models.CharField(max_length=300, blank=True)
    actor_code = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
