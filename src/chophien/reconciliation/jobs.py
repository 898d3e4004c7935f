"""What reconciling has done later, and by the clock."""

import structlog
from django.utils import timezone

from chophien.jobs.queue import job, periodic
from chophien.reconciliation.actions.statements import take_lines
from chophien.reconciliation.actions.telling import tell_back, tell_home, tell_part
from chophien.reconciliation.actions.watching import release_parts, settle_forgotten
from chophien.reconciliation.errors import LinesMissing
from chophien.reconciliation.models import Statement

log = structlog.get_logger(__name__)


@job("reconciliation.read_statement")
def read_statement(*, statement_id: int) -> None:
    """Take in the lines of a file; tried again, only those that are missing.

    :raises LinesMissing: if some could not be kept: it is tried again
    """
    taken = take_lines(statement=Statement.objects.get(pk=statement_id), at=timezone.now())
    if taken.faults:
        raise LinesMissing(facts={"numbers": ", ".join(str(one["number"]) for one in taken.faults)})


@job("reconciliation.tell", once=True)
def tell(*, line_id: int, news: str) -> None:
    """Tell who paid what is missing, what comes back, or that the bank could not bring it."""
    {"part": tell_part, "home": tell_home}.get(news, tell_back)(line_id=line_id, at=timezone.now())


@periodic("reconciliation.sweep", cron="*/5 * * * *")
def sweep(*, due_at: str) -> None:
    """Settle what was forgotten, and give parts back whose order was cancelled meanwhile."""
    del due_at  # the clock of now decides
    at = timezone.now()
    if found := settle_forgotten(at=at):
        log.warning("bank_lines_were_forgotten", count=found)
    release_parts(at=at)
