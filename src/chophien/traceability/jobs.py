"""What traceability has done later."""

from django.utils import timezone

from chophien.jobs.queue import job, periodic
from chophien.traceability.actions.recalling import tell_some
from chophien.traceability.actions.sealing_days import seal_days as seal_all_days


@job("traceability.tell_recall")
def tell_recall(*, recall_id: int) -> None:
    """Tell some hundred buyers of a recall, and come back for the others."""
    tell_some(recall_id=recall_id, at=timezone.now())


@periodic("traceability.seal_days", cron="20 2 * * *")
def seal_days(*, due_at: str) -> None:
    """Seal the days that are over, so that whatever is taken out of chains later is missed."""
    del due_at  # the calendar of today decides
    seal_all_days(at=timezone.now())
