"""Law, limits and deadlines as dated rows with their source."""

from django.db import models


class LegalParameter(models.Model):
    """One value that a law, a decision or our own policy sets, for the days from `effective_from` to `effective_to`."""

    key = models.CharField(max_length=80)
    value = models.JSONField()
    unit = models.CharField(max_length=30, blank=True)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    source = models.CharField(max_length=300)
    confidence = models.CharField(max_length=3, help_text="H, M, L or OWN, as the research graded it")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "effective_from"], name="rules_one_value_a_day"),
            models.CheckConstraint(
                condition=models.Q(effective_to__isnull=True) | models.Q(effective_to__gte=models.F("effective_from")),
                name="rules_period_not_reversed",
            ),
        ]
