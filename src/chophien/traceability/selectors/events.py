"""Events found by the parameters of EPCIS queries (EPCIS 2.0 section 8.2.7.1), page by page."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from chophien.lib.gs1.epcis_context import BIZ_STEP, DISPOSITION
from chophien.traceability.errors import BadQuery, TooManyEvents
from chophien.traceability.models import Capture, Event, EventEpc
from chophien.traceability.reading import LONGEST_ID, bounded, comparable, moment_of, word_of
from chophien.traceability.states import OF_GOODS, EpcRole
from chophien.web.paging import BadCursor, decode_cursor, encode_cursor

USUAL, MOST = 100, 1_000
VALUES_MOST = 200
KINDS = ("ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent")
_THINGS = (EpcRole.SUBJECT, EpcRole.CHILD)
_ALL = OF_GOODS
MATCHES: Mapping[str, tuple[tuple[EpcRole, ...], bool]] = {
    "MATCH_epc": (_THINGS, False),
    "MATCH_parentID": ((EpcRole.PARENT,), False),
    "MATCH_inputEPC": ((EpcRole.INPUT,), False),
    "MATCH_outputEPC": ((EpcRole.OUTPUT,), False),
    "MATCH_anyEPC": (_ALL, False),
    "MATCH_epcClass": (_THINGS, True),
    "MATCH_inputEPCClass": ((EpcRole.INPUT,), True),
    "MATCH_outputEPCClass": ((EpcRole.OUTPUT,), True),
    "MATCH_anyEPCClass": (_ALL, True),
}
"""Which identifiers of an event each parameter looks at, and whether those of classes."""
_EQUALS: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "eventType": ("kind", str),
    "EQ_action": ("action", str),
    "EQ_bizStep": ("biz_step", lambda text: word_of(text, BIZ_STEP)),
    "EQ_disposition": ("disposition", lambda text: word_of(text, DISPOSITION)),
    "EQ_readPoint": ("read_point", comparable),
    "EQ_bizLocation": ("biz_location", comparable),
    "EQ_eventID": ("event_id", lambda text: bounded(text, LONGEST_ID)),
}
_TIMES = {
    "GE_eventTime": "event_time__gte",
    "LT_eventTime": "event_time__lt",
    "GE_recordTime": "record_time__gte",
    "LT_recordTime": "record_time__lt",
}
_ORDERS = {"eventTime": "event_time", "recordTime": "record_time"}
_PATTERN_ENDS = ("/10/", "/21/")
KNOWN = frozenset(
    {
        *MATCHES,
        *_EQUALS,
        *_TIMES,
        *("EXISTS_errorDeclaration", "orderBy", "orderDirection", "eventCountLimit", "maxEventCount"),
        *("perPage", "nextPageToken"),
    }
)


@dataclass(frozen=True)
class EventPage:
    """One page of events, and the token of the page that follows; empty on the last."""

    rows: tuple[Event, ...]
    next: str


def find_events(parameters: Mapping[str, str], *, owners: Collection[str]) -> EventPage:
    """The events of `owners` that answer a query, in two statements. Values of lists stand between bars: ``a|b``.

    :raises BadQuery: for a parameter that is not known here, or whose value says nothing
    :raises TooManyEvents: if there are more than `maxEventCount`
    """
    for name in parameters:
        if name not in KNOWN:
            raise BadQuery(facts={"parameter": name[:60]})
    rows = _filtered(parameters, owners)
    limit, most = _whole(parameters, "eventCountLimit"), _whole(parameters, "maxEventCount")
    if (limit and most) or (limit and "orderBy" not in parameters):
        raise BadQuery(facts={"parameter": "eventCountLimit"})
    if most and rows[: most + 1].count() > most:
        raise TooManyEvents
    field, down = _order(parameters)
    page = min(_whole(parameters, "perPage") or USUAL, MOST)
    purpose = f"epcis:{field}:{down}"
    before = 0
    if token := parameters.get("nextPageToken"):
        try:
            value, pk, shown = decode_cursor(token, purpose=purpose)
        except (BadCursor, ValueError):
            raise BadQuery(facts={"parameter": "nextPageToken"}) from None
        before = int(str(shown))
        beyond = "lt" if down else "gt"
        rows = rows.filter(Q(**{f"{field}__{beyond}": value}) | Q(**{field: value, f"pk__{beyond}": pk}))
    if limit:
        page = min(page, limit - before)
    sign = "-" if down else ""
    found = list(rows.order_by(f"{sign}{field}", f"{sign}pk")[: page + 1])
    more = len(found) > page and not (limit and before + page >= limit)
    shown_rows = tuple(found[:page])
    last = shown_rows[-1] if more and shown_rows else None
    token = encode_cursor([getattr(last, field), last.pk, before + page], purpose=purpose) if last else ""
    return EventPage(shown_rows, token)


def events_by_id(event_id: str, *, owners: Collection[str]) -> list[Event]:
    """The event with this id, and the declaration that it was wrong where there is one. One statement."""
    found = Event.objects.filter(event_id=bounded(event_id, LONGEST_ID), owner__in=owners)
    return list(found.order_by("is_error", "pk")[:20])


def captures_of(owner: str, *, token: str = "", most: int = USUAL) -> tuple[list[Capture], str]:
    """What an owner sent in, the newest first, and the token of what follows.

    :raises BadQuery: if the token is none
    """
    rows = Capture.objects.filter(owner=owner).order_by("-started_at", "-pk")
    if token:
        try:
            at, pk = decode_cursor(token, purpose="epcis:captures")
        except (BadCursor, ValueError):
            raise BadQuery(facts={"parameter": "nextPageToken"}) from None
        rows = rows.filter(Q(started_at__lt=at) | Q(started_at=at, pk__lt=pk))
    most = min(max(most, 1), MOST)
    found = list(rows[: most + 1])
    last = found[most - 1] if len(found) > most else None
    return found[:most], encode_cursor([last.started_at, last.pk], purpose="epcis:captures") if last else ""


def capture_of(owner: str, code: str) -> Capture | None:
    """One of an owner's captures by its code."""
    return Capture.objects.filter(owner=owner, code=code[:40]).first()


