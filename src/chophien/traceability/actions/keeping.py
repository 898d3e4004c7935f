"""Writing events down: all rows of many events in four statements, and the chains of the lots that they are about."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import connection
from django.db.models import Max

from chophien.traceability.models import ChainLink
from chophien.traceability.reading import Draft, seal_of

Row = TypeVar("Row")
_EVENTS = """
INSERT INTO traceability_event (event_id, owner, capture_id, kind, action, biz_step, disposition, read_point,
    biz_location, event_time, record_time, is_error, digest, context, body)
SELECT t.event_id, %s, %s, t.kind, t.action, t.biz_step, t.disposition, t.read_point, t.biz_location, t.event_time, %s,
    t.is_error, t.digest, t.context, t.body
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[],
    %s::boolean[], %s::text[], %s::text[], %s::text[])
    WITH ORDINALITY AS t(event_id, kind, action, biz_step, disposition, read_point, biz_location, event_time, is_error,
    digest, context, body, place)
ORDER BY t.place
ON CONFLICT (event_id, owner, is_error) DO NOTHING
RETURNING id, event_id, is_error
"""
_EPCS = """
INSERT INTO traceability_eventepc (event_id, epc, role, is_class)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::smallint[], %s::boolean[])
"""
_COLUMNS = (
    "event_id",
    "kind",
    "action",
    "biz_step",
    "disposition",
    "read_point",
    "biz_location",
    "event_time",
    "is_error",
    "digest",
    "context",
    "body",
)
_LOCKED = "SELECT id FROM lots_lot WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


@dataclass(frozen=True)
class OfLots:
    """An event, and the ids of the lots whose chains it belongs to."""

    draft: Draft
    lots: tuple[int, ...] = ()


def keep(events: Sequence[OfLots], *, owner: str, at: datetime, capture_id: int | None = None) -> dict[str, int]:
    """Keep events of one owner, in their order, inside the caller's transaction, and chain them to their lots.

    An event that is here already, by its id, is passed over. Returns the row of each new event by `key_of`. Lots are
    held in the order of their ids, as everywhere.
    """
    if not events:
        return {}
    drafts = [one.draft for one in events]
    with connection.cursor() as cursor:
        columns = [[getattr(draft, name) for draft in drafts] for name in _COLUMNS]
        cursor.execute(_EVENTS, [owner, capture_id, at, *columns])
        kept = {key(event_id, is_error=is_error): pk for pk, event_id, is_error in cursor.fetchall()}
        new = [one for one in firsts(events, of=lambda one: one.draft) if key_of(one.draft) in kept]
        rows = [(kept[key_of(one.draft)], named) for one in new for named in (*one.draft.named, *one.draft.beside)]
        if rows:
            cursor.execute(
                _EPCS,
                [
                    [pk for pk, _named in rows],
                    [named.epc for _pk, named in rows],
                    [int(named.role) for _pk, named in rows],
                    [named.is_class for _pk, named in rows],
                ],
            )
    _chain(new, kept, at=at)
    return kept


def firsts(rows: Sequence[Row], *, of: Callable[[Row], Draft]) -> list[Row]:
    """The rows without those whose event came earlier among them."""
    return list({key_of(of(one)): one for one in reversed(rows)}.values())[::-1]


def key(event_id: str, *, is_error: bool) -> str:
    """What tells an event from the declaration that it was wrong, which has the same id."""
    return ("!" if is_error else "=") + event_id


def key_of(draft: Draft) -> str:
    """The same for an event that is to be kept."""
    return key(draft.event_id, is_error=draft.is_error)


def _chain(events: Sequence[OfLots], kept: Mapping[str, int], *, at: datetime) -> None:
    by_lot: defaultdict[int, list[Draft]] = defaultdict(list)
    for one in events:
        for lot_id in one.lots:
            by_lot[lot_id].append(one.draft)
    if not by_lot:
        return
    ends = _ends(sorted(by_lot))
    links = []
    for lot_id, drafts in by_lot.items():
        number, seal = ends.get(lot_id, (0, ""))
        for place, draft in enumerate(drafts, start=number + 1):
            previous, seal = seal, seal_of(seal, draft, at)
            event_id = kept[key_of(draft)]
            links.append(ChainLink(lot_id=lot_id, number=place, event_id=event_id, previous=previous, seal=seal))
    ChainLink.objects.bulk_create(links)


def _ends(lot_ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Number and seal of the last link of each lot, all of which are held from now on."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED, [list(lot_ids)])
    last = (
        ChainLink.objects.filter(lot__in=lot_ids).values("lot").annotate(last=Max("number")).values_list("lot", "last")
    )
    found = dict(last)
    if not found:
        return {}
    rows = ChainLink.objects.filter(lot__in=found, number__in=set(found.values())).values_list("lot", "number", "seal")
    return {lot: (number, seal) for lot, number, seal in rows if found[lot] == number}
