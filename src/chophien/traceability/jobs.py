"""What traceability has done later."""

from django.utils import timezone

from chophien.jobs.queue import job
from chophien.traceability.actions.recalling import tell_some


@job("traceability.tell_recall")
def tell_recall(*, recall_id: int) -> None:
    """Tell some hundred buyers of a recall, and come back for the others."""
    tell_some(recall_id=recall_id, at=timezone.now())
