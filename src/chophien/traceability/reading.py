"""An event as it came, and what its columns and identifiers are to say. No data base."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from chophien.lib.gs1.epcis_context import BIZ_STEP, DISPOSITION, STANDARD, Context, Json
from chophien.lib.gs1.event_hash import event_id, is_id_of
from chophien.lib.gs1.event_values import canonical_text, utc_milliseconds
from chophien.traceability.states import EpcRole

LONGEST_EPC, LONGEST_ID = 500, 300
GS1_KEYS = "https://id.gs1.org/"
"""How the form begins in which keys of GS1 are compared."""
_NI = "ni:///sha-256;"
_INSTANCES = {
    "epcList": EpcRole.SUBJECT,
    "childEPCs": EpcRole.CHILD,
    "inputEPCList": EpcRole.INPUT,
    "outputEPCList": EpcRole.OUTPUT,
}
_CLASSES = {
    "quantityList": EpcRole.SUBJECT,
    "childQuantityList": EpcRole.CHILD,
    "inputQuantityList": EpcRole.INPUT,
    "outputQuantityList": EpcRole.OUTPUT,
}
_PLACES = {"readPoint": EpcRole.READ_POINT, "bizLocation": EpcRole.LOCATION}
_PARTIES = {
    "bizTransactionList": ("bizTransaction", EpcRole.DEAL),
    "sourceList": ("source", EpcRole.SOURCE),
    "destinationList": ("destination", EpcRole.DESTINATION),
}


class Sealed(Protocol):
    """What of an event a chain seals: a draft of it, or its row."""

    @property
    def event_id(self) -> str: ...

    @property
    def digest(self) -> str: ...

    @property
    def body(self) -> str: ...


@dataclass(frozen=True)
class Named:
    """One identifier in an event: as it is compared, and as it was written."""

    epc: str
    role: EpcRole
    is_class: bool
    written: str


@dataclass(frozen=True)
class Draft:
    """An event ready to be kept."""

    event_id: str
    kind: str
    action: str
    biz_step: str
    disposition: str
    read_point: str
    biz_location: str
    event_time: datetime
    is_error: bool
    digest: str
    context: str
    body: str
    named: tuple[Named, ...]
    """The goods."""
    beside: tuple[Named, ...]
    """The keys of GS1 that stand beside them: places, parties, papers, devices."""


def draft_of(body: Mapping[str, Json], context: Context = STANDARD, written: str = "") -> Draft:
    """Draft a sound event. Without an id it gets its hash for one (EPCIS 2.0 section 7.4.1); `recordTime` is dropped,
    for whoever keeps an event says when that was. `written` is the JSON of `@context` where it is not the standard's.

    :raises ValueError: if its time is one that no calendar has
    """
    digest = event_id(body, context)
    said = body.get("eventID")
    kept = {name: value for name, value in body.items() if name != "recordTime"}
    if not isinstance(said, str) or not said:
        kept = {"eventID": digest, **kept}
        said = digest
    return Draft(
        event_id=bounded(said, LONGEST_ID),
        kind=str(body.get("type", ""))[:24],
        action=str(body.get("action", ""))[:8],
        biz_step=word_of(body.get("bizStep"), BIZ_STEP, context),
        disposition=word_of(body.get("disposition"), DISPOSITION, context),
        read_point=_place(body.get("readPoint")),
        biz_location=_place(body.get("bizLocation")),
        event_time=moment_of(body.get("eventTime")),
        is_error="errorDeclaration" in body,
        digest=digest.removeprefix(_NI)[:64],
        context=written,
        body=json.dumps(kept, ensure_ascii=False, separators=(",", ":")),
        named=tuple(dict.fromkeys(_named(body))),
        beside=named_beside(body),
    )


def named_beside(body: Mapping[str, Json]) -> tuple[Named, ...]:
    """The keys of GS1 by which an event names what is not its goods; addresses of other kinds are left out."""
    found = [(role, written) for role, written in _beside(body) if isinstance(written, str)]
    keys = [Named(comparable(written), role, is_class=False, written=written) for role, written in found]
    return tuple(dict.fromkeys(one for one in keys if one.epc.startswith(GS1_KEYS)))


def has_wrong_hash(body: Mapping[str, Json], context: Context) -> bool:
    """Whether an event calls itself by a hash that is not its own (CBV 2.0 section 8.9)."""
    said = body.get("eventID")
    return isinstance(said, str) and said.startswith("ni:///") and not is_id_of(said, body, context)


def comparable(epc: str) -> str:
    """An identifier in the one form in which two are compared: Digital Links at id.gs1.org, all others as they are."""
    return bounded(canonical_text(epc), LONGEST_EPC)


def bounded(text: str, longest: int) -> str:
    """A text that fits into `longest` letters: a longer one stands for itself by its SHA-256."""
    return text if len(text) <= longest else "urn:sha256:" + hashlib.sha256(text.encode()).hexdigest()


def word_of(value: Json, words: str, context: Context = STANDARD) -> str:
    """A step or a disposition by its bare word where it is one of the standard's, however it was written."""
    if not isinstance(value, str) or not value:
        return ""
    full = canonical_text(context.expanded(value.strip()))
    return bounded(full.removeprefix(words), 200)


def moment_of(value: Json) -> datetime:
    """A time of an event.

    :raises ValueError: if it is none
    """
    return datetime.fromisoformat(utc_milliseconds(str(value)))


def seal_of(previous: str, event: Sealed, record_time: datetime) -> str:
    """What the next link of a chain is tied to: everything before, the event's hash, each of its bytes, its record."""
    body = hashlib.sha256(event.body.encode()).hexdigest()
    parts = (previous, event.event_id, event.digest, body, record_time.astimezone(UTC).isoformat())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _named(body: Mapping[str, Json]) -> Iterator[Named]:
    parent = body.get("parentID")
    if isinstance(parent, str) and parent:
        yield Named(comparable(parent), EpcRole.PARENT, is_class=False, written=parent)
    for name, role in _INSTANCES.items():
        found = body.get(name)
        for epc in found if isinstance(found, list) else []:
            if isinstance(epc, str):
                yield Named(comparable(epc), role, is_class=False, written=epc)
    for name, role in _CLASSES.items():
        found = body.get(name)
        for element in found if isinstance(found, list) else []:
            epc = element.get("epcClass") if isinstance(element, dict) else None
            if isinstance(epc, str):
                yield Named(comparable(epc), role, is_class=True, written=epc)


def _beside(body: Mapping[str, Json]) -> Iterator[tuple[EpcRole, Json]]:
    for name, role in _PLACES.items():
        place = body.get(name)
        if isinstance(place, dict):
            yield role, place.get("id")
    for name, (inner, role) in _PARTIES.items():
        for one in _dicts(body.get(name)):
            yield role, one.get(inner)
    papers = body.get("certificationInfo")
    for paper in papers if isinstance(papers, list) else [papers]:
        yield EpcRole.PAPER, paper
    for sensor in _dicts(body.get("sensorElementList")):
        for said in (sensor.get("sensorMetadata"), *_dicts(sensor.get("sensorReport"))):
            if isinstance(said, dict):
                yield EpcRole.DEVICE, said.get("deviceID")


def _dicts(value: Json) -> list[dict[str, Json]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _place(value: Json) -> str:
    inner = value.get("id") if isinstance(value, dict) else None
    return comparable(inner) if isinstance(inner, str) else ""
