"""What the market does by itself about scans. Done twice, or late, it does the same."""

from django.utils import timezone

from chophien.jobs.queue import periodic
from chophien.scans.actions.scanning import forget_scans


@periodic("scans.forget", cron="5 0 * * *")
def forget(*, due_at: str) -> None:
    """Delete the keys of days that are over, and scans that were kept long enough."""
    del due_at  # the calendar of today decides
    forget_scans(at=timezone.now())
