"""When goods first came into lots: nothing can be made of them before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from chophien.lib.dates import local_date
from chophien.lots.models import Contribution
from chophien.lots.selectors.composition import ancestors
from chophien.lots.states import ContributionStatus


@dataclass(frozen=True)
class FirstDay:
    """The first day on which something of it was there. `is_harvest`: its harvest was told for all of it; otherwise it
    was only weighed then, which may have been written down later than it was brought.
    """

    day: date
    is_harvest: bool


def first_day(lot_ids: Collection[int]) -> FirstDay | None:
    """The first day of what was brought to these lots, and to all lots that they were made of; None where nothing was.

    One statement, and two more for each step of processing behind them.
    """
    behind = ancestors(lot_ids)
    known = {*lot_ids, *(one for some in behind.values() for one in some)}
    brought = Contribution.objects.filter(lot__in=known, status=ContributionStatus.COUNTED)
    rows = list(brought.values_list("lot__harvested_on").annotate(first=Min("recorded_at")).order_by())
    days = [min(weighed, harvested or weighed) for harvested, weighed in ((one, local_date(at)) for one, at in rows)]
    return FirstDay(min(days), all(harvested is not None for harvested, _at in rows)) if days else None
