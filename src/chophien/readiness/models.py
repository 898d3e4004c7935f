"""Checklists that were gone through for a shop, and what each point still needs."""

from django.db import models
from django.db.models import Q

from chophien.readiness.states import PointStatus
from chophien.sellers.models import Seller


class Checklist(models.Model):
    """One certificate that a shop gets ready for. The latest word on each point counts."""

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="checklists")
    kind = models.CharField(max_length=30, help_text="of certificate, as in the catalogue")
    begun_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "kind"], name="readiness_checklist_once")]


class Point(models.Model):
    """One point of a checklist: there, not needed, or still to be done until a day."""

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="points")
    key = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=PointStatus)
    task = models.CharField(max_length=200, blank=True, help_text="what is to be done about it")
    due_on = models.DateField(null=True)
    said_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checklist", "key"], name="readiness_point_once"),
            models.CheckConstraint(condition=Q(status__in=PointStatus.values), name="readiness_point_status_known"),
            models.CheckConstraint(
                condition=Q(status=PointStatus.TO_DO) | Q(due_on__isnull=True), name="readiness_due_while_to_do"
            ),
        ]
