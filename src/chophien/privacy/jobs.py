"""Files that people asked for, and the night's forgetting."""

from django.utils import timezone

from chophien.jobs.queue import job, periodic
from chophien.lib.actor import NIGHTLY, SYSTEM
from chophien.privacy.actions import exporting, retention
from chophien.privacy.models import DataRequest


@job("privacy.export")
def export(*, request_code: str) -> None:
    request = DataRequest.objects.filter(code=request_code).first()
    if request is not None:
        exporting.export(request=request, actor=SYSTEM, at=timezone.now())


@periodic("privacy.forget", cron="40 3 * * *")
def forget(*, due_at: str) -> None:
    del due_at  # whatever is too old now goes, however late this runs
    retention.forget_what_is_old(actor=NIGHTLY, at=timezone.now())
