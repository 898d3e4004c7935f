"""Makes the market's first operator: `make manage ARGS="make_operator 0912345678 --name 'Lan'"`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from chophien.accounts.actions.people import ensure_person
from chophien.accounts.actions.roles import give_role
from chophien.accounts.states import Role, Scope
from chophien.lib.actor import SystemActor
from chophien.lib.errors import DomainError

ACTOR = SystemActor("system:make_operator")


class Command(BaseCommand):
    help = "Give the person with this phone number the role of an operator for the whole country."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("phone", help="a Vietnamese mobile number in any common form")
        parser.add_argument("--name", default="", help="the person's name, if it is not known yet")

    def handle(self, *_args: str, **options: Any) -> None:
        at = timezone.now()
        try:
            with transaction.atomic():
                person = ensure_person(phone=options["phone"], name=options["name"], actor=ACTOR, at=at)
                give_role(person=person, role=Role.OPERATOR, scope_kind=Scope.NATION, scope_code="", actor=ACTOR, at=at)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{person.code} is an operator for the whole country.")
