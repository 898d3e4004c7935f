"""Refusals for programs, of the API and of every page asked for JSON: RFC 9457 problem+json in one shape."""

import json
from http import HTTPStatus

from django.http import HttpResponse

from chophien.web.request_ids import current_request_id

MEDIA_TYPE = "application/problem+json"
CODES = {
    400: "bad_request",
    403: "not_permitted",
    404: "not_found",
    405: "method_not_allowed",
    409: "refused",
    411: "length_missing",
    413: "too_large",
    415: "not_json",
    422: "invalid",
    429: "too_many_requests",
    500: "server_error",
    503: "resting",
}
"""What a refusal is called when nobody knows a more telling name."""


def problem(status: int, code: str, detail: str, **members: object) -> HttpResponse:
    """An answer that says what is wrong: `code` for machines, `detail` for people, further members by name.

    `title` is the status in English words and the same for every problem of one status.
    """
    named = code or CODES.get(status) or CODES[400 if status < 500 else 500]
    body: dict[str, object] = {
        "type": f"urn:chophien:problem:{named}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "code": named,
        "detail": detail,
        "request_id": current_request_id(),
        **members,
    }
    text = json.dumps(body, ensure_ascii=False, default=str)
    # Half a surrogate pair that came in must not keep the answer from going out.
    written = text.encode("utf-8", "replace")
    return HttpResponse(written, status=status, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})
