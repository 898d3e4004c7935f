"""`make demo-reset` empties a database, whatever its account may do, and leaves a database behind."""

import os
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from chophien.server.addresses import database_settings
from chophien.server.reset import empty_database, forget_files

NAME = "reset_" + os.environ.get("CHOPHIEN_TEST_SLOT", "main") + os.environ.get("PYTEST_XDIST_WORKER", "")


def address(facts: dict, name: str) -> str:
    return make_conninfo(
        host=facts["HOST"], port=facts["PORT"] or "5432", user=facts["USER"], password=facts["PASSWORD"], dbname=name
    )


@pytest.fixture
def facts() -> Iterator[dict]:
    """A database of an account that may make no others."""
    server = database_settings()
    named = sql.Identifier(NAME)
    with psycopg.connect(address(server, "postgres"), autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'only-for-tests'").format(named))
        owner.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(named, named))
        yield {**server, "NAME": NAME, "USER": NAME, "PASSWORD": "only-for-tests", "OPTIONS": {}}
        owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(named))
        owner.execute(sql.SQL("DROP ROLE {}").format(named))


@pytest.mark.parametrize("may_make_databases", [False, True])
def test_nothing_is_left_in_the_database_and_nobody_in_it(facts, may_make_databases):
    with psycopg.connect(address(database_settings(), "postgres"), autocommit=True) as owner:
        power = sql.SQL("CREATEDB" if may_make_databases else "NOCREATEDB")
        owner.execute(sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(NAME), power))
    with closing(psycopg.connect(address(facts, NAME), autocommit=True)) as somebody:
        somebody.execute("CREATE TABLE goods (title text)")

        empty_database(facts)

        with pytest.raises(psycopg.OperationalError):
            somebody.execute("SELECT 1")
    with psycopg.connect(address(facts, NAME)) as later:
        tables = later.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)


def test_photos_and_papers_go_with_it(tmp_path, settings):
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    (settings.MEDIA_ROOT / "anh").mkdir(parents=True)
    (settings.MEDIA_ROOT / "anh" / "a.avif").write_bytes(b"photo")
    settings.PRIVATE_ROOT.mkdir()
    (settings.PRIVATE_ROOT / "paper").write_bytes(b"sealed")

    forget_files()
    forget_files()

    assert set(tmp_path.rglob("*")) == {settings.MEDIA_ROOT, settings.PRIVATE_ROOT}
