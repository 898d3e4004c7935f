"""How much of each variant is left. One owner, one number, changed only in the database."""

from django.db import models

from chophien.catalog.models import Variant
from chophien.supply.states import MovementReason


class Stock(models.Model):
    """What is left of a variant to be sold, in its unit. What was ordered and not yet sent is already taken out."""

    variant = models.OneToOneField(Variant, on_delete=models.CASCADE, related_name="stock")
    available = models.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(available__gte=0), name="supply_stock_not_negative")]


class StockMovement(models.Model):
    """Why the number changed. Rows are added and never changed; a variant's rows sum up to what is left of it."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="movements")
    delta = models.DecimalField(max_digits=14, decimal_places=3)
    reason = models.CharField(max_length=20, choices=MovementReason)
    subject_code = models.CharField(max_length=60, blank=True, help_text="what it was for: an order, an import")
    actor_code = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True, db_default="", help_text="the shop a helper counted for")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["variant", "-at"], name="supply_movement_variant")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reason__in=MovementReason.values), name="supply_movement_reason_known"
            ),
            models.UniqueConstraint(
                fields=["subject_code", "variant"],
                condition=models.Q(reason=MovementReason.SOLD),
                name="supply_sold_once",
            ),
            models.UniqueConstraint(
                fields=["subject_code", "variant"],
                condition=models.Q(reason=MovementReason.RESTORED),
                name="supply_restored_once",
            ),
            models.UniqueConstraint(
                fields=["subject_code", "variant"],
                condition=models.Q(reason=MovementReason.RETURNED),
                name="supply_returned_once",
            ),
            models.UniqueConstraint(
                fields=["subject_code", "variant"],
                condition=models.Q(reason=MovementReason.PACKED),
                name="supply_packed_once",
            ),
        ]
