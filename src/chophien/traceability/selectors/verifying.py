"""Whether the chains of lots and the seals of captures still say what was written: every byte is read again."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from chophien.lib.gs1.epcis_context import STANDARD
from chophien.traceability.models import Capture, ChainLink, DaySeal, Event
from chophien.traceability.reading import Draft, draft_of, seal_of
from chophien.traceability.selectors.day_seals import broken_days, last_sealed
from chophien.traceability.selectors.owners import owner_of
from chophien.traceability.states import EpcRole

AT_ONCE = 2_000
_COLUMNS = (
    *("event_id", "kind", "action", "biz_step", "disposition", "read_point", "biz_location"),
    *("event_time", "is_error", "digest"),
)
"""Columns that repeat what the body says."""
_FILLED_IN_BY = "0010_keys_beside_the_goods_are_found"
_PLAIN = re.compile(r"https://id[.]gs1[.]org/[0-9]{2,4}/[A-Za-z0-9._-]{1,60}")
_BESIDE_OLD_CODE = timedelta(hours=1)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Broken:
    """Where a chain does not hold: of which lot or capture, at which of its events, and why."""

    code: str
    number: int
    event_id: str
    why: str


@dataclass
class Verified:
    """How much was read, and what does not hold."""

    chains: int = 0
    links: int = 0
    captures: int = 0
    days: int = 0
    last_day: str = ""
    broken: tuple[Broken, ...] = ()


def verify(lot_codes: Iterable[str] = ()) -> Verified:
    """Read every chain of lots again, or of those that are named, and every capture and sealed day when none is.

    Each event is held against its columns, its owner's and its identifiers too, by which it is found.
    """
    codes = list(lot_codes)
    told = Verified()
    broken = list(_lots(codes, told))
    if not codes:
        broken += _captures(told)
        broken += [Broken(row.day.isoformat(), 0, "", why) for row, why in broken_days()]
        told.days, last = DaySeal.objects.count(), last_sealed()
        told.last_day = f"{last.day.isoformat()} {last.seal}" if last else ""
    told.broken = tuple(broken)
    return told


def _lots(codes: list[str], told: Verified) -> Iterator[Broken]:
    links = ChainLink.objects.select_related("event", "lot__seller").prefetch_related("event__epcs")
    links = links.order_by("lot_id", "number")
    if codes:
        links = links.filter(lot__code__in=codes)
    lot_id, number, seal, filled = 0, 0, "", _filled_in_at()
    for link in links.iterator(AT_ONCE):
        if link.lot_id != lot_id:
            lot_id, number, seal = link.lot_id, 0, ""
            told.chains += 1
        told.links += 1
        event = link.event
        right = seal_of(seal, event, event.record_time)
        why = ""
        if link.number != number + 1:
            why = f"link {number + 1} is missing"
        elif link.previous != seal:
            why = "it does not follow the link before it"
        elif link.seal != right:
            why = "what was written is not what is there"
        elif event.owner != owner_of(link.lot.seller):
            why = "the event is not its shop's"
        else:
            why = _amiss(event, filled=filled)
        if why:
            yield Broken(link.lot.code, link.number, event.event_id, why)
        number, seal = link.number, link.seal


def _captures(told: Verified) -> Iterator[Broken]:
    filled = _filled_in_at()
    for capture in Capture.objects.order_by("pk").iterator(AT_ONCE):
        told.captures += 1
        seal, read = "", 0
        for event in capture.events.order_by("pk").prefetch_related("epcs").iterator(AT_ONCE):
            why = "the event is not its sender's" if event.owner != capture.owner else _amiss(event, filled=filled)
            if why:
                yield Broken(capture.code, read + 1, event.event_id, why)
            seal = seal_of(seal, event, event.record_time)
            read += 1
        if seal != capture.seal or read != capture.kept:
            yield Broken(capture.code, read, "", "what came in is not what is there")


def _filled_in_at() -> datetime:
    """When the migration was done since which all that stands beside the goods of an event is written down with it."""
    known = MigrationRecorder(connection).migration_qs.filter(app="traceability", name=_FILLED_IN_BY)
    applied: datetime | None = known.values_list("applied", flat=True).first()
    return applied or _BEGINNING


def _filled_in(draft: Draft) -> set[tuple[str, int, bool]]:
    """What the migration wrote down of what stands beside the goods of an event from before: places in every form, all
    else where it was written in the form that is compared.
    """
    places = {EpcRole.READ_POINT, EpcRole.LOCATION}
    plain = [] if "\\u0000" in draft.body else [one for one in draft.beside if _PLAIN.fullmatch(one.written)]
    read = [one for one in draft.beside if one.role in places]
    return {(one.epc, int(one.role), one.is_class) for one in [*read, *plain]}


def _amiss(event: Event, *, filled: datetime) -> str:
    """What of an event's row says something else than its body; empty when all is well. Of one that came in after
    `filled` all identifiers are wanted, of one before those that were filled in, and within an hour of it the goods:
    code from before may have gone on beside it.
    """
    context = STANDARD.extended(json.loads(event.context)) if event.context else STANDARD
    draft = draft_of(json.loads(event.body), context)
    for name in _COLUMNS:
        if getattr(draft, name) != getattr(event, name):
            return f"{name} is not what the event says"
    rows = {(one.epc, one.role, one.is_class) for one in event.epcs.all()}
    goods, beside = ({(one.epc, int(one.role), one.is_class) for one in some} for some in (draft.named, draft.beside))
    wanted = beside if event.record_time > filled else _filled_in(draft)
    if abs(event.record_time - filled) < _BESIDE_OLD_CODE:
        wanted = set()
    if not goods | wanted <= rows <= goods | beside:
        return "its identifiers are not those that the event names"
    return ""
