"""Which parts of the market are offered, where and from which day on: decisions, added and never changed."""

from django.db import models


class Decision(models.Model):
    """Somebody turned a part of the market on or off. Of those in force the latest that covers a place counts there."""

    feature = models.CharField(max_length=30, help_text="a name of states.Feature")
    province_code = models.CharField(max_length=2, blank=True, help_text="empty: the whole country")
    is_on = models.BooleanField()
    starts_on = models.DateField()
    reason = models.CharField(max_length=300)
    decided_by = models.CharField(max_length=60)
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["feature", "-id"], name="switches_decision_feature")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="switches_decision_reason_said"),
        ]

    def __str__(self) -> str:
        return f"{self.feature} {'on' if self.is_on else 'off'} from {self.starts_on}"
