"""The person of a session is what the query compiler would have fetched for this moment, without asking it each time."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from chophien.accounts.models import Person
from chophien.accounts.somebody import person_of_session
from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory
from chophien.messages.tests.factories import NoticeFactory
from chophien.web.tabs import doors
from chophien.web.unread import counters

pytestmark = pytest.mark.django_db


def as_compiled(person, *, at):
    return vars(Person.objects.annotate(**counters(at), **doors(at)).get(pk=person.pk))


def told(found):
    return {name: value for name, value in vars(found).items() if name != "_state"}


def test_everything_is_fetched_as_the_compiler_would(django_assert_num_queries):
    at = timezone.now()
    person = PersonFactory()
    NoticeFactory(person_code=person.code)
    until = at + timedelta(hours=1)
    GrantFactory(person=person, role=Role.SELLER_MANAGER, scope_kind=Scope.SELLER, scope_code="x", ends_at=until)
    person_of_session(person.pk, at=at)

    with django_assert_num_queries(1):
        now = person_of_session(person.pk, at=at)
    later = person_of_session(person.pk, at=at + timedelta(days=2))

    expected = {name: value for name, value in as_compiled(person, at=at).items() if name != "_state"}
    assert told(now) == expected
    assert (now.unread_news, now.opens_goods, now.opens_money) == (1, True, True)
    assert (later.opens_goods, later.opens_money) == (False, False)


def test_nobody_is_fetched_for_a_key_that_nobody_has_or_whose_owner_is_shut_out():
    gone = PersonFactory(is_active=False)

    assert person_of_session(gone.pk, at=timezone.now()) is None
    assert person_of_session(999_999_999, at=timezone.now()) is None


def test_a_connection_that_does_not_know_the_statement_is_told_it():
    found = []

    def elsewhere():
        for _again in range(2):
            found.append(person_of_session(999_999_999, at=timezone.now()))
            connection.close()

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()

    assert found == [None, None]


@pytest.mark.django_db(transaction=True)
def test_what_a_connection_prepared_is_prepared_again_when_a_transaction_was_rolled_back():
    person, at = PersonFactory(), timezone.now()
    assert person_of_session(person.pk, at=at) == person

    with transaction.atomic():
        assert person_of_session(person.pk, at=at) == person
        transaction.set_rollback(True)

    assert person_of_session(person.pk, at=at) == person
