"""What the API's document says of every route alike: how it refuses, in one schema, and how answers are tagged."""

from http import HTTPStatus
from typing import Any

from ninja import Field, Schema
from pydantic import TypeAdapter

from chophien.web.problems import MEDIA_TYPE

REF = "#/components/{kind}/{name}"
READS, WRITES = ("get",), ("post", "put", "patch", "delete")

INTRODUCTION = """Goods of Vietnam's mountain regions: search, carts, orders, places.

Amounts are whole đồng. A cart is reached by its code and an order by the access token of its checkout; both are
unguessable, and whoever lacks them finds nothing. A shop's own goods and orders open to keys that its manager makes,
each for what its scopes name. Texts are Vietnamese, or English with the cookie `lang=en`.

Refusals are `application/problem+json` (RFC 9457): `code` is stable and for programs, `detail` is a sentence that may
be shown to a person. Answers to reads carry an `ETag`; HEAD works wherever GET does. Calls are limited per address
and per token; 429 says in `Retry-After` when to come back. No cookie is read or set."""


class ProblemLine(Schema):
    """One line of a cart that cannot be bought as it stands."""

    variant_code: str
    code: str
    detail: str
    available: str | None = Field(
        description="how much is left, in units of the variant; none if that is not the point"
    )


class Problem(Schema):
    """A refusal after RFC 9457."""

    type: str = Field(description="a URI that names the kind of problem, and nothing more")
    title: str = Field(description="the status in words")
    status: int
    code: str = Field(pattern="^[a-z_]+$", description="stable; for programs")
    detail: str = Field(description="a sentence for a person")
    request_id: str = Field(description="to quote when asking for help")
    errors: dict[str, list[str]] = Field({}, description="with 422: what is wrong, by the path of each field")
    lines: list[ProblemLine] = Field([], description="with 409: the lines of the cart that stand in the way")
    wait: int = Field(0, description="with 429: seconds until the next call is heard")
    total_vnd: int = Field(0, description="with total_changed: what it costs now")
    seen_total_vnd: int = Field(0, description="with total_changed: what was sent")


REFUSALS: dict[HTTPStatus, tuple[str, str]] = {
    HTTPStatus.BAD_REQUEST: ("Unreadable", "bad_request, idempotency_key_missing: this cannot be read."),
    HTTPStatus.UNAUTHORIZED: (
        "Unauthorized",
        "key_missing, key_refused: a key of the API is needed, and this is none.",
    ),
    HTTPStatus.FORBIDDEN: (
        "Forbidden",
        (
            "not_permitted, scope_missing: another site's page sent this with somebody's cookie, "
            "or the key does not open it."
        ),
    ),
    HTTPStatus.NOT_FOUND: ("NotFound", "not_found: there is nothing here, or not for this caller."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("NotAllowed", "method_not_allowed: see Allow."),
    HTTPStatus.CONFLICT: (
        "Conflict",
        (
            "out_of_stock, not_for_sale, below_minimum, wrong_step, price_changed, prices_changed, total_changed, "
            "empty_cart, cart_full, idempotency_clash and others: the market as it stands does not allow it."
        ),
    ),
    HTTPStatus.LENGTH_REQUIRED: ("NoLength", "length_missing: the body comes in pieces; send Content-Length."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("TooLarge", "too_large: the body is larger than anything needed here."),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ("NotJSON", "not_json: the body is not said to be JSON."),
    HTTPStatus.UNPROCESSABLE_ENTITY: ("Invalid", "invalid: some answers cannot be used; `errors` names each."),
    HTTPStatus.TOO_MANY_REQUESTS: ("TooMany", "too_many_requests: come back after Retry-After seconds."),
}


def with_refusals(document: dict[str, Any]) -> None:
    """Complete the document: every route's refusals, the headers of reads, the token that opens orders."""
    components = document["components"]
    schema = TypeAdapter(Problem).json_schema(ref_template=REF.format(kind="schemas", name="{model}"))
    components["schemas"].update(schema.pop("$defs"))
    components["schemas"]["Problem"] = schema
    components["responses"] = {name: _response(status, words) for status, (name, words) in REFUSALS.items()}
    components["responses"]["Unchanged"] = {
        "description": "If-None-Match named the answer as it still is.",
        "headers": {"ETag": ETAG},
    }
    components["securitySchemes"] = {"AccessToken": TOKEN, "ApiKey": KEY}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(operation, path=path, method=method)


TOKEN = {"type": "http", "scheme": "bearer", "description": "`access_token` of the checkout that made the order"}
KEY = {"type": "http", "scheme": "bearer", "description": "a key that the shop's manager made: cp_…"}
ETAG = {"description": "names this very answer", "required": True, "schema": {"type": "string"}}
RETRY_AFTER = {"description": "seconds", "required": True, "schema": {"type": "integer", "minimum": 1}}
ALLOW = {"description": "the methods that are known here", "required": True, "schema": {"type": "string"}}
HEADERS = {HTTPStatus.TOO_MANY_REQUESTS: {"Retry-After": RETRY_AFTER}, HTTPStatus.METHOD_NOT_ALLOWED: {"Allow": ALLOW}}


def _response(status: HTTPStatus, words: str) -> dict[str, object]:
    told: dict[str, object] = {
        "description": words,
        "content": {MEDIA_TYPE: {"schema": {"$ref": REF.format(kind="schemas", name="Problem")}}},
    }
    return told | ({"headers": HEADERS[status]} if status in HEADERS else {})


def _complete(operation: dict[str, Any], *, path: str, method: str) -> None:
    answers = operation["responses"]
    for parameter in operation["parameters"]:
        if parameter["name"] == "Idempotency-Key":  # optional for the router: the action says in words that it lacks
            parameter["required"] = True
            parameter["schema"] = {"type": "string", "minLength": 1, "maxLength": 200}
    for status in _refusals_of(operation, path=path, method=method):
        answers[int(status)] = {"$ref": REF.format(kind="responses", name=REFUSALS[status][0])}
    if method in READS:
        answers[int(HTTPStatus.OK)]["headers"] = {"ETag": ETAG}
        answers[int(HTTPStatus.NOT_MODIFIED)] = {"$ref": REF.format(kind="responses", name="Unchanged")}
        operation["parameters"].append(
            {
                "in": "header",
                "name": "If-None-Match",
                "required": False,
                "description": "ETags that the caller has",
                "schema": {"type": "string"},
            }
        )


def _refusals_of(operation: dict[str, Any], *, path: str, method: str) -> set[HTTPStatus]:
    always = {HTTPStatus.BAD_REQUEST, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.TOO_MANY_REQUESTS}
    told = always | ({HTTPStatus.NOT_FOUND} if "{" in path else set())
    if operation.get("security") == [{"ApiKey": []}]:
        told |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    if operation["parameters"] or "requestBody" in operation:
        told.add(HTTPStatus.UNPROCESSABLE_ENTITY)
    if method in WRITES:
        told |= {HTTPStatus.FORBIDDEN, HTTPStatus.LENGTH_REQUIRED}
        told |= {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
        told |= {HTTPStatus.CONFLICT} if "{" in path else set()
    return told
