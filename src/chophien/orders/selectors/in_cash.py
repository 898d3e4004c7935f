"""Where an order that waits for money can be paid in cash, and where cash that goes back can be fetched: an app above
knows its counters, and says so here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chophien.orders.models import OrderGroup
from chophien.payments.selectors.fetching import fetchable

Near = Callable[[str, str, datetime], bool]
"""Whether there is such a counter in a province: the vintage of the places, the province's code, the moment."""
_TAKEN: dict[str, Near] = {}
_GIVEN: dict[str, Near] = {}
_MOST: dict[str, Callable[[datetime], int]] = {}


@dataclass(frozen=True)
class Fetch:
    """Money that goes back can be fetched in cash near a commune: by this code of the orders or of the contract."""

    code: str
    commune_code: str


def provide(name: str, *, taken: Near, given: Near, most: Callable[[datetime], int]) -> None:
    """Say where cash is taken, where real cash is given, and how much at most at once, in đồng; the same name again
    replaces what was said before.
    """
    _TAKEN[name], _GIVEN[name], _MOST[name] = taken, given, most


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
    most = max((_MOST[name](at) for name, near in _GIVEN.items() if near(vintage, province_code, at)), default=0)
    if not most or not any(one.total_vnd <= most for one in fetchable(code, at=at)):
        return None
    return Fetch(code, commune_code)


def group_to_fetch(group: OrderGroup, *, at: datetime) -> Fetch | None:
    """The same for a group of orders, in the province where its parcel goes."""
    return where_to_fetch(
        group.code,
        vintage=group.place_vintage,
        province_code=group.province_code,
        commune_code=group.commune_code,
        at=at,
    )
