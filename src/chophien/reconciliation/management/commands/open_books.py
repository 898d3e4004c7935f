"""Brings money that came before there were books into them: `make manage ARGS="open_books 2026-10-31"`."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chophien.ledger.actions.proving import prove
from chophien.lib.actor import SystemActor
from chophien.lib.money import format_vnd
from chophien.reconciliation.actions.opening import open_books

ACTOR = SystemActor("system:open_books")


class Command(BaseCommand):
    help = "Enter what is still with the market of money that came before the books, once, and prove the books."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paid_out_until",
            type=date.fromisoformat,
            help="orders completed up to this day (YYYY-MM-DD) were paid out without the books and stay outside",
        )

    def handle(self, *_args: str, **options: Any) -> None:
        at = timezone.now()
        opened = open_books(paid_out_until=options["paid_out_until"], actor=ACTOR, at=at)
        self.stdout.write(
            f"{opened.payments} payments brought in: {format_vnd(opened.seller_vnd)} for sellers, "
            f"{format_vnd(opened.refunds_vnd)} promised back to buyers."
        )
        if not prove(at=at).right:
            raise CommandError("The books are not right: see chophien_ledger_differences.")
        self.stdout.write("The books are right.")
