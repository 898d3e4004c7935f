"""The capture and query interface of EPCIS 2.0 at `/epcis/v2`, by GS1's OpenAPI of it. Keys open it, pages do not."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from chophien.accounts.errors import ApiKeyMissing, ApiKeyRefused, ScopeMissing, TooManyCalls
from chophien.accounts.requests import holder_of_key
from chophien.lib.errors import DomainError, NotPermitted
from chophien.lib.gs1.epcis_document import Fault
from chophien.traceability.actions.capturing import LIMITS, capture, capture_one
from chophien.traceability.errors import BadQuery, CaptureRefused, CaptureTooLarge, EventKnown, TooManyEvents
from chophien.traceability.models import Capture, Event
from chophien.traceability.policies import can_speak_by
from chophien.traceability.selectors.events import (
    KINDS,
    EventPage,
    capture_of,
    captures_of,
    events_by_id,
    find_events,
    written,
)
from chophien.traceability.selectors.owners import owner_of_key
from chophien.traceability.states import CaptureBehaviour, EpcisScope
from chophien.traceability.telling import CONTEXT, query_document, single_event

ROOT = "/epcis/v2"
VERSION = "2.0.1"
LINKS, KEPT, ANY = "Always_GS1_Digital_Link", "Never_Translates", "No_Preference"
JSON_TYPES = frozenset({"application/json", "application/ld+json"})
TOKEN_KEPT = timedelta(days=1)
RESOURCES: Mapping[str, str] = {
    "eventTypes": "eventType",
    "epcs": "MATCH_anyEPC",
    "bizSteps": "EQ_bizStep",
    "bizLocations": "EQ_bizLocation",
    "readPoints": "EQ_readPoint",
    "dispositions": "EQ_disposition",
}
ALWAYS: Mapping[str, str] = {
    "GS1-EPCIS-Version": VERSION,
    "GS1-EPCIS-Min": "2.0",
    "GS1-EPCIS-Max": VERSION,
    "GS1-CBV-Version": VERSION,
    "GS1-CBV-Min": "2.0",
    "GS1-CBV-Max": VERSION,
    "GS1-Extensions": "",
    "GS1-Vendor-Version": "1",
    "GS1-EPC-Format": KEPT,
    "GS1-EPCIS-Capture-Limit": str(LIMITS.events),
    "GS1-EPCIS-Capture-File-Size-Limit": str(LIMITS.size),
    "GS1-Capture-Error-Behaviour": CaptureBehaviour.ROLLBACK.value,
    "Cache-Control": "private, no-store",
    "Vary": "Authorization, GS1-EPC-Format, Accept",
}
_REFUSALS: tuple[tuple[type[DomainError], tuple[HTTPStatus, str]], ...] = (
    (ApiKeyMissing, (HTTPStatus.UNAUTHORIZED, "SecurityException")),
    (ApiKeyRefused, (HTTPStatus.UNAUTHORIZED, "SecurityException")),
    (ScopeMissing, (HTTPStatus.FORBIDDEN, "SecurityException")),
    (NotPermitted, (HTTPStatus.FORBIDDEN, "SecurityException")),
    (TooManyCalls, (HTTPStatus.TOO_MANY_REQUESTS, "ImplementationException")),
    (CaptureTooLarge, (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "CaptureLimitExceededException")),
    (CaptureRefused, (HTTPStatus.BAD_REQUEST, "ValidationException")),
    (EventKnown, (HTTPStatus.CONFLICT, "ResourceAlreadyExistsException")),
    (BadQuery, (HTTPStatus.BAD_REQUEST, "QueryParameterException")),
    (TooManyEvents, (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "QueryTooLargeException")),
)
_View: TypeAlias = Callable[..., HttpResponse]


class NotAcceptable(DomainError):
    """The answer cannot be given in the form that is wanted."""

    code = "not_acceptable"


def _manners(**methods: EpcisScope) -> Callable[[_View], _View]:
    """Answer OPTIONS, let the methods in whose scope the key that came along opens, refuse in the standard's words."""

    def decorate(view: _View) -> _View:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, **parts: str) -> HttpResponse:
            method = "GET" if request.method == "HEAD" else str(request.method)
            allowed = ", ".join(["OPTIONS", *methods])
            if method == "OPTIONS":
                return _dressed(HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": allowed}))
            if method not in methods:
                refusal = _problem(HTTPStatus.METHOD_NOT_ALLOWED, "UnsupportedMethod", "This cannot be done here.")
                refusal["Allow"] = allowed
                return _dressed(refusal)
            at = timezone.now()
            try:
                holder = holder_of_key(request, scope=str(methods[method]), at=at)
                can_speak_by(holder.key, holder.actor, at=at).require()
                _require_readable(request)
                response = view(request, owner_of_key(holder.key), at, **parts)
            except DomainError as refusal_said:
                response = _refused(refusal_said)
            return _dressed(response)

        return answer

    return decorate


@_manners(GET=EpcisScope.QUERY)
def root(_request: HttpRequest, _owner: str, _at: datetime) -> HttpResponse:
    """What there is."""
    return _json(["capture", "events", *RESOURCES])


@_manners(POST=EpcisScope.CAPTURE, GET=EpcisScope.CAPTURE)
def captures(request: HttpRequest, owner: str, at: datetime) -> HttpResponse:
    """Take a document in, or tell what became of the documents that were sent."""
    if request.method != "POST":
        wanted = request.GET.get("perPage", "")
        most = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 100
        rows, token = captures_of(owner, token=request.GET.get("nextPageToken", ""), most=most)
        return _paged(request, _json([_job(one) for one in rows]), token, at)
    said = request.headers.get("GS1-Capture-Error-Behaviour", CaptureBehaviour.ROLLBACK)
    if said not in CaptureBehaviour.values:
        raise BadQuery(facts={"parameter": "GS1-Capture-Error-Behaviour"})
    if not _is_json(request):
        return _not_json()
    kept = capture(raw=request.body, owner=owner, behaviour=CaptureBehaviour(said), at=at)
    answer = HttpResponse(status=HTTPStatus.ACCEPTED)
    answer["Location"] = f"{ROOT}/capture/{kept.code}"
    answer["GS1-Capture-Error-Behaviour"] = kept.behaviour
    return answer


@_manners(GET=EpcisScope.CAPTURE)
def capture_job(_request: HttpRequest, owner: str, _at: datetime, code: str) -> HttpResponse:
    """What became of one document."""
    found = capture_of(owner, code)
    return _json(_job(found)) if found else _missing()


@_manners(GET=EpcisScope.QUERY, POST=EpcisScope.CAPTURE)
def events(request: HttpRequest, owner: str, at: datetime) -> HttpResponse:
    """Find events, or take a single one in."""
    if request.method == "POST":
        if not _is_json(request):
            return _not_json()
        event = capture_one(raw=request.body, owner=owner, at=at)
        answer = HttpResponse(
            single_event(written(event), event.context), content_type="application/ld+json", status=201
        )
        answer["Location"] = f"{ROOT}/events/{quote(event.event_id, safe='')}"
        return answer
    return _found(request, {}, [owner], at)


@_manners(GET=EpcisScope.QUERY)
def event(request: HttpRequest, owner: str, at: datetime, event_id: str) -> HttpResponse:
    """One event by its id, and the word that it was wrong where there is one."""
    version = request.GET.get("ver", "")
    wanted = f"{event_id}?ver={version}" if version and event_id.startswith("ni:") else event_id
    found = events_by_id(wanted, owners=[owner])
    return _document(request, found, at) if found else _missing()


@_manners(GET=EpcisScope.QUERY)
def events_of(request: HttpRequest, owner: str, at: datetime, resource: str, value: str) -> HttpResponse:
    """The events of one type, step, place, disposition or identifier."""
    return _found(request, {RESOURCES[resource]: value}, [owner], at)


@_manners(GET=EpcisScope.QUERY)
def event_types(_request: HttpRequest, _owner: str, _at: datetime) -> HttpResponse:
    """The types of events that there are."""
    return _json({"@context": CONTEXT, "type": "Collection", "member": list(KINDS)})


def _found(request: HttpRequest, more: Mapping[str, str], owners: Collection[str], at: datetime) -> HttpResponse:
    said = {name: "|".join(request.GET.getlist(name)) for name in request.GET}
    page: EventPage = find_events({**said, **more}, owners=owners)
    return _paged(request, _document(request, page.rows, at), page.next, at)


def _document(request: HttpRequest, rows: Collection[Event], at: datetime) -> HttpResponse:
    wanted = request.headers.get("GS1-EPC-Format", KEPT)
    links = wanted == LINKS
    body = query_document([(written(one), one.context) for one in rows], at=at, links=links)
    answer = HttpResponse(body, content_type="application/ld+json" if _likes_ld(request) else "application/json")
    answer["GS1-EPC-Format"] = LINKS if links else KEPT
    return answer


def _paged(request: HttpRequest, answer: HttpResponse, token: str, at: datetime) -> HttpResponse:
    if token:
        said = [(name, one) for name in request.GET for one in request.GET.getlist(name) if name != "nextPageToken"]
        address = f"{request.path}?{urlencode([*said, ('nextPageToken', token)])}"
        answer["Link"] = f'<{settings.SITE}{address}>; rel="next"'
        answer["GS1-Next-Page-Token-Expires"] = (at + TOKEN_KEPT).isoformat(timespec="seconds")
    return answer


def _job(one: Capture) -> dict[str, object]:
    return {
        "captureID": one.code,
        "createdAt": one.started_at.isoformat(),
        "finishedAt": one.finished_at.isoformat(),
        "running": False,
        "success": one.success,
        "captureErrorBehaviour": one.behaviour,
        "errors": [_error(**fault) for fault in one.errors],
    }


def _error(*, pointer: str, code: str, message: str) -> dict[str, str]:
    return {
        "type": "epcisException:ValidationException",
        "title": message,
        "detail": message,
        "pointer": pointer,
        "code": code,
    }


def _require_readable(request: HttpRequest) -> None:
    accepted = request.headers.get("Accept", "*/*")
    version = request.headers.get("GS1-EPCIS-Version", VERSION)
    wanted = request.headers.get("GS1-EPC-Format", KEPT)
    if not any(kind in accepted for kind in ("*/*", "application/*", *JSON_TYPES)):
        raise NotAcceptable("JSON is what is spoken here.")
    if not version.startswith("2.") or wanted not in {LINKS, KEPT, ANY}:
        raise NotAcceptable("This version of EPCIS, or this way of writing EPCs, is not spoken here.")


def _likes_ld(request: HttpRequest) -> bool:
    return "application/ld+json" in request.headers.get("Accept", "")


def _is_json(request: HttpRequest) -> bool:
    return request.content_type in JSON_TYPES


def _json(value: object) -> HttpResponse:
    return HttpResponse(json.dumps(value, ensure_ascii=False), content_type="application/json")


def _not_json() -> HttpResponse:
    words = "Send JSON: Content-Type application/ld+json or application/json."
    return _problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "UnsupportedMediaTypeException", words)


