"""People and roles for tests, as little as is valid."""

from datetime import UTC, datetime

import factory

from chophien.accounts.models import Grant, Person
from chophien.accounts.states import Role, Scope

JOINED = datetime(2026, 1, 5, 2, tzinfo=UTC)


class PersonFactory(factory.django.DjangoModelFactory):
    """Somebody who signs in by code: no name, no password, no role."""

    class Meta:
        model = Person

    code = factory.Sequence("ND-{:05d}".format)
    phone = factory.Sequence("+8491{:07d}".format)
    password = "!"
    joined_at = JOINED


class GrantFactory(factory.django.DjangoModelFactory):
    """The role of an operator for the whole country, in force since `JOINED`."""

    class Meta:
        model = Grant

    person = factory.SubFactory(PersonFactory)
    role = Role.OPERATOR
    scope_kind = Scope.NATION
    scope_code = ""
    given_by = "system"
    given_at = JOINED


def operator(**facts):
    """An operator for the whole country."""
    return GrantFactory(person=PersonFactory(**facts)).person


def holder_of(role, scope_kind, scope_code, **facts):
    """Somebody with one role over one unit, such as ``holder_of(Role.SELLER_MANAGER, Scope.SELLER, seller.code)``."""
    return GrantFactory(person=PersonFactory(**facts), role=role, scope_kind=scope_kind, scope_code=scope_code).person
