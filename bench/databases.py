"""A database of its own for a benchmark, on the project's server."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, connections


@contextmanager
def bench_database(name: str, *, keep: bool) -> Iterator[None]:
    """Work in database `bench_<name>`: made or brought up to date, dropped at the end unless it is to be kept."""
    database = f"bench_{name}"
    home = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{database}"')
    _move_to(database)
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        _move_to(home)
        if not keep:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


def _move_to(database: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = database
