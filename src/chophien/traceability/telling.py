"""What goes out at `/epcis/v2`: query documents put together of events as they came, and their contexts."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from chophien.lib.gs1.digital_link import BadLink
from chophien.lib.gs1.epc import BadEpc, link_of
from chophien.lib.gs1.epcis_context import STANDARD_CONTEXT, Json

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
_SINGLE = ("parentID",)
_LISTS = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
_CLASS_LISTS = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")


def query_document(events: Sequence[tuple[str, str]], *, at: datetime, links: bool = False) -> str:
    """An `EPCISQueryDocument` of events, each with the JSON of its context. Nothing in an event is changed, but `links`
    has EPC URNs written as Digital Links.

    Contexts that can stand side by side stand at the top; where two give one name different meanings, each event says
    its own.
    """
    merged = _merged([context for _body, context in events if context])
    bodies = [body if merged is not None or not context else _with_context(body, context) for body, context in events]
    if links:
        bodies = [_as_links(body) for body in bodies]
    head = json.dumps([CONTEXT, *(merged or [])], ensure_ascii=False)
    created = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return (
        f'{{"@context":{head},"type":"EPCISQueryDocument","schemaVersion":"2.0","creationDate":"{created}",'
        '"epcisBody":{"queryResults":{"queryName":"SimpleEventQuery","resultsBody":{"eventList":['
        f"{','.join(bodies)}"
        "]}}}}"
    )


def single_event(body: str, context: str) -> str:
    """One event on its own, with its context."""
    return _with_context(body, context or json.dumps([CONTEXT]))


def _merged(contexts: Sequence[str]) -> list[Json] | None:
    """What these contexts say beside the standard's; None where they contradict each other."""
    addresses: list[Json] = []
    names: dict[str, Json] = {}
    for text in dict.fromkeys(contexts):
        read = json.loads(text)
        for entry in read if isinstance(read, list) else [read]:
            if isinstance(entry, str):
                if not entry.endswith(STANDARD_CONTEXT) and entry not in addresses:
                    addresses.append(entry)
            elif isinstance(entry, dict):
                if any(names.get(name, meaning) != meaning for name, meaning in entry.items()):
                    return None
                names |= entry
    return [*addresses, *([names] if names else [])]


def _with_context(body: str, context: str) -> str:
    """An event that says itself what its prefixes mean, unless it does already."""
    if '"@context"' in body and "@context" in json.loads(body):
        return body
    return f'{{"@context":{context},{body[1:]}'


def _as_links(body: str) -> str:
    if "urn:epc:" not in body:
        return body
    event: dict[str, Json] = json.loads(body)
    for name in _SINGLE:
        if name in event:
            event[name] = _link(event[name])
    for name in _LISTS:
        found = event.get(name)
        if isinstance(found, list):
            event[name] = [_link(one) for one in found]
    for name in _CLASS_LISTS:
        found = event.get(name)
        if isinstance(found, list):
            event[name] = [_with_link(one) for one in found]
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def _with_link(element: Json) -> Json:
    return {**element, "epcClass": _link(element.get("epcClass"))} if isinstance(element, Mapping) else element


def _link(value: Json) -> Json:
    if not isinstance(value, str) or not value.startswith("urn:epc:"):
        return value
    try:
        return str(link_of(value))
    except (BadEpc, BadLink):
        return value
