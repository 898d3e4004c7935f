"""`make demo-reset`: forget everything in the database and load the sample market anew."""

import os
import sys

import django
import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from chophien.server.problems import ServerProblem
from chophien.settings import environment


def main() -> int:
    """Drop and reload; an outside database only when its name is typed as CONFIRM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chophien.settings.live")
    try:
        django.setup()
        _require_confirmation(connection.settings_dict["NAME"])
        _empty_database()
    except ServerProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_sample_market")
    print("The sample market is as new.")
    return 0


def _require_confirmation(name: str) -> None:
    if environment.text("DATABASE_URL") and os.environ.get("CONFIRM") != name:
        raise ServerProblem(
            f"DATABASE_URL names an outside database. To lose everything in it, say so: make demo-reset CONFIRM={name}",
        )


def _empty_database() -> None:
    facts = connection.settings_dict
    places = {"host": facts["HOST"], "port": facts["PORT"], "user": facts["USER"], "password": facts["PASSWORD"]}
    given = {key: value for key, value in places.items() if value}
    address = make_conninfo(dbname="postgres", **given, **facts["OPTIONS"])
    name = sql.Identifier(facts["NAME"])
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))


if __name__ == "__main__":
    sys.exit(main())
