"""The search's own way to PostgreSQL: parameters bound by the server, statements prepared and kept.

Django's cursors write parameters into the text of a statement, so that PostgreSQL plans each search anew; planning
takes longer than searching. Statements run here are prepared once for each connection. They are still counted and
logged as Django's are, and raise Django's errors.
"""

from collections.abc import Mapping
from time import monotonic

from django.db import connection
from psycopg import Cursor


def run(statement: str, parameters: Mapping[str, object], *, prepare: bool = True) -> list[tuple[object, ...]]:
    """Run one statement on the current connection and return its rows, in binary form where PostgreSQL has one."""
    began = monotonic()
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(statement, parameters, prepare=prepare, binary=True)
        rows = cursor.fetchall() if cursor.description else []
    if connection.queries_logged:
        connection.queries_log.append({"sql": statement, "time": f"{monotonic() - began:.3f}"})
    return rows
