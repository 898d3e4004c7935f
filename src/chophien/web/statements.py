"""A way to PostgreSQL for what is asked often: parameters bound by the server, statements planned once a connection.

Django's cursors write parameters into the text of a statement, so that PostgreSQL plans it anew each time, and planning
a search takes longer than searching. What runs here is still counted and logged as Django's statements are.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from time import monotonic
from typing import Any, TypeVar
from weakref import WeakSet

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.db.models.query import RawQuerySet
from django.db.models.sql import RawQuery
from psycopg import Connection, Cursor, RawCursor
from psycopg._preparing import Prepare, PrepareManager
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGresult

ONLY_WHEN_ASKED = 1_000_000_000
"""Django forbids prepared statements on its connections; so many runs of one statement allow them when asked for."""

FORGETS = (b"DROP", b"ALTER", b"DISCARD ALL", b"DEALLOCATE ALL")
"""What is carried out so that prepared statements had better be prepared again."""

OUTDATED = "cached plan must not change result type"
"""What PostgreSQL says of a prepared statement whose columns are of other types since a table was altered."""

Row = TypeVar("Row", bound=Model)
_NAMED = re.compile(r"%\((\w+)\)s")
_ready: WeakSet[Connection[tuple[Any, ...]]] = WeakSet()


class _Kept(PrepareManager):
    """What a connection prepared. PostgreSQL keeps it when a transaction is rolled back, or a part of one, and looks at
    it again when a table changes; the driver would have it forgotten and planned anew behind every rollback.
    """

    def clear(self) -> bool:
        return False

    def forget(self, text: bytes) -> None:
        """Have one statement prepared anew the next time, and what the server kept of it dropped."""
        for key in [key for key in self._names if key[0] == text]:
            self._to_flush.append(self._names.pop(key))

    def _should_discard(self, prep: Prepare, results: Sequence[PGresult], *_more: Any) -> bool:
        del prep
        done = [one.command_status or b"" for one in results]
        return any(words.startswith(FORGETS) for words in done) and super().clear()


class Statement:
    """A statement with named places, ``%(day)s::int``, each with its type. All parameters travel as text."""

    def __init__(self, text: str) -> None:
        self.names = tuple(dict.fromkeys(_NAMED.findall(text)))
        places = {name: f"${place}" for place, name in enumerate(self.names, start=1)}
        self.text = _NAMED.sub(lambda found: places[found[1]], text).encode()

    def run(self, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Run it on the current connection, prepared there at the first time; rows come in binary form."""
        with self.asked(parameters, binary=True) as cursor, _errors_as_django_raises_them():
            return cursor.fetchall()

    def rows_of(self, model: type[Row], parameters: Mapping[str, object]) -> "RawQuerySet[Row]":
        """Its rows as what the model makes of them; columns that are no fields become attributes."""
        query: Any = _Prepared(self, parameters)  # a RawQuery is no Query, though Django's own code gives one here
        return RawQuerySet(self.text.decode(), model, query, using=DEFAULT_DB_ALIAS)

    def asked(self, parameters: Mapping[str, object], *, binary: bool) -> RawCursor[tuple[Any, ...]]:
        """The open cursor of this statement, run on the current connection. Where a table was altered under it, it is
        prepared anew: at once, or inside a transaction, which is lost by then, for whoever asks next.
        """
        given = [None if parameters[name] is None else str(parameters[name]) for name in self.names]
        began = monotonic()
        with _errors_as_django_raises_them():
            raw = _connection()
            cursor = RawCursor(raw)
            try:
                cursor.execute(self.text, given, prepare=True, binary=binary)
            except FeatureNotSupported as refusal:
                if OUTDATED not in str(refusal):
                    raise
                _forget(raw, self.text)
                if raw.info.transaction_status != TransactionStatus.IDLE:
                    raise
                cursor.execute(self.text, given, prepare=True, binary=binary)
        _log(self.text.decode(), began)
        return cursor


class _Prepared(RawQuery):
    """Django's query of a given text, run as a prepared statement."""

    def __init__(self, statement: Statement, parameters: Mapping[str, object]) -> None:
        super().__init__(statement.text.decode(), DEFAULT_DB_ALIAS)
        self._statement, self._parameters = statement, parameters

    def _execute_query(self) -> None:
        cursor: Any = self._statement.asked(self._parameters, binary=False)  # read as Django's wrapper of one is
        self.cursor = cursor


def run(statement: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """Run one statement that is not worth preparing, its parameters bound by the server; return its rows."""
    began = monotonic()
    with _errors_as_django_raises_them(), Cursor(_connection()) as cursor:
        cursor.execute(statement, parameters, prepare=False, binary=True)
        rows = cursor.fetchall() if cursor.description else []
    _log(statement, began)
    return rows


def plan_for_any_words(*, connection: BaseDatabaseWrapper, **_more: object) -> None:
    """Have a new connection make plans for any words: they are as good as those made for certain ones, and need not be
    made again. It is said before the first transaction, for what is set inside of one is lost when that is rolled back.
    """
    if connection.vendor == "postgresql":
        connection.connection.execute("SET plan_cache_mode = force_generic_plan")


def _connection() -> Connection[tuple[Any, ...]]:
    connection.ensure_connection()
    raw: Connection[tuple[Any, ...]] = connection.connection
    if raw not in _ready:
        raw._prepared = _Kept()  # noqa: SLF001 -- the driver has no setting for it; a test holds it
        raw.prepare_threshold = ONLY_WHEN_ASKED
        _ready.add(raw)
    return raw


def _forget(raw: Connection[tuple[Any, ...]], text: bytes) -> None:
    kept = raw._prepared  # noqa: SLF001 -- as above
    if isinstance(kept, _Kept):
        kept.forget(text)


def _errors_as_django_raises_them() -> AbstractContextManager[None]:
    wrapped: AbstractContextManager[None] = connection.wrap_database_errors
    return wrapped


def _log(statement: str, began: float) -> None:
    if connection.queries_logged:
        connection.queries_log.append({"sql": statement, "time": f"{monotonic() - began:.3f}"})
