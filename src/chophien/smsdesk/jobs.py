"""Forgetting what came in long ago."""

from django.utils import timezone

from chophien.jobs.queue import periodic
from chophien.smsdesk import actions


@periodic("smsdesk.forget_old", cron="25 3 * * *")
def forget_old(*, due_at: str) -> None:
    del due_at  # old is what is old now
    actions.forget_old(at=timezone.now())
