"""Databases beside the tests' own, and the one that all of them begin as: empty, with every migration applied.

Applying all migrations takes twenty seconds, a copy of the result half a second. It is kept between runs, until a
migration changes.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

PROJECT = Path(__file__).resolve().parents[1]
SLOT = os.environ.get("CHOPHIEN_TEST_SLOT", "main")
MIGRATING_SECONDS = 600
MIGRATE = """
import django; django.setup()
from django.core.management import call_command
from chophien.lib.memory import keep_what_is_loaded
keep_what_is_loaded()
call_command("migrate", interactive=False, verbosity=0)
"""
KEPT = 3

Connection = psycopg.Connection[tuple[Any, ...]]


def database_url(name: str) -> str:
    """The address of a database beside the tests' own."""
    facts = settings.DATABASES["default"]
    options = {key: value for key, value in facts["OPTIONS"].items() if key != "options"}
    if facts["HOST"]:
        options["host"] = facts["HOST"]
    if facts["PORT"]:
        options["port"] = facts["PORT"]
    login = ":".join(quote(part, safe="") for part in (facts["USER"], facts["PASSWORD"]) if part)
    return f"postgresql://{login + '@' if login else ''}/{quote(name)}?{urlencode(options)}"


@contextmanager
def server(lock: str) -> Iterator[Connection]:
    """A connection to the database server, outside every database of ours. One worker at a time gets a `lock`."""
    facts = settings.DATABASES["default"]
    places = {"host": facts["HOST"], "port": facts["PORT"], "user": facts["USER"], "password": facts["PASSWORD"]}
    options = {key: value for key, value in facts["OPTIONS"].items() if key != "options"}
    known = {key: str(value) for key, value in places.items() if value}
    with psycopg.connect(make_conninfo(dbname="postgres", **known, **options), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [lock])
        yield connection


@contextmanager
def migrated() -> Iterator[str | None]:
    """The name of a database to copy, with every migration applied; nobody replaces it meanwhile.

    Made where it is missing; it takes its name when it is whole, so one whose making was killed is made anew.
    None where we may not make databases: on somebody else's server, with a test database that they made for us.
    """
    with server("chophien migrated database") as connection:
        yield kept(connection, "migrated_", fingerprint(), migrate) if may_make_databases(connection) else None


def kept(connection: Connection, start: str, mark: str, fill: Callable[[str], None]) -> str:
    """The database that `fill` filled when the mark was this one. Of other marks the newest stay, for other branches."""
    name, unfinished = f"{start}{mark}", f"{start}unfinished"
    there = named(connection, start)
    if name not in there:
        for old in {unfinished, *there[KEPT - 1 :]}:
            drop(connection, old)
        make(connection, unfinished)
        fill(unfinished)
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
        )
    return name


def fingerprint() -> str:
    """Changes with everything that an empty, migrated database is made of."""
    digest = hashlib.sha256(f"{version('django')} {version('procrastinate')} {settings.INSTALLED_APPS}".encode())
    for path in sorted((PROJECT / "src").glob("chophien/*/migrations/*.py")):
        digest.update(f"{path.relative_to(PROJECT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def migrate(name: str) -> None:
    environment = {
        "DJANGO_SETTINGS_MODULE": "chophien.settings.test",
        "DATABASE_URL": database_url(name),
        "PYTHONPATH": str(PROJECT / "src"),
    }
    subprocess.run(
        [sys.executable, "-c", MIGRATE],
        check=True,
        cwd=PROJECT,
        env=os.environ | environment,
        timeout=MIGRATING_SECONDS,
    )


def may_make_databases(connection: Connection) -> bool:
    found = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return found == (True,)


def named(connection: Connection, start: str) -> list[str]:
    """The databases whose names start so, the newest first."""
    rows = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", [start]
    )
    return [name for (name,) in rows.fetchall()]


def make(connection: Connection, name: str, *, template: str = "template1") -> None:
    connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def drop(connection: Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
