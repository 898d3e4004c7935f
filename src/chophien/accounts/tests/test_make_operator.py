from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from chophien.accounts.models import Grant, Person
from chophien.accounts.states import Role, Scope

pytestmark = pytest.mark.django_db


def test_the_first_operator_is_made_at_the_terminal_and_making_them_again_changes_nothing():
    answer = StringIO()
    for _ in range(2):
        call_command("make_operator", "0912 345 678", "--name", "Hà Thị Lan", stdout=answer)

    person = Person.objects.get()
    grant = Grant.objects.get()
    assert (person.phone, person.name) == ("+84912345678", "Hà Thị Lan")
    assert (grant.person, grant.role, grant.scope_kind) == (person, Role.OPERATOR, Scope.NATION)
    assert answer.getvalue() == f"{person.code} is an operator for the whole country.\n" * 2


def test_a_number_that_is_none_makes_nobody():
    with pytest.raises(CommandError):
        call_command("make_operator", "12", stdout=StringIO())

    assert not Person.objects.exists()
