"""What the market announces, for the frame of all pages and for the desks. An app above hands its readers in."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

Reader = Callable[[datetime], Sequence[str]]
Cards = Callable[[str, str, datetime], Sequence[tuple[str, str]]]


def _nothing(_at: datetime) -> Sequence[str]:
    return ()


def _no_cards(_person_code: str, _audience: str, _at: datetime) -> Sequence[tuple[str, str]]:
    return ()


class _Source:
    """Who knows what is announced."""

    read: Reader = staticmethod(_nothing)
    cards: Cards = staticmethod(_no_cards)


def provide(reader: Reader) -> None:
    """Let `reader` say what stands on top of every page at a moment. It must not ask the database each time."""
    _Source.read = staticmethod(reader)


def provide_cards(reader: Cards) -> None:
    """Let `reader` say what a person, by their code, has still to read as one of an audience: codes and texts."""
    _Source.cards = staticmethod(reader)


def announced_now() -> Sequence[str]:
    """The sentences that everybody reads now."""
    return _Source.read(timezone.now())


def cards_for(request: HttpRequest, audience: str) -> Sequence[tuple[str, str]]:
    """Code and text of what the signed-in person has still to read at this audience's desk."""
    code = getattr(request.user, "code", "")
    return _Source.cards(code, audience, timezone.now()) if code else ()
