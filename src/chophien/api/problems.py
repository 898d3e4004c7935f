"""What the domain and the shape of a request refuse, as problem documents with a stable `code`."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from chophien.accounts.errors import ApiKeyMissing, ApiKeyRefused, ScopeMissing, TooManyCalls
from chophien.lib.errors import DomainError, Invalid, NotFound, NotPermitted, Sentence
from chophien.orders.errors import CartRefused, EmptyCart, KeyMissing, TotalChanged
from chophien.web.problems import problem

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
    (ApiKeyMissing, HTTPStatus.UNAUTHORIZED),
    (ApiKeyRefused, HTTPStatus.UNAUTHORIZED),
    (ScopeMissing, HTTPStatus.FORBIDDEN),
    (TooManyCalls, HTTPStatus.TOO_MANY_REQUESTS),
)


def problem_of(refusal: DomainError) -> HttpResponse:
    """A refusal of the domain as an answer: 422 names fields, 409 names lines where there are any."""
    status = next((status for kind, status in STATUS_OF if isinstance(refusal, kind)), HTTPStatus.CONFLICT)
    answer = problem(status, refusal.code, str(refusal), **_members(refusal))
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    if isinstance(refusal, TooManyCalls):
        answer["Retry-After"] = str(refusal.seconds)
    return answer


def invalid_fields(errors: Sequence[Mapping[str, object]]) -> HttpResponse:
    """What the shape of the request itself gets wrong, field by field, in the reader's language."""
    fields: dict[str, list[str]] = {}
    for error in errors:
        place = error["loc"]
        parts = [str(part) for part in place if part not in _WRAPPERS] if isinstance(place, Sequence) else []
        fields.setdefault(".".join(parts) or "body", []).append(_sentence(error))
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", str(Invalid({})), errors=fields)


_WRAPPERS = {"body", "query", "path", "header", "payload", "filters", "wanted"}
_NUMBER: Sentence = _("Write a number here.")
_SENTENCES: dict[str, Sentence] = {
    "missing": _("Please fill this in."),
    "string": _("Write text here."),
    "bool": _("Write yes or no here: true or false."),
    "int": _("Write a whole number here."),
    "decimal": _NUMBER,
    "float": _NUMBER,
    "finite": _NUMBER,
    "greater": _("This number is too small."),
    "less": _("This number is too large."),
    "decimal_max": _("This number has too many digits."),
    "decimal_whole": _("This number has too many digits."),
    "string_too_long": _("This text is too long."),
}
"""What is wrong with a value, by the beginning of what the validator calls it; the longest beginning counts."""


def _sentence(error: Mapping[str, object]) -> str:
    kind = str(error.get("type", ""))
    fitting = [beginning for beginning in _SENTENCES if kind.startswith(beginning)]
    return str(_SENTENCES[max(fitting, key=len)] if fitting else _("This answer does not fit here."))


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
    if isinstance(refusal, TooManyCalls):
        return {"wait": refusal.seconds}
    return {}
