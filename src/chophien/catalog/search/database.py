"""The search's own way to PostgreSQL: parameters bound by the server, statements planned once for each connection.

Django's cursors write parameters into the text of a statement, so that PostgreSQL plans each search anew, and planning
takes longer than searching. What runs here is still counted and logged as Django's statements are.
"""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from time import monotonic
from typing import Any
from weakref import WeakSet

from django.db import connection
from psycopg import Connection, Cursor, RawCursor

ONLY_WHEN_ASKED = 1_000_000_000
"""Django forbids prepared statements on its connections; so many runs of one statement allow them when asked for."""

_NAMED = re.compile(r"%\((\w+)\)s")
_ready: WeakSet[Connection[tuple[Any, ...]]] = WeakSet()


class Statement:
    """A statement with named places, ``%(day)s::int``, each with its type. All parameters travel as text."""

    def __init__(self, text: str) -> None:
        self.names = tuple(dict.fromkeys(_NAMED.findall(text)))
        places = {name: f"${place}" for place, name in enumerate(self.names, start=1)}
        self.text = _NAMED.sub(lambda found: places[found[1]], text).encode()

    def run(self, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Run it on the current connection, prepared there at the first time; rows come in binary form."""
        given = [None if parameters[name] is None else str(parameters[name]) for name in self.names]
        began = monotonic()
        with _errors_as_django_raises_them(), RawCursor(_connection()) as cursor:
            cursor.execute(self.text, given, prepare=True, binary=True)
            rows = cursor.fetchall()
        _log(self.text.decode(), began)
        return rows


def run(statement: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """Run one statement that is not worth preparing, its parameters bound by the server; return its rows."""
    began = monotonic()
    with _errors_as_django_raises_them(), Cursor(_connection()) as cursor:
        cursor.execute(statement, parameters, prepare=False, binary=True)
        rows = cursor.fetchall() if cursor.description else []
    _log(statement, began)
    return rows


def _connection() -> Connection[tuple[Any, ...]]:
    connection.ensure_connection()
    raw: Connection[tuple[Any, ...]] = connection.connection
    if raw not in _ready:
        # A plan made for any words is as good as one made for these, and need not be made again.
        raw.execute("SET plan_cache_mode = force_generic_plan")
        raw.prepare_threshold = ONLY_WHEN_ASKED
        _ready.add(raw)
    return raw


def _errors_as_django_raises_them() -> AbstractContextManager[None]:
    wrapped: AbstractContextManager[None] = connection.wrap_database_errors
    return wrapped


def _log(statement: str, began: float) -> None:
    if connection.queries_logged:
        connection.queries_log.append({"sql": statement, "time": f"{monotonic() - began:.3f}"})
