"""What the market announces, kept in memory: no page asks the database for it more than twice a minute."""

import time
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import Error

from chophien.messages.models import Announcement, AnnouncementRead
from chophien.messages.policies import addressed, is_for_all
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


def announced(*, at: datetime) -> list[Announcement]:
    """What everybody in the country reads on top of every page at this moment, the oldest first."""
    return [one for one in _open(at=at) if is_for_all(one)]


def unread_of(person_code: str, audiences: Collection[str], *, at: datetime) -> list[Announcement]:
    """What somebody, as one of these audiences, has not marked as read. Nothing is asked while nothing is announced.

    What everybody reads on top of every page is left out. Two statements, and those of the reader of members.
    """
    open_now = [one for one in _open(at=at) if not is_for_all(one) and one.audience in audiences]
    if not open_now:
        return []
    marks = AnnouncementRead.objects.filter(person_code=person_code, announcement__in=open_now)
    read = set(marks.values_list("announcement", flat=True))
    waiting = [one for one in open_now if one.pk not in read]
    theirs = addressed(waiting, person_code, at=at)
    return [one for one in waiting if one.pk in theirs]


def is_addressed(announcement: Announcement, person_code: str, *, at: datetime) -> bool:
    """Whether it is for this person, or for all."""
    return is_for_all(announcement) or announcement.pk in addressed([announcement], person_code, at=at)


def _open(*, at: datetime) -> list[Announcement]:
    if time.monotonic() >= _Memory.until:
        try:
            remember(at=at)
        except Error:  # a page that says that the database is away must not need it
            _Memory.until = time.monotonic() + REFRESH_SECONDS
    return [one for one in _Memory.rows if one.starts_at <= at <= one.ends_at]


def sentences(at: datetime) -> Sequence[str]:
    """What stands at the top of every page at this moment."""
    return [one.text for one in announced(at=at)]


def cards(person_code: str, audience: str, at: datetime) -> Sequence[tuple[str, str]]:
    """Code and text of what this person has still to read at the desk of this audience."""
    return [(one.code, one.text) for one in unread_of(person_code, {Audience.EVERYBODY.value, audience}, at=at)]
