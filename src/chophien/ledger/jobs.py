"""What the books do by the clock: free what was set aside for too long, prove themselves every night."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from chophien.jobs.queue import periodic
from chophien.ledger.actions.posting import expire_due
from chophien.ledger.actions.proving import prove

AT_ONCE = 500
LOOKED_BACK = timedelta(days=2)
log = structlog.get_logger(__name__)


@periodic("ledger.expire", cron="* * * * *")
def expire(*, due_at: str) -> None:
    """Free what was set aside until before now. The nightly proof looks further back than the two days of this."""
    del due_at  # the clock of now decides
    at = timezone.now()
    _expire_all(at=at, since=at - LOOKED_BACK)


@periodic("ledger.prove", cron="50 1 * * *")
def prove_books(*, due_at: str) -> None:
    """Free whatever else is overdue, rebuild the books, and raise the alarm when they are not as they stand.

    The alarm is an error in the log and the gauge `chophien_ledger_differences`, until a proof is right again.
    """
    del due_at
    at = timezone.now()
    _expire_all(at=at, since=None)
    proof = prove(at=at)
    if not proof.right:
        log.error("ledger.books_differ", differences=proof.differences[:20], count=len(proof.differences))


def _expire_all(*, at: datetime, since: datetime | None) -> None:
    while True:
        with transaction.atomic():
            ended = expire_due(at=at, since=since, limit=AT_ONCE)
        if ended < AT_ONCE:
            return
