"""The market's own rules as versioned documents: what a buyer or seller agreed to can be read again."""

from django.db import models


class RegulationVersion(models.Model):
    """One version of one public document, never changed once published (migration 0002).

    The version in force is the latest whose day has come. The Vietnamese text counts; the English one helps to read it.
    """

    key = models.CharField(max_length=40, help_text="regulations, privacy, ranking, returns, delivery, payment …")
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=160)
    body = models.TextField(help_text="blank lines between paragraphs, '## ' before headings, '- ' before list items")
    title_en = models.CharField(max_length=160, blank=True)
    body_en = models.TextField(blank=True)
    change = models.CharField(max_length=300, blank=True, help_text="what is new in this version, in Vietnamese")
    published_at = models.DateTimeField()
    effective_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="regulations_version_once"),
            models.UniqueConstraint(fields=["key", "effective_from"], name="regulations_one_version_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"
