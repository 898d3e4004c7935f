"""How a body is read: JSON in UTF-8, every name once, no number that JSON does not know."""

import json

from django.http import HttpRequest
from ninja.parser import Parser


class NotJSON(Exception):
    """The body is a form, or something else that is not read here."""


class StrictParser(Parser):
    """Takes what is surely meant; refuses what two readers could understand in two ways."""

    def parse_body(self, request: HttpRequest) -> dict[str, object]:
        """The body as plain values.

        :raises NotJSON: if it is said to be something else
        :raises ValueError, RecursionError: if it cannot be read, which the router answers with 400
        """
        if not says_json(request):
            raise NotJSON
        body: dict[str, object] = json.loads(
            request.body.decode(), object_pairs_hook=_once_each, parse_constant=_no_constant
        )
        return body


def says_json(request: HttpRequest) -> bool:
    """Tell whether a request's body is said to be JSON; one that says nothing is believed to be."""
    kind = request.content_type or "application/json"
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a name stands twice")
    return read


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")
