"""What the office keeps for itself: decisions about many things at once, and filters of its lists under a name."""

from django.db import models

from chophien.lib.errors import Sentence
from chophien.officedesk.states import BulkKind, BulkStatus, BulkVerdict, ItemStatus, words_of_verdict


class BulkRun(models.Model):
    """One verdict about many things, each decided by itself in a job."""

    code = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=40, help_text="of the form that was sent: sent twice, it is one run")
    kind = models.CharField(max_length=10, choices=BulkKind)
    verdict = models.CharField(max_length=10, choices=BulkVerdict)
    reason = models.CharField(max_length=500, blank=True)
    target = models.CharField(max_length=60, blank=True, help_text="code of the helper to whom everything is given")
    status = models.CharField(max_length=10, choices=BulkStatus, default=BulkStatus.WAITING)
    total = models.PositiveIntegerField()
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    stirred_at = models.DateTimeField(null=True, help_text="when it was last begun, gone on with, or tried again")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["asked_by", "-id"], name="officedesk_bulk_of")]
        constraints = [
            models.UniqueConstraint(fields=["asked_by", "key"], name="officedesk_bulk_once"),
            models.CheckConstraint(condition=models.Q(status__in=BulkStatus.values), name="officedesk_bulk_status"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def verdict_words(self) -> Sentence:
        """What is decided, as people say it about this kind of thing."""
        return words_of_verdict(self.kind, self.verdict)


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
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "subject_code"], name="officedesk_bulk_item_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=ItemStatus.values), name="officedesk_bulk_item_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.subject_code}"


class SavedFilter(models.Model):
    """What somebody asks of a list of the office, under a name: an address's query, as that list's form reads it."""

    code = models.CharField(max_length=16, unique=True)
    owner_code = models.CharField(max_length=60)
    shelf = models.CharField(max_length=20, help_text="which list: a key of `filters.LISTS`")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=600, help_text="keys and words as an address writes them")
    is_default = models.BooleanField(default=False, help_text="the list opens with it, for its owner")
    is_shared = models.BooleanField(default=False, help_text="others at an office's desk see it too")
    saved_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["shelf"], condition=models.Q(is_shared=True), name="officedesk_filter_shared"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner_code", "shelf", "name"], name="officedesk_filter_name_once"),
            models.UniqueConstraint(
                fields=["owner_code", "shelf"],
                condition=models.Q(is_default=True),
                name="officedesk_filter_one_default",
            ),
            models.CheckConstraint(
                condition=~models.Q(query="") & ~models.Q(name=""), name="officedesk_filter_asks_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shelf} {self.name}"
