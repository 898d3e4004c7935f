"""When each periodic job last ran, so that an outage is caught up and nothing runs twice."""

from django.db import models


class PeriodicRun(models.Model):
    name = models.CharField(max_length=80, unique=True)
    last_due_at = models.DateTimeField()
