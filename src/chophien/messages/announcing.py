"""What the market announces, kept in memory: no page asks the database for it more than twice a minute."""

import time
from collections.abc import Sequence
from datetime import datetime

from django.db import Error

from chophien.messages.models import Announcement
from chophien.messages.states import Audience

REFRESH_SECONDS = 30.0


class _Memory:
    """What this process has read, and until when it may be trusted."""

    rows: tuple[Announcement, ...] = ()
    until = 0.0


def remember(*, at: datetime, seconds: float = REFRESH_SECONDS) -> None:
    """Read all that is not over and trust it for so long."""
    _Memory.rows = tuple(Announcement.objects.filter(ends_at__gte=at).order_by("starts_at", "pk"))
    _Memory.until = time.monotonic() + seconds


def remember_none(*, seconds: float) -> None:
    """Take it that nothing is announced for so long."""
    _Memory.rows, _Memory.until = (), time.monotonic() + seconds


def forget() -> None:
    """Read again at the next question."""
    _Memory.until = 0.0


def announced(audience: str, *, at: datetime) -> list[Announcement]:
    """What this audience and everybody reads at this moment, the oldest first."""
    if time.monotonic() >= _Memory.until:
        try:
            remember(at=at)
        except Error:  # a page that says that the database is away must not need it
            _Memory.until = time.monotonic() + REFRESH_SECONDS
    wanted = {Audience.EVERYBODY.value, audience}
    return [one for one in _Memory.rows if one.audience in wanted and one.starts_at <= at <= one.ends_at]


def sentences(audience: str, at: datetime) -> Sequence[str]:
    """What stands at the top of a page for this audience at this moment."""
    return [one.text for one in announced(audience, at=at)]
