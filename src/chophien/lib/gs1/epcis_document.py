"""EPCIS documents in JSON-LD, read with limits: EPCIS 2.0 section 10, whoever sends them.

What comes in is kept as it is, so that a document goes out equal to how it came. Nothing is fetched.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.gs1.epcis_context import Context, Json

DOCUMENT, QUERY_DOCUMENT = "EPCISDocument", "EPCISQueryDocument"

_RISKY = re.compile(r"\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})")


@dataclass(frozen=True)
class Limits:
    """How much of one document is read: bytes of it, levels of nesting, values in all, events, letters of one text."""

    size: int = 10_000_000
    depth: int = 24
    values: int = 200_000
    events: int = 2_000
    text: int = 20_000


USUAL = Limits()


@dataclass(frozen=True)
class Fault:
    """What is wrong with a document and where: an RFC 6901 pointer, a word for programs, a sentence for programmers."""

    pointer: str
    code: str
    message: str


class BadDocument(DomainError):
    """A document that cannot be read at all; `fault` says where and why."""

    code = "bad_epcis_document"
    message = _("This EPCIS document cannot be read.")

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.fault = fault


@dataclass(frozen=True)
class PlacedEvent:
    """One event, where it stands in its document, and the context in force there."""

    pointer: str
    body: dict[str, Json]
    context: Context


@dataclass(frozen=True)
class EpcisDocument:
    """A document as it came, and what stands in it.

    `kind` is `EPCISDocument`, `EPCISQueryDocument` or the type of a single event. `strays` are the places among the
    events where something stands that is no object. `ignored` are the extensions, written ``{namespace}local``, that
    the document says not to count when its events are hashed.
    """

    body: dict[str, Json]
    kind: str
    context: Context
    events: tuple[PlacedEvent, ...]
    strays: tuple[str, ...]
    ignored: frozenset[str]

    @property
    def is_document(self) -> bool:
        """Whether events stand in a list here, and not a single event on its own."""
        return self.kind in (DOCUMENT, QUERY_DOCUMENT)


def read_document(raw: bytes, *, limits: Limits = USUAL) -> EpcisDocument:
    """Read a document, a query document or a single event. It need not be valid; see `epcis_validation`.

    :raises BadDocument: if it is larger, deeper or longer than `limits`, no JSON of UTF-8, has a name twice in one
        object, a number that is none (NaN), or no object on the outside
    """
    if len(raw) > limits.size:
        raise _bad("", "too_large", f"the document has {len(raw)} bytes, {limits.size} are read")
    try:
        text = raw.decode("utf-8-sig")
        body = json.loads(text, object_pairs_hook=_once, parse_float=_finite, parse_constant=_no_constant)
    except RecursionError as refusal:
        raise _bad("", "too_deep", f"nesting deeper than {limits.depth} levels") from refusal
    except ValueError as refusal:
        raise _bad("", "not_json", f"not JSON in UTF-8: {str(refusal)[:200]}") from refusal
    if _RISKY.search(text):
        _check_letters(body)
    _check_size(body, limits)
    return document_of(body, limits=limits)


def document_of(body: Json, *, limits: Limits = USUAL) -> EpcisDocument:
    """The same for a document that is parsed already and known to be small.

    :raises BadDocument: if it is no object, or has more events than `limits` allow
    """
    if not isinstance(body, dict):
        raise _bad("", "not_an_object", "a document is an object")
    kind = body.get("type")
    context = _extended(Context(), body, "")
    placed = [("", body)] if kind not in (DOCUMENT, QUERY_DOCUMENT) else _in_list(body, kind)
    if len(placed) > limits.events:
        raise _bad("", "too_many_events", f"the document has {len(placed)} events, {limits.events} are read")
    return EpcisDocument(
        body=body,
        kind=kind if isinstance(kind, str) else "",
        context=context,
        events=tuple(
            PlacedEvent(place, event, _extended(context, event, place) if place else context)
            for place, event in placed
            if isinstance(event, dict)
        ),
        strays=tuple(place for place, event in placed if not isinstance(event, dict)),
        ignored=frozenset(_ignored(body, context)),
    )


def pointer(parts: Iterable[str | int]) -> str:
    """An RFC 6901 pointer of the names and places that lead to a value."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def list_of_events(body: dict[str, Json], kind: Json) -> tuple[str, Json]:
    """Where the events of a document are to stand, as a pointer, and what stands there."""
    names = ("epcisBody", "queryResults", "resultsBody") if kind == QUERY_DOCUMENT else ("epcisBody",)
    holder: Json = body
    for name in (*names, "eventList"):
        holder = holder.get(name) if isinstance(holder, dict) else None
    return pointer((*names, "eventList")), holder


def _in_list(body: dict[str, Json], kind: Json) -> list[tuple[str, Json]]:
    path, events = list_of_events(body, kind)
    return [(f"{path}/{place}", event) for place, event in enumerate(events)] if isinstance(events, list) else []


def _extended(context: Context, body: dict[str, Json], place: str) -> Context:
    if "@context" not in body:
        return context
    try:
        return context.extended(body["@context"])
    except ValueError as refusal:
        raise _bad(place + "/@context", "too_many_names", str(refusal)) from refusal


def _ignored(body: dict[str, Json], context: Context) -> Iterator[str]:
    inner = body.get("epcisBody")
    results = inner.get("queryResults") if isinstance(inner, dict) else None
    for holder in (body, results):
        for name, value in holder.items() if isinstance(holder, dict) else ():
            if name.rpartition(":")[2] == "ignoreFields" and isinstance(value, list):
                yield from (context.clark(field) for field in value if isinstance(field, str))


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _bad("", "name_twice", f"the name {twice[:80]!r} comes twice in one object")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _bad("", "not_json", f"the number {text[:40]} is too large")
    return number


def _no_constant(name: str) -> Json:
    raise _bad("", "not_json", f"{name} is no number of JSON")


def _check_letters(body: Json) -> None:
    """Refuse letters that no data base can hold: halves of a pair, and zero."""
    try:
        written = json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError as refusal:
        raise _bad("", "bad_letters", "a text has half of a pair of letters") from refusal
    if b"\\u0000" in written:
        raise _bad("", "bad_letters", "a text has the letter zero")


def _check_size(body: Json, limits: Limits) -> None:
    """Walk through everything level by level, without calling itself, however deep it goes."""
    level: list[Json] = [body]
    count = depth = 0
    while level:
        depth += 1
        count += len(level)
        if depth > limits.depth:
            raise _bad("", "too_deep", f"nesting deeper than {limits.depth} levels")
        if count > limits.values:
            raise _bad("", "too_many_values", f"more than {limits.values} values")
        below: list[Json] = []
        for value in level:
            if isinstance(value, dict):
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
            elif isinstance(value, str) and len(value) > limits.text:
                raise _bad("", "text_too_long", f"a text of {len(value)} letters, {limits.text} are read")
        level = below


def _bad(place: str, code: str, message: str) -> BadDocument:
    return BadDocument(Fault(place, code, message))
