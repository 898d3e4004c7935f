"""What is asked often is planned once in a connection, whatever becomes of a transaction."""

import pytest
from django.db import connection, transaction

from chophien.web.statements import Statement

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
