"""What is wiped and forgotten when the days are over that the rules allow."""

from datetime import datetime, timedelta

from chophien.messages.models import Dispatch, Message, Notice, OutgoingSms, Visit
from chophien.messages.states import MessageStatus
from chophien.rules import selectors as rules


def wipe_old_secrets(*, at: datetime) -> int:
    """Take away every secret text that is older than the rules allow; say how many."""
    oldest = at - timedelta(minutes=rules.whole("messages.secret_minutes", at=at))
    old = OutgoingSms.objects.filter(secret=True, wiped_at__isnull=True, written_at__lte=oldest)
    return old.update(text="", wiped_at=at)


def forget_old_notices(*, at: datetime) -> int:
    """Delete notices that were read and are older than the rules keep them; say how many."""
    oldest = at - timedelta(days=rules.whole("messages.notice_days", at=at))
    deleted, _by_model = Notice.objects.filter(read_at__isnull=False, written_at__lt=oldest).delete()
    return deleted


def forget_old_sms(*, at: datetime) -> int:
    """Delete what was sent and waits no longer, and is older than the rules keep it; say how many rows.

    What came of it stays, without number and words, in the attempts.
    """
    oldest = at - timedelta(days=rules.whole("messages.sms_days", at=at))
    done = 0
    for settled in (
        OutgoingSms.objects.exclude(status=MessageStatus.WAITING).filter(written_at__lt=oldest),
        Dispatch.objects.exclude(status=MessageStatus.WAITING).filter(written_at__lt=oldest),
        Visit.objects.filter(done_at__lt=oldest),
        Message.objects.filter(next_at__isnull=True, written_at__lt=oldest).exclude(
            dispatches__status=MessageStatus.WAITING
        ),
    ):
        deleted, _by_model = settled.delete()
        done += deleted
    return done
