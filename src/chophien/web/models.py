"""The one table of `web`: how much of each allowance is used up. It holds digests and moments, no personal data."""

from django.db import models


class RateCount(models.Model):
    """One allowance of one caller. The table is unlogged: after a crash everybody simply starts afresh."""

    key = models.CharField(max_length=64, primary_key=True, help_text="digest of the bucket and the caller")
    free_at = models.DateTimeField(help_text="when the whole allowance is free again")

    class Meta:
        indexes = [models.Index(fields=["free_at"], name="web_ratecount_free_at")]
