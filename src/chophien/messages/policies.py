"""Whom an announcement addresses. That takes roles, shops and orders: an app that knows them hands its reader in."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from chophien.messages.models import Announcement
from chophien.messages.states import Audience

Members = Callable[[Sequence[Announcement], str, datetime], Collection[int]]


def _nobody(_announcements: Sequence[Announcement], _person_code: str, _at: datetime) -> Collection[int]:
    return ()


class _Source:
    """Who knows whom announcements address."""

    members: Members = staticmethod(_nobody)


def provide_members(reader: Members) -> None:
    """Let `reader` say which of some announcements address a person; it returns their ids."""
    _Source.members = staticmethod(reader)


def is_for_all(announcement: Announcement) -> bool:
    """Whether everybody in the country reads it, guests too."""
    return announcement.audience == Audience.EVERYBODY and not announcement.province_code


def addressed(announcements: Sequence[Announcement], person_code: str, *, at: datetime) -> Collection[int]:
    """The ids of those that address this person."""
    return _Source.members(announcements, person_code, at) if announcements else ()
