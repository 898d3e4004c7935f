"""When each periodic job was last due, and which jobs are done: an outage is caught up and nothing runs twice."""

from django.db import models


class PeriodicRun(models.Model):
    """The last moment of its timetable for which a periodic job was put in the queue."""

    name = models.CharField(max_length=80, unique=True)
    last_due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.last_due_at.isoformat()}"


class JobDone(models.Model):
    """A job that is to be done once has been: written in the transaction that did it, gone with the job itself."""

    job_id = models.BigIntegerField(unique=True, help_text="of the queue's own row")
    done_at = models.DateTimeField()
