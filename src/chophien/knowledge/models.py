"""What is known of crops and goods, with where it is known from and who wrote it down."""

from django.db import models

from chophien.knowledge.states import FactStatus, Place
from chophien.places.models import Province


class Fact(models.Model):
    """One sentence about a crop or a good that sellers may put into their own words."""

    code = models.CharField(max_length=40, unique=True)
    subject = models.CharField(max_length=120, help_text="what it is about, such as na Chi Lăng")
    text = models.TextField(max_length=600)
    put_into = models.CharField(max_length=12, choices=Place, default=Place.DESCRIPTION)
    source = models.CharField(max_length=200, help_text="where it is known from")
    author = models.CharField(max_length=120, help_text="who wrote it down, as buyers read it")
    region = models.CharField(max_length=120, blank=True, help_text="the place in words, such as Chi Lăng")
    province = models.ForeignKey(Province, null=True, on_delete=models.PROTECT, related_name="+")
    folded = models.TextField(help_text="subject, region and text without case and marks: what searching compares")
    status = models.CharField(max_length=10, choices=FactStatus, default=FactStatus.PROPOSED)
    written_by = models.CharField(max_length=60)
    written_at = models.DateTimeField()
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["status", "-id"], name="knowledge_fact_queue")]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=FactStatus.values), name="knowledge_fact_status"),
            models.CheckConstraint(condition=models.Q(put_into__in=Place.values), name="knowledge_fact_place"),
            models.CheckConstraint(condition=~models.Q(source=""), name="knowledge_fact_has_source"),
        ]

    def __str__(self) -> str:
        return self.code
