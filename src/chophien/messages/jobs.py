"""Sending what waits, going on where nobody read it, and wiping what nobody needs any more."""

from django.utils import timezone

from chophien.jobs.queue import job, periodic
from chophien.messages import sending
from chophien.messages.actions import keeping, telling
from chophien.messages.selectors import messages_due


@job("messages.hand_over_sms")
def hand_over_sms(*, sms_id: int) -> None:
    sending.hand_over_sms(sms_id=sms_id, at=timezone.now())


@job("messages.hand_over")
def hand_over(*, dispatch_id: int) -> None:
    sending.hand_over(dispatch_id=dispatch_id, at=timezone.now())


@job("messages.go_on")
def go_on(*, message_id: int) -> None:
    telling.go_on(message_id=message_id, at=timezone.now())


@periodic("messages.sweep", cron="*/5 * * * *")
def sweep(*, due_at: str) -> None:
    """Bring what a gateway could not take for longer than the queue waits; go on with what is due and lost its job."""
    del due_at  # what is due is due now, also after an outage
    at = timezone.now()
    sending.bring_again(at=at)
    for message_id in messages_due(at):
        telling.go_on(message_id=message_id, at=at)


@periodic("messages.wipe_old_secrets", cron="*/10 * * * *")
def wipe_old_secrets(*, due_at: str) -> None:
    del due_at  # whatever is too old now is wiped, however late this runs
    keeping.wipe_old_secrets(at=timezone.now())
