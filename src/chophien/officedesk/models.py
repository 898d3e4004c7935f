"""What the office keeps for itself: decisions about many things at once."""

from django.db import models

from chophien.officedesk.states import BulkKind, BulkStatus, BulkVerdict, ItemStatus


class BulkRun(models.Model):
    """One verdict about many things, each decided by itself in a job."""

    code = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=40, help_text="of the form that was sent: sent twice, it is one run")
    kind = models.CharField(max_length=10, choices=BulkKind)
    verdict = models.CharField(max_length=10, choices=BulkVerdict)
    reason = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=10, choices=BulkStatus, default=BulkStatus.WAITING)
    total = models.PositiveIntegerField()
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["asked_by", "-id"], name="officedesk_bulk_of")]
        constraints = [
            models.UniqueConstraint(fields=["asked_by", "key"], name="officedesk_bulk_once"),
            models.CheckConstraint(condition=models.Q(status__in=BulkStatus.values), name="officedesk_bulk_status"),
        ]

    def __str__(self) -> str:
        return self.code


class BulkItem(models.Model):
    """One thing of a run, and what became of it."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items")
    subject_code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    seen = models.PositiveIntegerField(
        default=0, help_text="number of the version that was chosen; 0 where there is none"
    )
    status = models.CharField(max_length=10, choices=ItemStatus, default=ItemStatus.WAITING)
    sentence = models.CharField(max_length=300, blank=True, help_text="why it was not done")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "subject_code"], name="officedesk_bulk_item_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=ItemStatus.values), name="officedesk_bulk_item_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.subject_code}"
