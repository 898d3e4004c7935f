"""What shops write on the labels of their goods beyond what the listing says, and which labels were printed."""

from django.db import models

from chophien.catalog.models import Variant
from chophien.lots.models import Pack
from chophien.sellers.models import Seller


class ProductLabel(models.Model):
    """What stands on the label of one size of goods and nowhere else: `texts` by the key of the thing they say."""

    variant = models.OneToOneField(Variant, on_delete=models.CASCADE, related_name="label")
    texts = models.JSONField(default=dict)
    written_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    written_at = models.DateTimeField()


class LabelPrint(models.Model):
    """Labels as they were printed: what stood on them, how many, of which lot. Never changed."""

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="label_prints")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="label_prints")
    pack = models.ForeignKey(Pack, null=True, on_delete=models.PROTECT, related_name="label_prints")
    sheet = models.CharField(max_length=20)
    count = models.PositiveIntegerField()
    skipped = models.PositiveSmallIntegerField(default=0, help_text="places of the first sheet that were used before")
    lines = models.JSONField(help_text="what stood on each label: key, words")
    link = models.CharField(max_length=300, help_text="what the code on it leads to")
    printed_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    printed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seller", "-printed_at"], name="labels_print_seller")]
        constraints = [models.CheckConstraint(condition=models.Q(count__gt=0), name="labels_print_of_something")]
