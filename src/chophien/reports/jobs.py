"""Reports are made and forgotten here."""

from django.utils import timezone

from chophien.jobs.queue import job, periodic
from chophien.lib.actor import NIGHTLY, SYSTEM
from chophien.reports.actions import making
from chophien.reports.models import ReportRun


@job("reports.make", retries=2)
def make(*, run_code: str) -> None:
    run = ReportRun.objects.filter(code=run_code).first()
    if run is None:
        return
    try:
        making.make(run=run, actor=SYSTEM, at=timezone.now())
    except Exception:
        making.fail(run=run, at=timezone.now())
        raise


@periodic("reports.drop_old", cron="50 3 * * *")
def drop_old(*, due_at: str) -> None:
    del due_at  # what is over now goes, however late this runs
    making.drop_old(actor=NIGHTLY, at=timezone.now())
