"""Law, limits and deadlines as dated rows with their source."""

from django.db import models


class LegalParameter(models.Model):
    """One value that a law, a decision or our own policy sets, for the days from `effective_from` to `effective_to`.

    Both days belong to the period. The database refuses two values of one key on one day (migration 0002).
    """

    key = models.CharField(max_length=80)
    value = models.JSONField()
    unit = models.CharField(max_length=30, blank=True)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    source = models.CharField(max_length=300)
    confidence = models.CharField(max_length=3, help_text="H, M, L or OWN, as the research graded it")
    note = models.CharField(max_length=300, blank=True, help_text="what it means, in Vietnamese, for the public page")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "effective_from"], name="rules_one_value_a_day"),
            models.CheckConstraint(
                condition=models.Q(effective_to__isnull=True) | models.Q(effective_to__gte=models.F("effective_from")),
                name="rules_period_not_reversed",
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="rules_source_named"),
        ]

    def __str__(self) -> str:
        return f"{self.key} from {self.effective_from}"


class LoadedData(models.Model):
    """The data files that were last loaded under a name, by their digest, so that a start need not load them again."""

    name = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64, blank=True)
    loaded_at = models.DateTimeField()
