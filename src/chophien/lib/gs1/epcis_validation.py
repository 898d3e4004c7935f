"""Whether an EPCIS document holds what EPCIS 2.0 and CBV 2.0 allow: GS1's JSON schema, then what no schema can say.

The schema is GS1's own file. One thing is put right when it is loaded: by EPCIS 2.0 section 7.4 every type of event may
have a `persistentDisposition`, the file has it for two of the five.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from jsonschema_rs import Draft7Validator, ValidationError

from chophien.lib.gs1.digital_link import BadLink, parse_link
from chophien.lib.gs1.epc import BadEpc, link_of
from chophien.lib.gs1.epcis_context import Context, Json
from chophien.lib.gs1.epcis_document import EpcisDocument, Fault, PlacedEvent, list_of_events, pointer
from chophien.lib.gs1.epcis_words import is_word
from chophien.lib.gs1.event_values import utc_milliseconds

DATA = Path(__file__).parent / "data"
MOST_FAULTS = 50

_SCHEMA, _QUERY_SCHEMA = "epcis-json-schema.json", "epcis-query-schema.json"
_LONGEST_QUOTE = 80
_LARGE = 2_000
_SHORT = 128
_WITHOUT_PERSISTENT = ("AggregationEvent", "TransactionEvent", "AssociationEvent")
_FORMS = {
    "ObjectEvent": "an ObjectEvent names goods (epcList or quantityList) or a place with sensor data, and has ilmd only"
    " with the action ADD",
    "AggregationEvent": "an AggregationEvent names children (childEPCs or childQuantityList) unless it is DELETE",
    "TransactionEvent": "a TransactionEvent names goods (epcList or quantityList) unless it is DELETE",
    "TransformationEvent": "a TransformationEvent names what goes in and what comes out, or one of them and a"
    " transformationID",
    "AssociationEvent": "an AssociationEvent names children (childEPCs or childQuantityList) unless it is DELETE",
}
_INSTANCES = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
_CLASSES = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
_TYPED = {
    "bizTransactionList": "bizTransaction-type",
    "sourceList": "source-dest-type",
    "destinationList": "source-dest-type",
}
_OBJECTS = ("readPoint", "bizLocation", "ilmd", "errorDeclaration")
_ID_OF_GS1 = "https://id.gs1.org/"


def faults_of(document: EpcisDocument, *, most: int = MOST_FAULTS) -> tuple[Fault, ...]:
    """What is wrong with a document, at most so many faults; nothing when it may be captured.

    The schema comes first. An event that it accepts is then read for what it means: names of extensions that stand for
    nothing, EPCs that are none, check digits, times that run backwards, quantities, children without a parent.
    """
    found = list(islice(_of_schema(document), most))
    if document.is_document and not found and not document.context.standard:
        found.append(Fault("/@context", "context", "the context of EPCIS is not among the contexts"))
    wrong = tuple(fault.pointer for fault in found)
    for event in document.events:
        if len(found) >= most:
            break
        if not any(place.startswith(event.pointer + "/") or place == event.pointer for place in wrong):
            found += islice(event_faults(event), most - len(found))
    return tuple(found)


def query_faults(query: Json, *, most: int = MOST_FAULTS) -> tuple[Fault, ...]:
    """What is wrong with the parameters of a query, by GS1's schema of queries (EPCIS 2.0 section 12.6)."""
    return tuple(islice(_faults(_validator(_QUERY_SCHEMA, ""), query, ""), most))


def event_faults(event: PlacedEvent) -> Iterator[Fault]:
    """What an event that fits the schema says and cannot mean."""
    body, place = event.body, event.pointer
    yield from _names(body, place, event.context)
    yield from _words(body, place, event.context)
    yield from _identifiers(body, place)
    yield from _quantities(body, place)
    yield from _sensors(body, place)
    if body.get("type") == "AggregationEvent" and body.get("action") != "OBSERVE" and "parentID" not in body:
        yield Fault(place + "/parentID", "missing", "an aggregation that is added or deleted names its parent (7.4.2)")
    persistent = body.get("persistentDisposition")
    if isinstance(persistent, dict):
        both = [word for word in _listed(persistent.get("set")) if word in _listed(persistent.get("unset"))]
        if both:
            yield Fault(place + "/persistentDisposition", "contradiction", f"{_quoted(both[0])} is set and unset")
    declared = body.get("errorDeclaration")
    if isinstance(declared, dict):
        for number, corrective in enumerate(_listed(declared.get("correctiveEventIDs"))):
            if corrective == body.get("eventID"):
                yield Fault(
                    f"{place}/errorDeclaration/correctiveEventIDs/{number}",
                    "contradiction",
                    "an event does not correct itself (7.4.1.4)",
                )


