"""Read the chains of lots, or of some (--lot CODE), what came in by keys and every sealed day again: does it hold?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chophien.traceability.selectors.verifying import verify


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lot", action="append", default=[], help="only this lot; may come several times")

    def handle(self, *_args: Any, **options: Any) -> None:
        told = verify(options["lot"])
        for one in told.broken:
            self.stdout.write(f"broken {one.code} {one.number} {one.event_id} {one.why}")
        if told.last_day:
            self.stdout.write(f"last day sealed: {told.last_day}")
        counts = f"chains={told.chains} links={told.links} captures={told.captures} days={told.days}"
        self.stdout.write(f"{counts} broken={len(told.broken)}")
        if told.broken:
            raise CommandError("chains are broken")
