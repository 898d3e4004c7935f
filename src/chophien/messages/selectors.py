"""What was written to whom."""

from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.messages.models import Notice, OutgoingSms

OUTBOX_ROWS = 50
NOTICES_ON_A_PAGE = 20


def outbox() -> QuerySet[OutgoingSms]:
    """The newest messages, sign-in codes among them: for a developer's own machine only."""
    return OutgoingSms.objects.order_by("-written_at", "-pk")[:OUTBOX_ROWS]


def notices_of(person_code: str) -> QuerySet[Notice]:
    """Somebody's notices, newest first. They are theirs alone: a stranger's code finds nothing."""
    return Notice.objects.filter(person_code=person_code).order_by("-written_at", "-pk")


def notices_before(person_code: str, *, written_at: datetime, pk: int) -> QuerySet[Notice]:
    """The notices that follow the given one in the list."""
    older = Q(written_at__lt=written_at) | Q(written_at=written_at, pk__lt=pk)
    return notices_of(person_code).filter(older)


def unread_count(person_code: str) -> int:
    """How many notices somebody has not opened yet."""
    return Notice.objects.filter(person_code=person_code, read_at__isnull=True).count()
