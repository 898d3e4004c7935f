"""Where an order that waits for money can be paid in cash: an app above knows its counters, and says so here."""

from collections.abc import Callable
from datetime import datetime

Near = Callable[[str, str, datetime], bool]
"""Whether cash is taken in a province: the vintage of the places, the province's code, the moment."""
_KNOWN: dict[str, Near] = {}


def provide(name: str, near: Near) -> None:
    """Say where cash is taken; the same name again replaces what was said before."""
    _KNOWN[name] = near


def cash_is_taken_in(vintage: str, province_code: str, *, at: datetime) -> bool:
    """Whether what was ordered can be paid in cash somewhere in this province. At most one statement for each app that
    knows counters.
    """
    return any(near(vintage, province_code, at) for near in _KNOWN.values())
