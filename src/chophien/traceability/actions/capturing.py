"""Events that come in by a key: a document at once, all of it or what is sound of it, each event once."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from chophien.lib.codes import new_code
from chophien.lib.gs1.epcis_context import STANDARD_CONTEXT, Json
from chophien.lib.gs1.epcis_document import BadDocument, EpcisDocument, Fault, Limits, PlacedEvent, read_document
from chophien.lib.gs1.epcis_validation import faults_of
from chophien.lots.models import Grower, Lot
from chophien.traceability.actions.keeping import OfLots, firsts, keep, key_of
from chophien.traceability.errors import CaptureRefused, CaptureTooLarge, EventKnown
from chophien.traceability.models import Capture, Event
from chophien.traceability.reading import Draft, draft_of, seal_of
from chophien.traceability.selectors.codes import site
from chophien.traceability.selectors.owners import of_shop
from chophien.traceability.states import CaptureBehaviour

PREFIX, SYMBOLS = "BT", 12
LIMITS = Limits(size=3_000_000, events=2_000)
"""As much as the market reads into memory of any request."""
FAULTS_MOST = 2_000
_TOO_MUCH = frozenset({"too_large", "too_many_events"})
_LISTS = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
_CLASS_LISTS = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")


@dataclass(frozen=True)
class _Placed:
    """An event that is to be kept, and where it stood."""

    draft: Draft
    pointer: str
    lots: tuple[int, ...] = ()


def capture(*, raw: bytes, owner: str, behaviour: CaptureBehaviour, at: datetime) -> Capture:
    """Take in a document of events for `owner`; what was here already, word for word, counts as taken in.

    With `PROCEED` the sound events of it are kept and the others are named in what comes back.

    :raises CaptureTooLarge: if it has more bytes or events than `LIMITS`
    :raises CaptureRefused: if it cannot be read or is no document; with `ROLLBACK` also if any event in it is unsound
    """
    document = _read(raw)
    if not document.is_document:
        raise CaptureRefused([Fault("/type", "not_a_document", "a document of events is wanted here")])
    faults = _faults(document, behaviour)
    return _keep_all(document, faults, owner=owner, behaviour=behaviour, at=at)


def capture_one(*, raw: bytes, owner: str, at: datetime) -> Event:
    """Take in a single event.

    :raises CaptureTooLarge: if it has more bytes than `LIMITS`
    :raises CaptureRefused: if it is none, or unsound
    :raises EventKnown: if it is here already
    """
    document = _read(raw)
    if document.is_document:
        raise CaptureRefused([Fault("/type", "not_an_event", "a single event is wanted here")])
    faults = _faults(document, CaptureBehaviour.ROLLBACK)
    kept = _keep_all(document, faults, owner=owner, behaviour=CaptureBehaviour.ROLLBACK, at=at)
    event = kept.events.first()
    if event is None:
        raise EventKnown
    return event


def _read(raw: bytes) -> EpcisDocument:
    try:
        return read_document(raw, limits=LIMITS)
    except BadDocument as refusal:
        kind = CaptureTooLarge if refusal.fault.code in _TOO_MUCH else CaptureRefused
        raise kind([refusal.fault]) from refusal


def _faults(document: EpcisDocument, behaviour: CaptureBehaviour) -> tuple[Fault, ...]:
    """The faults of single events; one of the document itself, or any when all are wanted or none, is refused."""
    faults = faults_of(document, most=FAULTS_MOST if behaviour == CaptureBehaviour.PROCEED else 50)
    whole = [one for one in faults if not _is_of_an_event(one.pointer, document)]
    if whole or (faults and behaviour == CaptureBehaviour.ROLLBACK):
        raise CaptureRefused(faults)
    return faults


def _is_of_an_event(pointer: str, document: EpcisDocument) -> bool:
    return document.is_document and "/eventList/" in pointer


@transaction.atomic
def _keep_all(
    document: EpcisDocument, faults: Sequence[Fault], *, owner: str, behaviour: CaptureBehaviour, at: datetime
) -> Capture:
    bad = {_event_of(one.pointer) for one in faults}
    sound = [event for event in document.events if event.pointer not in bad]
    placed, more = _placed(sound, document, owner=owner)
    faults = [*faults, *more]
    if more and behaviour == CaptureBehaviour.ROLLBACK:
        raise CaptureRefused(more)
    pk = _reserved()
    kept = keep([OfLots(one.draft, one.lots) for one in placed], owner=owner, at=at, capture_id=pk)
    others = _others(placed, kept, owner=owner)
    if others and behaviour == CaptureBehaviour.ROLLBACK:
        raise CaptureRefused(others)
    faults += others
    seal = ""
    for one in firsts(placed, of=lambda one: one.draft):
        if key_of(one.draft) in kept:
            seal = seal_of(seal, one.draft, at)
    return Capture.objects.create(
        pk=pk,
        code=new_code(PREFIX, SYMBOLS),
        owner=owner,
        behaviour=behaviour,
        started_at=at,
        finished_at=at,
        success=not faults,
        kept=len(kept),
        known=len(placed) - len(kept) - len(others),
        errors=[{"pointer": one.pointer, "code": one.code, "message": one.message} for one in faults],
        seal=seal,
    )


def _placed(events: Sequence[PlacedEvent], document: EpcisDocument, *, owner: str) -> tuple[list[_Placed], list[Fault]]:
    """The events ready to be kept, each with the lots of its owner that it names; and what cannot be kept."""
    written = _context_text(document.body.get("@context"))
    drafts, faults = [], []
    for event in events:
        try:
            drafts.append(_Placed(draft_of(event.body, event.context, written), event.pointer))
        except ValueError:
            fault = Fault(event.pointer + "/eventTime", "no_such_time", "this is a time that no calendar has")
            faults.append(fault)
    bodies = {event.pointer: event.body for event in events}
    drafts, strange_words = _own_words(drafts, bodies, owner=owner)
    faults += strange_words
    here = _lots_named(one.draft for one in drafts)
    if not here:
        return drafts, faults
    known = _lots(here)
    placed = []
    for one in drafts:
        codes = {code for named in one.draft.named if (code := _lot_code(named.written))}
        unknown = codes - known.keys()
        strange = next((named for named in one.draft.named if _lot_code(named.written) in unknown), None)
        if strange is not None:
            at = one.pointer + _where(bodies[one.pointer], strange.written)
            faults.append(Fault(at, "unknown_lot", f"“{strange.written[:80]}” names no lot of this market"))
            continue
        own = sorted(pk for code in codes for pk, whose in [known[code]] if whose == owner)
        placed.append(_Placed(one.draft, one.pointer, tuple(own)))
    return placed, faults


def _own_words(
    drafts: Sequence[_Placed], bodies: Mapping[str, Mapping[str, Json]], *, owner: str
) -> tuple[list[_Placed], list[Fault]]:
    """Those that say only what a key may say, and the faults of the others: what this market wrote down itself a key
    never declares wrong, and goods come from no shop, place or household of this market but the owner's own.
    """
    declared = [one.draft.event_id for one in drafts if one.draft.is_error]
    markets = Event.objects.filter(owner=owner, event_id__in=declared, capture__isnull=True)
    written_here = set(markets.values_list("event_id", flat=True)) if declared else set()
    sources = {one.pointer: list(_sources(bodies[one.pointer])) for one in drafts}
    said = {code for found in sources.values() for _at, kind, code in found if kind == _HOUSEHOLD}
    households = set(Grower.objects.filter(code__in=said).values_list("seller__code", "code")) if said else set()
    own, faults = [], []
    for one in drafts:
        if one.draft.is_error and one.draft.event_id in written_here:
            words = "this event was written by the market itself; a key cannot declare it wrong"
            faults.append(Fault(one.pointer + "/errorDeclaration", "not_yours", words))
            continue
        strange = next(
            (at for at, kind, code in sources[one.pointer] if not _is_own(kind, code, owner, households)), ""
        )
        if strange:
            words = "goods come from a shop, place or household of this market that is not yours"
            faults.append(Fault(one.pointer + strange, "not_yours", words))
            continue
        own.append(one)
    return own, faults


def _is_own(kind: str, code: str, owner: str, households: Collection[tuple[str, str]]) -> bool:
    if kind == _HOUSEHOLD:
        return any(owner == of_shop(shop) for shop, household in households if household == code)
    return owner == of_shop(code)


def _sources(body: Mapping[str, Json]) -> Iterator[tuple[str, str, str]]:
    """Where in an event a source has one of this market's addresses, of which kind, and the code in it. Histories read
    such an address by its path alone, so the host is not looked at here either.
    """
    found = body.get("sourceList")
    for place, one in enumerate(found if isinstance(found, list) else []):
        source = one.get("source") if isinstance(one, dict) else None
        shape = _PARTY.search(source) if isinstance(source, str) else None
        if shape:
            yield f"/sourceList/{place}/source", shape[1], shape[2]


_HOUSEHOLD = "/ben/ho/"
_PARTY = re.compile(r"(/ben/ho/|/ben/gian/|/noi/gian/)(.*)", re.DOTALL)


def _lots_named(drafts: Iterable[Draft]) -> set[str]:
    return {code for draft in drafts for named in draft.named if (code := _lot_code(named.written))}


def _lot_code(written: str) -> str:
    """The code of a lot in one of this market's own addresses; empty in any other."""
    here = site()
    if not written.startswith(here):
        return ""
    found = _LINK.match(written, len(here))
    return found[1] if found else ""


