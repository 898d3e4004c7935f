"""The chain of goods in events: what a lot was made of, what was made of it, one step or all the way.

Events are read with the eyes of one reader: only those of owners whose events they may read lead anywhere.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from django.db import connection

from chophien.traceability.reading import comparable
from chophien.traceability.states import EpcRole

DEEPEST = 64
_STEP = """
SELECT near.epc, near.event_id, far.epc
FROM traceability_eventepc near
JOIN unnest(%s::smallint[], %s::smallint[]) AS way(near, far) ON way.near = near.role
JOIN traceability_eventepc far ON far.event_id = near.event_id AND far.role = way.far
JOIN traceability_event event ON event.id = near.event_id AND event.owner = ANY(%s)
WHERE near.epc = ANY(%s) AND NOT EXISTS (
    SELECT FROM traceability_event wrong
    WHERE wrong.event_id = event.event_id AND wrong.owner = event.owner AND wrong.is_error
        AND (wrong.capture_id IS NULL) = (event.capture_id IS NULL)
)
"""
"""What was declared wrong leads nowhere."""
_EVENTS = """
SELECT id, event_id, kind, action, biz_step, event_time, is_error FROM traceability_event
WHERE owner = ANY(%s) AND id IN (SELECT event_id FROM traceability_eventepc WHERE epc = ANY(%s))
ORDER BY event_time, id
"""
Way: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
BACK: Way = ((EpcRole.OUTPUT.value, EpcRole.INPUT.value), (EpcRole.PARENT.value, EpcRole.CHILD.value))
FORWARD: Way = ((EpcRole.INPUT.value, EpcRole.OUTPUT.value), (EpcRole.CHILD.value, EpcRole.PARENT.value))
"""From which role in an event to which one leads."""


@dataclass(frozen=True)
class TracedEvent:
    """One event of a chain, in a few words."""

    pk: int
    event_id: str
    kind: str
    action: str
    biz_step: str
    at: datetime
    is_error: bool


@dataclass
class Chain:
    """Every identifier that was reached, with how many steps away it is; which leads to which; and all their events."""

    levels: dict[str, int] = field(default_factory=dict)
    links: set[tuple[str, str]] = field(default_factory=set)
    events: tuple[TracedEvent, ...] = ()

    @property
    def depth(self) -> int:
        return max(self.levels.values(), default=0)


def back(epcs: Iterable[str], *, owners: Collection[str], steps: int = DEEPEST, events: bool = True) -> Chain:
    """What these goods were made of and what was in their parcels: `steps` away at most; 1 is one step back.

    A statement for each step, one more for the events.
    """
    return _walk(epcs, BACK, owners, steps, events=events)


def forward(epcs: Iterable[str], *, owners: Collection[str], steps: int = DEEPEST, events: bool = True) -> Chain:
    """What was made of these goods and into what they were put, in the same way."""
    return _walk(epcs, FORWARD, owners, steps, events=events)


def whole(epcs: Iterable[str], *, owners: Collection[str]) -> Chain:
    """Both directions at once. Steps back count below zero."""
    known = [comparable(one) for one in epcs]
    behind, ahead = (walk(known, owners=owners, events=False) for walk in (back, forward))
    levels = {epc: -level for epc, level in behind.levels.items()} | ahead.levels
    return Chain(levels, behind.links | ahead.links, _events(levels, owners))


def _walk(epcs: Iterable[str], way: Way, owners: Collection[str], steps: int, *, events: bool) -> Chain:
    edge = list(dict.fromkeys(comparable(one) for one in epcs))
    chain = Chain(dict.fromkeys(edge, 0))
    for level in range(1, min(steps, DEEPEST) + 1):
        if not edge:
            break
        with connection.cursor() as cursor:
            cursor.execute(_STEP, [[near for near, _far in way], [far for _near, far in way], list(owners), edge])
            rows = cursor.fetchall()
        chain.links.update((far, near) if way == BACK else (near, far) for near, _event, far in rows)
        edge = list({far for _near, _event, far in rows} - chain.levels.keys())
        chain.levels.update(dict.fromkeys(edge, level))
    if events:
        chain.events = _events(chain.levels, owners)
    return chain


def _events(epcs: Collection[str], owners: Collection[str]) -> tuple[TracedEvent, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [list(owners), list(epcs)])
        return tuple(TracedEvent(*row) for row in cursor.fetchall())
