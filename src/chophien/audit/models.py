"""Who did what, and who looked at what is sensitive. Rows are added and never changed."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q


class Entry(models.Model):
    """One thing that was done, by whom, on whose behalf, to what. The database refuses to edit or delete it."""

    what = models.CharField(max_length=60, help_text="app and past participle: orders.confirmed")
    actor_code = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    subject_code = models.CharField(max_length=60)
    facts = models.JSONField(default=dict, help_text="codes and figures only, never personal data")
    request_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject_code", "-at", "-id"], name="audit_entry_subject"),
            models.Index(fields=["actor_code", "-at", "-id"], name="audit_entry_actor"),
            models.Index(fields=["what", "-at", "-id"], name="audit_entry_what"),
            models.Index(fields=["-at", "-id"], name="audit_entry_at"),
            models.Index(
                fields=["on_behalf_of", "-at", "-id"], condition=~Q(on_behalf_of=""), name="audit_entry_behalf"
            ),
            GinIndex(Func(F("facts"), function="audit_words"), name="audit_entry_words"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject_code}"


class SensitiveLook(models.Model):
    """Somebody looked at an identity paper, a poverty status or another sensitive thing, and said what for."""

    actor_code = models.CharField(max_length=60)
    subject_code = models.CharField(max_length=60)
    what = models.CharField(max_length=60)
    purpose = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject_code", "-at", "-id"], name="audit_look_subject"),
            models.Index(fields=["actor_code", "-at", "-id"], name="audit_look_actor"),
            models.Index(fields=["-at", "-id"], name="audit_look_at"),
            GinIndex(Func(F("purpose"), function="audit_words"), name="audit_look_words"),
        ]
        constraints = [models.CheckConstraint(condition=~models.Q(purpose=""), name="audit_look_has_purpose")]

    def __str__(self) -> str:
        return f"{self.what} {self.subject_code}"
