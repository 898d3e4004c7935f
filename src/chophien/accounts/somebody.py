"""The statement that fetches the person of a session, with what waits for them and which tabs open for them.

Every request of somebody who has signed in asks it. Putting it together takes the query compiler several times as long
as answering it takes the database, and so does planning it: it is put together once in a process and prepared once in a
connection. A request only says whom it asks for, and when.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

from psycopg.sql import Literal

from chophien.accounts.models import Person
from chophien.lib.dates import local_date
from chophien.web.statements import Statement
from chophien.web.tabs import doors
from chophien.web.unread import counters

WHO = -1
ONE_MOMENT = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
ANOTHER = ONE_MOMENT + timedelta(days=400)
NOW, TODAY, THE_PERSON = object(), object(), object()
"""What stands in the statement's places that each request fills, and how its text names them."""
GIVEN = {NOW: "%(now)s::timestamptz", TODAY: "%(today)s::date", THE_PERSON: "%(person)s::bigint"}


def person_of_session(user_id: int, *, at: datetime) -> Person | None:
    """Somebody with the counters of `web.unread` and the doors of `web.tabs`; none where nobody active has this key."""
    facts = {"now": at, "today": local_date(at), "person": user_id}
    return next(iter(_statement().rows_of(Person, facts)), None)


@cache
def _statement() -> Statement:
    """Written for two moments, so that whatever follows from the moment shows."""
    (statement, given), (again, given_again) = _written(ONE_MOMENT), _written(ANOTHER)
    if statement != again or len(given) != len(given_again):
        raise RuntimeError("the statement that fetches the person of a session changes with the time")
    return Statement(statement % tuple(_places(given, given_again)))


def _written(at: datetime) -> tuple[str, tuple[object, ...]]:
    asked = Person.objects.annotate(**counters(at), **doors(at)).filter(pk=WHO, is_active=True)
    statement, given = asked.query.sql_with_params()
    return statement, tuple(given)


def _places(given: tuple[object, ...], given_again: tuple[object, ...]) -> Iterator[str]:
    """What stands in each place: the sign of what a request says, or a value that is always the same."""
    for one, other in zip(given, given_again, strict=True):
        if (one, other) == (ONE_MOMENT, ANOTHER):
            yield GIVEN[NOW]
        elif (one, other) == (local_date(ONE_MOMENT), local_date(ANOTHER)):
            yield GIVEN[TODAY]
        elif one == other:
            yield GIVEN[THE_PERSON] if one == WHO else Literal(one).as_string()
        else:
            raise RuntimeError(f"not the moment and not its day, and yet it changes with the time: {one!r}")