def _missing() -> HttpResponse:
    return _problem(HTTPStatus.NOT_FOUND, "NoSuchResourceException", "There is nothing here.")


def _refused(refusal: DomainError) -> HttpResponse:
    if isinstance(refusal, NotAcceptable):
        return _problem(HTTPStatus.NOT_ACCEPTABLE, "NotAcceptableException", str(refusal))
    otherwise = (HTTPStatus.CONFLICT, "ImplementationException")
    status, name = next((how for kind, how in _REFUSALS if isinstance(refusal, kind)), otherwise)
    faults: tuple[Fault, ...] = refusal.faults if isinstance(refusal, CaptureRefused) else ()
    errors = [_error(pointer=one.pointer, code=one.code, message=one.message) for one in faults]
    answer = _problem(status, name, faults[0].message if faults else str(refusal), code=refusal.code, errors=errors)
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    if isinstance(refusal, TooManyCalls):
        answer["Retry-After"] = str(refusal.seconds)
    return answer


def _problem(status: HTTPStatus, name: str, detail: str, **members: object) -> HttpResponse:
    more = {key: value for key, value in members.items() if value}
    said = {"type": f"epcisException:{name}", "title": status.phrase, "status": int(status), "detail": detail, **more}
    body = json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
    return HttpResponse(body, status=status, content_type="application/problem+json")


_OUTSIDE: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "ValidationException",
    HTTPStatus.FORBIDDEN: "SecurityException",
    HTTPStatus.NOT_FOUND: "NoSuchResourceException",
    HTTPStatus.METHOD_NOT_ALLOWED: "UnsupportedMethod",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "CaptureLimitExceededException",
}


def refused_outside(status: int, detail: str) -> HttpResponse:
    """The same for what is refused before any of this is reached, such as a body that is too large to be read."""
    return _dressed(_problem(HTTPStatus(status), _OUTSIDE.get(status, "ImplementationException"), detail))


def _dressed(answer: HttpResponse) -> HttpResponse:
    for name, value in ALWAYS.items():
        answer.headers.setdefault(name, value)
    return answer
