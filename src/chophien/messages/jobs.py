"""Sending what waits, and wiping what nobody needs any more."""

from django.utils import timezone

from chophien.jobs.queue import job, periodic
from chophien.messages import actions


@job("messages.hand_over_sms")
def hand_over_sms(*, sms_id: int) -> None:
    actions.hand_over_sms(sms_id=sms_id, at=timezone.now())


@periodic("messages.wipe_old_secrets", cron="*/10 * * * *")
def wipe_old_secrets(*, due_at: str) -> None:
    del due_at  # whatever is too old now is wiped, however late this runs
    actions.wipe_old_secrets(at=timezone.now())


@periodic("messages.forget_old", cron="20 3 * * *")
def forget_old(*, due_at: str) -> None:
    del due_at  # as above
    actions.forget_old_notices(at=timezone.now())
    actions.forget_old_sms(at=timezone.now())
