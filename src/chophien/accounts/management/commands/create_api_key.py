"""Make a key of the API: create_api_key --name NAME --scopes A,B [--seller CODE | --organisation NAME] [--days N]."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chophien.accounts.actions.keys import make_api_key
from chophien.accounts.states import KeyOwner
from chophien.lib.actor import SystemActor
from chophien.lib.errors import DomainError


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="what the key is called in lists")
        parser.add_argument("--scopes", required=True, help="what it opens, with commas between: products:read,...")
        parser.add_argument("--seller", default="", help="the shop that it speaks for")
        parser.add_argument("--organisation", default="", help="who uses it, where it is no shop")
        parser.add_argument("--days", type=int, default=0, help="it ends after so many days; 0: never")

    def handle(self, *_args: Any, **options: Any) -> None:
        at = timezone.now()
        seller = options["seller"]
        try:
            made = make_api_key(
                name=options["name"],
                scopes=[scope.strip() for scope in options["scopes"].split(",") if scope.strip()],
                owner_kind=KeyOwner.SELLER if seller else KeyOwner.ORGANISATION,
                owner_code=seller or options["organisation"] or options["name"],
                actor=SystemActor("system:create_api_key"),
                at=at,
                expires_at=at + timedelta(days=options["days"]) if options["days"] > 0 else None,
            )
        except DomainError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"code={made.key.code} scopes={','.join(made.key.scopes)}")
        self.stdout.write(made.text)