_LINK = re.compile(r"/01/[0-9]{8,14}/10/([A-Za-z0-9-]{1,20})")


def _lots(codes: Collection[str]) -> dict[str, tuple[int, str]]:
    rows = Lot.objects.filter(code__in=codes).values_list("code", "pk", "seller__code")
    return {code: (pk, of_shop(seller)) for code, pk, seller in rows}


def _others(placed: Sequence[_Placed], kept: Mapping[str, int], *, owner: str) -> list[Fault]:
    """Events that are not new and say something else than the one that was here by their id, or came twice."""
    old = [one for one in placed if key_of(one.draft) not in kept]
    here: dict[str, str] = {}
    for one in placed:
        if key_of(one.draft) in kept:
            here.setdefault(key_of(one.draft), one.draft.digest)
    if old:
        rows = Event.objects.filter(owner=owner, event_id__in=[one.draft.event_id for one in old])
        here |= {
            ("!" if is_error else "=") + event_id: digest
            for event_id, is_error, digest in rows.values_list("event_id", "is_error", "digest")
        }
    return [
        Fault(one.pointer + "/eventID", "another_event", "another event came by this id before")
        for one in placed
        if here.get(key_of(one.draft)) != one.draft.digest
    ]


def _event_of(pointer: str) -> str:
    """The pointer of the event in which a fault is."""
    head, _mark, rest = pointer.partition("/eventList/")
    return f"{head}/eventList/{rest.split('/', 1)[0]}" if rest else pointer


def _where(body: Mapping[str, Json], written: str) -> str:
    return next((place for place, value in _values(body) if value == written), "")


def _values(body: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    yield "/parentID", body.get("parentID")
    for name in _LISTS:
        found = body.get(name)
        yield from ((f"/{name}/{place}", one) for place, one in enumerate(found if isinstance(found, list) else []))
    for name in _CLASS_LISTS:
        found = body.get(name)
        for place, one in enumerate(found if isinstance(found, list) else []):
            yield f"/{name}/{place}/epcClass", one.get("epcClass") if isinstance(one, dict) else None


def _context_text(written: Json) -> str:
    """The context of a document where it says more than the standard's own; it is kept with each event."""
    entries = written if isinstance(written, list) else [written]
    if all(isinstance(one, str) and one.endswith(STANDARD_CONTEXT) for one in entries):
        return ""
    return json.dumps(written, ensure_ascii=False, separators=(",", ":"))


def _reserved() -> int:
    """A number for a capture whose row is written after its events, when it is known what became of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('traceability_capture', 'id'))")
        [pk] = cursor.fetchone() or (0,)
    return int(pk)
