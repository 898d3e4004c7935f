"""Every refusal of the API in one shape: RFC 9457 problem+json with a stable `code`."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from django.http import HttpResponse

from chophien.lib.errors import DomainError, Invalid, NotFound, NotPermitted
from chophien.orders.errors import CartRefused, EmptyCart, KeyMissing, TotalChanged
from chophien.web.request_ids import current_request_id

MEDIA_TYPE = "application/problem+json"
WISH_FIELDS = {
    "contact_name": "contact.name",
    "contact_phone": "contact.phone",
    "province_code": "address.province_code",
    "commune_code": "address.commune_code",
    "hamlet": "address.hamlet",
    "landmark": "address.landmark",
    "lat": "address.lat",
    "lon": "address.lon",
}
"""Where the fields of an order's wish stand in the body that was sent."""

STATUS_OF: tuple[tuple[type[DomainError], HTTPStatus], ...] = (
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NotFound, HTTPStatus.NOT_FOUND),
    (NotPermitted, HTTPStatus.FORBIDDEN),
    (KeyMissing, HTTPStatus.BAD_REQUEST),
)


def problem(status: int, code: str, detail: str, **members: object) -> HttpResponse:
    """An answer that says what is wrong: `code` for machines, `detail` for people, further members by name."""
    body: dict[str, object] = {
        "type": f"urn:chophien:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "code": code,
        "detail": detail,
        "request_id": current_request_id(),
        **members,
    }
    text = json.dumps(body, ensure_ascii=False, default=str)
    return HttpResponse(text, status=status, content_type=MEDIA_TYPE)


def problem_of(refusal: DomainError) -> HttpResponse:
    """A refusal of the domain as an answer: 422 names fields, 409 names lines where there are any."""
    status = next((status for kind, status in STATUS_OF if isinstance(refusal, kind)), HTTPStatus.CONFLICT)
    return problem(status, refusal.code, str(refusal), **_members(refusal))


def invalid_fields(errors: Sequence[Mapping[str, object]]) -> HttpResponse:
    """What the shape of the request itself gets wrong, field by field."""
    fields: dict[str, list[str]] = {}
    for error in errors:
        place = error["loc"]
        parts = [str(part) for part in place if part not in _WRAPPERS] if isinstance(place, Sequence) else []
        fields.setdefault(".".join(parts) or "body", []).append(str(error["msg"]))
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", str(Invalid({})), errors=fields)


_WRAPPERS = {"body", "query", "path", "header", "payload", "filters"}


def _members(refusal: DomainError) -> dict[str, object]:
    if isinstance(refusal, Invalid):
        return {"errors": {WISH_FIELDS.get(field, field): said for field, said in refusal.field_errors.items()}}
    if isinstance(refusal, CartRefused):
        return {
            "lines": [
                {
                    "variant_code": one.variant_code,
                    "code": one.code,
                    "detail": one.sentence,
                    "available": None if one.left is None else f"{one.left.normalize():f}",
                }
                for one in refusal.problems
            ]
        }
    if isinstance(refusal, TotalChanged):
        return {"total_vnd": refusal.total_vnd, "seen_total_vnd": refusal.seen_vnd}
    if isinstance(refusal, EmptyCart):
        return {"lines": []}
    return {}
