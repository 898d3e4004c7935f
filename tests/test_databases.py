"""The database that the tests' own begin as is made once, whole, and anew when a migration changes."""

from collections.abc import Iterator

import psycopg
import pytest

from tests import databases
from tests.databases import database_url, drop, kept, named, server

START = f"try_{databases.SLOT}_"


class Killed(BaseException):
    """Stands for the end of the process."""


class Filling:
    """Counts how often it was asked to fill a database, and leaves a table in each."""

    def __init__(self, *, killed: bool = False) -> None:
        self.asked = 0
        self.killed = killed

    def __call__(self, name: str) -> None:
        self.asked += 1
        with psycopg.connect(database_url(name)) as connection:
            connection.execute("CREATE TABLE filled ()")
        if self.killed:
            raise Killed


@pytest.fixture
def outside() -> Iterator[databases.Connection]:
    with server("chophien test of databases") as connection:
        for old in named(connection, START):
            drop(connection, old)
        yield connection
        for old in named(connection, START):
            drop(connection, old)


def test_it_is_filled_once_and_anew_when_what_it_is_made_of_changes(outside):
    fill = Filling()

    first = [kept(outside, START, "before", fill), kept(outside, START, "before", fill)]
    then = kept(outside, START, "after", fill)

    assert first == [f"{START}before", f"{START}before"]
    assert then == f"{START}after"
    assert fill.asked == 2
    assert named(outside, START) == [then, first[0]]


def test_those_of_other_marks_do_not_pile_up(outside):
    made = [kept(outside, START, mark, Filling()) for mark in "abcd"]

    assert named(outside, START) == made[:0:-1]


def test_one_whose_filling_was_killed_is_filled_anew(outside):
    with pytest.raises(Killed):
        kept(outside, START, "now", Filling(killed=True))
    fill = Filling()

    name = kept(outside, START, "now", fill)

    assert fill.asked == 1
    assert named(outside, START) == [name]


def test_whoever_may_not_make_databases_is_known(outside):
    outside.execute("DROP ROLE IF EXISTS chophien_guest")
    outside.execute("CREATE ROLE chophien_guest")
    try:
        assert databases.may_make_databases(outside)
        outside.execute("SET ROLE chophien_guest")

        assert not databases.may_make_databases(outside)
    finally:
        outside.execute("RESET ROLE")
        outside.execute("DROP ROLE chophien_guest")
