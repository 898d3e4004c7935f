"""The events on the way to a lot, read and added up: what happened in one step to one lot on one day in one place."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any, TypeAlias

from django.db import connection

from chophien.lib.dates import VIETNAM
from chophien.lots.models import Lot
from chophien.traceability.selectors.kin import LotNamed
from chophien.traceability.wording import KILOGRAM

TRANSFORMING = "transforming"
"""How a step is called here in which lots became lots. CBV 2.0 has no such word: its event is of that kind."""
ON_ITS_WAY_THERE = frozenset({"commissioning", "creating_class_instance", "removing", "destroying", TRANSFORMING})
"""The steps of a lot behind this one that are steps of this one too; what else was packed and sold of it is not."""
COMMUNE_PLACE = "/noi/xa/"
_LOT = re.compile(r"/10/([^/?#]+)")
_HOUSEHOLD = "/ben/ho/"
_WAYS = {"quantityList": "", "childQuantityList": "", "inputQuantityList": "in", "outputQuantityList": "out"}
_READ_AT_ONCE = 500
"""So many events are read as one text of JSON: to begin anew for each takes longer than reading it."""
_EVENTS = """
SELECT held.lot_id, event.kind, event.biz_step,
    (extract(epoch FROM event.event_time) * 1000000)::bigint, (extract(epoch FROM event.record_time) * 1000000)::bigint,
    (event.event_time AT TIME ZONE %(zone)s)::date - DATE '2000-01-01', event.event_id, event.capture_id IS NULL,
    event.is_error, CASE WHEN event.is_error THEN '' ELSE event.body END
FROM (
    SELECT event_id, CASE WHEN bool_or(lot_id = %(lot)s) THEN %(lot)s ELSE max(lot_id) END AS lot_id
    FROM traceability_chainlink WHERE lot_id = ANY(%(path)s) GROUP BY event_id
) held
JOIN traceability_event event ON event.id = held.event_id
WHERE event.is_error OR held.lot_id = %(lot)s OR event.kind = 'TransformationEvent' OR event.biz_step = ANY(%(steps)s)
ORDER BY event.event_time, event.id
"""
"""Each event of the lots on the way once, with the lot that it is told of: this one, else the last of them, which it
made. Times come as microseconds and days as numbers: to read thousands of dates takes longer than everything else.
"""
Of: TypeAlias = tuple[str, str, str]
"""What quantities are added up by: the lot's code, the unit, and the way."""
Sums: TypeAlias = dict[Of, Decimal | None]


@dataclass(slots=True)
class Day:
    """What happened in one step to one lot on one day, as it is added up, times in microseconds since 1970. `said` is
    the place in its events.
    """

    biz_step: str
    lot: LotNamed
    day: int
    said: str
    at: int
    until: int
    recorded_at: int
    count: int = 0
    households: dict[str, None] = field(default_factory=dict)
    sums: Sums = field(default_factory=dict)


def days_of(lot: Lot, path: Mapping[int, LotNamed]) -> list[Day]:
    """What is in the events of the lots on the way to this one, but for those declared wrong. One statement."""
    with connection.cursor() as cursor:
        steps = sorted(ON_ITS_WAY_THERE - {TRANSFORMING})
        cursor.execute(_EVENTS, {"lot": lot.pk, "path": list(path), "steps": steps, "zone": VIETNAM.key})
        rows = cursor.fetchall()
    # Keys take back nothing that the market wrote: a declaration meets an event by its id and by who wrote it.
    wrong = {(event_id, ours) for *_before, event_id, ours, is_error, _body in rows if is_error}
    kept = [row for row in rows if not row[8] and (row[6], row[7]) not in wrong]
    codes = frozenset(one.code for one in path.values())
    found: dict[tuple[str, int, int, str], Day] = {}
    for row, body in zip(kept, _read([row[9] for row in kept]), strict=True):
        lot_id, kind, biz_step, at, recorded_at, day, *_more = row
        made_anew = kind == "TransformationEvent" and biz_step != "packing"
        step = TRANSFORMING if made_anew else biz_step
        amounts = amounts_in(body)
        if (lot_id != lot.pk or made_anew) and not _leads_here(step, amounts, codes):
            continue
        said = place_in(body)
        key = (step, lot_id, day, said)
        one = found.get(key)
        if one is None:
            one = found[key] = Day(step, path[lot_id], day, said, at, at, recorded_at)
        one.count += 1
        one.until = at
        one.recorded_at = max(one.recorded_at, recorded_at)
        if "sourceList" in body:
            one.households.update(dict.fromkeys(households_in(body)))
        for of, amount in amounts:
            add(one.sums, of, amount)
    return list(found.values())


def _read(texts: Sequence[str]) -> Iterator[dict[str, Any]]:
    waiting = iter(texts)
    while part := list(islice(waiting, _READ_AT_ONCE)):
        yield from json.loads(f"[{','.join(part)}]")


def _leads_here(biz_step: str, amounts: Iterable[tuple[Of, object]], path: frozenset[str]) -> bool:
    """Whether a step of a lot behind is on the way: what it made, if anything, is one of the lots on the way."""
    if biz_step not in ON_ITS_WAY_THERE:
        return False
    made = [of[0] for of, _amount in amounts if of[2] == "out"]
    return not made or any(code in path for code in made)


def amounts_in(body: Mapping[str, Any]) -> list[tuple[Of, Decimal | None]]:
    """How much of what is in an event, as it says; None where it says no amount. In kilograms where the unit is kg."""
    found: list[tuple[Of, Decimal | None]] = []
    for name, way in _WAYS.items():
        if name not in body:
            continue
        for element in elements_in(body, name):
            shape = _LOT.search(str(element.get("epcClass", "")))
            said, unit = element.get("quantity"), element.get("uom", "")
            amount = Decimal(said if type(said) is int else str(said)) if "quantity" in element else None
            found.append(((shape[1] if shape else "", "kg" if unit == KILOGRAM else str(unit), way), amount))
    return found


def households_in(body: Mapping[str, Any]) -> list[str]:
    """The codes of the households that goods came from by an event's word."""
    said = (after(str(one.get("source", "")), _HOUSEHOLD) for one in elements_in(body, "sourceList"))
    return [code for code in said if code]


def place_in(body: Mapping[str, Any]) -> str:
    """Where it happened, by an event's word; empty without it."""
    found = body.get("readPoint")
    return str(found.get("id", "")) if isinstance(found, dict) else ""


def elements_in(body: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list in an event; none where it has no such list."""
    found = body.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def add(sums: Sums, of: Of, amount: Decimal | None) -> None:
    """Add an amount; one that nobody said adds nothing to one that somebody did."""
    before = sums.get(of)
    sums[of] = before if amount is None else amount if before is None else before + amount


def after(address: str, mark: str) -> str:
    """What follows behind a mark in one of this market's addresses; empty without it."""
    _before, found, rest = address.partition(mark)
    return rest if found else ""