def _names(body: dict[str, Json], place: str, context: Context) -> Iterator[Fault]:
    """Names of extensions whose prefix stands for nothing."""
    for name, value in body.items():
        if ":" in name and not context.knows(name):
            yield Fault(
                f"{place}{pointer([name])}", "unknown_prefix", f"no context says what the prefix of {name[:80]} means"
            )
        elif name in _OBJECTS and isinstance(value, dict):
            yield from _names(value, f"{place}/{name}", context)


def _words(body: dict[str, Json], place: str, context: Context) -> Iterator[Fault]:
    """Words that claim to be the standard's and are not: whole addresses pass the schema, whatever they end with."""
    said = [("bizStep", "/bizStep", body.get("bizStep")), ("disposition", "/disposition", body.get("disposition"))]
    persistent = body.get("persistentDisposition")
    for name in ("set", "unset"):
        for number, word in enumerate(_listed(persistent.get(name)) if isinstance(persistent, dict) else []):
            said.append(("disposition", f"/persistentDisposition/{name}/{number}", word))
    for name, kind in _TYPED.items():
        for number, element in enumerate(_listed(body.get(name))):
            said.append((kind, f"/{name}/{number}/type", element.get("type") if isinstance(element, dict) else None))
    for kind, at, word in said:
        if isinstance(word, str) and not is_word(kind, word, context):
            yield Fault(place + at, "not_allowed", f"{_quoted(word)} is no word of the standard (CBV 2.0 section 7)")


def _identifiers(body: dict[str, Json], place: str) -> Iterator[Fault]:
    """EPCs and Digital Links of GS1 that are none, classes where an instance belongs, and the other way round."""
    for name in _INSTANCES:
        for number, epc in enumerate(_listed(body.get(name))):
            yield from _identifier(epc, f"{place}/{name}/{number}")
            if isinstance(epc, str) and epc.startswith("urn:epc:idpat:"):
                yield Fault(f"{place}/{name}/{number}", "not_an_instance", "a pattern names no single thing (7.3.3.1)")
    for name in _CLASSES:
        for number, element in enumerate(_listed(body.get(name))):
            epc_class = element.get("epcClass") if isinstance(element, dict) else None
            at = f"{place}/{name}/{number}/epcClass"
            yield from _identifier(epc_class, at)
            if isinstance(epc_class, str) and epc_class.startswith("urn:epc:id:sgtin:"):
                yield Fault(at, "not_a_class", "a serial names one thing, not a class (7.3.3.3)")
    for name in ("parentID", "transformationID"):
        yield from _identifier(body.get(name), f"{place}/{name}")
    for name in ("readPoint", "bizLocation"):
        holder = body.get(name)
        yield from _identifier(holder.get("id") if isinstance(holder, dict) else None, f"{place}/{name}/id")


def _identifier(value: Json, place: str) -> Iterator[Fault]:
    if not isinstance(value, str):
        return
    message = _remembered(value) if len(value) <= _SHORT else _fault_of_identifier(value)
    if message:
        yield Fault(place, "bad_identifier", f"{_quoted(value)} {message}")


def _fault_of_identifier(value: str) -> str:
    """What is wrong with an identifier of GS1; nothing with any other URI, which may be the sender's own."""
    if value.startswith(("urn:epc:id:sgtin:", "urn:epc:id:sscc:", "urn:epc:id:sgln:", "urn:epc:class:lgtin:")):
        try:
            link_of(value)
        except BadEpc:
            return "is no EPC (Tag Data Standard 6.3)"
    elif value.startswith(_ID_OF_GS1):
        try:
            parse_link(value, words=True, short_gtins=True, unknown=True)
        except BadLink as refusal:
            return f"is no GS1 Digital Link: {refusal.fault}"
    return ""


_remembered = lru_cache(maxsize=16384)(_fault_of_identifier)


def _quantities(body: dict[str, Json], place: str) -> Iterator[Fault]:
    for name in _CLASSES:
        for number, element in enumerate(_listed(body.get(name))):
            if not isinstance(element, dict):
                continue
            quantity, at = element.get("quantity"), f"{place}/{name}/{number}"
            if quantity is None and "uom" in element:
                yield Fault(at + "/uom", "contradiction", "a unit stands with a quantity only (7.3.3.3)")
            if isinstance(quantity, int | float) and quantity <= 0:
                yield Fault(at + "/quantity", "not_positive", "a quantity is above zero (7.3.3.3)")


