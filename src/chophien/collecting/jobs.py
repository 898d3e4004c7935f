"""What collecting does later, and by the clock."""

from django.utils import timezone

from chophien.collecting.actions import files, watching
from chophien.collecting.models import CarrierFile
from chophien.jobs.queue import job, periodic


@job("collecting.compare_file")
def compare_file(*, file_id: int) -> None:
    """Compare the lines of a carrier's file; tried again, only those that are missing."""
    files.compare_file(file=CarrierFile.objects.get(pk=file_id), at=timezone.now())


@job("collecting.warn_of_limit")
def warn_of_limit(*, slug: str) -> None:
    """A carrier has just got more than it may hold."""
    watching.warn_of_limit(slug=slug, at=timezone.now())


@periodic("collecting.watch", cron="20 7 * * *")
def watch(*, due_at: str) -> None:
    """Every morning: what carriers should have told, cash that is old, carriers over their limit."""
    del due_at  # the clock of now decides
    at = timezone.now()
    files.find_missing(at=at)
    watching.warn_of_old_cash(at=at)
    watching.warn_of_limits(at=at)
