"""`make demo-reset`: forget everything in the database, with all uploads, and load the sample market anew."""

import os
import shutil
import sys
from collections.abc import Mapping
from typing import Any

import django
import psycopg
from django.conf import settings
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
        empty_database(connection.settings_dict)
        forget_files()
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


def empty_database(facts: Mapping[str, Any]) -> None:
    """Leave nothing in the database that Django's settings `facts` name, and nobody connected to it.

    It is dropped and made anew where its account may do that, else emptied from within.
    """
    places = {"host": facts["HOST"], "port": facts["PORT"], "user": facts["USER"], "password": facts["PASSWORD"]}
    given = {key: value for key, value in places.items() if value}
    name = sql.Identifier(facts["NAME"])
    with psycopg.connect(make_conninfo(dbname=facts["NAME"], **given, **facts["OPTIONS"]), autocommit=True) as inside:
        row = inside.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if not row or not row[0]:
            inside.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )
            inside.execute("DROP SCHEMA public CASCADE")
            inside.execute("CREATE SCHEMA public")
            return
    with psycopg.connect(make_conninfo(dbname="postgres", **given, **facts["OPTIONS"]), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))


def forget_files() -> None:
    """Remove every photo, paper and figure that the emptied database knew of."""
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT):
        for one in folder.iterdir() if folder.is_dir() else ():
            if one.is_dir() and not one.is_symlink():
                shutil.rmtree(one)
            else:
                one.unlink()


if __name__ == "__main__":
    sys.exit(main())
