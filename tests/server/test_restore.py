"""A dump of the market, taken while it runs and read into an empty database, is the market again."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from chophien.server.programs import find_programs

RESTORED = "restored"
TABLES = """
SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1
"""
GUARDS = """
SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2
"""
RULES = "SELECT conrelid::regclass::text, conname, contype FROM pg_constraint ORDER BY 1, 2"
INDEXES = "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"


def open_database(name: str) -> psycopg.Connection:
    facts = connection.settings_dict
    return psycopg.connect(
        host=facts["HOST"],
        port=facts["PORT"] or None,
        user=facts["USER"],
        password=facts["PASSWORD"],
        dbname=name,
        autocommit=True,
    )


def run(program: str, *arguments: str) -> None:
    """A program of PostgreSQL, as the operations page calls it."""
    facts = connection.settings_dict
    address = ["-h", facts["HOST"], *(["-p", str(facts["PORT"])] if facts["PORT"] else []), "-U", facts["USER"]]
    programs = find_programs(None)
    subprocess.run(
        [str(programs.folder / program), *address, *arguments],
        env={**os.environ, "PGPASSWORD": facts["PASSWORD"]},
        check=True,
        capture_output=True,
    )


def everything_in(name: str) -> dict[str, object]:
    """How many rows each table has, and what watches over them."""
    with open_database(name) as database:
        tables = [row[0] for row in database.execute(TABLES)]
        counts = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables)
        found = {"rows": dict(database.execute(counts).fetchall())}
        return found | {key: database.execute(asked).fetchall() for key, asked in PARTS.items()}


PARTS = {"guards": GUARDS, "rules": RULES, "indexes": INDEXES}


@pytest.fixture
def empty_database(django_db_setup):
    with open_database("postgres") as server:
        server.execute(f"DROP DATABASE IF EXISTS {RESTORED}")
        server.execute(f"CREATE DATABASE {RESTORED} TEMPLATE template0")
    yield RESTORED
    with open_database("postgres") as server:
        server.execute(f"DROP DATABASE {RESTORED}")


@pytest.mark.django_db
def test_f88_a_dump_read_into_an_empty_database_is_the_market_again(empty_database, tmp_path: Path):
    market, dump = connection.settings_dict["NAME"], str(tmp_path / "market.sql")

    run("pg_dump", "-f", dump, market)
    run("psql", "-q", "-X", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-f", dump, empty_database)

    before, after = everything_in(market), everything_in(empty_database)
    assert after == before
    assert before["rows"]["places_commune"] > 3_000
    assert len(before["guards"]) > 10
    with open_database(empty_database) as database, pytest.raises(psycopg.errors.RestrictViolation):
        database.execute("UPDATE regulations_regulationversion SET title = 'Khác'")
