"""The queue's own housekeeping."""

from datetime import datetime

from chophien.jobs import actions
from chophien.jobs.queue import periodic


@periodic("jobs.prune", cron="17 3 * * *")
def prune(*, due_at: str) -> None:
    actions.prune_finished(at=datetime.fromisoformat(due_at))
