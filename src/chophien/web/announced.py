"""What stands at the top of every page for a while. The words come from an app above, which hands its reader in."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils import timezone

Reader = Callable[[str, datetime], Sequence[str]]


def _nothing(_audience: str, _at: datetime) -> Sequence[str]:
    return ()


class _Source:
    """Who knows what is announced."""

    read: Reader = staticmethod(_nothing)


def provide(reader: Reader) -> None:
    """Let `reader` say what is announced to an audience, at a moment. It must not ask the database each time."""
    _Source.read = staticmethod(reader)


def announced_to(audience: str) -> Sequence[str]:
    """The sentences that this audience reads now."""
    return _Source.read(audience, timezone.now())
