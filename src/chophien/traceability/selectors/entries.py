"""Everything that was written down of a lot, entry by entry, as it stands in its chain."""

import json
from dataclasses import dataclass

from chophien.lots.models import Lot
from chophien.traceability.models import ChainLink, Event
from chophien.traceability.selectors.chain import Lookup, Step, step_of
from chophien.traceability.selectors.days import TRANSFORMING, Day, add, amounts_in, households_in, place_in
from chophien.traceability.selectors.kin import LotNamed


@dataclass(frozen=True)
class Entry:
    """One entry: its number in the lot's chain, what it says, and whether it was declared wrong."""

    number: int
    step: Step
    is_wrong: bool


def entries_of(lot: Lot, *, after: int, most: int) -> list[Entry]:
    """So many entries of a lot behind the one with that number, in the order in which they were written down. Those by
    which others are declared wrong are not among them. Five statements at most.
    """
    own = LotNamed(lot.pk, lot.code, lot.product, lot.seller_id)
    links = ChainLink.objects.filter(lot=lot, number__gt=after, event__is_error=False)
    rows = list(links.select_related("event").order_by("number")[:most])
    declared = Event.objects.filter(event_id__in=[one.event.event_id for one in rows], is_error=True, links__lot=lot)
    wrong = {(event_id, capture is None) for event_id, capture in declared.values_list("event_id", "capture")}
    days = [_day(own, one.event) for one in rows]
    lookup = Lookup(days)
    return [
        Entry(row.number, step_of(day, lookup), (row.event.event_id, row.event.capture_id is None) in wrong)
        for row, day in zip(rows, days, strict=True)
    ]


def _day(lot: LotNamed, event: Event) -> Day:
    body = json.loads(event.body)
    at, recorded_at = (round(one.timestamp() * 1_000_000) for one in (event.event_time, event.record_time))
    is_made = event.kind == "TransformationEvent" and event.biz_step != "packing"
    day = Day(TRANSFORMING if is_made else event.biz_step, lot, 0, place_in(body), at, at, recorded_at, count=1)
    day.households.update(dict.fromkeys(households_in(body)))
    for of, amount in amounts_in(body):
        add(day.sums, of, amount)
    return day
