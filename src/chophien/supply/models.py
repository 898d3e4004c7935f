"""How much of each variant is left. One owner, one number, changed only in the database."""

from django.db import models

from chophien.catalog.models import Variant


class Stock(models.Model):
    """What is left of a variant, in its unit."""

    variant = models.OneToOneField(Variant, on_delete=models.CASCADE, related_name="stock")
    available = models.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(available__gte=0), name="supply_stock_not_negative")]


class StockMovement(models.Model):
    """Why the number changed. Rows are added and never changed."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="movements")
    delta = models.DecimalField(max_digits=14, decimal_places=3)
    reason = models.CharField(max_length=20, help_text="counted, sold, restored, imported")
    subject_code = models.CharField(max_length=60, blank=True)
    actor_code = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["variant", "-at"], name="supply_movement_variant")]
