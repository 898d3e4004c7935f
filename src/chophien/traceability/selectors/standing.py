"""Where an identifier stands in the chains of lots: in an event itself, or on what was put into what it names.

Only events in a lot's chain count, which are its own shop's, and what that shop itself put into one another; those that
were declared wrong do not.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from chophien.traceability.errors import TakesTooLong
from chophien.traceability.reading import GS1_KEYS, comparable
from chophien.traceability.states import EpcRole

EVENTS_MOST = 2_000
"""Of an identifier that stands in more, the last of them are looked at."""
ROWS_MOST = 20_000
"""So many lots of events are read at most."""
DEEPEST = 8
"""How many times something is looked for in what was put into another."""
SECONDS_MOST = 3
"""How long the data base looks for one thing. Anybody may ask, and whoever asks next waits for it."""
ONCE = "^https://id[.]gs1[.]org/(00|401|402)/"
"""Parcels and shipments: their numbers are never used again, so that all that was ever put into them was in them."""
_IS_RIGHT = """
NOT event.is_error AND NOT EXISTS (
    SELECT FROM traceability_event wrong
    WHERE wrong.event_id = event.event_id AND wrong.owner = event.owner AND wrong.is_error
        AND (wrong.capture_id IS NULL) = (event.capture_id IS NULL)
)
"""
_NAMED = f"""
last AS MATERIALIZED (
    SELECT DISTINCT event_id FROM traceability_eventepc
    WHERE epc = %(epc)s OR epc LIKE %(below)s ORDER BY event_id DESC LIMIT {EVENTS_MOST}
), named AS MATERIALIZED (
    SELECT event.id, event.owner, event.action, event.event_time AS at, near.role
    FROM last
    JOIN traceability_event event ON event.id = last.event_id
    JOIN traceability_eventepc near ON near.event_id = last.event_id
    WHERE (near.epc = %(epc)s OR near.epc LIKE %(below)s) AND {_IS_RIGHT}
)
"""  # noqa: S608  (nothing in it was typed by anybody)
_STANDS = f"""
WITH {_NAMED}
SELECT link.lot_id, event.kind, event.biz_step, event.event_time, event.read_point, array_agg(DISTINCT found.role)
FROM named found
JOIN traceability_event event ON event.id = found.id
JOIN traceability_chainlink link ON link.event_id = event.id
GROUP BY link.lot_id, event.id
ORDER BY event.event_time DESC, event.id DESC, link.lot_id LIMIT {ROWS_MOST}
"""  # noqa: S608  (as above)
_CONTENTS = f"""
WITH RECURSIVE {_NAMED}, filling(id, owner, at, level) AS (
    SELECT id, owner, at, 1
    FROM (
        SELECT DISTINCT id, owner, at, dense_rank() OVER (PARTITION BY owner ORDER BY at DESC) AS place
        FROM named
        WHERE role = {EpcRole.PARENT.value} AND (action = 'ADD' OR (action = 'OBSERVE' AND %(epc)s ~ '{ONCE}'))
    ) ranked
    WHERE place = 1 OR %(epc)s ~ '{ONCE}'
    UNION
    SELECT earlier.id, outer_one.owner, earlier.at, outer_one.level + 1
    FROM filling outer_one
    JOIN traceability_eventepc child ON child.event_id = outer_one.id AND child.role = {EpcRole.CHILD.value}
    CROSS JOIN LATERAL (
        SELECT id, at
        FROM (
            SELECT event.id, event.event_time AS at, dense_rank() OVER (ORDER BY event.event_time DESC) AS place
            FROM traceability_eventepc near
            JOIN traceability_event event ON event.id = near.event_id AND event.owner = outer_one.owner
            WHERE near.epc = child.epc AND near.role = {EpcRole.PARENT.value} AND event.event_time <= outer_one.at
                AND (event.action = 'ADD' OR (event.action = 'OBSERVE' AND child.epc ~ '{ONCE}')) AND {_IS_RIGHT}
        ) ranked
        WHERE place = 1 OR child.epc ~ '{ONCE}'
    ) earlier
    WHERE outer_one.level < {DEEPEST}
), few AS MATERIALIZED (SELECT id, owner FROM filling LIMIT {EVENTS_MOST})
SELECT DISTINCT child.epc, few.owner, link.lot_id
FROM few
LEFT JOIN traceability_eventepc child ON child.event_id = few.id AND child.role = {EpcRole.CHILD.value}
LEFT JOIN traceability_chainlink link ON link.event_id = few.id
LIMIT {ROWS_MOST}
"""  # noqa: S608  (as above)


@dataclass(frozen=True)
class Stands:
    """An event of a lot's chain in which an identifier stands, and what it is there. `place` is the read point."""

    lot_id: int
    kind: str
    biz_step: str
    at: datetime
    place: str
    roles: frozenset[int]


@dataclass(frozen=True)
class Contents:
    """What was put into what an identifier names: the lots whose chains say so, and each thing with who said it."""

    lot_ids: frozenset[int]
    things: frozenset[tuple[str, str]]


def key_in_events(link: str) -> str:
    """A key of GS1 as it stands in events, written as a Digital Link; empty where none of its kind can stand there."""
    known = comparable(link)
    return known if known.startswith(GS1_KEYS) else ""


def stands_in(epc: str) -> list[Stands]:
    """The events of lots' chains that name an identifier, or a part of it such as a spot within a place, the last of
    them first. One statement, by the index of identifiers.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, _of(epc))
        rows = cursor.fetchall()
    return [Stands(lot, kind, step, at, place, frozenset(roles)) for lot, kind, step, at, place, roles in rows]


def contents_of(epc: str) -> Contents:
    """What was put into a parcel, a box or a crate, through others within it too. One statement.

    What comes back and is filled anew had in it what it was filled with last, before it was put into something itself;
    taking out puts nothing in.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CONTENTS, _of(epc))
        rows = cursor.fetchall()
    lots = frozenset(lot for _epc, _owner, lot in rows if lot is not None)
    return Contents(lots, frozenset((inner, owner) for inner, owner, _lot in rows if inner is not None))


@contextmanager
def for_a_moment() -> Iterator[None]:
    """Have each statement inside end after `SECONDS_MOST`.

    :raises TakesTooLong: if one was ended
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = %s", [f"{SECONDS_MOST}s"])
            yield
    except OperationalError as failure:
        if isinstance(failure.__cause__, QueryCanceled):
            raise TakesTooLong from failure
        raise


def serials_among(things: Collection[tuple[str, str]]) -> dict[str, str]:
    """The serials of goods among things that were put into others, each with whose word it is."""
    found: dict[str, str] = {}
    for epc, owner in things:
        head, mark, serial = epc.removeprefix(GS1_KEYS).partition("/21/")
        if mark and head.startswith("01/"):
            found[serial] = owner
    return found


def _of(epc: str) -> dict[str, str]:
    """The identifier, and what all begin with that are parts of it."""
    escaped = epc.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {"epc": epc, "below": f"{escaped}/%"}
