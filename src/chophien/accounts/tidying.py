"""Forgets what signing in leaves behind."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q

from chophien.accounts.models import SignInCode, SignInGuard
from chophien.web.ratelimit import forget_unused

KEPT = timedelta(days=1)


def forget_old_tries(*, at: datetime) -> int:
    """Delete codes and guards that have not mattered for a day, sessions that ended, and unused rate counters.

    Returns how many rows went.
    """
    codes, _by_model = SignInCode.objects.filter(sent_at__lt=at - KEPT).delete()
    idle = Q(tried_at__isnull=True) | Q(tried_at__lt=at - KEPT)
    unlocked = Q(locked_until__isnull=True) | Q(locked_until__lt=at)
    guards, _by_model = SignInGuard.objects.filter(idle & unlocked).delete()
    sessions, _by_model = Session.objects.filter(expire_date__lt=at).delete()
    return codes + guards + sessions + forget_unused(at=at)
