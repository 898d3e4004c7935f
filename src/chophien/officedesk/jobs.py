"""Works through what somebody of the office has decided about many things at once; tells people what is announced."""

from django.utils import timezone, translation

from chophien.accounts.selectors import person_by_code
from chophien.jobs.queue import job
from chophien.messages.models import Announcement
from chophien.officedesk.actions.announcing import tell_next
from chophien.officedesk.actions.bulk import work_through
from chophien.officedesk.models import BulkRun
from chophien.officedesk.states import BulkStatus


@job("officedesk.tell_announced")
def tell_announced(*, code: str) -> None:
    """Tell everybody whom an announcement addresses; done or taken down in the meantime, it ends."""
    announcement = Announcement.objects.get(code=code)
    while announcement.told_at is None and timezone.now() < announcement.ends_at:
        announcement = tell_next(announcement=announcement, at=timezone.now())


@job("officedesk.work_through")
def work_through_run(*, code: str) -> None:
    """Go on with a run until nothing of it waits; refusals are written in the language of who asked."""
    run = BulkRun.objects.get(code=code)
    if run.status == BulkStatus.DONE:
        return
    actor = person_by_code(run.asked_by)
    with translation.override(actor.language):
        work_through(run=run, actor=actor, clock=timezone.now)