def written(event: Event) -> str:
    """The JSON of an event as it goes out: as it came, with the moment at which it came in (section 7.4.1)."""
    at = json.dumps(event.record_time.isoformat(timespec="milliseconds").replace("+00:00", "Z"))
    return f'{event.body[:-1]},"recordTime":{at}}}'


def _filtered(parameters: Mapping[str, str], owners: Collection[str]) -> QuerySet[Event]:
    rows = Event.objects.filter(owner__in=owners)
    for name, (column, read) in _EQUALS.items():
        if name in parameters:
            rows = rows.filter(**{f"{column}__in": [read(one) for one in _listed(parameters, name)]})
    for name, lookup in _TIMES.items():
        if name in parameters:
            try:
                rows = rows.filter(**{lookup: moment_of(parameters[name].replace(" ", "+"))})
            except ValueError:
                raise BadQuery(facts={"parameter": name}) from None
    for name, (roles, is_class) in MATCHES.items():
        if name in parameters:
            meant = Q()
            for one in _listed(parameters, name):
                meant |= _meant(one)
            epcs = EventEpc.objects.filter(meant, role__in=roles, is_class=is_class)
            rows = rows.filter(pk__in=epcs.values("event_id"))
    if "EXISTS_errorDeclaration" in parameters:
        rows = rows.filter(is_error=True)
    return rows


def _meant(epc: str) -> Q:
    """Rows of an identifier, or of all that a pattern such as `urn:epc:idpat:sgtin:0614141.107346.*` means."""
    known = comparable(epc)
    meant = Q(epc=known)
    if epc.startswith("urn:epc:idpat:"):
        for end in _PATTERN_ENDS:
            meant |= Q(epc__startswith=known + end)
    return meant


def _listed(parameters: Mapping[str, str], name: str) -> list[str]:
    values = [one.strip() for one in parameters[name].split("|") if one.strip()]
    if not 0 < len(values) <= VALUES_MOST:
        raise BadQuery(facts={"parameter": name})
    return values


def _whole(parameters: Mapping[str, str], name: str) -> int:
    text = parameters.get(name, "")
    if name in parameters and not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
        raise BadQuery(facts={"parameter": name})
    return int(text[:9] or 0)


def _order(parameters: Mapping[str, str]) -> tuple[str, bool]:
    field = _ORDERS.get(parameters.get("orderBy", "recordTime"))
    direction = parameters.get("orderDirection", "DESC" if "orderBy" in parameters else "ASC")
    if field is None or direction not in ("ASC", "DESC"):
        raise BadQuery(facts={"parameter": "orderBy"})
    return field, direction == "DESC"
