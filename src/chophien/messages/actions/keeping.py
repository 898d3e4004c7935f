"""What is wiped and forgotten when the days are over that the rules allow."""

from datetime import datetime, timedelta

from django.db.models import Q

from chophien.lib.held import Held
from chophien.messages.models import Dispatch, Message, Notice, OutgoingSms, Visit
from chophien.messages.states import MessageStatus
from chophien.rules import selectors as rules


def wipe_old_secrets(*, at: datetime) -> int:
    """Take away every secret text that is older than the rules allow; say how many. No hold keeps a code."""
    oldest = at - timedelta(minutes=rules.whole("messages.secret_minutes", at=at))
    old = OutgoingSms.objects.filter(secret=True, wiped_at__isnull=True, written_at__lte=oldest)
    return old.update(text="", wiped_at=at)


def forget_old_notices(*, before: datetime, held: Held) -> tuple[int, int]:
    """Delete notices that were read and are older than `before`; say how many went and how many a hold kept."""
    old = Notice.objects.filter(read_at__isnull=False, written_at__lt=before)
    deleted, _by_model = old.exclude(person_code__in=held.everyone).delete()
    return deleted, old.count()


def forget_old_sms(*, before: datetime, held: Held) -> tuple[int, int]:
    """Delete what was sent and waits no longer, and is older than `before`: SMS, notifications, calls, visits.

    Says how many rows went and how many a hold kept. What came of it stays, without number and words, in the attempts.
    """
    of_message = _to(held, "message__")
    gone = kept = 0
    for settled, is_held in (
        (
            OutgoingSms.objects.exclude(status=MessageStatus.WAITING).filter(written_at__lt=before),
            of_message | Q(phone__in=held.phones),
        ),
        (Dispatch.objects.exclude(status=MessageStatus.WAITING).filter(written_at__lt=before), of_message),
        (Visit.objects.filter(done_at__lt=before), _to(held)),
        (
            Message.objects.filter(next_at__isnull=True, written_at__lt=before).exclude(
                dispatches__status=MessageStatus.WAITING
            ),
            _to(held),
        ),
    ):
        deleted, _by_model = settled.exclude(is_held).delete()
        gone += deleted
        kept += settled.count()
    return gone, kept


def _to(held: Held, path: str = "") -> Q:
    """What was said to somebody who is held, or about a household that is."""
    return (
        Q(**{f"{path}person_code__in": held.everyone})
        | Q(**{f"{path}phone__in": held.phones})
        | Q(**{f"{path}seller_code__in": held.subjects})
    )
