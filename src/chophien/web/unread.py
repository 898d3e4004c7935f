"""How much waits to be read, for the tabs of every page of somebody who has signed in.

It is counted in the very statement that fetches the person of a session: apps above hand in what they count, as an
expression over the person's row. Pages that guests share never ask who somebody is, and show no numbers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models.expressions import Combinable
from django.http import HttpRequest

Counter = Callable[[datetime], Combinable]


@dataclass(frozen=True)
class Unread:
    """`news` and letters of shops are somebody's own; letters of buyers wait in the shops that they answer for."""

    news: int = 0
    letters: int = 0
    shop_letters: int = 0

    @property
    def own(self) -> int:
        """What stands on the tab of one's own things."""
        return self.news + self.letters


NOTHING = Unread()
_COUNTERS: dict[str, Counter] = {}
_PREFIX = "unread_"


def provide(counters: Mapping[str, Counter]) -> None:
    """Let these counters, named as in `Unread`, say how much waits for the person of a row."""
    _COUNTERS.update(counters)


def counters(at: datetime) -> dict[str, Combinable]:
    """The expressions to fetch with a person."""
    return {_PREFIX + name: count(at) for name, count in _COUNTERS.items()}


def unread_of(request: HttpRequest | None) -> Unread:
    """What waits for the person whom this request has asked for; nothing for guests, and where nobody was asked for."""
    person = getattr(request, "somebody", None)
    found = {name: getattr(person, _PREFIX + name, None) or 0 for name in _COUNTERS}
    return Unread(**found) if any(found.values()) else NOTHING
