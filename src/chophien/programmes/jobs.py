"""What the programme does at night."""

from django.utils import timezone

from chophien.jobs.queue import periodic
from chophien.lib.actor import SystemActor
from chophien.lib.dates import local_date
from chophien.programmes.actions import leads, nightly
from chophien.programmes.quarters import quarter_before, quarter_of

NIGHT = SystemActor("system:programmes")


@periodic("programmes.match_tasks", cron="40 5 * * *")
def match_tasks(*, due_at: str) -> None:
    """Bring the tasks in line with what the market sees."""
    del due_at  # what is so now counts, however late this runs
    nightly.match_tasks(actor=NIGHT, at=timezone.now())


@periodic("programmes.judge_quarter", cron="50 4 * * *")
def judge_quarter(*, due_at: str) -> None:
    """Judge the last quarter, once it is over; every other night there is nothing to do."""
    del due_at
    at = timezone.now()
    leads.judge_quarter(quarter=quarter_before(quarter_of(local_date(at))), actor=NIGHT, at=at)
