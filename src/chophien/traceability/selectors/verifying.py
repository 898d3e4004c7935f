"""Whether the chains of lots and the seals of captures still say what was written: every byte is read again."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chophien.lib.gs1.epcis_context import STANDARD
from chophien.traceability.models import Capture, ChainLink, Event
from chophien.traceability.reading import draft_of, seal_of

AT_ONCE = 2_000


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
    broken: tuple[Broken, ...] = ()


def verify(lot_codes: Iterable[str] = ()) -> Verified:
    """Read every chain of lots again, or of those that are named, and every capture when none is."""
    codes = list(lot_codes)
    told = Verified()
    broken = list(_lots(codes, told))
    if not codes:
        broken += _captures(told)
    told.broken = tuple(broken)
    return told


def _lots(codes: list[str], told: Verified) -> Iterator[Broken]:
    links = ChainLink.objects.select_related("event", "lot").order_by("lot_id", "number")
    if codes:
        links = links.filter(lot__code__in=codes)
    lot_id, number, seal = 0, 0, ""
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
        elif not _says_its_hash(event):
            why = "the event does not say what its hash says"
        if why:
            yield Broken(link.lot.code, link.number, event.event_id, why)
        number, seal = link.number, link.seal


def _captures(told: Verified) -> Iterator[Broken]:
    for capture in Capture.objects.order_by("pk").iterator(AT_ONCE):
        told.captures += 1
        seal, read = "", 0
        for event in capture.events.order_by("pk").iterator(AT_ONCE):
            seal = seal_of(seal, event, event.record_time)
            read += 1
        if seal != capture.seal or read != capture.kept:
            yield Broken(capture.code, read, "", "what came in is not what is there")


def _says_its_hash(event: Event) -> bool:
    context = STANDARD.extended(json.loads(event.context)) if event.context else STANDARD
    return draft_of(json.loads(event.body), context).digest == event.digest
