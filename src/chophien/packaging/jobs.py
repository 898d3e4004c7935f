"""What the market does by itself about packaging. Done twice, or late, it finds nothing left to do."""

from django.utils import timezone

from chophien.jobs.queue import periodic
from chophien.lib.actor import NIGHTLY
from chophien.packaging.actions.closing import close_due


@periodic("packaging.close_due", cron="15 0 * * *")
def close(*, due_at: str) -> None:
    """Order what came together, call off what did not."""
    del due_at  # the calendar of today decides
    close_due(actor=NIGHTLY, at=timezone.now())
