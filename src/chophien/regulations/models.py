"""The market's own rules as versioned documents: what a buyer or seller agreed to can be read again."""

from django.db import models


class RegulationVersion(models.Model):
    """One version of one public document. The version in force is the latest whose day has come."""

    key = models.CharField(max_length=40, help_text="regulations, privacy, ranking, returns, delivery, payment …")
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=160)
    body = models.TextField(help_text="plain text with blank lines between paragraphs and '# ' before headings")
    published_at = models.DateTimeField()
    effective_from = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="regulations_version_once")]
