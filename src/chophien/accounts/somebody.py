"""The statement that fetches the person of a session, with what waits for them and which tabs open for them.

Every request of somebody who has signed in asks it. Putting it together takes the query compiler several times as long
as answering it takes the database, and so does planning it: it is put together once in a process and prepared once in a
connection. A request only says whom it asks for, and when.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from weakref import WeakSet

from django.db import connection
from psycopg.sql import Literal

from chophien.accounts.models import Person
from chophien.lib.dates import local_date
from chophien.web.tabs import doors
from chophien.web.unread import counters

WHO = -1
ONE_MOMENT = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
ANOTHER = ONE_MOMENT + timedelta(days=400)
NOW, TODAY, THE_PERSON = object(), object(), object()
"""What stands in the statement's places that each request fills."""
GIVEN = {NOW: ("timestamptz", "$1"), TODAY: ("date", "$2"), THE_PERSON: ("bigint", "$3")}
"""Of what type it is, and what stands for it in the prepared statement."""
PREPARE = f"PREPARE person_of_session ({', '.join(kind for kind, _sign in GIVEN.values())}) AS"
EXECUTE = "EXECUTE person_of_session (%s, %s, %s)"

_prepared: WeakSet[Any] = WeakSet()
"""The connections that know the statement; a new one begins without."""


def person_of_session(user_id: int, *, at: datetime) -> Person | None:
    """Somebody with the counters of `web.unread` and the doors of `web.tabs`; none where nobody active has this key."""
    connection.ensure_connection()
    if connection.connection not in _prepared:
        connection.connection.execute(f"{PREPARE} {_statement()}")  # no query of the page's: not in its count
        _prepared.add(connection.connection)
    return next(iter(Person.objects.raw(EXECUTE, [at, local_date(at), user_id])), None)


@cache
def _statement() -> str:
    """Its text; written for two moments, so that whatever follows from the moment shows."""
    (statement, given), (again, given_again) = _written(ONE_MOMENT), _written(ANOTHER)
    if statement != again or len(given) != len(given_again):
        raise RuntimeError("the statement that fetches the person of a session changes with the time")
    return statement % tuple(_places(given, given_again))


def _written(at: datetime) -> tuple[str, tuple[object, ...]]:
    asked = Person.objects.annotate(**counters(at), **doors(at)).filter(pk=WHO, is_active=True)
    statement, given = asked.query.sql_with_params()
    return statement, tuple(given)


def _places(given: tuple[object, ...], given_again: tuple[object, ...]) -> Iterator[str]:
    """What stands in each place: the sign of what a request says, or a value that is always the same."""
    for one, other in zip(given, given_again, strict=True):
        if (one, other) == (ONE_MOMENT, ANOTHER):
            yield _sign(NOW)
        elif (one, other) == (local_date(ONE_MOMENT), local_date(ANOTHER)):
            yield _sign(TODAY)
        elif one == other:
            yield _sign(THE_PERSON) if one == WHO else Literal(one).as_string(connection.connection)
        else:
            raise RuntimeError(f"not the moment and not its day, and yet it changes with the time: {one!r}")


def _sign(place: object) -> str:
    kind, sign = GIVEN[place]
    return f"{sign}::{kind}"
