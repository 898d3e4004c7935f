"""Which tabs of a shop's desk open for somebody, so that no page offers them a closed one.

As what waits to be read (`web.unread`), it is fetched in the very statement that fetches the person of a session: apps
above hand in, for each tab, whether it opens, as an expression over the person's row.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db.models.expressions import Combinable
from django.http import HttpRequest

Door = Callable[[datetime], Combinable]

_DOORS: dict[str, Door] = {}
_PREFIX = "opens_"


def provide(doors: Mapping[str, Door]) -> None:
    """Let these expressions, named as the tabs, say whether a tab opens for the person of a row in any shop."""
    _DOORS.update(doors)


def doors(at: datetime) -> dict[str, Combinable]:
    """The expressions to fetch with a person."""
    return {_PREFIX + name: opens(at) for name, opens in _DOORS.items()}


def closed_to(request: HttpRequest | None) -> list[str]:
    """The tabs that open in no shop for the person whom this request has asked for; none where nobody was asked for."""
    person = getattr(request, "somebody", None)
    return [name for name in _DOORS if getattr(person, _PREFIX + name, True) is False]
