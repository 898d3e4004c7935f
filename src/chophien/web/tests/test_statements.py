"""What is asked often is planned once in a connection, whatever becomes of a transaction."""

import pytest
from django.db import NotSupportedError, connection, transaction
from psycopg import Connection

from chophien.web.statements import OUTDATED, Statement

TWICE = Statement("SELECT 2 * %(number)s::int")


def prepared():
    """How often the statement ran since the server prepared it."""
    asked = "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement = %s"
    with connection.cursor() as cursor:
        cursor.execute(asked, [TWICE.text.decode()])
        return cursor.fetchall()


def rolled_back():
    with transaction.atomic():
        found = TWICE.run({"number": 4})
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.django_db(transaction=True)
def test_a_statement_stays_prepared_when_a_transaction_or_a_part_of_it_is_rolled_back(whole):
    connection.close()
    if whole:
        answers = [rolled_back(), TWICE.run({"number": 5}), rolled_back()]
    else:
        with transaction.atomic():
            answers = [rolled_back(), TWICE.run({"number": 5}), rolled_back()]

    assert answers == [[(8,)], [(10,)], [(8,)]]
    assert prepared() == [(3,)]


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_answered_anew_when_its_table_was_made_anew():
    counted = Statement("SELECT count(*) FROM things WHERE name = %(name)s::text")

    def made(*names):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE things (name text)")
            cursor.executemany("INSERT INTO things VALUES (%s)", [[name] for name in names])

    with transaction.atomic():
        made("a", "b")
        first = counted.run({"name": "a"})
        transaction.set_rollback(True)
    made("a", "a")

    assert (first, counted.run({"name": "a"})) == ([(1,)], [(2,)])
    connection.close()


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.django_db(transaction=True)
def test_a_statement_whose_column_got_another_type_is_prepared_anew_at_once_or_for_who_asks_next(inside):
    connection.close()
    asked = Statement("SELECT size FROM things WHERE name = %(name)s::text")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE things (name text, size integer)")
        cursor.execute("INSERT INTO things VALUES ('a', 7)")
    try:
        assert [asked.run({"name": "a"}) for _time in range(2)] == [[(7,)]] * 2
        elsewhere = connection.copy()  # a migration, while this connection is kept
        with elsewhere.cursor() as cursor:
            cursor.execute("ALTER TABLE things ALTER COLUMN size TYPE text")
        elsewhere.close()

        if inside:
            with pytest.raises(NotSupportedError, match=OUTDATED), transaction.atomic():
                asked.run({"name": "a"})
        assert asked.run({"name": "a"}) == [("7",)]
        with connection.cursor() as cursor:
            names = "SELECT count(*) FROM pg_prepared_statements WHERE statement = %s"
            cursor.execute(names, [asked.text.decode()])
            assert cursor.fetchall() == [(1,)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE things")


@pytest.mark.django_db(transaction=True)
def test_plans_are_made_for_any_words_though_the_first_transaction_was_rolled_back():
    connection.close()
    rolled_back()
    TWICE.run({"number": 5})

    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchone() == ("force_generic_plan",)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_set_again_for_statements_inside_a_transaction(monkeypatch):
    connection.close()
    sent, execute = [], Connection.execute

    def listened(raw, query, *parts, **more):
        sent.append(query)
        return execute(raw, query, *parts, **more)

    monkeypatch.setattr(Connection, "execute", listened)
    with transaction.atomic():
        answers = [TWICE.run({"number": 4}) for _time in range(3)]
        with connection.cursor() as cursor:
            cursor.execute("SHOW plan_cache_mode")
            assert cursor.fetchone() == ("force_generic_plan",)

    assert answers == [[(8,)]] * 3
    assert len([one for one in sent if "SET" in str(one)]) == 1
