"""The statement that fetches the person of a session, with what waits for them and which tabs open for them.

Every request of somebody who has signed in asks it. Putting it together takes the query compiler several times as long
as answering it takes the database, and so does the database's plan for it. Therefore it is put together once in a
process and planned once on a connection; a request only puts in whom it asks for, and when.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from weakref import WeakSet

from django.db import connection
from psycopg import Connection, sql

from chophien.accounts.models import Person
from chophien.lib.dates import local_date
from chophien.web.tabs import doors
from chophien.web.unread import counters

WHO = -1
ONE_MOMENT = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
ANOTHER = ONE_MOMENT + timedelta(days=400)
NOW, TODAY, THE_PERSON = object(), object(), object()
"""What stands in the statement's places that each request fills."""
FILLED = {NOW: "$1", TODAY: "$2", THE_PERSON: "$3"}
PREPARE = "PREPARE person_of_session(timestamptz, date, bigint) AS "

_planned: WeakSet[Connection] = WeakSet()


def person_of_session(user_id: int, *, at: datetime) -> Person | None:
    """Somebody with the counters of `web.unread` and the doors of `web.tabs`; none where nobody active has this key."""
    _plan()
    facts = [at, local_date(at), user_id]
    return next(iter(Person.objects.raw("EXECUTE person_of_session(%s, %s, %s)", facts)), None)


def _plan() -> None:
    """Have the database read and plan the statement for this connection, unless it has. No rollback undoes that."""
    connection.ensure_connection()
    end = connection.connection
    if end in _planned:
        return
    words, places = _statement()
    with connection.wrap_database_errors, end.cursor() as cursor:
        given = [FILLED[place] if type(place) is object else sql.Literal(place).as_string(end) for place in places]
        cursor.execute(PREPARE + "".join(part for pair in zip(words, [*given, ""], strict=True) for part in pair))
    _planned.add(end)


@cache
def _statement() -> tuple[tuple[str, ...], tuple[object, ...]]:
    """Its text around its places, and what they are given; written for two moments, so that what changes shows."""
    (statement, given), (again, given_again) = _written(ONE_MOMENT), _written(ANOTHER)
    if statement != again or len(given) != len(given_again):
        raise RuntimeError("the statement that fetches the person of a session changes with the time")
    words = tuple(part.replace("%%", "%") for part in statement.split("%s"))
    return words, tuple(_places(given, given_again))


def _written(at: datetime) -> tuple[str, tuple[object, ...]]:
    asked = Person.objects.annotate(**counters(at), **doors(at)).filter(pk=WHO, is_active=True)
    statement, given = asked.query.sql_with_params()
    return statement, tuple(given)


def _places(given: tuple[object, ...], given_again: tuple[object, ...]) -> Iterator[object]:
    for one, other in zip(given, given_again, strict=True):
        if (one, other) == (ONE_MOMENT, ANOTHER):
            yield NOW
        elif (one, other) == (local_date(ONE_MOMENT), local_date(ANOTHER)):
            yield TODAY
        elif one == other:
            yield THE_PERSON if one == WHO else one
        else:
            raise RuntimeError(f"not the moment and not its day, and yet it changes with the time: {one!r}")
