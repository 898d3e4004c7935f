"""What conversations have done later."""

from django.utils import timezone

from chophien.conversations.actions.talking import tell_unread
from chophien.conversations.states import Party
from chophien.jobs.queue import job


@job("conversations.tell")
def tell(*, conversation_id: int, party: str) -> None:
    tell_unread(conversation_id=conversation_id, party=Party(party), at=timezone.now())
