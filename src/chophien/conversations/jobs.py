"""What conversations have done later."""

from django.utils import timezone

from chophien.conversations.actions.talking import forget_old_talks, tell_unread
from chophien.conversations.states import Party
from chophien.jobs.queue import job, periodic


@job("conversations.tell")
def tell(*, conversation_id: int, party: str) -> None:
    tell_unread(conversation_id=conversation_id, party=Party(party), at=timezone.now())


@periodic("conversations.forget_old", cron="25 3 * * *")
def forget_old(*, due_at: str) -> None:
    del due_at  # old is what is old now
    forget_old_talks(at=timezone.now())
