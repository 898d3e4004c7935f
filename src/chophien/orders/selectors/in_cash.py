"""Where an order that waits for money can be paid in cash, and where cash that goes back can be fetched: an app above
knows its counters, and says so here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chophien.payments.selectors.fetching import fetchable

Near = Callable[[str, str, datetime], bool]
"""Whether there is such a counter in a province: the vintage of the places, the province's code, the moment."""
_TAKEN: dict[str, Near] = {}
_GIVEN: dict[str, Near] = {}


@dataclass(frozen=True)
class Fetch:
    """Money that goes back can be fetched in cash near a commune: by this code of the orders or of the contract."""

    code: str
    commune_code: str


def provide(name: str, *, taken: Near, given: Near) -> None:
    """Say where cash is taken, and where real cash is given; the same name again replaces what was said before."""
    _TAKEN[name], _GIVEN[name] = taken, given


def cash_is_taken_in(vintage: str, province_code: str, *, at: datetime) -> bool:
    """Whether what was ordered can be paid in cash somewhere in this province. At most one statement for each app that
    knows counters.
    """
    return any(near(vintage, province_code, at) for near in _TAKEN.values())


def where_to_fetch(code: str, *, vintage: str, province_code: str, commune_code: str, at: datetime) -> Fetch | None:
    """How the buyer of these orders, or of this contract, fetches in cash what goes back; None where nothing of it can
    be, or no counter of the province gives real cash. At most one statement for each app that knows counters, and one
    more where there is such a counter.
    """
    if not any(near(vintage, province_code, at) for near in _GIVEN.values()) or not fetchable(code, at=at):
        return None
    return Fetch(code, commune_code)
