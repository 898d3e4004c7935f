"""People for tests, with the roles they hold."""

from datetime import UTC, datetime
from itertools import count

from chophien.accounts.models import Grant, Person
from chophien.accounts.states import Role, Scope

_NUMBERS = count(1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def a_person(*, name: str = "Lan", phone: str = "", **facts: object) -> Person:
    number = next(_NUMBERS)
    return Person.objects.create(
        code=f"P{number}", phone=phone or f"+8491{number:07d}", name=name, joined_at=LONG_AGO, **facts
    )


def a_grant(person: Person, role: Role, scope_kind: Scope, scope_code: str = "", **facts: object) -> Grant:
    return Grant.objects.create(
        person=person,
        role=role,
        scope_kind=scope_kind,
        scope_code=scope_code,
        given_by="test",
        given_at=facts.pop("given_at", LONG_AGO),
        **facts,
    )


def an_operator(**facts: object) -> Person:
    person = a_person(name="Thu", **facts)
    a_grant(person, Role.OPERATOR, Scope.NATION)
    return person


def staff_of(seller_code: str, role: Role = Role.SELLER_MANAGER, **facts: object) -> Person:
    person = a_person(name="Mỷ", **facts)
    a_grant(person, role, Scope.SELLER, seller_code)
    return person