def _sensors(body: dict[str, Json], place: str) -> Iterator[Fault]:
    for number, element in enumerate(_listed(body.get("sensorElementList"))):
        metadata = element.get("sensorMetadata") if isinstance(element, dict) else None
        start, end = (metadata.get("startTime"), metadata.get("endTime")) if isinstance(metadata, dict) else ("", "")
        if not (isinstance(start, str) and isinstance(end, str) and start and end):
            continue
        if utc_milliseconds(start) > utc_milliseconds(end):
            at = f"{place}/sensorElementList/{number}/sensorMetadata/endTime"
            yield Fault(at, "contradiction", "a measurement does not end before it begins (7.3.7)")


def _of_schema(document: EpcisDocument) -> Iterator[Fault]:
    """What the schema refuses: of the document without its events first, then event by event."""
    if not document.is_document:
        yield from _faults(_validator(_SCHEMA, ""), document.body, "")
        return
    yield from _faults(_validator(_SCHEMA, ""), _without_events(document), "")
    yield from (Fault(place, "type", "an event is an object") for place in document.strays)
    schema = _validator(_SCHEMA, "EPCIS-Document-Event")
    for event in document.events:
        yield from _faults(schema, event.body, event.pointer)


def _without_events(document: EpcisDocument) -> dict[str, Json]:
    """The document with an empty list where its events were; what else it has is not copied."""
    path, events = list_of_events(document.body, document.kind)
    if not isinstance(events, list):
        return document.body
    whole = holder = dict(document.body)
    for name in path.split("/")[1:-1]:
        inner = holder[name]
        holder[name] = copied = dict(inner) if isinstance(inner, dict) else {}
        holder = copied
    holder["eventList"] = []
    return whole


def _faults(schema: Draft7Validator, value: Json, place: str) -> Iterator[Fault]:
    """What a schema finds wrong with a value, each once. Of a value with very much in it, only the first."""
    if schema.is_valid(value):
        return
    if _is_large(value):
        try:
            schema.validate(value)
        except ValidationError as error:
            yield from islice(_fault(error, place), 1)
        return
    yield from dict.fromkeys(fault for error in schema.iter_errors(value) for fault in _fault(error, place))


def _is_large(value: Json) -> bool:
    waiting, count = [value], 0
    while waiting and count <= _LARGE:
        inner = waiting.pop()
        below = inner.values() if isinstance(inner, dict) else inner if isinstance(inner, list) else ()
        count += len(below)
        waiting.extend(islice(below, _LARGE))
    return count > _LARGE


def _fault(error: ValidationError, before: str) -> Iterator[Fault]:
    """One error of the schema, at the value that is wrong, in few words."""
    path, kind = list(error.instance_path), error.kind
    place, name = before + pointer(path), kind.name
    if name == "required":
        yield Fault(place + pointer([str(kind.value)]), "missing", f"{kind.value} is missing")
    elif name == "propertyNames":
        unknown = str(kind.value.instance)
        yield Fault(
            place + pointer([unknown]), "unknown_name", f"{_quoted(unknown)} is not known here and has no prefix"
        )
    elif name == "additionalProperties":
        for unknown in kind.value:
            yield Fault(place + pointer([unknown]), "unknown_name", f"{_quoted(unknown)} is not known here")
    elif name in ("anyOf", "enum", "oneOf") and isinstance(error.instance, str):
        yield Fault(place, "not_allowed", f"{_quoted(error.instance)} is neither a word of the standard nor an address")
    elif name in ("anyOf", "oneOf"):
        own = error.instance.get("type") if isinstance(error.instance, dict) else None
        yield Fault(place, "form", _FORMS.get(str(own), "this has none of the forms that EPCIS allows here"))
    else:
        yield Fault(place, name, error.message[:200])


def _quoted(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return "“" + (text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…") + "”"


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


@lru_cache
def _validator(name: str, definition: str) -> Draft7Validator:
    """The compiled schema, or one definition in it. It refers to nothing outside itself, and may not."""
    schema = json.loads((DATA / name).read_text("utf-8"))
    if name == _SCHEMA:
        for event in _WITHOUT_PERSISTENT:
            own = schema["definitions"][event]["allOf"][1]
            own["properties"]["persistentDisposition"] = {"$ref": "#/definitions/persistentDisposition"}
            own["propertyNames"]["anyOf"][1]["enum"].append("persistentDisposition")
    if definition:
        schema = {"$ref": f"#/definitions/{definition}", "definitions": schema["definitions"]}
    return Draft7Validator(schema, validate_formats=True, offline=True, mask="this")
