"""When each periodic job was last due, so that an outage is caught up and nothing runs twice."""

from django.db import models


class PeriodicRun(models.Model):
    """The last moment of its timetable for which a periodic job was put in the queue."""

    name = models.CharField(max_length=80, unique=True)
    last_due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.last_due_at.isoformat()}"
